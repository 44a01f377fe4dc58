#include "server/cli/flags_policy.hpp"

#include "server/cli/cluster_options.hpp"
#include "server/cli/flags_checks.hpp"
#include "server/cli/flags_serve.hpp"

#include <utility>

namespace server::cli {
namespace {

using core::mutation::Mode;
using core::mutation::OnRoleConflict;
using core::mutation::Policy;

constexpr const char* deciding = "Deciding";
constexpr const char* sources = "Sources";

std::string joined(const std::vector<std::string>& entries) {
    std::string out;
    for (const auto& entry : entries) out += (out.empty() ? "" : ",") + entry;
    return out;
}

/// Which role a Pod gets (product.md, "Which role does a Pod get", "Observe first").
std::vector<Flag> role_flags(const Policy& defaults) {
    return {
        {.name = "mode",
         .kind = FlagKind::choice,
         .default_text = to_string(defaults.mode),
         .help = "observe decides, counts and logs everything but changes nothing; a Namespace's label "
                 "profile-iam-webhook.kubeflow.org/mode overrides it",
         .group = deciding,
         .choices = {"inject", "observe"}},
        {.name = "service-accounts",
         .kind = FlagKind::list,
         .default_text = joined(defaults.service_accounts),
         .help = "names of the ServiceAccounts that take the role of their Profile; * and ? are wildcards",
         .group = deciding,
         .placeholder = "PATTERN,...",
         .check = check_name_pattern},
        {.name = "default-role-arn",
         .default_text = defaults.default_role_arn,
         .help = "role in namespaces whose Profile names none; {profile} becomes the Profile's name",
         .group = deciding,
         .placeholder = "ARN",
         .default_help = "none",
         .check = check_role_template},
        {.name = "allowed-role",
         .kind = FlagKind::list,
         .default_text = "",
         .help = "roles that the annotation of a ServiceAccount may ask for",
         .group = deciding,
         .placeholder = "PATTERN,...",
         .default_help = "any",
         .check = check_role_pattern},
        {.name = "allowed-profile-role",
         .kind = FlagKind::list,
         .default_text = "",
         .help = "roles that a Profile may name, for --default-role-arn too; {profile} becomes the Profile's name",
         .group = deciding,
         .placeholder = "PATTERN,...",
         .default_help = "any",
         .check = check_role_pattern},
        {.name = "on-role-conflict",
         .kind = FlagKind::choice,
         .default_text = to_string(defaults.on_role_conflict),
         .help = "what to do with a ServiceAccount whose annotation names another role than its Profile",
         .group = deciding,
         .choices = {"repair", "warn", "deny"}},
        {.name = "annotation-prefix",
         .default_text = defaults.annotation_prefix,
         .help = "what the names of our annotations begin with, before the slash",
         .group = deciding,
         .placeholder = "DOMAIN",
         .check = check_annotation_prefix},
    };
}

/// What a Pod with a role gets (product.md, the table of settings).
std::vector<Flag> injection_flags(const Policy& defaults) {
    return {
        {.name = "token-audience",
         .default_text = defaults.token_audience,
         .help = "audience of the projected token; empty: the API server's own",
         .group = deciding,
         .placeholder = "AUDIENCE"},
        {.name = "token-expiration",
         .kind = FlagKind::integer,
         .default_text = std::to_string(defaults.token_expiration_s),
         .help = "lifetime of the token in seconds, 600..86400",
         .group = deciding,
         .placeholder = "SECONDS",
         .check = integer_between(600, 86'400)},
        {.name = "token-mount-path",
         .default_text = defaults.token_mount_path,
         .help = "folder in the containers that holds the token",
         .group = deciding,
         .placeholder = "PATH",
         .check = check_mount_path},
        {.name = "aws-default-region",
         .default_text = defaults.aws_default_region,
         .help = "AWS_REGION and AWS_DEFAULT_REGION of the containers that set neither",
         .group = deciding,
         .placeholder = "REGION",
         .default_help = "none",
         .check = check_region},
        {.name = "sts-regional-endpoint",
         .kind = FlagKind::boolean,
         .default_text = "",
         .help = "make the AWS SDKs use the STS endpoint of their region",
         .group = deciding,
         .default_help = "on for every partition but aws"},
        {.name = "skip-containers",
         .kind = FlagKind::list,
         .default_text = joined(defaults.skip_containers),
         .help = "names of containers that get nothing",
         .group = deciding,
         .placeholder = "NAME,...",
         .check = check_container_name},
    };
}

std::vector<Flag> file_flags() {
    return {
        {.name = "profiles",
         .default_text = "",
         .help = "YAML or JSON with Profiles, Namespaces and ServiceAccounts; in a folder the files that end in .yaml, "
                 ".yml or .json; wins over a cluster",
         .group = sources,
         .placeholder = "FILE-OR-FOLDER"},
    };
}

std::vector<Flag> config_flags() {
    return {
        {.name = "config",
         .default_text = "",
         .help = "YAML file with flags: their names, without dashes, as keys",
         .group = sources,
         .placeholder = "FILE",
         .settable_in_file = false},
        {.name = "print-config",
         .kind = FlagKind::boolean,
         .default_text = "false",
         .help = "print what is in force and where each value came from, as a file for --config, and end",
         .group = sources,
         .settable_in_file = false},
    };
}

Mode to_mode(const std::string& word) { return word == to_string(Mode::observe) ? Mode::observe : Mode::inject; }

OnRoleConflict to_on_role_conflict(const std::string& word) {
    if (word == to_string(OnRoleConflict::warn)) return OnRoleConflict::warn;
    return word == to_string(OnRoleConflict::deny) ? OnRoleConflict::deny : OnRoleConflict::repair;
}

std::string without_trailing_slashes(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace

void add_policy_flags(Flags& flags) {
    const Policy defaults;
    for (auto& table : {role_flags(defaults), injection_flags(defaults), file_flags(),
                        cluster_flags(sources, "whose Profiles count"), config_flags()}) {
        for (const auto& flag : table) flags.declare(flag);
    }
    for (const auto& flag : serve_flags()) flags.tolerate(flag.name);
}

Policy policy(const Flags& flags) {
    Policy out;
    out.mode = to_mode(flags.text("mode"));
    out.service_accounts = flags.list("service-accounts");
    out.default_role_arn = flags.text("default-role-arn");
    out.allowed_role = flags.list("allowed-role");
    out.allowed_profile_role = flags.list("allowed-profile-role");
    out.on_role_conflict = to_on_role_conflict(flags.text("on-role-conflict"));
    out.annotation_prefix = flags.text("annotation-prefix");
    out.token_audience = flags.text("token-audience");
    out.token_expiration_s = static_cast<int>(flags.integer("token-expiration"));
    out.token_mount_path = without_trailing_slashes(flags.text("token-mount-path"));
    out.aws_default_region = flags.text("aws-default-region");
    if (flags.value("sts-regional-endpoint").is_set())
        out.sts_regional_endpoint = flags.boolean("sts-regional-endpoint");
    out.skip_containers = flags.list("skip-containers");
    return out;
}

const std::string& profiles(const Flags& flags) { return flags.text("profiles"); }

}  // namespace server::cli
