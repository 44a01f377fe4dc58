#include "certs/client_ca.hpp"

#include "certs/file.hpp"
#include "certs/handshake.hpp"
#include "certs/openssl.hpp"
#include "certs/pem.hpp"

#include <algorithm>

#include <openssl/err.h>

namespace certs {
namespace {

// The list of names has a length of two bytes in a CertificateRequest (RFC 5246, 7.4.4; RFC 8446, 4.2.4).
constexpr std::size_t most_name_bytes = 60'000;

// What a caller may sign with: as Go's crypto/tls offers it. A client whose key is not in the list sends no
// certificate.
constexpr const char* client_signatures =
    "rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256:ed25519:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:"
    "rsa_pkcs1_sha384:rsa_pkcs1_sha512:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512";

using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using NameList = std::unique_ptr<STACK_OF(X509_NAME), decltype([](STACK_OF(X509_NAME) * names) {
                                     sk_X509_NAME_pop_free(names, X509_NAME_free);
                                 })>;

bool holds(const NameList& names, const X509_NAME* name) {
    for (int i = 0; i < sk_X509_NAME_num(names.get()); ++i)
        if (X509_NAME_cmp(sk_X509_NAME_value(names.get(), i), name) == 0) return true;
    return false;
}

/// The subjects, each once: an old and a new CA of one name are normal while they overlap. nullptr: out of memory.
NameList names_of(const std::vector<Certificate>& authorities) {
    NameList names(sk_X509_NAME_new_null());
    for (const auto& authority : authorities) {
        const X509_NAME* subject = X509_get_subject_name(authority.get());
        if (!names || holds(names, subject)) continue;
        X509_NAME* copy = X509_NAME_dup(subject);
        if (copy == nullptr || sk_X509_NAME_push(names.get(), copy) == 0) return nullptr;
    }
    return names;
}

/// OpenSSL takes the first anchor with the issuer's name and, unless the certificate has an authority key identifier,
/// never looks at a second one; Go tries them all. While an old and a new CA of one name overlap, both must work.
int is_issuer(X509_STORE_CTX* /*verification*/, X509* certificate, X509* issuer) {
    if (X509_check_issued(issuer, certificate) != X509_V_OK) return 0;
    ERR_set_mark();
    const bool has_signed = X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
    ERR_pop_to_mark();
    return has_signed ? 1 : 0;
}

std::size_t bytes_of(const std::vector<Certificate>& authorities) {
    std::size_t bytes = 0;
    for (const auto& authority : authorities)
        bytes += 2 + static_cast<std::size_t>(i2d_X509_NAME(X509_get_subject_name(authority.get()), nullptr));
    return bytes;
}

}  // namespace

Result<ClientCa> load_client_ca(const std::string& file, std::chrono::system_clock::time_point now) {
    auto pem = load_file(file);
    if (!pem) return std::unexpected(pem.error());
    const auto authorities = decode_certificates(*pem, file);
    if (!authorities) return std::unexpected(authorities.error());
    ClientCa ca{.pem = std::move(*pem), .not_after = std::chrono::system_clock::time_point::min()};
    bool any_valid = false;
    for (const auto& authority : *authorities) {
        const auto not_after = to_time_point(X509_get0_notAfter(authority.get()));
        ca.not_after = std::max(ca.not_after, not_after);
        any_valid = any_valid || (now >= to_time_point(X509_get0_notBefore(authority.get())) && now < not_after);
    }
    if (now >= ca.not_after)
        return plain_failure(file + ": every CA in it has expired, the last one at " + to_text(ca.not_after));
    if (!any_valid) return plain_failure(file + ": no CA in it is valid now");
    if (bytes_of(*authorities) > most_name_bytes)
        return plain_failure(file + ": holds more CAs than a handshake can name");
    return ca;
}

Result<void> demand_client_certificate(ssl_ctx_st* context, const std::string& ca_pem) {
    const auto authorities = decode_certificates(ca_pem, "the client CA");
    if (!authorities) return std::unexpected(authorities.error());
    // A store of our own: openssl.cnf may have put CAs into the context's.
    Store anchors(X509_STORE_new());
    if (!anchors) return failure("cannot make a certificate store");
    for (const auto& authority : *authorities)
        if (X509_STORE_add_cert(anchors.get(), authority.get()) != 1) return failure("a client CA cannot be used");
    if (SSL_CTX_set1_client_sigalgs_list(context, client_signatures) != 1)
        return failure("cannot set the signatures of client certificates");
    auto names = names_of(*authorities);
    if (!names) return failure("cannot list the client CAs");
    X509_STORE_set_check_issued(anchors.get(), is_issuer);
    X509_STORE_set_flags(anchors.get(), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_cert_store(context, anchors.release());
    SSL_CTX_set_client_CA_list(context, names.release());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, remember_refused_certificate);
    return {};
}

}  // namespace certs
