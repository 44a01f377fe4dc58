#include "core/onboard/manifest.hpp"

#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/onboard/json_layout.hpp"

#include <algorithm>
#include <array>

namespace core::onboard {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Words that YAML 1.1 reads as booleans or null. https://yaml.org/type/bool.html
bool has_meaning(std::string_view text) {
    constexpr std::array<std::string_view, 9> words = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"};
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return std::ranges::find(words, lower) != words.end();
}

/// The plugin's `serviceAccounts`: default-editor is managed without being named.
std::vector<std::string> further_service_accounts(const Onboarding& onboarding) {
    std::vector<std::string> names = onboarding.service_accounts;
    std::erase(names, default_service_account);
    return names;
}

bool has_other_audience(const Settings& settings) { return settings.audience != iam::trust_policy::edit::sts_audience; }

}  // namespace

std::string yaml_word(std::string_view text) {
    const auto is_harmless = [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || std::string_view("-_./@:+=,").contains(c);
    };
    const bool is_bare = !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_harmless) &&
                         text.back() != ':' && !has_meaning(text);
    return is_bare ? std::string(text) : json_string(text);
}

std::string plugin_spec(const Onboarding& onboarding, const Settings& settings) {
    std::string out = R"({"annotateOnly":true)";
    if (has_other_audience(settings)) out += R"(,"audience":)" + json_string(settings.audience);
    out += R"(,"awsIamRole":)" + json_string(onboarding.role_arn(settings.provider));
    if (!settings.region.empty()) out += R"(,"region":)" + json_string(settings.region);
    const auto names = further_service_accounts(onboarding);
    if (!names.empty()) out += R"(,"serviceAccounts":)" + json_list(names);
    return out + "}";
}

std::string render_profile(const Onboarding& onboarding, const Settings& settings) {
    std::string out =
        "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata:\n  name: " + yaml_word(onboarding.profile) +
        "\nspec:\n  owner:\n    kind: " + onboarding.owner_kind + "\n    name: " + yaml_word(onboarding.owner);
    if (!onboarding.owner_namespace.empty()) out += "\n    namespace: " + yaml_word(onboarding.owner_namespace);
    out += "\n  plugins:\n    - kind: AwsIamForServiceAccount\n      spec:\n        awsIamRole: " +
           yaml_word(onboarding.role_arn(settings.provider)) +
           "\n        # The role's trust policy lets the ServiceAccounts in already: no controller has to edit it.\n"
           "        annotateOnly: true\n";
    const auto names = further_service_accounts(onboarding);
    if (!names.empty()) out += "        serviceAccounts:\n";
    for (const auto& name : names) out += "          - " + yaml_word(name) + "\n";
    if (has_other_audience(settings)) out += "        audience: " + yaml_word(settings.audience) + "\n";
    if (!settings.region.empty()) out += "        region: " + yaml_word(settings.region) + "\n";
    return out;
}

std::string render_service_account(const iam::Subject& subject, const std::string& role_arn) {
    return "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: " + yaml_word(subject.service_account) +
           "\n  namespace: " + yaml_word(subject.namespace_name) +
           "\n  annotations:\n    eks.amazonaws.com/role-arn: " + yaml_word(role_arn) + "\n";
}

}  // namespace core::onboard
