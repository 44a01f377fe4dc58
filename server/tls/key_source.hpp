#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <string>

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
    /// The file with the CA that this source has made for a person's own machine; empty: it makes none. Any thread.
    [[nodiscard]] virtual std::string development_ca_file() const { return {}; }
};

}  // namespace server::tls
