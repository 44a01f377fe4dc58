#include "certs/chain.hpp"
#include "certs/openssl.hpp"
#include "certs/pem.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace certs {
namespace {

std::string curve_of(const EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return "that has no name";
    return name.data();
}

/// Why a key cannot serve, empty when it can.
std::string complaint_about(const EVP_PKEY* key) {
    const int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_RSA) {
        const int bits = EVP_PKEY_get_bits(key);
        if (bits < 2048) return "is RSA of " + std::to_string(bits) + " bits; RSA needs 2048 or more to be safe";
        // Go's crypto/tls, so kube-apiserver, refuses more since CVE-2023-29409.
        if (bits > 8192) return "is RSA of " + std::to_string(bits) + " bits; kube-apiserver accepts at most 8192";
        return {};
    }
    if (kind == EVP_PKEY_EC) {
        const auto curve = curve_of(key);
        if (curve == "prime256v1" || curve == "secp384r1") return {};
        return "is ECDSA on the curve " + curve +
               "; P-256 and P-384 are the ones that kube-apiserver accepts everywhere";
    }
    const char* name = EVP_PKEY_get0_type_name(key);
    return std::string("is of type ") + (name != nullptr ? name : "unknown") +
           "; use ECDSA P-256, P-384 or RSA of 2048 bits or more, which every kube-apiserver accepts";
}

/// Why certificate and key do not belong together, empty when they do.
std::optional<std::string> mismatch(const std::vector<Certificate>& chain, EVP_PKEY* key) {
    if (X509_check_private_key(chain.front().get(), key) == 1) return std::nullopt;
    const bool elsewhere = std::ranges::any_of(
        chain, [&](const Certificate& certificate) { return X509_check_private_key(certificate.get(), key) == 1; });
    if (elsewhere) return "the certificate of the key is not the first one; the leaf must come before its chain";
    return "certificate and key do not belong together";
}

bool has_issued(const Certificate& issuer, const Certificate& certificate) {
    return X509_check_issued(issuer.get(), certificate.get()) == X509_V_OK;
}

/// Whether another certificate of the chain, but not the next one, has issued this one.
bool is_out_of_order(const std::vector<Certificate>& chain, std::size_t at) {
    if (X509_self_signed(chain[at].get(), 0) == 1) return false;
    if (at + 1 < chain.size() && has_issued(chain[at + 1], chain[at])) return false;
    return std::ranges::any_of(chain, [&](const Certificate& other) { return has_issued(other, chain[at]); });
}

/// Each certificate must certify the one before it (RFC 5246, 7.4.2). One whose issuer is not in the file at all may
/// stand anywhere: a client that knows more anchors than we may need it.
std::optional<std::string> disorder(const std::vector<Certificate>& chain) {
    for (std::size_t at = 0; at < chain.size(); ++at)
        if (is_out_of_order(chain, at))
            return "the chain is in the wrong order: certificate " + std::to_string(at + 1) +
                   " is not followed by the one that has signed it";
    return std::nullopt;
}

std::optional<std::string> wrong_purpose(X509* leaf) {
    if ((X509_get_extended_key_usage(leaf) & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0) return std::nullopt;
    return "is not for servers: its extendedKeyUsage lacks serverAuth";
}

std::optional<std::string> outside_validity(const X509* leaf, std::chrono::system_clock::time_point now) {
    const auto not_before = to_time_point(X509_get0_notBefore(leaf));
    const auto not_after = to_time_point(X509_get0_notAfter(leaf));
    if (now < not_before) return "not valid before " + to_text(not_before);
    if (now >= not_after) return "expired at " + to_text(not_after);
    return std::nullopt;
}

/// Who the certificate is for, to be shown beside the name that it lacks.
std::string names_of(const std::string& certificate_pem) {
    const auto facts = inspect(certificate_pem);
    if (!facts || facts->dns_names.empty()) return "it has no DNS SAN at all";
    std::string names = "it has";
    for (const auto& name : facts->dns_names) names += (names == "it has" ? " " : ", ") + name;
    return names;
}

}  // namespace

Result<void> check_key_pair(const KeyPair& pair, const std::string& certificate_from, const std::string& key_from,
                            const Requirements& required) {
    const auto chain = decode_certificates(pair.certificate_pem, certificate_from);
    if (!chain) return std::unexpected(chain.error());
    const auto key = decode_key(pair.key_pem, key_from);
    if (!key) return std::unexpected(key.error());
    if (const auto complaint = complaint_about(key->get()); !complaint.empty())
        return plain_failure(key_from + ": the key " + complaint);
    if (const auto why = mismatch(*chain, key->get()))
        return plain_failure(certificate_from + ", " + key_from + ": " + *why);
    for (const auto& why :
         {disorder(*chain), wrong_purpose(chain->front().get()), outside_validity(chain->front().get(), required.now)})
        if (why) return plain_failure(certificate_from + ": " + *why);
    if (!required.dns_name.empty() && !covers(pair.certificate_pem, required.dns_name))
        return plain_failure(certificate_from + ": no DNS SAN covers " + required.dns_name +
                             ", the name by which kube-apiserver calls; " + names_of(pair.certificate_pem));
    return {};
}

}  // namespace certs
