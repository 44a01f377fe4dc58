#include "server/tls/self_signed_registration.hpp"

#include "server/telemetry/log.hpp"
#include "server/tls/self_signed_bundle.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace server::tls {
namespace {

using certs::rotation::Situation;
using telemetry::WriteResult;

std::string text_of(const core::registration::Service& service) { return service.namespace_name + "/" + service.name; }

}  // namespace

RegistrationKeeper::RegistrationKeeper(const SelfSignedOptions& options, Known& known, kube::Client& client,
                                       telemetry::SelfSignedMetrics& metrics, const telemetry::Readiness& readiness)
    : options_(options),
      known_(known),
      client_(client),
      metrics_(metrics),
      readiness_(readiness),
      missing_("the MutatingWebhookConfiguration " + options.webhook_configuration + " calls us"),
      writing_("the MutatingWebhookConfiguration " + options.webhook_configuration + " is as it should be"),
      weak_("the failurePolicy of pods is what was asked for"),
      after_failure_(options.timing.after_failure, std::random_device{}()),
      budget_(options.timing.configuration_writes) {}

kube::asio::awaitable<void> RegistrationKeeper::look(const Situation& situation) {
    const Instant now = std::chrono::steady_clock::now();
    judge_readiness(now);
    if (!is_found(now)) co_return;
    const std::string bundle = wanted_bundle(situation, is_settled(now));
    const bool is_bundle_right =
        !bundle.empty() && std::ranges::all_of(situation.bundles, [&](const auto& each) { return each == bundle; });
    const bool is_weak = is_weaker_than_asked(*known_.configuration.object(), known_.service());
    measure(is_bundle_right, is_weak, now);
    // Nothing is published that is about to be repaired.
    if (!situation.secret || !is_whole(*situation.secret, options_.rotation, situation.now)) co_return;
    // What was right before and is another one now, somebody has changed.
    is_spoilt_ = !is_bundle_right && !published_.empty() &&
                 std::ranges::any_of(situation.bundles, [&](const auto& each) { return each != published_; });
    remember(bundle, is_bundle_right, situation);
    const Wanted wanted{
        .service = known_.service(), .ca_bundle = bundle, .raises_failure_policy = is_weak && may_raise(bundle, now)};
    auto patch = encode_registration_patch(*known_.configuration.object(), wanted);
    if (!patch) {
        writing_.ends();
        co_return;
    }
    if (!may_write(now)) co_return;
    lost_at_ = known_.configuration.changes();
    if (!is_bundle_right && !co_await is_secret_newest()) co_return;
    const Written written =
        co_await write(client_, {.target = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/" +
                                           options_.webhook_configuration + "?fieldManager=" + common_field_manager,
                                 .content_type = "application/json-patch+json",
                                 .body = std::move(*patch)});
    judge(wanted, !is_bundle_right, written);
}

/// The two objects are watched apart: a replica that was cut off during a rotation, and hears of the configuration
/// first, would take the newest CA out of the caBundles again. What the Secret is instead is known afterwards.
kube::asio::awaitable<bool> RegistrationKeeper::is_secret_newest() {
    auto read = co_await fetch_secret(client_, options_);
    const Instant now = std::chrono::steady_clock::now();
    if (!read) {
        after_failure_.begin(now, read.error().retry_after);
        writing_.is(read.error().kind, advice(read.error()), now);
        co_return false;
    }
    const auto& known = known_.secret.object();
    if (*read && known && (*read)->resource_version == known->resource_version) co_return true;
    if (*read)
        known_.secret.written(std::move(**read), now);
    else
        known_.secret.watched(std::nullopt, now);
    co_return false;
}

/// Whether there is a configuration with a webhook that calls us; says so when there is none.
bool RegistrationKeeper::is_found(Instant now) {
    if (!known_.configuration.is_known()) return false;
    const auto& configuration = known_.configuration.object();
    const bool calls_us = configuration && std::ranges::any_of(configuration->webhooks, [&](const auto& webhook) {
                              return is_ours(webhook, known_.service());
                          });
    if (calls_us) {
        missing_.ends();
        return true;
    }
    metrics_.ca_bundle_right(false);
    metrics_.failure_policy_weaker(false);
    const std::string name = "MutatingWebhookConfiguration " + options_.webhook_configuration;
    if (configuration)
        missing_.is("service",
                    "no webhook of the " + name + " calls the Service " + text_of(known_.service()) +
                        ": is --service right? Nothing asks us, and no caBundle is kept",
                    now);
    else
        missing_.is("absent",
                    "there is no " + name +
                        ": create it (or is --webhook-configuration right?); until then nothing asks us, and no "
                        "caBundle is kept",
                    now);
    return false;
}

void RegistrationKeeper::judge_readiness(Instant now) {
    if (!readiness_.is_ready())
        ready_since_.reset();
    else if (!ready_since_)
        ready_since_ = now;
}

/// Whether every replica has had the time to serve what it should.
bool RegistrationKeeper::is_settled(Instant now) const {
    return now - known_.settled_since() >= options_.rotation.bundle_settling + options_.timing.leaf_switching;
}

