#pragma once

#include "core/mutation/not_working.hpp"
#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"

#include <memory>

namespace prometheus {
class Registry;
}

namespace server::telemetry {

/// What is so at this moment, worked out when somebody asks (a scrape), so that an event costs nothing: `ready`,
/// `mode{mode}`, `profiles_not_working{reason}`, prefix `profile_iam_webhook_`. All series are there from the start.
/// One thread.
class StateMetrics {
public:
    explicit StateMetrics(prometheus::Registry& registry);
    ~StateMetrics();
    StateMetrics(const StateMetrics&) = delete;
    StateMetrics& operator=(const StateMetrics&) = delete;

    /// 1 while `/readyz` answers 200.
    void ready(bool is);
    /// `--mode`; labels of Namespaces do not show here.
    void mode(core::mutation::Mode mode);
    /// Counts the Profiles that do not work, unless it has seen this very directory before; nullptr: nothing is known
    /// yet. When other Profiles do not work than at the last look, one log line says which: a warning, or info when all
    /// work again. The directory is not kept.
    void look(const std::shared_ptr<const core::profile::Directory>& directory, const core::mutation::Policy& policy);

private:
    struct Families;
    std::unique_ptr<Families> families_;
    std::weak_ptr<const core::profile::Directory> seen_;
    core::mutation::ProfilesNotWorking not_working_;
};

}  // namespace server::telemetry
