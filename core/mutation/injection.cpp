#include "core/mutation/injection.hpp"

#include "core/mutation/token_volume.hpp"
#include "core/mutation/warning.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <utility>

namespace core::mutation {
namespace {

using admission::Container;
using admission::Environment;
using admission::Variable;
using admission::VariableEntry;

constexpr std::size_t index_of(Variable variable) { return static_cast<std::size_t>(variable); }

/// Why a container gets nothing although it is selected.
enum class LeftAlone { no, pod_identity, other_token_file, mount_taken };

LeftAlone judge(const Container& container, const Credentials& credentials) {
    const Environment& environment = container.environment;
    if (environment[Variable::credentials_full_uri].present ||
        environment[Variable::credentials_relative_uri].present) {
        return LeftAlone::pod_identity;
    }
    const VariableEntry& token_file = environment[Variable::web_identity_token_file];
    if (token_file.present && (token_file.from_source || token_file.value != credentials.token_file)) {
        return LeftAlone::other_token_file;
    }
    const admission::Mount* mount = container.mounts.find_at(credentials.mount_path, credentials.volume);
    return mount != nullptr && mount->volume != credentials.volume ? LeftAlone::mount_taken : LeftAlone::no;
}

/// `container main<fact>`: of a long name so much that the fact is not cut off.
void warn(std::vector<std::string>& warnings, const Container& container, const std::string& fact) {
    constexpr std::string_view start = "container ";
    constexpr std::size_t room = max_warning_length - start.size();
    constexpr std::size_t shortest_name = 10;
    const std::size_t name_length = fact.size() + shortest_name < room ? room - fact.size() : shortest_name;
    add_warning(warnings, std::string(start) + text::truncate(container.name.value, name_length) + fact);
}

void warn_left_alone(const Container& container, LeftAlone why, const std::string& mount_path,
                     std::vector<std::string>& warnings) {
    const std::string left_alone = " left alone: ";
    switch (why) {
        case LeftAlone::no: return;
        case LeftAlone::pod_identity: {
            const bool full = container.environment[Variable::credentials_full_uri].present;
            const Variable variable = full ? Variable::credentials_full_uri : Variable::credentials_relative_uri;
            return warn(warnings, container, left_alone + std::string(name_of(variable)) + " is set; remove it");
        }
        case LeftAlone::other_token_file:
            return warn(warnings, container, left_alone + "AWS_WEB_IDENTITY_TOKEN_FILE names another token; remove it");
        case LeftAlone::mount_taken:
            return warn(warnings, container, left_alone + "move the volume mounted at " + mount_path);
    }
}

/// The user's own credentials win over ours or beside ours: say so, whether anything is injected or not.
void warn_own_credentials(const Container& container, const Credentials& credentials, bool replaces_role,
                          std::vector<std::string>& warnings) {
    const VariableEntry& role = container.environment[Variable::role_arn];
    if (replaces_role) {
        // 26 + 2 * 47 code points: both ARNs whole when they are of ordinary length.
        add_warning(warnings, "AWS_ROLE_ARN " + shorten_role(role.value, 47) + " replaced by " +
                                  shorten_role(credentials.role, 47));
    } else if (role.present && (role.from_source || role.value != credentials.role)) {
        warn(warnings, container,
             " keeps its AWS_ROLE_ARN; remove it for the role of " + text::truncate(credentials.role_owner, 30));
    }
    const VariableEntry& key = container.environment[Variable::access_key_id];
    if (key.present) {
        warn(warnings, container,
             key.from_source ? ": AWS_ACCESS_KEY_ID, if set, wins over the role; remove it"
                             : ": AWS_ACCESS_KEY_ID wins over the role; remove the static keys");
    }
}

bool wants(const Environment& environment, const Credentials& credentials, Variable variable) {
    if (!credentials.values[index_of(variable)] || environment[variable].present) {
        return false;
    }
    const bool is_region = variable == Variable::default_region || variable == Variable::region;
    const bool has_region = environment[Variable::default_region].present || environment[Variable::region].present;
    return !(is_region && credentials.regions_together && has_region);
}

bool replaces_role(const Environment& environment, const Credentials& credentials) {
    const VariableEntry& role = environment[Variable::role_arn];
    return role.present && !role.from_source && !credentials.stale_role.empty() &&
           role.value == credentials.stale_role && role.value != credentials.role;
}

/// What the container lacks.
ContainerChange change_of(const SelectedContainer& selected, const Credentials& credentials) {
    const Container& container = *selected.container;
    ContainerChange change;
    change.list = selected.list;
    change.index = selected.index;
    change.has_env = container.environment.present;
    change.has_mounts = container.mounts.present;
    for (std::size_t i = 0; i < change.added.size(); ++i) {
        change.added[i] = wants(container.environment, credentials, static_cast<Variable>(i));
    }
    change.mount_added = container.mounts.find_at(credentials.mount_path, credentials.volume) == nullptr;
    if (replaces_role(container.environment, credentials)) {
        change.replaced_role = container.environment[Variable::role_arn].index;
    }
    return change;
}

bool is_change(const ContainerChange& change) {
    return change.mount_added || change.replaced_role.has_value() ||
           std::ranges::find(change.added, true) != change.added.end();
}

struct Tally {
    std::size_t served = 0;  ///< containers that have, or now get, credentials
    std::size_t pod_identity = 0;
};

/// Plans every selected container; the reason is left to the caller when any is served.
Tally plan_containers(const Selection& selection, Injection& injection) {
    const Credentials& credentials = injection.credentials;
    Tally tally;
    for (const SelectedContainer& selected : selection) {
        const LeftAlone why = judge(*selected.container, credentials);
        if (why != LeftAlone::no) {
            tally.pod_identity += why == LeftAlone::pod_identity ? 1U : 0U;
            warn_left_alone(*selected.container, why, credentials.mount_path, injection.warnings);
            continue;
        }
        ++tally.served;
        ContainerChange change = change_of(selected, credentials);
        warn_own_credentials(*selected.container, credentials, change.replaced_role.has_value(), injection.warnings);
        if (is_change(change)) {
            injection.containers.push_back(change);
        }
    }
    return tally;
}

Reason reason_of(const Tally& tally, const Selection& selection, bool changes) {
    if (tally.served > 0) {
        return changes ? Reason::injected : Reason::complete;
    }
    return tally.pod_identity == selection.size() ? Reason::pod_identity : Reason::all_skipped;
}

std::string owner_of(const RoleDecision& decision) {
    switch (decision.source) {
        case Source::service_account: return "its ServiceAccount";
        case Source::profile:
        case Source::default_role: return "Profile " + decision.tenancy.profile->name;
        case Source::none: break;
    }
    return {};
}

Credentials credentials_for(const admission::Pod& pod, const RoleDecision& decision, const Settings& settings,
                            const std::string& volume, const Policy& policy) {
    Credentials credentials;
    credentials.token_file = token_file(policy.token_mount_path, pod.spec.is_windows());
    credentials.mount_path = policy.token_mount_path;
    credentials.volume = volume;
    credentials.mount = encode_token_mount(volume, policy.token_mount_path);
    credentials.role = decision.role;
    credentials.role_owner = owner_of(decision);
    if (decision.source == Source::profile && decision.account != nullptr) {
        credentials.stale_role = decision.account->role_arn;
    }
    auto& values = credentials.values;
    if (settings.sts_regional_endpoints) {
        values[index_of(Variable::sts_regional_endpoints)] = "regional";
    }
    if (!settings.region.empty()) {
        values[index_of(Variable::default_region)] = settings.region;
        values[index_of(Variable::region)] = settings.region;
    }
    values[index_of(Variable::role_arn)] = decision.role;
    values[index_of(Variable::web_identity_token_file)] = credentials.token_file;
    return credentials;
}

}  // namespace

Injection plan_injection(const admission::Pod& pod, const Selection& selection, const RoleDecision& decision,
                         const Policy& policy) {
    const Settings settings = decide_settings(decision, &pod.metadata.annotations, policy);
    const TokenVolume volume = find_token_volume(pod.spec.volumes, settings.audience);
    Injection injection;
    injection.credentials = credentials_for(pod, decision, settings, volume.name, policy);
    injection.has_volumes = pod.spec.volumes.present;
    const Tally tally = plan_containers(selection, injection);
    if (tally.served > 0 && !volume.is_there) {
        injection.volume = encode_token_volume(volume.name, settings);
    }
    injection.reason = reason_of(tally, selection, !injection.containers.empty() || !injection.volume.empty());
    if (injection.reason == Reason::injected) {
        for (const std::string& warning : settings.warnings) {
            add_warning(injection.warnings, warning);
        }
    }
    if (!injection.volume.empty() && volume.name_was_taken) {
        add_warning(injection.warnings, "volume " + std::string(token_volume_name) +
                                            " is not the AWS token: rename it; the token's is " + volume.name);
    }
    return injection;
}

std::optional<Credentials> find_credentials(const admission::Pod& pod, const Policy& policy) {
    const std::string file = token_file(policy.token_mount_path, pod.spec.is_windows());
    for (const auto* containers : {&pod.spec.containers, &pod.spec.init_containers}) {
        for (const Container& container : containers->items) {
            const Environment& environment = container.environment;
            const VariableEntry& role = environment[Variable::role_arn];
            const VariableEntry& token = environment[Variable::web_identity_token_file];
            const admission::Mount* mount = container.mounts.find_at(policy.token_mount_path, {});
            const bool has_role = role.present && !role.from_source && !role.value.empty();
            if (!has_role || token.from_source || token.value != file || mount == nullptr) {
                continue;
            }
            Credentials credentials;
            credentials.regions_together = false;
            credentials.token_file = file;
            credentials.mount_path = policy.token_mount_path;
            credentials.volume = mount->volume;
            credentials.mount = mount->raw;
            credentials.role = role.value;
            credentials.role_owner = "its Pod";
            for (std::size_t i = 0; i < credentials.values.size(); ++i) {
                const VariableEntry& entry = environment.variables[i];
                if (entry.present && !entry.from_source) {
                    credentials.values[i] = entry.value;
                }
            }
            return credentials;
        }
    }
    return std::nullopt;
}

Injection plan_ephemeral_injection(const Selection& selection, Credentials credentials) {
    Injection injection;
    injection.credentials = std::move(credentials);
    const Tally tally = plan_containers(selection, injection);
    injection.reason = reason_of(tally, selection, !injection.containers.empty());
    return injection;
}

}  // namespace core::mutation
