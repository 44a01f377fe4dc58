#pragma once

#include "server/kube/client.hpp"

#include <chrono>
#include <expected>
#include <memory>
#include <string>

namespace server::kube {

/// For commands that do one thing after the other: a Client with an io_context of its own, which runs in the calls. One
/// thread.
class BlockingClient {
public:
    /// Throws std::runtime_error when the configuration's certificates cannot be read.
    explicit BlockingClient(Configuration configuration);
    ~BlockingClient();
    BlockingClient(const BlockingClient&) = delete;
    BlockingClient& operator=(const BlockingClient&) = delete;

    /// One GET of at most `limit` in all; the object as of Written.
    [[nodiscard]] std::expected<Written, TransportFailure> get(const std::string& target,
                                                               std::chrono::milliseconds limit);
    /// One POST, PATCH or DELETE, sent once.
    [[nodiscard]] std::expected<Written, TransportFailure> write(const Write& request);

    /// `https://10.0.0.1:443`.
    [[nodiscard]] const std::string& server() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::kube
