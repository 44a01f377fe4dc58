#pragma once

#include "server/tls/key_source.hpp"

#include <chrono>
#include <string>

namespace server::tls {

/// A CA and a leaf for `localhost`, `127.0.0.1` and `::1`, made in memory for a person's own machine. Only the CA's
/// certificate is written, for `curl --cacert`; the keys never are.
class DevelopmentSource : public KeySource {
public:
    /// Writes the CA (0644) to `ca_file`, replacing it, or to a temporary file when that is empty. Throws
    /// std::runtime_error that names the file and the reason.
    DevelopmentSource(const std::string& ca_file, std::chrono::system_clock::time_point now);
    /// Removes the CA's file if it is a temporary one.
    ~DevelopmentSource() override;
    DevelopmentSource(const DevelopmentSource&) = delete;
    DevelopmentSource& operator=(const DevelopmentSource&) = delete;

    [[nodiscard]] std::string development_ca_file() const override { return ca_file_; }
    /// Issues a new leaf of the same CA when two thirds of the last one's life are over.
    [[nodiscard]] certs::Result<certs::KeyPair> pair(std::chrono::system_clock::time_point now) override;

private:
    std::string ca_file_;
    bool ca_file_is_temporary_ = false;
    certs::KeyPair ca_;
    certs::KeyPair leaf_;
    std::chrono::system_clock::time_point renew_at_;
};

}  // namespace server::tls
