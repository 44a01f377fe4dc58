#include "core/onboard/script.hpp"

namespace core::onboard {
namespace {

/// The steps in the cluster.
constexpr std::string_view functions = R"sh(
# check_profile NAME OWNER_KIND OWNER_NAMESPACE OWNER ROLE_ARN: reads what the cluster has into profile_state (absent,
# no_plugins, other_plugins, ours), profile_version and plugin_found, and ends the script when it contradicts this.
check_profile() {
    local name=$1 owner="$2 ${3:+$3/}$4" role=$5
    local shape='{.metadata.resourceVersion}{"\n"}{.spec.owner.kind}{"\n"}{.spec.owner.namespace}{"\n"}{.spec.owner.name}{"\n"}'
    shape=$shape'{range .spec.plugins[*]}{.kind}{"|"}{.spec.awsIamRole}{"|"}{.spec}{"\n"}{end}'
    local found_kind found_namespace found_owner kind found_role spec
    profile_state=absent profile_version='' plugin_found=''
    ask '(NotFound)' kubectl get profiles.kubeflow.org "$name" --ignore-not-found --output "jsonpath=$shape" || true
    if [ -z "$answer" ]; then
        return
    fi
    profile_state=no_plugins
    {
        IFS= read -r profile_version || true
        IFS= read -r found_kind || true
        IFS= read -r found_namespace || true
        IFS= read -r found_owner || true
        while IFS='|' read -r kind found_role spec; do
            if [ "$kind" != AwsIamForServiceAccount ]; then
                if [ "$profile_state" = no_plugins ]; then
                    profile_state=other_plugins
                fi
                continue
            fi
            [ "$found_role" = "$role" ] ||
                fail "Profile $name has a plugin with another role: $found_role, not $role. It is left as it is: take \
that plugin out, or run onboard with that role's --role-name and --path"
            profile_state=ours
            plugin_found=$spec
        done
    } <<< "$answer"
    found_owner="$found_kind ${found_namespace:+$found_namespace/}$found_owner"
    [ "$found_owner" = "$owner" ] ||
        fail "Profile $name belongs to $found_owner, not to $owner; it is left as it is"
}

# ensure_profile NAME OWNER_KIND OWNER_NAMESPACE OWNER ROLE_ARN FILE PLUGIN_SPEC
ensure_profile() {
    local name=$1 file=$6 spec=$7 plugin same outcome=updated
    plugin='{"kind":"AwsIamForServiceAccount","spec":'$spec'}'
    check_profile "$1" "$2" "$3" "$4" "$5"
    case $profile_state in
        absent)
            change kubectl create --filename "$file"
            outcome=created
            ;;
        no_plugins) # the version: somebody else's change in between is a conflict, not lost
            change kubectl patch profiles.kubeflow.org "$name" --type=merge --patch \
                '{"metadata":{"resourceVersion":"'"$profile_version"'"},"spec":{"plugins":['"$plugin"']}}'
            ;;
        other_plugins)
            same='{"op":"test","path":"/metadata/resourceVersion","value":"'$profile_version'"}'
            change kubectl patch profiles.kubeflow.org "$name" --type=json --patch \
                "[$same,"'{"op":"add","path":"/spec/plugins/-","value":'"$plugin"'}]'
            ;;
        ours)
            outcome=unchanged
            if [ "$plugin_found" != "$spec" ]; then
                say 'profile %s: its plugin is left as it is: %s; %s has %s\n' "$name" "$plugin_found" "$file" "$spec"
            fi
            ;;
    esac
    report "profile $name" "$outcome"
}

# ensure_service_account NAMESPACE NAME ROLE_ARN FILE
ensure_service_account() {
    local namespace=$1 name=$2 role=$3 file=$4 found
    local shape='{.metadata.name}{"|"}{.metadata.annotations.eks\.amazonaws\.com/role-arn}'
    ask '(NotFound)' kubectl get serviceaccount "$name" --namespace "$namespace" --ignore-not-found \
        --output "jsonpath=$shape" || true
    found=${answer#*|}
    if [ -z "$answer" ]; then
        change kubectl create --filename "$file"
        report "serviceaccount $namespace/$name" created
    elif [ "$found" = "$role" ]; then
        report "serviceaccount $namespace/$name" unchanged
    elif [ -z "$found" ]; then
        change kubectl annotate serviceaccount "$name" --namespace "$namespace" "eks.amazonaws.com/role-arn=$role"
        report "serviceaccount $namespace/$name" updated
    else
        fail "ServiceAccount $namespace/$name has another role: $found; it is left as it is"
    fi
}

)sh";

}  // namespace

std::string_view script_cluster_functions() { return functions; }

}  // namespace core::onboard
