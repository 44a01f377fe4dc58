#pragma once

#include "certs/rotation/rotation.hpp"
#include "server/tls/self_signed.hpp"
#include "server/tls/self_signed_known.hpp"
#include "server/tls/self_signed_trouble.hpp"
#include "server/tls/self_signed_write.hpp"

#include <string>

namespace server::tls {

/// Carries out what certs::rotation decides about the Secret: one change at a time, written so that of several replicas
/// the first wins. A Secret that does not exist is created by server-side apply (RBAC by resourceNames allows no POST)
/// under a field manager of this process alone and without force: when another replica was first, the values are its
/// manager's, and the API server answers 409
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts). One thread.
class SecretKeeper {
public:
    /// The references outlive it.
    SecretKeeper(const SelfSignedOptions& options, Known& known, kube::Client& client,
                 telemetry::SelfSignedMetrics& metrics);

    /// Does what is to be done now, at most one change; what that has become is in `known`.
    [[nodiscard]] kube::asio::awaitable<void> look(const certs::rotation::Situation& situation);

    /// What an operator should know; empty: nothing.
    [[nodiscard]] const std::string& trouble() const { return trouble_.text(); }

private:
    [[nodiscard]] bool may_write(Instant now);
    [[nodiscard]] kube::Write patch(const certs::rotation::Contents& contents) const;
    void judge(const certs::rotation::Step& step, const Written& written);
    [[nodiscard]] std::string advice(const Written& written) const;

    const SelfSignedOptions& options_;
    Known& known_;
    kube::Client& client_;
    telemetry::SelfSignedMetrics& metrics_;
    std::string field_manager_ = own_field_manager();
    Trouble trouble_;
    Pause pause_;
    Budget budget_;
    bool is_lost_ = false;       ///< the last write was: another replica was first
    std::uint64_t lost_at_ = 0;  ///< the change count of the Secret at the last write
};

}  // namespace server::tls
