#pragma once

#include "core/watch/machine.hpp"
#include "server/kube/client.hpp"
#include "server/telemetry/cluster_metrics.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace server::kube {

/// Which object: `{"/api/v1/namespaces/profile-iam-system/secrets", "profile-iam-webhook-tls", "secrets"}`.
struct ObjectAddress {
    std::string collection;  ///< path of its list, without a query
    std::string name;        ///< DNS-1123
    std::string resource;    ///< `secrets`, `mutatingwebhookconfigurations`: as RBAC and kubectl name it; the label
                             ///< `resource` of the metrics

    [[nodiscard]] std::string target() const { return collection + "/" + name; }
};

/// Keeps one object known: list and watch with the field selector `metadata.name=`, which RBAC limited by
/// `resourceNames` allows (measured, platform.md "Certificates"). The same machine, metrics and log lines as for a
/// whole resource. One thread.
class ObjectWatch {
public:
    /// `changed` gets the whole object as JSON (out of a list it lacks `apiVersion` and `kind`), or nothing when there
    /// is none: after the first list, and whenever that changes. It must not throw. The references outlive it.
    ObjectWatch(const ObjectAddress& address, core::watch::Settings settings, Client& client,
                telemetry::ClusterMetrics& metrics, std::function<void(std::optional<std::string_view>)> changed);
    ~ObjectWatch();
    ObjectWatch(const ObjectWatch&) = delete;
    ObjectWatch& operator=(const ObjectWatch&) = delete;

    /// Lives until it is destroyed with its executor.
    asio::awaitable<void> run();

    /// Why it cannot be read at present, for a person, with what to do; empty: it can. Before the first answer it says
    /// that it has not been read yet.
    [[nodiscard]] const std::string& failure() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace server::kube
