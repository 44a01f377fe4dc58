#pragma once

#include "certs/rotation/rotation.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/self_signed.hpp"
#include "server/tls/self_signed_fetch.hpp"
#include "server/tls/self_signed_known.hpp"
#include "server/tls/self_signed_trouble.hpp"
#include "server/tls/self_signed_write.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace server::tls {

/// Keeps our MutatingWebhookConfiguration right: the caBundle of each webhook of ours is the Secret's ca.crt, and the
/// failurePolicy of `pods` what the object's annotation asks for, once this replica has been ready for a while and the
/// API servers have heard of the caBundle. What was in force before, and somebody undid (`helm upgrade` puts the
/// rendered policy back), is put back at once, bundle and policy in one patch. At a bounded pace, so that a tool which
/// undoes it all the time is answered, but not fought. One thread.
class RegistrationKeeper {
public:
    /// The references outlive it.
    RegistrationKeeper(const SelfSignedOptions& options, Known& known, kube::Client& client,
                       telemetry::SelfSignedMetrics& metrics, const telemetry::Readiness& readiness);

    /// Does what is to be done now, at most one patch; what that has become is in `known`.
    [[nodiscard]] kube::asio::awaitable<void> look(const certs::rotation::Situation& situation);

    /// What an operator should know; empty: nothing.
    [[nodiscard]] std::string trouble() const;

private:
    using Wanted = core::registration::WantedRegistration;

    [[nodiscard]] kube::asio::awaitable<bool> is_secret_newest();
    [[nodiscard]] bool is_found(Instant now);
    void judge_readiness(Instant now);
    [[nodiscard]] bool is_settled(Instant now) const;
    void remember(const std::string& bundle, bool is_bundle_right, const certs::rotation::Situation& situation);
    [[nodiscard]] bool may_raise(const std::string& bundle, Instant now) const;
    [[nodiscard]] bool may_write(Instant now);
    void measure(bool is_bundle_right, bool is_weak, Instant now);
    void judge(const Wanted& wanted, bool repairs_bundle, const Written& written);
    void tell(const Wanted& wanted, bool repairs_bundle, Instant now);
    [[nodiscard]] std::string advice(const Written& written) const;
    [[nodiscard]] std::string advice(const Unread& unread) const;

    const SelfSignedOptions& options_;
    Known& known_;
    kube::Client& client_;
    telemetry::SelfSignedMetrics& metrics_;
    const telemetry::Readiness& readiness_;
    std::optional<Instant> ready_since_;
    Trouble missing_;
    Trouble writing_;
    Trouble weak_;
    Pause after_failure_;
    Budget budget_;
    std::string published_;      ///< every caBundle when they were right last
    std::string proven_;         ///< every caBundle when they were right for long enough to raise the policy
    bool is_spoilt_ = false;     ///< somebody has changed them since
    bool was_raised_ = false;    ///< the policy, by this process
    std::uint64_t repairs_ = 0;  ///< since the last log line about one
    Instant told_at_;
    bool is_lost_ = false;
    std::uint64_t lost_at_ = 0;
};

}  // namespace server::tls
