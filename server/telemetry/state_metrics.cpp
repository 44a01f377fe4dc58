#include "server/telemetry/state_metrics.hpp"

#include "server/telemetry/log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace server::telemetry {
namespace {

using core::mutation::Mode;
using core::mutation::not_working_count;
using core::mutation::NotWorking;
using prometheus::Gauge;

constexpr std::size_t most_names = 10;  // in a log line, of each reason

prometheus::Family<Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(std::string("profile_iam_webhook_") + name).Help(help).Register(registry);
}

/// `team-a, team-b and 7 more`.
std::string listed(const std::vector<std::string>& names) {
    std::string text;
    const std::size_t shown = std::min(names.size(), most_names);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
    return shown == names.size() ? text : text + " and " + std::to_string(names.size() - shown) + " more";
}

void tell(const core::mutation::ProfilesNotWorking& found) {
    const auto names = [&](NotWorking reason) { return listed(found.at(static_cast<std::size_t>(reason))); };
    const auto has_none = [](const auto& each) { return each.empty(); };
    if (std::ranges::all_of(found, has_none)) return log(LogLevel::info, "every Profile with an AWS role works");
    log(LogLevel::warning, "Profiles that name an AWS role, and whose Pods get no credentials",
        {{to_string(NotWorking::plugin_invalid), names(NotWorking::plugin_invalid)},
         {to_string(NotWorking::not_owned), names(NotWorking::not_owned)},
         {to_string(NotWorking::namespace_not_labelled), names(NotWorking::namespace_not_labelled)}});
}

}  // namespace

struct StateMetrics::Families {
    explicit Families(prometheus::Registry& registry)
        : ready(gauges(registry, "ready", "1 while /readyz answers 200.").Add({})) {
        auto& modes = gauges(registry, "mode", "1 for the mode that --mode asks for.");
        inject = &modes.Add({{"mode", to_string(Mode::inject)}});
        observe = &modes.Add({{"mode", to_string(Mode::observe)}});
        auto& reasons = gauges(registry, "profiles_not_working",
                               "Profiles known that name an AWS role and whose Pods get no credentials.");
        for (int i = 0; i < not_working_count; ++i)
            not_working.at(static_cast<std::size_t>(i)) =
                &reasons.Add({{"reason", to_string(static_cast<NotWorking>(i))}});
    }

    Gauge& ready;
    Gauge* inject = nullptr;
    Gauge* observe = nullptr;
    std::array<Gauge*, not_working_count> not_working{};
};

StateMetrics::StateMetrics(prometheus::Registry& registry) : families_(std::make_unique<Families>(registry)) {}

StateMetrics::~StateMetrics() = default;

void StateMetrics::ready(bool is) { families_->ready.Set(is ? 1 : 0); }

void StateMetrics::mode(Mode mode) {
    families_->inject->Set(mode == Mode::inject ? 1 : 0);
    families_->observe->Set(mode == Mode::observe ? 1 : 0);
}

void StateMetrics::look(const std::shared_ptr<const core::profile::Directory>& directory,
                        const core::mutation::Policy& policy) {
    // The weak pointer keeps the block that it refers to, so another directory cannot be taken for this one.
    if (directory == nullptr || seen_.lock() == directory) return;
    seen_ = directory;
    auto found = core::mutation::find_not_working(*directory, policy);
    if (found == not_working_) return;
    for (std::size_t i = 0; i < found.size(); ++i)
        families_->not_working.at(i)->Set(static_cast<double>(found.at(i).size()));
    not_working_ = std::move(found);
    tell(not_working_);
}

}  // namespace server::telemetry
