#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string_view>

namespace prometheus {
class Registry;
}

namespace server::telemetry {

/// How a change of an object in the cluster ended: label `result`.
enum class WriteResult {
    done,
    conflict,   ///< another replica was first (409, or 422 to a JSON Patch that meets another object)
    forbidden,  ///< 403: RBAC
    failed,     ///< everything else, no answer included
};
inline constexpr int write_result_count = static_cast<int>(WriteResult::failed) + 1;
[[nodiscard]] const char* to_string(WriteResult result);

/// The label `change`: the words of certs::rotation::Change.
inline constexpr std::array<const char*, 6> secret_changes{"create",     "restore",        "issue_authority",
                                                           "issue_leaf", "note_published", "retire_authorities"};

/// Metrics of `--self-signed-secret`, prefix `profile_iam_webhook_`; with certificates from files there are none. Any
/// thread; none waits.
class SelfSignedMetrics {
public:
    explicit SelfSignedMetrics(prometheus::Registry& registry);
    ~SelfSignedMetrics();
    SelfSignedMetrics(const SelfSignedMetrics&) = delete;
    SelfSignedMetrics& operator=(const SelfSignedMetrics&) = delete;

    /// `ca_expiry_timestamp_seconds`: of the newest CA in the Secret.
    void ca_expires(std::chrono::system_clock::time_point when);
    /// `secret_writes_total{change,result}`; a word that is not in `secret_changes` is not counted.
    void secret_written(std::string_view change, WriteResult result);
    /// `webhook_configuration_patches_total{result}`.
    void configuration_patched(WriteResult result);
    /// `ca_bundle_right`: 1 while each webhook of ours has the Secret's CAs; 0 also without such a webhook.
    void ca_bundle_right(bool is_right);
    /// `failure_policy_weaker_than_asked`: 1 while `pods` is `Ignore` where `Fail` was asked for.
    void failure_policy_weaker(bool is_weaker);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace server::telemetry
