#pragma once

#include "certs/rotation/rotation.hpp"
#include "core/registration/webhook_configuration.hpp"
#include "server/kube/configuration.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/key_source.hpp"
#include "server/tls/self_signed_pace.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace server::tls {

/// Clocks that no flag sets; tests shorten them.
struct SelfSignedTiming {
    std::chrono::milliseconds tick{1'000};  ///< looked at everything at least so often
    /// How long this replica has been ready before it lets the API server refuse Pods without an answer of ours: the
    /// kubelet and the EndpointSlices have to have heard of it.
    std::chrono::milliseconds ready_before_raise{10'000};
    /// How long replicas may take to serve another leaf once the caBundles allow it (each looks every second).
    std::chrono::milliseconds leaf_switching{5'000};
    Pauses after_failure{
        .first = std::chrono::seconds(1), .longest = std::chrono::seconds(30), .calm = std::chrono::minutes(2)};
    /// Changes of the configuration by this replica. A tool that puts its own version back all the time is answered
    /// every second: what it spoils is spoilt for a moment only, and the API server has nothing to suffer.
    Allowance configuration_writes{.burst = 10, .per_second = 1};
    /// Between one log line about such a tool and the next.
    std::chrono::milliseconds reminder{60'000};
};

/// What `--self-signed-secret`, `--service` and `--webhook-configuration` say, and in which cluster.
struct SelfSignedOptions {
    kube::Configuration cluster;
    std::string secret_namespace;
    std::string secret_name;
    core::registration::Service service;
    std::string webhook_configuration;
    certs::rotation::Settings rotation;
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
    SelfSignedTiming timing = {};
};

/// `--self-signed-secret`: a CA and a leaf in a Secret which all replicas share, renewed and repaired by whichever is
/// first, and the caBundle and failurePolicy that go with them in our MutatingWebhookConfiguration (product.md,
/// "Registration"). Both objects are watched; what to do is decided by certs::rotation and core::registration, on a
/// thread of its own: at every change of either, and at every tick.
///
/// Nothing is decided before the Secret has been listed, and the configuration listed or found unreadable: a leaf that
/// nobody may publish is still better than none.
class SelfSigned : public KeySource {
public:
    /// Begins at once. Throws std::runtime_error when the cluster's certificates cannot be read. The references outlive
    /// it.
    SelfSigned(SelfSignedOptions options, telemetry::Metrics& metrics, const telemetry::Readiness& readiness);
    /// Ends the thread, in the middle of a request, too.
    ~SelfSigned() override;
    SelfSigned(const SelfSigned&) = delete;
    SelfSigned& operator=(const SelfSigned&) = delete;

    /// Whatever the time is: the thread has its own clock. A failure says what it waits for.
    [[nodiscard]] certs::Result<certs::KeyPair> pair(std::chrono::system_clock::time_point now) override;
    /// What cannot be read or written, and what is not as it should be in the configuration.
    [[nodiscard]] std::string remark() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::tls
