#pragma once

#include "core/error.hpp"
#include "core/profile/directory.hpp"
#include "core/profile/replacement.hpp"
#include "server/published.hpp"
#include "server/telemetry/cluster_metrics.hpp"
#include "server/telemetry/metrics.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace server::kube {

/// The directory as lists and watches build it. Published as soon as every kind has been listed once, and from then on
/// with every change. An object that cannot be understood leaves the last good one in place, with a count and a log
/// line. One thread.
class Store {
public:
    /// `changed` hears of every object that an event names, before it is published, and of a whole list as of a key
    /// with an empty name.
    Store(std::string annotation_prefix, Published<core::profile::Directory>& published, telemetry::Metrics& metrics,
          std::function<void(const core::profile::ObjectKey&)> changed);

    /// A new collection of that kind; one that was begun and not finished is dropped.
    void begin(core::profile::ObjectKind kind);
    /// One object of the collection, as JSON.
    void collect(core::profile::ObjectKind kind, std::string_view json);
    void collect_removal(core::profile::ObjectKind kind, std::string_view json);
    /// The collection is whole: what it lacks was deleted. Returns how many objects it has.
    std::size_t replace(core::profile::ObjectKind kind);

    /// One event.
    void put(core::profile::ObjectKind kind, std::string_view json);
    void remove(core::profile::ObjectKind kind, std::string_view json);

private:
    void publish(core::profile::Directory next);
    void unreadable(const core::profile::ObjectKey& key, const core::Error& error);

    std::string annotation_prefix_;
    Published<core::profile::Directory>& published_;
    telemetry::Metrics& metrics_;
    std::function<void(const core::profile::ObjectKey&)> changed_;
    core::profile::Directory directory_{core::profile::Directory::Absence::unknown};
    std::array<std::optional<core::profile::Replacement>, 3> collections_;
    std::array<bool, 3> listed_{};
};

}  // namespace server::kube
