#include "core/onboard/plan.hpp"

#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/iam/trust_policy/edit/render.hpp"
#include "core/onboard/manifest.hpp"

#include <map>
#include <utility>

namespace core::onboard {
namespace {

constexpr const char* policy_name = "profile-iam-webhook-s3";
constexpr const char* script_meaning = "the commands of aws and kubectl; may be run again, --dry-run only shows them";

/// `team-a/trust.json`; `trust.json` at the top.
std::string in_folder(const std::string& folder, const char* name) {
    return folder.empty() ? name : folder + "/" + name;
}

std::string names_of(const RoleGroup& group) {
    return group.is_shared() ? std::to_string(group.members.size()) + " Kubeflow Profiles"
                             : "Kubeflow Profile " + group.first().profile;
}

std::string trust_meaning(const RoleGroup& group, const Settings& settings) {
    const auto subjects = group.subjects();
    return "who may assume the role " + group.first().role_name + ": " +
           (subjects.size() == 1 ? subjects.front().text() : std::to_string(subjects.size()) + " subjects") + "; " +
           std::to_string(trust_policy_size(settings, subjects)) + " of " + std::to_string(settings.quota) +
           " characters";
}

std::string policy_meaning(std::span<const S3Grant> grants) {
    if (grants.size() > 1) return "what the role may do in " + std::to_string(grants.size()) + " places on S3";
    return "what the role may do in s3://" + grants.front().location.text() + ": " + meaning(grants.front().access);
}

/// Puts documents and the steps of scripts together.
class Planner {
public:
    explicit Planner(const Settings& settings) : settings_(settings) {}

    RoleStep add_role(const RoleGroup& group, const std::string& folder) {
        RoleStep step{.name = group.first().role_name,
                      .path = group.first().role_path,
                      .description = names_of(group),
                      .trust_file = in_folder(folder, "trust.json"),
                      .subjects = {}};
        const auto subjects = group.subjects();
        for (const auto& subject : subjects) step.subjects.push_back(subject.text());
        plan_.documents.push_back(
            {step.trust_file,
             iam::trust_policy::edit::render_document(settings_.provider, subjects, settings_.audience), false,
             trust_meaning(group, settings_)});
        const auto grants = group.grants();
        if (!grants.empty()) {
            step.policy_file = in_folder(folder, "s3_policy.json");
            step.policy_name = policy_name;
            plan_.documents.push_back({step.policy_file, render_s3_policy(settings_.provider.partition, grants), false,
                                       policy_meaning(grants)});
        }
        return step;
    }

    ProfileStep add_profile(const Onboarding& onboarding, const std::string& folder) {
        ProfileStep step{.profile = onboarding.profile,
                         .owner_kind = onboarding.owner_kind,
                         .owner_namespace = onboarding.owner_namespace,
                         .owner = onboarding.owner,
                         .role_arn = onboarding.role_arn(settings_.provider),
                         .manifest_file = in_folder(folder, "profile_iam.yaml"),
                         .plugin_spec = plugin_spec(onboarding, settings_)};
        plan_.documents.push_back(
            {step.manifest_file, render_profile(onboarding, settings_), false,
             "Profile " + onboarding.profile + " with the plugin, for a cluster that does not have it"});
        return step;
    }

    void add_script(const Script& script, const std::string& folder) {
        plan_.scripts.push_back(
            {in_folder(folder, "apply.sh"), render_script(script, settings_, folder), true, script_meaning});
    }

    Plan finish(const Script& everything) {
        add_script(everything, "");
        plan_.whole_script = render_script_with(plan_.documents, everything, settings_);
        return std::move(plan_);
    }

    void summarize(const std::string& line) { plan_.summary += line + "\n"; }

private:
    const Settings& settings_;
    Plan plan_;
};

std::string title_of(const Onboarding& onboarding) {
    return "Onboards Profile " + onboarding.profile + ": role " + onboarding.role_name + ", its S3 access, the plugin.";
}

void summarize(Planner& planner, std::span<const Onboarding> onboardings, std::size_t roles, const Settings& settings) {
    std::vector<SubjectGroup> subjects;
    for (const auto& each : onboardings) subjects.push_back(each.subjects());
    planner.summarize("Profiles: " + std::to_string(onboardings.size()));
    planner.summarize("roles: " + std::to_string(roles) + " (an account has 1000 by default)");
    std::string line = "roles if Profiles shared them (and with them their access):";
    for (const std::size_t quota : iam::trust_policy::edit::quotas)
        line += " " + std::to_string(roles_needed(settings, subjects, quota)) + " of " + std::to_string(quota) +
                " characters" + (quota == iam::trust_policy::edit::quotas.back() ? "" : ",");
    planner.summarize(line);
}

}  // namespace

Plan plan_profile(const Onboarding& onboarding, const Settings& settings) {
    Planner planner(settings);
    Script script{.title = title_of(onboarding)};
    script.roles.push_back(planner.add_role(RoleGroup{{&onboarding}}, ""));
    script.profiles.push_back(planner.add_profile(onboarding, ""));
    if (!onboarding.location) planner.summarize(std::string("s3: ") + meaning(S3Access::none));
    return planner.finish(script);
}

Plan plan_platform(std::span<const Onboarding> onboardings, std::span<const RoleGroup> groups,
                   const Settings& settings) {
    Planner planner(settings);
    Script everything{.title = "Onboards " + std::to_string(onboardings.size()) +
                               " Profiles: roles, S3 access, plugins."};
    std::map<std::string, RoleStep> role_of;
    for (const auto& group : groups) {
        const std::string folder = group.is_shared() ? "roles/" + group.first().role_name : group.first().profile;
        everything.roles.push_back(planner.add_role(group, folder));
        role_of.emplace(group.first().role_name, everything.roles.back());
    }
    for (const auto& each : onboardings) {
        everything.profiles.push_back(planner.add_profile(each, each.profile));
        Script script{.title = title_of(each)};
        script.roles.push_back(role_of.at(each.role_name));
        script.profiles.push_back(everything.profiles.back());
        planner.add_script(script, each.profile);
    }
    summarize(planner, onboardings, groups.size(), settings);
    return planner.finish(everything);
}

}  // namespace core::onboard
