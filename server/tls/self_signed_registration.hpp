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
/// failurePolicy of `pods` what the object's annotation asks for, once this replica has been ready for a while. Both at
/// a bounded pace, so that a tool which puts its own version back is answered, but not fought. One thread.
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
    [[nodiscard]] bool may_raise(const certs::rotation::Situation& situation, Instant now) const;
    [[nodiscard]] bool may_write(bool raises, Instant now);
    void measure(bool is_bundle_right, Instant now);
    void judge(const Wanted& wanted, const Written& written);
    void tell(const Wanted& wanted) const;
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
    Pause after_raise_;
    Budget budget_;
    std::string published_;    ///< every caBundle when they were right last
    bool is_spoilt_ = false;   ///< somebody has changed them since
    bool was_raised_ = false;  ///< the policy, by this process
    bool is_lost_ = false;
    std::uint64_t lost_at_ = 0;
};

}  // namespace server::tls
