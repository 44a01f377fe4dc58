#include "certs/client_context.hpp"

#include "certs/host_name.hpp"
#include "certs/openssl.hpp"
#include "certs/pem.hpp"

#include <array>

#include <openssl/err.h>

namespace certs {
namespace {

bool set_defaults(SSL_CTX* context) {
    constexpr std::array<unsigned char, 9> protocols{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // A watch is silent for minutes: it gives its two record buffers back.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_alpn_protos(context, protocols.data(), protocols.size()) == 0;  // 0 is success, for this one
}

Result<void> trust(SSL_CTX* context, const std::string& ca_pem) {
    if (ca_pem.empty()) {
        if (SSL_CTX_set_default_verify_paths(context) != 1) return failure("cannot load the system's CA certificates");
        return {};
    }
    const auto bundle = decode_certificates(ca_pem, "the CA certificates");
    if (!bundle) return std::unexpected(bundle.error());
    for (const auto& ca : *bundle)
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca.get()) != 1)
            return failure("a CA certificate cannot be used");
    return {};
}

Result<void> identify(SSL_CTX* context, const ClientSettings& settings) {
    if (settings.client_certificate.empty() && settings.client_key.empty()) return {};
    const auto chain = decode_certificates(settings.client_certificate, "the client certificate");
    if (!chain) return std::unexpected(chain.error());
    const auto key = decode_key(settings.client_key, "the client key");
    if (!key) return std::unexpected(key.error());
    if (SSL_CTX_use_certificate(context, chain->front().get()) != 1)
        return failure("the client certificate cannot be used");
    for (std::size_t i = 1; i < chain->size(); ++i)
        if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1)
            return failure("certificate " + std::to_string(i + 1) + " of the client's chain cannot be used");
    if (X509_check_private_key(chain->front().get(), key->get()) != 1)
        return plain_failure("client certificate and key do not belong together");
    if (SSL_CTX_use_PrivateKey(context, key->get()) != 1) return failure("the client key cannot be used");
    return {};
}

Result<void> expect(SSL* connection, const std::string& server_name) {
    auto* const wanted = SSL_get0_param(connection);
    if (is_ip_address(server_name)) {
        if (X509_VERIFY_PARAM_set1_ip_asc(wanted, server_name.c_str()) != 1)
            return failure("`" + server_name + "` is no address that a certificate can be held against");
        return {};
    }
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const auto name = server_name.ends_with('.') ? server_name.substr(0, server_name.size() - 1) : server_name;
    if (name.empty() || X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size()) != 1 ||
        SSL_set_tlsext_host_name(connection, name.c_str()) != 1)
        return failure("`" + server_name + "` is no name that a certificate can be held against");
    return {};
}

/// What to look at, behind OpenSSL's own words.
std::string advice(long reason, const std::string& server_name) {
    switch (reason) {
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "its SANs do not include `" + server_name +
                   "` (use a name that they include, or set tls-server-name)";
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID: return "compare the server's certificate with this machine's clock";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "it is not signed by a CA that is trusted here";
        default: return {};
    }
}

}  // namespace

Result<std::shared_ptr<ssl_ctx_st>> client_context(const ClientSettings& settings) {
    ERR_clear_error();
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), Free<SSL_CTX_free>());
    if (!context || !set_defaults(context.get())) return failure("cannot make a TLS context");
    SSL_CTX_set_verify(context.get(), settings.is_verified ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (settings.is_verified) {
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
        if (const auto trusted = trust(context.get(), settings.ca_pem); !trusted)
            return std::unexpected(trusted.error());
    }
    if (const auto identified = identify(context.get(), settings); !identified)
        return std::unexpected(identified.error());
    return context;
}

Result<ssl_st*> client_connection(ssl_ctx_st* context, const std::string& server_name) {
    ERR_clear_error();
    Connection connection(SSL_new(context));
    if (!connection) return failure("cannot make a TLS connection");
    if (const auto expected = expect(connection.get(), server_name); !expected)
        return std::unexpected(expected.error());
    return connection.release();
}

std::string why_not_verified(const ssl_st* connection, const std::string& server_name) {
    const long reason = SSL_get_verify_result(connection);
    if (reason == X509_V_OK || SSL_get_verify_mode(connection) == SSL_VERIFY_NONE) return {};
    std::string text = std::string("the server's certificate was refused: ") + X509_verify_cert_error_string(reason);
    if (const auto more = advice(reason, server_name); !more.empty()) text += "; " + more;
    return text;
}

}  // namespace certs
