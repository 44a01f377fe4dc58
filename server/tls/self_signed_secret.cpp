#include "server/tls/self_signed_secret.hpp"

#include "server/telemetry/log.hpp"

#include <array>
#include <random>
#include <utility>

namespace server::tls {
namespace {

using certs::rotation::Change;
using certs::rotation::Contents;
using certs::rotation::Step;
using core::registration::SecretChange;
using telemetry::WriteResult;

// A fight over the Secret must not become load: as many changes as a rotation by hand can need, then one in 2 s.
constexpr Allowance writes{.burst = 20, .per_second = 0.5};

constexpr std::array our_annotations{certs::rotation::published_at_annotation, certs::rotation::needed_until_annotation,
                                     certs::rotation::renew_annotation};

SecretChange change_of(const SelfSignedOptions& options, const Contents& contents) {
    SecretChange change{.namespace_name = options.secret_namespace,
                        .name = options.secret_name,
                        .data = encode_data(contents),
                        .annotations = {}};
    for (const char* name : our_annotations) change.annotations[name] = std::nullopt;
    for (auto& [name, value] : encode_annotations(contents)) change.annotations[name] = value;
    return change;
}

std::string address(const SelfSignedOptions& options) { return options.secret_namespace + "/" + options.secret_name; }

}  // namespace

SecretKeeper::SecretKeeper(const SelfSignedOptions& options, Known& known, kube::Client& client,
                           telemetry::SelfSignedMetrics& metrics)
    : options_(options),
      known_(known),
      client_(client),
      metrics_(metrics),
      trouble_("the Secret " + address(options) + " is as it should be"),
      pause_(options.timing.after_failure, std::random_device{}()),
      budget_(writes) {}

kube::asio::awaitable<void> SecretKeeper::look(const certs::rotation::Situation& situation) {
    const Step step = next_step(situation, options_.rotation);
    if (step.change == Change::none) {
        trouble_.ends();
        co_return;
    }
    const Instant now = std::chrono::steady_clock::now();
    if (!may_write(now)) co_return;
    const auto contents = carry_out(step, situation, options_.rotation);
    if (!contents) {
        trouble_.is("issue", "a certificate cannot be issued: " + contents.error().detail, now);
        pause_.begin(now);
        co_return;
    }
    lost_at_ = known_.secret.changes();
    Written written = co_await write(client_, patch(*contents));
    // Deleted in the meantime: the watch says so, too.
    if (written.kind == "404" && known_.secret.object()) written.result = WriteResult::conflict;
    metrics_.secret_written(to_string(step.change), written.result);
    judge(step, written);
}

/// After a lost race the watch brings what the winner wrote; until then a second write would lose, too.
bool SecretKeeper::may_write(Instant now) {
    if (std::exchange(is_lost_, is_lost_ && known_.secret.changes() == lost_at_) && !is_lost_) pause_.forget();
    if (!pause_.is_over(now)) return false;
    if (budget_.take(now)) return true;
    trouble_.is("budget",
                "the Secret " + address(options_) +
                    " has to be written again and again: who else writes it? (kubectl get secret -o yaml "
                    "--show-managed-fields)",
                now);
    return false;
}

kube::Write SecretKeeper::patch(const Contents& contents) const {
    const auto change = change_of(options_, contents);
    const std::string target = "/api/v1/namespaces/" + options_.secret_namespace + "/secrets/" + options_.secret_name +
                               "?fieldManager=";
    const auto& secret = known_.secret.object();
    if (!secret)
        return {.target = target + field_manager_ + "&force=false",
                .content_type = "application/apply-patch+yaml",
                .body = encode_secret_apply(change)};
    return {.target = target + common_field_manager,
            .content_type = "application/merge-patch+json",
            .body = encode_secret_patch(change, secret->resource_version)};
}

void SecretKeeper::judge(const Step& step, const Written& written) {
    const Instant now = std::chrono::steady_clock::now();
    const std::string change = to_string(step.change);
    is_lost_ = written.result == WriteResult::conflict;
    if (written.result == WriteResult::done) {
        // What somebody has taken away or spoilt is more than a step of the plan.
        const auto level = step.change == Change::restore ? telemetry::LogLevel::warning : telemetry::LogLevel::info;
        telemetry::log(level, "the certificate's Secret was written",
                       {{"change", change}, {"why", step.why}, {"secret", address(options_)}});
        pause_.forget();
        trouble_.ends();
        // An answer that cannot be read is no harm: the watch tells the same.
        if (auto secret = core::registration::decode_secret(written.object)) known_.secret.written(*secret, now);
        return;
    }
    pause_.begin(now, written.retry_after);
    if (is_lost_)
        telemetry::log(telemetry::LogLevel::info, "another replica has written the certificate's Secret first",
                       {{"change", change}, {"secret", address(options_)}});
    else
        trouble_.is(written.kind, advice(written) + " (to do: " + change + ", because " + step.why + ")", now);
}

std::string SecretKeeper::advice(const Written& written) const {
    const std::string what = "the Secret " + address(options_) + " cannot be written: ";
    if (written.result == WriteResult::forbidden)
        return what + "RBAC forbids it: give our ServiceAccount a Role in the namespace " + options_.secret_namespace +
               " with get, list, watch, create and patch on secrets, resourceNames [" + options_.secret_name + "]";
    if (written.kind == "422" && known_.secret.object() && known_.secret.object()->immutable)
        return what + "it is immutable: delete it, and it is made anew";
    if (written.kind == "404")
        return what + "there is no namespace " + options_.secret_namespace + " (--self-signed-secret)";
    return what + written.detail;
}

}  // namespace server::tls
