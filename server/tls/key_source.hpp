#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace server::tls {

/// Where the pair to serve comes from. Asked by one thread at a time.
class KeySource {
public:
    KeySource() = default;
    virtual ~KeySource() = default;
    KeySource(const KeySource&) = delete;
    KeySource& operator=(const KeySource&) = delete;

    /// The pair that should be served at `now`; the same bytes as last time when nothing changed. A failure is no
    /// reason to stop serving the last one.
    [[nodiscard]] virtual certs::Result<certs::KeyPair> pair(std::chrono::system_clock::time_point now) = 0;
    /// What an operator should know although the pair is good, for `/readyz?verbose`; empty: nothing.
    [[nodiscard]] virtual std::string remark() const { return {}; }
};

/// `--tls-cert` and `--tls-key`. Reads both files each time: comparing bytes notices an in-place write, a rename and
/// the
/// `..data` symlink swap of a mounted Secret alike, which no inotify watch of the file does (platform.md).
class FileSource : public KeySource {
public:
    FileSource(std::string certificate_file, std::string key_file)
        : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {}

    [[nodiscard]] certs::Result<certs::KeyPair> pair(std::chrono::system_clock::time_point now) override {
        return certs::load_key_pair(certificate_file_, key_file_, now);
    }

private:
    std::string certificate_file_;
    std::string key_file_;
};

}  // namespace server::tls
