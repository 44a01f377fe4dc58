#pragma once

#include "core/profile/directory.hpp"
#include "server/cli/serve_options.hpp"
#include "server/files/source.hpp"
#include "server/kube/source.hpp"
#include "server/live/reads.hpp"
#include "server/published.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"

#include <optional>

namespace server::cli {

/// Where `serve` has its Profiles from: files or a cluster, as the options say.
class ProfileSource {
public:
    ProfileSource(const ServeOptions& options, Published<core::profile::Directory>& directory,
                  telemetry::Metrics& metrics, telemetry::Readiness& readiness) {
        const auto& prefix = options.policy.annotation_prefix;
        if (options.cluster) {
            cluster_.emplace(*options.cluster, prefix, directory, metrics, readiness);
        } else {
            files_.emplace(options.profiles, prefix, directory, metrics, readiness);
        }
    }

    void start() {
        if (cluster_) cluster_->start();
        if (files_) files_->start();
    }

    /// nullptr with files: what they do not hold is absent.
    [[nodiscard]] live::Reads* live_reads() { return cluster_ ? &cluster_->live_reads() : nullptr; }

private:
    std::optional<files::Source> files_;
    std::optional<kube::Source> cluster_;
};

}  // namespace server::cli
