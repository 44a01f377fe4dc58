#pragma once

#include "certs/openssl.hpp"

#include <string>

#include <openssl/pem.h>

namespace certs::testing {

/// A key of a kind that we do not issue, for example `"RSA", 1024` or `"EC", "P-521"`.
template <typename... Parameter>
Key key_of(const char* kind, Parameter... parameter) {
    return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, kind, parameter...));
}

inline std::string pem_of(const Key& key, const EVP_CIPHER* cipher = nullptr, const char* passphrase = nullptr) {
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), cipher, passphrase,
                                  passphrase != nullptr ? static_cast<int>(std::string(passphrase).size()) : 0, nullptr,
                                  nullptr);
    return written(memory);
}

/// A self-signed certificate for any key, valid a day from `from` on.
inline std::string self_signed(const Key& key, std::chrono::system_clock::time_point from) {
    const Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    const auto begin = std::chrono::system_clock::to_time_t(from);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), begin);
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), begin + 86'400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("any"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    X509_set_pubkey(certificate.get(), key.get());
    const bool signs_without_digest = EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519;
    X509_sign(certificate.get(), key.get(), signs_without_digest ? nullptr : EVP_sha256());
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate.get());
    return written(memory);
}

inline Certificate parsed(const std::string& pem) {
    const auto memory = reader(pem);
    return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

}  // namespace certs::testing