void RegistrationKeeper::remember(const std::string& bundle, bool is_bundle_right, const Situation& situation) {
    if (!is_bundle_right) return;
    published_ = bundle;
    if (situation.now - situation.bundles_since >= options_.rotation.bundle_settling) proven_ = bundle;
}

/// kube-apiserver must have heard of the caBundle before it may refuse Pods for want of an answer. Of one that it has
/// trusted before it has: so whoever undoes it, or the policy, does not set that time going again.
bool RegistrationKeeper::may_raise(const std::string& bundle, Instant now) const {
    return ready_since_ && now - *ready_since_ >= options_.timing.ready_before_raise && !bundle.empty() &&
           bundle == proven_;
}

bool RegistrationKeeper::may_write(Instant now) {
    // The watch has brought what the winner wrote.
    if (is_lost_ && known_.configuration.changes() != lost_at_) {
        is_lost_ = false;
        after_failure_.forget();
    }
    return after_failure_.is_over(now) && budget_.take(now);
}

void RegistrationKeeper::measure(bool is_bundle_right, bool is_weak, Instant now) {
    metrics_.ca_bundle_right(is_bundle_right);
    metrics_.failure_policy_weaker(is_weak);
    if (is_weak)
        weak_.is("weak",
                 "the failurePolicy of pods is Ignore where " +
                     std::string(core::registration::failure_policy_annotation) +
                     " asks for Fail: it is raised when this replica has been ready for a while and the caBundle is "
                     "right",
                 now);
    else
        weak_.ends();
}

void RegistrationKeeper::judge(const Wanted& wanted, bool repairs_bundle, const Written& written) {
    const Instant now = std::chrono::steady_clock::now();
    metrics_.configuration_patched(written.result);
    // 404: deleted; 422: the patch met another object than was read. The watch says so, too.
    is_lost_ = written.result == WriteResult::conflict || written.kind == "404" || written.kind == "422";
    if (written.result == WriteResult::done) {
        tell(wanted, repairs_bundle, now);
        was_raised_ = was_raised_ || wanted.raises_failure_policy;
        after_failure_.forget();
        writing_.ends();
        if (auto object = core::registration::decode_webhook_configuration(written.object))
            known_.configuration.written(std::move(*object), now);
        return;
    }
    after_failure_.begin(now, written.retry_after);
    if (!is_lost_) writing_.is(written.kind, advice(written), now);
}

/// A tool that undoes it all the time gets one line a minute.
void RegistrationKeeper::tell(const Wanted& wanted, bool repairs_bundle, Instant now) {
    const bool raises = wanted.raises_failure_policy;
    const char* what = raises && repairs_bundle
                           ? "the caBundle was put right and the failurePolicy of pods raised to Fail"
                       : raises ? "the failurePolicy of pods was raised to Fail"
                                : "the caBundle was put right";
    const bool is_repair = (repairs_bundle && is_spoilt_) || (raises && was_raised_);
    if (!is_repair) {
        telemetry::log(telemetry::LogLevel::info, what,
                       {{"webhook_configuration", options_.webhook_configuration},
                        {"why", raises ? "this replica is ready, and the configuration asks for it"
                                       : "it was not what the Secret says"}});
        return;
    }
    ++repairs_;
    if (told_at_ != Instant() && now - told_at_ < options_.timing.reminder) return;
    telemetry::log(telemetry::LogLevel::warning, what,
                   {{"webhook_configuration", options_.webhook_configuration},
                    {"why", "somebody has changed it: a GitOps tool, helm upgrade, or by hand?"},
                    {"times", static_cast<std::int64_t>(std::exchange(repairs_, 0))}});
    told_at_ = now;
}

std::string RegistrationKeeper::advice(const Written& written) const {
    const std::string what = "the MutatingWebhookConfiguration " + options_.webhook_configuration +
                             " cannot be put right: ";
    if (written.result == WriteResult::forbidden)
        return what +
               "RBAC forbids it: give our ServiceAccount a ClusterRole with get, list, watch and patch on "
               "mutatingwebhookconfigurations (admissionregistration.k8s.io), resourceNames [" +
               options_.webhook_configuration + "]";
    return what + written.detail;
}

std::string RegistrationKeeper::advice(const Unread& unread) const {
    const std::string secret = options_.secret_namespace + "/" + options_.secret_name;
    const std::string what = "the MutatingWebhookConfiguration " + options_.webhook_configuration +
                             " cannot be put right before the Secret " + secret + " has been read once more: ";
    if (unread.kind == "403")
        return what + "RBAC forbids it: give our ServiceAccount a Role in the namespace " + options_.secret_namespace +
               " with get, list, watch, create and patch on secrets, resourceNames [" + options_.secret_name + "]";
    return what + unread.detail;
}

std::string RegistrationKeeper::trouble() const {
    std::string all;
    for (const Trouble* each : {&missing_, &writing_, &weak_})
        if (!each->text().empty()) all += (all.empty() ? "" : "; ") + each->text();
    return all;
}

}  // namespace server::tls
