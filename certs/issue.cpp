#include "certs/draft.hpp"
#include "certs/extensions.hpp"
#include "certs/openssl.hpp"
#include "certs/pem.hpp"

namespace certs {
namespace {

/// Who signs: a CA and its key. For a CA that is being made, itself.
struct Signer {
    X509* certificate;
    EVP_PKEY* key;
};

Result<KeyPair> sign(const Certificate& certificate, const Key& key, const Signer& signer) {
    if (X509_sign(certificate.get(), signer.key, EVP_sha256()) == 0) return failure("cannot sign the certificate");
    const auto certificate_pem = encode_certificate(certificate);
    if (!certificate_pem) return std::unexpected(certificate_pem.error());
    const auto key_pem = encode_key(key);
    if (!key_pem) return std::unexpected(key_pem.error());
    return KeyPair{*certificate_pem, *key_pem};
}

/// Why nothing can be signed by this CA at `now`, empty when it can.
std::string complaint_about(X509* ca, EVP_PKEY* key, std::chrono::system_clock::time_point now) {
    if (X509_check_ca(ca) != 1) return "the certificate is not that of a CA (basicConstraints CA:TRUE, keyCertSign)";
    if (X509_check_private_key(ca, key) != 1) return "its certificate and key do not belong together";
    const auto end = to_time_point(X509_get0_notAfter(ca));
    return end <= now ? "it expired at " + to_text(end) : std::string();
}

/// What a server must send beside the leaf: every certificate of the CA's file that is not the root itself.
Result<std::string> chain_of(const std::vector<Certificate>& authorities) {
    std::string chain;
    for (const auto& authority : authorities) {
        if (X509_self_signed(authority.get(), 0) == 1) continue;
        const auto pem = encode_certificate(authority);
        if (!pem) return pem;
        chain += *pem;
    }
    return chain;
}

Result<KeyPair> sign_leaf(const Request& request, const Key& key, const Signer& ca) {
    auto certificate = make_draft(request, key.get());
    if (!certificate) return std::unexpected(certificate.error());
    X509* leaf = certificate->get();
    // A leaf that outlives its CA is of no use from then on: say so in its own dates.
    if (ASN1_TIME_compare(X509_get0_notAfter(leaf), X509_get0_notAfter(ca.certificate)) > 0)
        X509_set1_notAfter(leaf, X509_get0_notAfter(ca.certificate));
    if (X509_set_issuer_name(leaf, X509_get_subject_name(ca.certificate)) != 1)
        return failure("cannot name the issuer");
    if (const auto added = add_leaf_extensions(leaf, ca.certificate, request); !added)
        return std::unexpected(added.error());
    return sign(*certificate, key, ca);
}

}  // namespace

Result<KeyPair> issue_ca(const Request& request) {
    if (request.common_name.empty())
        return plain_failure("a CA needs a common name: its leaves name it as their issuer");
    const auto key = make_key();
    if (!key) return std::unexpected(key.error());
    auto certificate = make_draft(request, key->get());
    if (!certificate) return std::unexpected(certificate.error());
    X509* ca = certificate->get();
    if (X509_set_issuer_name(ca, X509_get_subject_name(ca)) != 1) return failure("cannot name the issuer");
    if (const auto added = add_ca_extensions(ca); !added) return std::unexpected(added.error());
    return sign(*certificate, *key, {ca, key->get()});
}

Result<KeyPair> issue_leaf(const Request& request, const KeyPair& ca) {
    const auto authorities = decode_certificates(ca.certificate_pem, "the CA's certificate");
    if (!authorities) return std::unexpected(authorities.error());
    const auto ca_key = decode_key(ca.key_pem, "the CA's key");
    if (!ca_key) return std::unexpected(ca_key.error());
    const Signer signer{authorities->front().get(), ca_key->get()};
    if (const auto complaint = complaint_about(signer.certificate, signer.key, request.now); !complaint.empty())
        return plain_failure("the CA cannot sign: " + complaint);
    const auto key = make_key();
    if (!key) return std::unexpected(key.error());
    auto leaf = sign_leaf(request, *key, signer);
    const auto chain = chain_of(*authorities);
    if (!chain) return std::unexpected(chain.error());
    if (leaf) leaf->certificate_pem += *chain;
    return leaf;
}

}  // namespace certs
