#include "certs/file.hpp"
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

}  // namespace

Result<KeyPair> load_key_pair(const std::string& certificate_file, const std::string& key_file,
                              std::chrono::system_clock::time_point now) {
    auto certificate_pem = load_file(certificate_file);
    if (!certificate_pem) return std::unexpected(certificate_pem.error());
    auto key_pem = load_file(key_file);
    if (!key_pem) return std::unexpected(key_pem.error());
    const auto chain = decode_certificates(*certificate_pem, certificate_file);
    if (!chain) return std::unexpected(chain.error());
    const auto key = decode_key(*key_pem, key_file);
    if (!key) return std::unexpected(key.error());
    if (const auto complaint = complaint_about(key->get()); !complaint.empty())
        return plain_failure(key_file + ": the key " + complaint);
    if (const auto why = mismatch(*chain, key->get()))
        return plain_failure(certificate_file + ", " + key_file + ": " + *why);
    const X509* leaf = chain->front().get();
    const auto not_before = to_time_point(X509_get0_notBefore(leaf));
    const auto not_after = to_time_point(X509_get0_notAfter(leaf));
    if (now < not_before) return plain_failure(certificate_file + ": not valid before " + to_text(not_before));
    if (now >= not_after) return plain_failure(certificate_file + ": expired at " + to_text(not_after));
    return KeyPair{std::move(*certificate_pem), std::move(*key_pem)};
}

}  // namespace certs
