#include "server/kube/watched_kind.hpp"

namespace server::kube {

using core::profile::ObjectKind;

std::string WatchedKind::target(const core::watch::List& list) const { return resource_.target(list, version_); }
std::string WatchedKind::target(const core::watch::Watch& watch) const { return resource_.target(watch, version_); }
const char* WatchedKind::accept_list() const { return resource_.accept_list(); }
const char* WatchedKind::accept_object() const { return resource_.accept_object(); }

/// A list of a large cluster may take the API server a while to begin.
std::chrono::milliseconds WatchedKind::list_header_timeout() const { return std::chrono::seconds(60); }

bool WatchedKind::may_quote(std::string_view) const { return true; }

/// `v1` first; where that is not served, `v1beta1`, and the other way round: a cluster may be upgraded under us.
bool WatchedKind::turn_to_other_version() {
    if (resource_.kind() != ObjectKind::profile) return false;
    version_ = version_ == ProfileVersion::v1 ? ProfileVersion::v1beta1 : ProfileVersion::v1;
    return true;
}

void WatchedKind::begin() { store_.begin(resource_.kind()); }

/// What cannot be understood is the Store's to count: one broken object of many must not stop the others.
std::optional<core::Error> WatchedKind::collect(std::string_view json) {
    store_.collect(resource_.kind(), json);
    return std::nullopt;
}

void WatchedKind::collect_removal(std::string_view json) { store_.collect_removal(resource_.kind(), json); }

std::size_t WatchedKind::replace() { return store_.replace(resource_.kind()); }

std::optional<core::Error> WatchedKind::put(std::string_view json) {
    store_.put(resource_.kind(), json);
    return std::nullopt;
}

void WatchedKind::remove(std::string_view json) { store_.remove(resource_.kind(), json); }

WatchWords words_of(const Resource& resource) {
    const std::string name = resource.name();
    return {.check = telemetry::resource_label(resource.kind()),
            .name = name,
            .grant = "a ClusterRole with get, list and watch on " + name,
            .missing = resource.kind() == ObjectKind::profile
                           ? "the CRD profiles.kubeflow.org is not installed (neither v1 nor v1beta1 is served): "
                             "install Kubeflow's profile controller; it is asked for again"
                           : "the API server does not know " + name + ": is this a Kubernetes API server?"};
}

}  // namespace server::kube
