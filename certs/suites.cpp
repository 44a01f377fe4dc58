#include "certs/suites.hpp"

#include <algorithm>
#include <string_view>

namespace certs {
namespace {

constexpr const char* default_before_1_3 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* default_of_1_3 = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;

bool is_of_1_3(const SSL_CIPHER* suite) { return std::string_view(SSL_CIPHER_get_version(suite)) == "TLSv1.3"; }

bool has_name(const SSL_CIPHER* suite, const std::string& name) {
    if (name == SSL_CIPHER_get_name(suite)) return true;
    const char* iana = SSL_CIPHER_standard_name(suite);
    // Go, so every kube-apiserver flag, knows two of them without the hash at the end.
    return iana != nullptr && (name == iana || name + "_SHA256" == iana);
}

const SSL_CIPHER* find(const STACK_OF(SSL_CIPHER) * suites, const std::string& name) {
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i)
        if (has_name(sk_SSL_CIPHER_value(suites, i), name)) return sk_SSL_CIPHER_value(suites, i);
    return nullptr;
}

/// A context that knows every suite that OpenSSL has, to look names up in.
Context all_suites() {
    Context context(SSL_CTX_new(TLS_server_method()));
    if (!context) return context;
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_ciphersuites(
        context.get(), (std::string(default_of_1_3) + ":TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256").c_str());
    SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL");
    return context;
}

void append(std::string& list, const char* name) { list.append(list.empty() ? "" : ":").append(name); }

/// The list in the two forms that OpenSSL wants.
struct Lists {
    std::string before_1_3;
    std::string of_1_3;
};

Result<Lists> split(const std::vector<std::string>& names) {
    const auto all = all_suites();
    if (!all) return failure("cannot make a TLS context");
    Lists lists;
    for (const auto& name : names) {
        const auto* suite = find(SSL_CTX_get_ciphers(all.get()), name);
        if (suite == nullptr) return plain_failure("unknown cipher suite `" + name + "`");
        append(is_of_1_3(suite) ? lists.of_1_3 : lists.before_1_3, SSL_CIPHER_get_name(suite));
    }
    return lists;
}

/// What a connection would offer after the security level and the lowest version have had their say.
Result<void> check_usable(SSL_CTX* context, const std::vector<std::string>& names) {
    const Connection connection(SSL_new(context));
    if (!connection) return failure("cannot make a TLS connection");
    const std::unique_ptr<STACK_OF(SSL_CIPHER),
                          decltype([](STACK_OF(SSL_CIPHER) * stack) { sk_SSL_CIPHER_free(stack); })>
        usable(SSL_get1_supported_ciphers(connection.get()));
    for (const auto& name : names)
        if (!usable || find(usable.get(), name) == nullptr)
            return plain_failure("cipher suite `" + name +
                                 "` is not safe enough, or not of a TLS version that is served");
    return {};
}

}  // namespace

Result<void> set_suites(SSL_CTX* context, const std::vector<std::string>& names) {
    const auto lists = split(names);
    if (!lists) return std::unexpected(lists.error());
    const bool only_1_3 = lists->before_1_3.empty() && !lists->of_1_3.empty();
    if (only_1_3) SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    const char* before_1_3 = lists->before_1_3.empty() ? default_before_1_3 : lists->before_1_3.c_str();
    const char* of_1_3 = lists->of_1_3.empty() ? default_of_1_3 : lists->of_1_3.c_str();
    if (SSL_CTX_set_cipher_list(context, before_1_3) != 1 || SSL_CTX_set_ciphersuites(context, of_1_3) != 1)
        return failure("cannot set the cipher suites");
    return check_usable(context, names);
}

}  // namespace certs
