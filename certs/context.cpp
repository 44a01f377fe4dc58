#include "certs/client_ca.hpp"
#include "certs/openssl.hpp"
#include "certs/pem.hpp"
#include "certs/suites.hpp"

#include <algorithm>
#include <string_view>

#include <openssl/err.h>

namespace certs {
namespace {

constexpr int security_level = 2;  // 112 bits: RSA 2048, no SHA-1; Debian's own default
constexpr const char* signatures =
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512";

/// Picks `http/1.1` when it is offered. Any other offer is ignored: a fatal alert would cut off clients that could go
/// on without ALPN (platform.md).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offer,
                    unsigned int offer_size, void*) {
    constexpr std::string_view ours = "http/1.1";
    for (unsigned int at = 0; at < offer_size; at += 1U + offer[at]) {
        if (offer[at] != ours.size() || at + 1 + ours.size() > offer_size) continue;
        if (!std::equal(ours.begin(), ours.end(), offer + at + 1)) continue;
        *chosen = offer + at + 1;
        *size = static_cast<unsigned char>(ours.size());
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

/// The machine's openssl.cnf has already spoken when a context is new: every setting that it could have made is made
/// again here, so that the same certificate is served in the same way on every machine.
bool set_defaults(SSL_CTX* context) {
    SSL_CTX_clear_options(context, SSL_CTX_get_options(context));
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_security_level(context, security_level);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    // An idle connection gives its two record buffers back; a certificate is never completed from the trust store.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_dh_auto(context, 1);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    return SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_proto_version(context, 0) == 1 &&
           SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1 &&
           SSL_CTX_set1_sigalgs_list(context, signatures) == 1;
}

Result<void> set_min_version(SSL_CTX* context, const std::string& version) {
    if (version != "1.2" && version != "1.3")
        return plain_failure("TLS version `" + version + "` is neither 1.2 nor 1.3");
    if (SSL_CTX_set_min_proto_version(context, version == "1.3" ? TLS1_3_VERSION : TLS1_2_VERSION) != 1)
        return failure("TLS " + version + " cannot be set");
    return {};
}

Result<void> use(SSL_CTX* context, const KeyPair& pair) {
    const auto chain = decode_certificates(pair.certificate_pem, "the certificate");
    if (!chain) return std::unexpected(chain.error());
    const auto key = decode_key(pair.key_pem, "the key");
    if (!key) return std::unexpected(key.error());
    if (SSL_CTX_use_certificate(context, chain->front().get()) != 1) return failure("the certificate cannot be served");
    for (std::size_t i = 1; i < chain->size(); ++i)
        if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1)
            return failure("certificate " + std::to_string(i + 1) + " of the chain cannot be served");
    if (SSL_CTX_use_PrivateKey(context, key->get()) != 1 || SSL_CTX_check_private_key(context) != 1)
        return failure("the key cannot be used with the certificate");
    return {};
}

Result<std::shared_ptr<SSL_CTX>> make_context(const ServerSettings& settings) {
    ERR_clear_error();
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), Free<SSL_CTX_free>());
    if (!context || !set_defaults(context.get())) return failure("cannot make a TLS context");
    if (const auto set = set_min_version(context.get(), settings.min_version); !set)
        return std::unexpected(set.error());
    if (const auto set = set_suites(context.get(), settings.cipher_suites); !set) return std::unexpected(set.error());
    if (settings.client_ca_pem.empty()) return context;
    if (const auto demanded = demand_client_certificate(context.get(), settings.client_ca_pem); !demanded)
        return std::unexpected(demanded.error());
    return context;
}

}  // namespace

Result<void> check_settings(const ServerSettings& settings) {
    const auto context = make_context(settings);
    if (!context) return std::unexpected(context.error());
    return {};
}

Result<std::shared_ptr<ssl_ctx_st>> server_context(const KeyPair& pair, const ServerSettings& settings) {
    const auto context = make_context(settings);
    if (!context) return context;
    if (const auto used = use(context->get(), pair); !used) return std::unexpected(used.error());
    return context;
}

}  // namespace certs
