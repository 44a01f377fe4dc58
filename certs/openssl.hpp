#pragma once

#include "certs/certificate.hpp"
#include "certs/time_text.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace certs {

/// Owners of OpenSSL's objects: each is freed by its own function.
template <auto free_function>
struct Free {
    template <typename T>
    void operator()(T* object) const {
        free_function(object);
    }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Connection = std::unique_ptr<SSL, Free<SSL_free>>;

/// `text: what OpenSSL's error queue says, oldest first`. Empties the queue: errors of this call must never be found by
/// the next one, nor by a TLS connection on the same thread.
[[nodiscard]] std::unexpected<Failure> failure(std::string text);
/// `text` alone; empties the queue too.
[[nodiscard]] std::unexpected<Failure> plain_failure(std::string text);

/// A BIO that reads `bytes`, which must outlive it.
[[nodiscard]] Bio reader(std::string_view bytes);
/// What was written to a memory BIO.
[[nodiscard]] std::string written(const Bio& memory);

/// In whole seconds, as X.509 has it.
[[nodiscard]] std::chrono::system_clock::time_point to_time_point(const ASN1_TIME* time);
/// As RFC 2253 has it: `CN=localhost`.
[[nodiscard]] std::string to_text(const X509_NAME* name);

}  // namespace certs
