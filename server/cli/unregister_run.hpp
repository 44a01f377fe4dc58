#pragma once

#include "server/kube/blocking_client.hpp"

#include <chrono>
#include <iosfwd>
#include <string>

namespace server::cli {

/// What `unregister` is told, and clocks that tests shorten.
struct UnregisterOptions {
    std::string webhook_configuration;
    /// After it is gone: so long until every API server has heard of it (each watches; well below a second, but for one
    /// that is cut off from etcd).
    std::chrono::milliseconds settle{3'000};
    std::chrono::milliseconds limit{30'000};  ///< until it is gone
    std::chrono::milliseconds brief{5'000};   ///< for RBAC rules that were made a moment ago
    std::chrono::milliseconds pause{250};     ///< between one look and the next
};

/// Deletes the object that has that name at the first look, and no other: its uid is a precondition, so that one which
/// somebody makes meanwhile stays. Then waits until it is gone, lets the API servers settle, and looks once more. What
/// it does goes to `out`, what fails, with what to do, to `err`. True: gone, or never there.
[[nodiscard]] bool unregister(kube::BlockingClient& client, const UnregisterOptions& options, std::ostream& out,
                              std::ostream& err);

}  // namespace server::cli
