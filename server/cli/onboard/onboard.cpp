#include "server/cli/onboard/onboard.hpp"

#include "core/onboard/plan.hpp"
#include "core/onboard/roles_of_kubeflow.hpp"
#include "server/cli/onboard/options.hpp"
#include "server/cli/onboard/read_requests.hpp"
#include "server/cli/onboard/write_plan.hpp"
#include "server/cli/read_input.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace server::cli::onboard {
namespace {

using core::onboard::Onboarding;
using core::onboard::Plan;
using core::onboard::Request;
using core::onboard::Settings;
using Lines = std::vector<std::string>;

constexpr int failed = 1;
constexpr int wrong_use = 2;

/// What was found on the way to a plan.
struct Notes {
    Lines complaints;
    Lines warnings;
};

Request defaults_of(const OnboardOptions& options) {
    Request request = options.request;
    request.prefix = options.s3_prefix;
    for (const auto& name : options.service_accounts) request.service_accounts += name + ",";
    return request;
}

Plan plan_one(const OnboardOptions& options, const Settings& settings, Notes& notes) {
    Request request = defaults_of(options);
    request.profile = options.profile;
    const std::vector<Onboarding> one = {decode_request(request, settings, notes.complaints)};
    if (!notes.complaints.empty()) return {};
    const auto groups = group_roles(one, settings, notes.complaints);
    notes.warnings = warnings_of(one, groups);
    return plan_profile(one.front(), settings);
}

Plan plan_many(const OnboardOptions& options, const Settings& settings, Notes& notes) {
    const Request defaults = defaults_of(options);
    std::vector<Onboarding> all;
    for (const auto& request : read_requests(options.from, notes.complaints, notes.warnings))
        all.push_back(decode_request(request.with_defaults(defaults), settings, notes.complaints));
    const bool can_be_compared = !all.empty() && !settings.provider.account_id.empty();
    const auto groups = can_be_compared ? group_roles(all, settings, notes.complaints)
                                        : std::vector<core::onboard::RoleGroup>{};
    if (!notes.complaints.empty()) return {};
    const auto warnings = warnings_of(all, groups);
    notes.warnings.insert(notes.warnings.end(), warnings.begin(), warnings.end());
    return plan_platform(all, groups, settings);
}

Plan plan_of(const OnboardOptions& options, Notes& notes) {
    const Settings settings = decode_settings(options.settings, notes.complaints);
    if (!options.profile.empty()) return plan_one(options, settings, notes);
    if (!options.from.empty()) return plan_many(options, settings, notes);
    if (options.controller) {
        const auto& name = options.request.role_name;
        return plan_controller({.service_account = options.controller_service_account,
                                .role_name = name.empty() ? "kubeflow-profile-controller" : name,
                                .managed_path = options.request.role_path},
                               settings, notes.complaints);
    }
    return plan_kfctl_defaults({.profile_namespaces = options.profile_namespaces,
                                .with_viewer = options.with_viewer,
                                .role_path = options.request.role_path},
                               settings, notes.complaints);
}

std::string folder_of(const OnboardOptions& options) {
    if (!options.folder.empty()) return options.folder;
    if (!options.profile.empty()) return "./" + options.profile;
    return options.controller ? "./controller" : options.kfctl_defaults ? "./kfctl-defaults" : "./onboard";
}

void print(const char* kind, const Lines& lines) {
    for (const auto& line : lines) std::cerr << "onboard: " << kind << line << '\n';
}

int run(const OnboardOptions& options) {
    check_mode(options);
    Notes notes;
    const Plan plan = plan_of(options, notes);
    print("warning: ", notes.warnings);
    print("", notes.complaints);
    if (!notes.complaints.empty()) return wrong_use;
    if (options.output == "script") {
        std::cout << plan.whole_script;
        return flush_output() ? 0 : failed;
    }
    try {
        write_plan(plan, folder_of(options), options.force);
    } catch (const std::exception& failure) {
        std::cerr << "onboard: " << failure.what() << '\n';
        return failed;
    }
    return flush_output() ? 0 : failed;
}

}  // namespace

void add_onboard(CLI::App& root, int& exit_code) {
    CLI::App* app =
        root.add_subcommand("onboard", "Write the IAM documents, the manifest and the commands for a new Profile");
    const auto options = std::make_shared<OnboardOptions>();
    add_flags(*app, *options);
    app->footer(
        "Nothing is done in AWS or in the cluster: the files are written, and apply.sh among them does it when you "
        "run\n"
        "it, as often as you like.\n"
        "Exit codes: 0 done, 1 files exist already that differ, 2 wrong use or an input with mistakes.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook onboard team-a --owner=ada@example.com --bucket=ml-data/team-a --provider=PROVIDER_ARN\n"
        "  profile-iam-webhook onboard --from=profiles.csv --provider=PROVIDER_ARN --path=/kubeflow/ --out=platform");
    app->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace server::cli::onboard
