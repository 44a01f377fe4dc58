#include "certs/handshake.hpp"

#include "certs/openssl.hpp"

#include <openssl/err.h>

namespace certs {
namespace {

using enum HandshakeFailure;

constexpr std::size_t most_name = 200;  // of a subject in a log line: the peer chooses it

/// Where a connection keeps the certificate that was refused. The index is made once a process.
int refused_certificate() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr,
                                                  [](void*, void* certificate, CRYPTO_EX_DATA*, int, long, void*) {
                                                      X509_free(static_cast<X509*>(certificate));
                                                  });
    return index;
}

std::string shortened(std::string text) {
    if (text.size() > most_name) text = text.substr(0, most_name) + "...";
    return text;
}

std::string named(const X509_NAME* name) {
    auto text = shortened(to_text(name));
    return text.empty() ? "(no name)" : text;
}

std::string described(const ssl_st* connection, long reason) {
    std::string text = X509_verify_cert_error_string(reason);
    const auto* certificate = static_cast<const X509*>(SSL_get_ex_data(connection, refused_certificate()));
    if (certificate != nullptr)
        text += ": subject " + named(X509_get_subject_name(certificate)) + ", issuer " +
                named(X509_get_issuer_name(certificate));
    return text;
}

HandshakeFailure kind_of_verdict(long reason) {
    switch (reason) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID: return client_certificate_expired;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // another CA of the same name
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return client_certificate_unknown_ca;
        default: return client_certificate_other;
    }
}

/// The alerts by which a client says that it does not accept our certificate. Go sends bad_certificate for every
/// reason, OpenSSL the one that fits.
bool is_about_our_certificate(int alert) {
    switch (alert) {
        case SSL3_AD_BAD_CERTIFICATE:
        case SSL3_AD_UNSUPPORTED_CERTIFICATE:
        case SSL3_AD_CERTIFICATE_REVOKED:
        case SSL3_AD_CERTIFICATE_EXPIRED:
        case SSL3_AD_CERTIFICATE_UNKNOWN:
        case TLS1_AD_UNKNOWN_CA: return true;
        default: return false;
    }
}

HandshakeTrouble from_alert(int alert) {
    return {.kind = is_about_our_certificate(alert) ? server_certificate_refused : other,
            .detail = std::string("the caller's alert: ") + SSL_alert_desc_string_long(alert)};
}

HandshakeFailure kind_of_reason(int reason) {
    switch (reason) {
        case SSL_R_HTTP_REQUEST: return plain_http;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_UNKNOWN_PROTOCOL: return protocol_version;
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_NO_SUITABLE_KEY_SHARE:
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM: return no_shared_cipher;
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return client_certificate_missing;
        case SSL_R_WRONG_CURVE: return client_certificate_other;  // TLS 1.2: only on a curve that we exchange keys on
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: return reset;
        default: return other;
    }
}

HandshakeTrouble from_error(unsigned long error, const ssl_st* connection) {
    if (error == 0) return {.kind = reset, .detail = {}};
    const char* words = ERR_reason_error_string(error);
    const std::string detail = words != nullptr ? words : "";
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return {.kind = other, .detail = detail};
    const int reason = ERR_GET_REASON(error);
    if (reason > SSL_AD_REASON_OFFSET) return from_alert(reason - SSL_AD_REASON_OFFSET);
    if (reason != SSL_R_CERTIFICATE_VERIFY_FAILED) return {.kind = kind_of_reason(reason), .detail = detail};
    const long verdict = SSL_get_verify_result(connection);
    return {.kind = kind_of_verdict(verdict), .detail = described(connection, verdict)};
}

}  // namespace

HandshakeTrouble why_handshake_failed(const ssl_st* connection) {
    auto trouble = from_error(ERR_peek_last_error(), connection);
    ERR_clear_error();
    return trouble;
}

int remember_refused_certificate(int verdict, x509_store_ctx_st* verification) {
    if (verdict == 1) return 1;
    auto* connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    X509* certificate = X509_STORE_CTX_get0_cert(verification);
    if (connection == nullptr || certificate == nullptr) return 0;
    if (SSL_get_ex_data(connection, refused_certificate()) != nullptr) return 0;
    X509_up_ref(certificate);
    if (SSL_set_ex_data(connection, refused_certificate(), certificate) != 1) X509_free(certificate);
    return 0;
}

}  // namespace certs
