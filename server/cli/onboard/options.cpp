#include "server/cli/onboard/options.hpp"

#include "server/cli/flag_formatter.hpp"
#include "server/cli/flags.hpp"

#include <CLI/CLI.hpp>

#include <spdlog/fmt/fmt.h>

namespace server::cli::onboard {
namespace {

/// Adds flags of a group of the help.
class FlagAdder {
public:
    FlagAdder(CLI::App& app, std::string group) : app_(app), group_(std::move(group)) {}

    CLI::Option* text(const char* flag, std::string& value, const char* help, const char* placeholder) {
        return app_.add_option(flag, value, help)->option_text(placeholder)->group(group_);
    }
    void list(const char* flag, std::vector<std::string>& value, const char* help, const char* placeholder) {
        app_.add_option(flag, value, help)
            ->option_text(placeholder)
            ->delimiter(',')
            ->allow_extra_args(false)
            ->take_all()
            ->group(group_);
    }
    void on(const char* flag, bool& value, const char* help) { app_.add_flag(flag, value, help)->group(group_); }

private:
    CLI::App& app_;
    std::string group_;
};

void add_what(CLI::App& app, OnboardOptions& options) {
    FlagAdder flags(app, "What (one of them)");
    app.add_option("PROFILE", options.profile, "One Profile")->type_name("");
    flags.text(
        "--from", options.from,
        "Many Profiles: CSV with a header (profile, owner, bucket, ...), or Profiles as YAML or JSON; - is stdin",
        "FILE");
    flags.on("--controller", options.controller, "The role of a controller that keeps trust policies");
    flags.on("--kfctl-defaults", options.kfctl_defaults,
             "The roles kf-admin-REGION-CLUSTER and kf-user-REGION-CLUSTER of kfctl");
}

void add_profile_flags(CLI::App& app, OnboardOptions& options) {
    FlagAdder flags(app, "The Profile (with --from: where its line says nothing)");
    auto& request = options.request;
    flags.text("--owner", request.owner, "Its owner; of a ServiceAccount NAMESPACE/NAME", "EMAIL");
    flags.text("--owner-kind", request.owner_kind, "User, Group or ServiceAccount (default: User)", "KIND");
    flags.text("--bucket", request.bucket, "Its bucket, or its part of one; {profile} is expanded", "NAME[/PREFIX]");
    flags.text("--s3-prefix", options.s3_prefix, "The prefix, if it is not in --bucket", "PREFIX");
    flags.text("--s3-access", request.s3_access, "none, read, write or full (default: read)", "ACCESS");
    flags.list("--service-accounts", options.service_accounts,
               "Who may use the role, patterns such as ws-* too (default: default-editor)", "NAME,...");
}

void add_role_flags(CLI::App& app, OnboardOptions& options) {
    FlagAdder flags(app, "The role");
    auto& settings = options.settings;
    flags.text("--provider", settings.provider, "The cluster's OIDC provider", "ARN");
    flags.text("--issuer", settings.issuer, "Its issuer in place of the ARN, with --account-id", "URL");
    flags.text("--account-id", settings.account_id, "The account; with --provider it must be the provider's", "ID");
    flags.text("--partition", settings.partition, "aws, aws-cn, aws-us-gov, ... (default: the provider's, else aws)",
               "NAME");
    flags.text(
        "--role-name", options.request.role_name,
        "Its name; {profile} is expanded, a name over 64 characters is cut (default: kubeflow-profile-{profile})",
        "NAME");
    flags.text("--path", options.request.role_path,
               "Its path (default: /); with --controller: the path of the roles that the controller keeps", "PATH");
    flags.text("--permissions-boundary", settings.permissions_boundary, "A policy that bounds what the role can do",
               "ARN");
    flags.text("--audience", settings.audience, "The audience of the tokens (default: sts.amazonaws.com)", "AUDIENCE");
    flags.text("--region", settings.region, "The Profile's region, for its Pods", "REGION");
    flags.text("--cluster-name", settings.cluster_name, "For a tag of the role and the script's comment", "NAME");
    flags.list("--tag", settings.tags, "Tags of the role; may be repeated", "KEY=VALUE,...");
    app.add_option("--quota", settings.quota,
                   fmt::format("Characters that a trust policy may have in the account (default: {})", settings.quota))
        ->option_text("NUMBER")
        ->group("The role");
}

void add_other_flags(CLI::App& app, OnboardOptions& options) {
    FlagAdder others(app, "For --controller and --kfctl-defaults");
    others.text(
        "--controller-service-account", options.controller_service_account,
        "The controller's; ours is profile-iam-system/profile-iam-webhook (default: that of Kubeflow's controller, "
        "kubeflow/profiles-controller-service-account)",
        "NAMESPACE/NAME");
    others.list("--profile-namespaces", options.profile_namespaces, "Whose default-editor may assume kf-user",
                "NAMESPACE,...");
    others.on("--with-viewer", options.with_viewer, "Their default-viewer, too");

    FlagAdder flags(app, "Where to");
    flags.text("--out", options.folder, "The folder (default: ./PROFILE, ./onboard, ./controller, ./kfctl-defaults)",
               "DIR");
    app.add_option("-o,--output", options.output,
                   "files: in the folder; script: one script on standard output (default: files)")
        ->check(CLI::IsMember({"files", "script"}))
        ->option_text("files|script")
        ->group("Where to");
    flags.on("--force", options.force, "Replace files that differ");
}

}  // namespace

void add_flags(CLI::App& app, OnboardOptions& options) {
    app.formatter(flag_formatter());
    add_what(app, options);
    add_profile_flags(app, options);
    add_role_flags(app, options);
    add_other_flags(app, options);
}

void check_mode(const OnboardOptions& options) {
    const int asked = (options.profile.empty() ? 0 : 1) + (options.from.empty() ? 0 : 1) +
                      (options.controller ? 1 : 0) + (options.kfctl_defaults ? 1 : 0);
    if (asked == 0) throw WrongUse("onboard: name a PROFILE, or --from FILE, --controller or --kfctl-defaults");
    if (asked > 1) throw WrongUse("onboard: PROFILE, --from, --controller and --kfctl-defaults exclude each other");
    const bool has_kfctl_flags = !options.profile_namespaces.empty() || options.with_viewer;
    if (has_kfctl_flags && !options.kfctl_defaults)
        throw WrongUse("onboard: --profile-namespaces and --with-viewer belong to --kfctl-defaults");
    if (options.with_viewer && options.profile_namespaces.empty())
        throw WrongUse("onboard: --with-viewer needs --profile-namespaces: whose default-viewer");
    if (options.output == "script" && !options.folder.empty())
        throw WrongUse("onboard: --output=script writes no files; leave out --out");
}

}  // namespace server::cli::onboard
