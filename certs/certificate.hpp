#pragma once

#include "core/error.hpp"

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace certs {

/// A certificate chain and its key, both PEM; the leaf first.
struct KeyPair {
    std::string certificate_pem;
    std::string key_pem;

    friend bool operator==(const KeyPair&, const KeyPair&) = default;
};

/// What a certificate says of itself.
struct Facts {
    std::string subject;
    std::vector<std::string> dns_names;     ///< DNS SANs, lower case
    std::vector<std::string> ip_addresses;  ///< IP SANs as text
    std::chrono::system_clock::time_point not_before;
    std::chrono::system_clock::time_point not_after;
    bool is_ca = false;
};

/// What to issue. Lifetimes in days, at least 1; keys are ECDSA P-256 (15 times faster to sign with than RSA-2048,
/// measured).
struct Request {
    std::string common_name;
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses;
    int lifetime_days = 90;
    std::chrono::system_clock::time_point now;
};

/// Why something in this room failed; one line that names the file or the field and the OpenSSL reason.
struct Failure {
    std::string detail;
};
template <typename T>
using Result = std::expected<T, Failure>;

/// A self-signed CA: basicConstraints CA:TRUE pathlen 0, keyUsage keyCertSign|cRLSign.
[[nodiscard]] Result<KeyPair> issue_ca(const Request& request);
/// A server leaf signed by `ca`: SANs, keyUsage digitalSignature, extendedKeyUsage serverAuth.
[[nodiscard]] Result<KeyPair> issue_leaf(const Request& request, const KeyPair& ca);
/// Of the first certificate in the PEM.
[[nodiscard]] Result<Facts> inspect(const std::string& certificate_pem);
/// The certificates of a PEM text and nothing else: a file that holds a key beside them can be passed on.
[[nodiscard]] Result<std::string> certificates_of(const std::string& pem);

/// What a pair must fulfil to be served.
struct Requirements {
    std::string dns_name = {};  ///< a DNS SAN of the leaf must cover it (certs/chain.hpp, `covers`); empty: any will do
    std::chrono::system_clock::time_point now;
};

/// The one judge of pairs, wherever they come from: they can be read, belong together, the key is of a kind that every
/// kube-apiserver accepts, the leaf comes first and each certificate is followed by its issuer (if the text has it),
/// the leaf is for servers, valid at `now` and covers the name. Failures begin with `certificate_from` or `key_from` (a
/// file's name, or words like `Secret ns/name, tls.crt`).
[[nodiscard]] Result<void> check_key_pair(const KeyPair& pair, const std::string& certificate_from,
                                          const std::string& key_from, const Requirements& required);
/// Reads two PEM files and checks the pair; its bytes come back as they are.
[[nodiscard]] Result<KeyPair> load_key_pair(const std::string& certificate_file, const std::string& key_file,
                                            const Requirements& required);

/// `--tls-min-version` and `--tls-cipher-suites`.
struct ServerSettings {
    std::string min_version = "1.2";  ///< "1.2" or "1.3"
    /// OpenSSL's or IANA's names, of TLS 1.2 and 1.3 mixed, in the order of preference. Without a name of TLS 1.3 its
    /// suites stay the default (as with kube-apiserver's `--tls-cipher-suites`); with names of TLS 1.3 alone, TLS 1.2
    /// is not spoken. Empty: those of OpenSSL's default that are forward secret and authenticated (ECDHE with AES-GCM
    /// or ChaCha20-Poly1305).
    std::vector<std::string> cipher_suites = {};
    /// `--client-ca`, PEM: a handshake needs a client certificate of one of these CAs (certs/client_ca.hpp). Empty:
    /// nobody is asked for one.
    std::string client_ca_pem = {};
};

/// Whether a context can be made with these settings: a wrong flag is found before a certificate is needed. The failure
/// names the version, the cipher suite or what is wrong with the client CA.
[[nodiscard]] Result<void> check_settings(const ServerSettings& settings);

/// A whole server context: no tickets, no session cache, no renegotiation, no compression, ALPN `http/1.1` (another
/// offer is ignored, never a fatal alert: platform.md), groups X25519 and P-256, server's cipher order.
[[nodiscard]] Result<std::shared_ptr<ssl_ctx_st>> server_context(const KeyPair& pair, const ServerSettings& settings);

}  // namespace certs
