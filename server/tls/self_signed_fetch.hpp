#pragma once

#include "core/registration/secret.hpp"
#include "server/kube/client.hpp"
#include "server/tls/self_signed.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <string>

namespace server::tls {

/// Why the Secret could not be read.
struct Unread {
    std::string kind;    ///< `403`, `connect`, `decode`
    std::string detail;  ///< for a person; never anything of the Secret's data
    std::chrono::milliseconds retry_after{};
};

/// The Secret as the API server has it now, past the watch; nothing: there is none. One GET of at most 5 s.
[[nodiscard]] kube::asio::awaitable<std::expected<std::optional<core::registration::Secret>, Unread>> fetch_secret(
    kube::Client& client, const SelfSignedOptions& options);

}  // namespace server::tls
