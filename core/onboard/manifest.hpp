#pragma once

#include "core/onboard/request.hpp"

#include <string>
#include <string_view>

namespace core::onboard {

/// A text as a scalar of YAML that every reader takes for a string: bare when nothing can be misread, else in double
/// quotes.
[[nodiscard]] std::string yaml_word(std::string_view text);

/// The `spec` of the plugin, as compact JSON, its keys in byte order (as kubectl prints what is in a cluster):
/// `awsIamRole`, `annotateOnly` true, because no software shall edit the role; and of our own keys only those that are
/// needed: `serviceAccounts` (all but default-editor), `audience` when it is not sts.amazonaws.com, `region` when it is
/// known.
[[nodiscard]] std::string plugin_spec(const Onboarding& onboarding, const Settings& settings);

/// profile_iam.yaml: a Profile of `kubeflow.org/v1` with its owner and the plugin.
[[nodiscard]] std::string render_profile(const Onboarding& onboarding, const Settings& settings);

/// service_account.yaml: a ServiceAccount with the annotation `eks.amazonaws.com/role-arn`.
[[nodiscard]] std::string render_service_account(const iam::Subject& subject, const std::string& role_arn);

}  // namespace core::onboard
