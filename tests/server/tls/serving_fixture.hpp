#pragma once

#include "certs/openssl.hpp"
#include "server/tls/development_source.hpp"
#include "server/tls/files_source.hpp"
#include "server/tls/serving.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <atomic>
#include <thread>

namespace server::tls {

using certs::testing::a_ca;
using certs::testing::a_leaf;
using certs::testing::Folder;
using certs::testing::now;
using certs::testing::read;
using std::chrono::days;

/// The certificate that a context serves, PEM.
inline std::string served(Published<ssl_ctx_st>& context) {
    const auto current = context.current();
    const certs::Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), SSL_CTX_get0_certificate(current.get()));
    return certs::written(memory);
}

class ServingTest : public ::testing::Test {
protected:
    [[nodiscard]] ServingOptions options() const {
        ServingOptions options;
        options.now = [this] { return time_now.load(); };
        return options;
    }
    [[nodiscard]] std::unique_ptr<KeySource> from_files() const {
        return std::make_unique<FilesSource>(folder.file("tls.crt"), folder.file("tls.key"), dns_name);
    }
    [[nodiscard]] std::unique_ptr<KeySource> development(const std::string& ca_file) const {
        return std::make_unique<DevelopmentSource>(ca_file, time_now.load());
    }
    [[nodiscard]] std::unique_ptr<KeySource> development() const { return development(folder.file("ca.crt")); }
    void write(const certs::KeyPair& pair) const {
        folder.write("tls.crt", pair.certificate_pem);
        folder.write("tls.key", pair.key_pem);
    }
    [[nodiscard]] std::string refused(ServingOptions options) {
        try {
            const Serving serving(from_files(), std::move(options), metrics, readiness);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        ADD_FAILURE() << "was accepted";
        return {};
    }
    /// Waits for the thread, at most 10 s.
    [[nodiscard]] static bool eventually_serves(Serving& serving, const std::string& pem) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (served(serving.context()) != pem) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::yield();
        }
        return true;
    }

    std::atomic<std::chrono::system_clock::time_point> time_now = now;
    Folder folder;
    std::string dns_name;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    certs::KeyPair authority = a_ca();
    certs::KeyPair first_pair = a_leaf(authority);
    certs::KeyPair second_pair = a_leaf(authority, 60);
};

}  // namespace server::tls
