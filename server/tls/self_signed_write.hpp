#pragma once

#include "server/kube/client.hpp"
#include "server/telemetry/self_signed_metrics.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

namespace server::tls {

/// How a PATCH ended.
struct Written {
    telemetry::WriteResult result = telemetry::WriteResult::failed;
    std::string object;                       ///< JSON, as it is now; empty unless done
    std::string kind;                         ///< `403`, `connect`; empty when done
    std::string detail;                       ///< for a person; never anything of a Secret's data
    std::chrono::milliseconds retry_after{};  ///< what the API server asked for
};

/// Sends it, once.
[[nodiscard]] kube::asio::awaitable<Written> write(kube::Client& client, kube::Write change);

/// `profile-iam-webhook-<host name>-<random>`: the field manager of this process and of no other one.
[[nodiscard]] std::string own_field_manager();
/// For changes of what is there already, of any replica.
inline constexpr const char* common_field_manager = "profile-iam-webhook";

}  // namespace server::tls
