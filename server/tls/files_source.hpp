#pragma once

#include "server/tls/key_source.hpp"

#include <string>
#include <utility>

namespace server::tls {

/// `--tls-cert` and `--tls-key`. Reads both files each time: comparing bytes notices an in-place write, a rename and
/// the `..data` symlink swap of a mounted Secret alike, which no inotify watch of the file does (platform.md).
class FilesSource : public KeySource {
public:
    /// `dns_name`: what the leaf must cover, `<name>.<namespace>.svc`; empty: any name will do.
    FilesSource(std::string certificate_file, std::string key_file, std::string dns_name)
        : certificate_file_(std::move(certificate_file)),
          key_file_(std::move(key_file)),
          dns_name_(std::move(dns_name)) {}

    [[nodiscard]] certs::Result<certs::KeyPair> pair(std::chrono::system_clock::time_point now) override {
        return certs::load_key_pair(certificate_file_, key_file_, {.dns_name = dns_name_, .now = now});
    }

private:
    std::string certificate_file_;
    std::string key_file_;
    std::string dns_name_;
};

}  // namespace server::tls
