#pragma once

#include "core/iam/subject.hpp"
#include "core/onboard/s3_policy.hpp"
#include "core/onboard/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::onboard {

/// What is wanted for one Profile, as flags or a line of a file have it. Nothing is checked yet; empty: not given.
struct Request {
    std::string place{};  ///< `platform.csv:3`; empty: the command line
    std::string profile{};
    std::string owner_kind{};
    std::string owner{};             ///< of a ServiceAccount `NAMESPACE/NAME`
    std::string bucket{};            ///< NAME or NAME/PREFIX; `{profile}` is expanded
    std::string prefix{};            ///< joined to `bucket`; `{profile}` is expanded
    std::string s3_access{};         ///< none, read, write, full
    std::string service_accounts{};  ///< names and patterns between commas, semicolons or spaces
    std::string role_name{};         ///< `{profile}` is expanded, a long name cut
    std::string role_path{};
    std::string role_arn{};  ///< the role that a Profile has already, in place of the two before

    /// How messages name a field: `--role-name` on the command line, else `platform.csv:3: role_name`.
    [[nodiscard]] std::string field(std::string_view name) const;
    /// The request with what it leaves open taken from `defaults` (all but `place`).
    [[nodiscard]] Request with_defaults(const Request& defaults) const;
};

/// The same, checked.
struct Onboarding {
    std::string place{};
    std::string profile{};
    std::string owner_kind{};
    std::string owner_namespace{};  ///< of a ServiceAccount alone
    std::string owner{};
    S3Access s3_access = S3Access::read;
    std::optional<S3Location> location{};         ///< none exactly with S3Access::none
    std::vector<std::string> service_accounts{};  ///< names and patterns, each once; at least one
    std::string role_name{};
    std::string role_path{};

    [[nodiscard]] std::vector<iam::Subject> subjects() const;
    [[nodiscard]] std::string role_arn(const iam::OidcProvider& provider) const;
};

/// What a role is called when nothing else is said.
inline constexpr const char* default_role_name = "kubeflow-profile-{profile}";
/// The ServiceAccount that Kubeflow gives Notebooks and pipelines.
inline constexpr const char* default_service_account = "default-editor";

/// Checks all fields. What is wrong goes to `complaints`, one line each, which names the field and says what to write;
/// the answer is of use only when nothing was added.
[[nodiscard]] Onboarding decode_request(const Request& request, const Settings& settings,
                                        std::vector<std::string>& complaints);

}  // namespace core::onboard
