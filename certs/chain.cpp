#include "certs/chain.hpp"

#include "certs/openssl.hpp"
#include "certs/pem.hpp"

#include <openssl/err.h>

namespace certs {
namespace {

constexpr const char* nameless = "the certificate";

/// nullptr when there is none.
Certificate first_of(const std::string& pem) {
    auto certificates = decode_certificates(pem, nameless);
    return certificates ? std::move(certificates->front()) : nullptr;
}

/// A "no" leaves its reason in OpenSSL's queue, where the next failure would find it.
bool forget_errors(bool answer) {
    ERR_clear_error();
    return answer;
}

}  // namespace

Result<std::vector<std::string>> split_certificates(const std::string& pem, const std::string& from) {
    const auto certificates = decode_certificates(pem, from);
    if (!certificates) return std::unexpected(certificates.error());
    std::vector<std::string> texts;
    for (const auto& certificate : *certificates) {
        auto text = encode_certificate(certificate);
        if (!text) return std::unexpected(text.error());
        texts.push_back(std::move(*text));
    }
    return texts;
}

bool is_signed_by(const std::string& certificate_pem, const std::string& ca_pem) {
    const auto certificate = first_of(certificate_pem);
    const auto ca = first_of(ca_pem);
    if (!certificate || !ca || X509_check_ca(ca.get()) != 1) return forget_errors(false);
    return forget_errors(X509_check_issued(ca.get(), certificate.get()) == X509_V_OK &&
                         X509_verify(certificate.get(), X509_get0_pubkey(ca.get())) == 1);
}

bool belongs_together(const std::string& certificate_pem, const std::string& key_pem) {
    const auto certificate = first_of(certificate_pem);
    const auto key = decode_key(key_pem, "the key");
    return forget_errors(certificate && key && X509_check_private_key(certificate.get(), key->get()) == 1);
}

bool covers(const std::string& certificate_pem, const std::string& dns_name) {
    const auto certificate = first_of(certificate_pem);
    constexpr unsigned int as_go = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    // For OpenSSL a name with a dot in front stands for every name below it.
    return forget_errors(certificate && !dns_name.empty() && dns_name.front() != '.' &&
                         X509_check_host(certificate.get(), dns_name.c_str(), dns_name.size(), as_go, nullptr) == 1);
}

}  // namespace certs
