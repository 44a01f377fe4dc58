#pragma once

#include "core/check/finding.hpp"
#include "server/cli/flags.hpp"
#include "server/kube/blocking_client.hpp"

#include <iosfwd>
#include <vector>

namespace server::cli {

/// What a check works with.
struct CheckContext {
    kube::BlockingClient& client;
    const Flags& flags;      ///< resolved
    std::ostream& progress;  ///< for a person who waits
};

/// One thing that `check` looks at: a file of its own that declares its flags, and a row in `checks()`.
struct ClusterCheck {
    void (*declare)(Flags& flags);
    /// Whether the flags ask for it. Throws WrongUse.
    bool (*is_asked)(const Flags& flags);
    std::vector<core::check::Finding> (*run)(const CheckContext& context);
};

/// In the order of their lines.
[[nodiscard]] const std::vector<ClusterCheck>& checks();

}  // namespace server::cli
