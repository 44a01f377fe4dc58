#pragma once

#include "core/profile/directory.hpp"
#include "server/kube/configuration.hpp"
#include "server/live/reads.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <memory>
#include <string>

namespace server::kube {

/// Keeps a published directory equal to a cluster: Profiles, Namespaces and ServiceAccounts by list and watch, on a
/// thread of its own (a list of 100,000 objects must delay neither answers nor health). Nothing is published before
/// each kind has been listed once; then the last good state stays, whatever happens to the API server. Readiness checks
/// `profiles`, `namespaces`, `serviceaccounts`.
class Source {
public:
    /// Throws std::runtime_error when the configuration's certificates cannot be read. The references outlive it.
    Source(Configuration configuration, const std::string& annotation_prefix,
           Published<core::profile::Directory>& directory, telemetry::Metrics& metrics,
           telemetry::Readiness& readiness);
    /// Ends the thread; live reads that wait are dropped.
    ~Source();
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    void start();

    [[nodiscard]] live::Reads& live_reads();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::kube
