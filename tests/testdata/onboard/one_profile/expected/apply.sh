#!/usr/bin/env bash
# Onboards Profile team-a: role kubeflow-profile-team-a, its S3 access, the plugin.
#
#   apply.sh             does what is missing, a line for each step; may be run again
#   apply.sh --dry-run   reads everything, changes nothing, prints the commands that would change something
#
# Needs aws (1 or 2) and kubectl with credentials. What is there and is right is left alone; what is there and is
# something else ends it with exit code 1. A trust policy is never replaced: where it has to grow,
# `profile-iam-webhook trust-policy add` edits it, and every other statement stays.
# Made by `profile-iam-webhook onboard`: make it again rather than editing it.
set -euo pipefail

readonly account=111122223333
readonly issuer=oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
readonly provider=arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
readonly audience=sts.amazonaws.com
readonly boundary=
readonly tags=
readonly creates_provider=no
export AWS_PAGER=""  # version 2 of aws would wait in a pager

say() {
    # shellcheck disable=SC2059 # the first word is a format
    printf "$@"
}

dry_run=no
any_cluster=no
answer=
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() {
    say 'apply.sh: %s\n' "$*" >&2
    exit 1
}

read_options() {
    local option
    for option in "$@"; do
        case $option in
            --dry-run) dry_run=yes ;;
            --any-cluster) any_cluster=yes ;;
            *)
                say 'usage: apply.sh [--dry-run] [--any-cluster]\n' >&2
                exit 2
                ;;
        esac
    done
}

# report WHAT OUTCOME: the one line that a step prints.
report() {
    if [ "$dry_run" = yes ] && [ "$2" != unchanged ]; then
        say '%s: would be %s\n' "$1" "$2"
    else
        say '%s: %s\n' "$1" "$2"
    fi
}

# ask ABSENT COMMAND...: runs a command that only reads; what it prints is in $answer then. False when it fails because
# the object is absent, which its complaint says with the word ABSENT; any other failure ends the script.
ask() {
    local absent=$1
    shift
    if answer=$("$@" 2> "$work/complaint"); then
        return 0
    fi
    if grep -qF -- "$absent" "$work/complaint"; then
        answer=
        return 1
    fi
    cat "$work/complaint" >&2
    fail "stopped, because this failed: $*"
}

# change COMMAND...: runs a command that changes something, or only prints it.
change() {
    if [ "$dry_run" = yes ]; then
        say 'would run:'
        say ' %q' "$@"
        say '\n'
    elif ! "$@" > "$work/printed"; then
        fail "stopped, because this failed: $*"
    fi
}

check_account() {
    ask '(nothing is absent here)' aws sts get-caller-identity --query Account --output text
    [ "$answer" = "$account" ] ||
        fail "aws is signed in to the account $answer, and this is for $account; nothing was done (AWS_PROFILE chooses)"
}

# STS takes a token only from a provider that is registered in the account, and only for an audience that it lists.
check_provider() {
    if ! ask '(NoSuchEntity)' aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider" \
        --query ClientIDList --output text; then
        [ "$creates_provider" = yes ] ||
            fail "the OIDC provider $provider does not exist; nothing was done. To create it:
  aws iam create-open-id-connect-provider --url https://$issuer --client-id-list $audience"
        change aws iam create-open-id-connect-provider --url "https://$issuer" --client-id-list "$audience"
        report "OIDC provider $issuer" created
        return
    fi
    case " ${answer//[[:space:]]/ } " in
        *" $audience "*) report "OIDC provider $issuer" unchanged ;;
        *) fail "the OIDC provider does not know the audience $audience; nothing was done. To add it:
  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn $provider --client-id $audience" ;;
    esac
}

# The cluster that kubectl talks to must be the one whose tokens the provider stands for.
check_cluster() {
    local discovery
    if [ "$any_cluster" = yes ]; then
        return
    fi
    if ! discovery=$(kubectl get --raw /.well-known/openid-configuration 2> "$work/complaint"); then
        say 'cluster: cannot say whether its issuer is https://%s (its discovery document cannot be read)\n' "$issuer"
        return
    fi
    case $discovery in
        *"\"issuer\":\"https://$issuer\""*) ;;
        *) fail "kubectl talks to a cluster whose tokens come from another issuer than https://$issuer; nothing was done
(kubectl config current-context shows which; --any-cluster goes on all the same): $discovery" ;;
    esac
}

# ensure_role NAME PATH TRUST_FILE SUBJECTS DESCRIPTION
ensure_role() {
    local name=$1 path=$2 trust=$3 subjects=$4 description=$5
    local found_path found_boundary outcome=unchanged
    if ! ask '(NoSuchEntity)' aws iam get-role --role-name "$name" \
        --query 'Role.[Path,PermissionsBoundary.PermissionsBoundaryArn]' --output text; then
        set -- aws iam create-role --role-name "$name" --path "$path" --description "$description" \
            --assume-role-policy-document "file://$trust"
        if [ -n "$boundary" ]; then
            set -- "$@" --permissions-boundary "$boundary"
        fi
        if [ -n "$tags" ]; then
            set -- "$@" --tags "$tags"
        fi
        change "$@"
        report "role $name" created
        return
    fi
    found_path=${answer%%[[:space:]]*}
    found_boundary=${answer##*[[:space:]]}
    [ "$found_path" = "$path" ] ||
        fail "role $name exists under the path $found_path, not $path: it is another role. Choose another --role-name, \
or run onboard with --path $found_path"
    if [ -n "$boundary" ] && [ "$found_boundary" != "$boundary" ]; then
        change aws iam put-role-permissions-boundary --role-name "$name" --permissions-boundary "$boundary"
        outcome=updated
    fi
    ask '(NoSuchEntity)' aws iam get-role --role-name "$name" --query Role.AssumeRolePolicyDocument --output json ||
        fail "role $name went away"
    if [ "$answer" != "$(cat "$trust")" ] && extend_trust_policy "$name" "$subjects"; then
        outcome=updated
    fi
    report "role $name" "$outcome"
}

# extend_trust_policy ROLE SUBJECTS: adds what is missing to the trust policy in $answer, and leaves the rest of it as it
# is. False when nothing is missing.
extend_trust_policy() {
    local role=$1 subjects=$2
    command -v profile-iam-webhook > /dev/null ||
        fail "role $role exists with another trust policy, which is left as it is. profile-iam-webhook adds to it without \
touching the rest, but is not on PATH: install it and run this again, or add by hand, under the same aud and sub conditions
as in trust.json: $subjects"
    say '%s\n' "$answer" > "$work/trust_before.json"
    if ! profile-iam-webhook trust-policy add --provider "$provider" --audience "$audience" --subject "$subjects" - \
        < "$work/trust_before.json" > "$work/trust_after.json" 2> "$work/complaint"; then
        cat "$work/complaint" >&2
        fail "the trust policy of role $role could not be extended; it is left as it is"
    fi
    if cmp -s "$work/trust_before.json" "$work/trust_after.json"; then
        return 1
    fi
    if [ "$dry_run" = yes ]; then
        diff -u "$work/trust_before.json" "$work/trust_after.json" || true
    fi
    change aws iam update-assume-role-policy --role-name "$role" --policy-document "$(cat "$work/trust_after.json")"
}

# ensure_policy ROLE POLICY FILE: an inline policy of the role; one of this name is ours.
ensure_policy() {
    local role=$1 policy=$2 file=$3 outcome=updated
    if ! ask '(NoSuchEntity)' aws iam get-role-policy --role-name "$role" --policy-name "$policy" \
        --query PolicyDocument --output json; then
        outcome=created
    elif [ "$answer" = "$(cat "$file")" ]; then
        outcome=unchanged
    fi
    if [ "$outcome" != unchanged ]; then
        change aws iam put-role-policy --role-name "$role" --policy-name "$policy" --policy-document "file://$file"
    fi
    report "policy $policy of role $role" "$outcome"
}

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

main() {
    read_options "$@"
    cd -- "$(dirname -- "${BASH_SOURCE[0]}")" > /dev/null
    check_account
    check_provider
    check_cluster
    check_profile team-a User '' alice@example.com arn:aws:iam::111122223333:role/kubeflow-profile-team-a
    ensure_role kubeflow-profile-team-a / trust.json system:serviceaccount:team-a:default-editor 'Kubeflow Profile team-a'
    ensure_policy kubeflow-profile-team-a profile-iam-webhook-s3 s3_policy.json
    ensure_profile team-a User '' alice@example.com arn:aws:iam::111122223333:role/kubeflow-profile-team-a profile_iam.yaml '{"annotateOnly":true,"awsIamRole":"arn:aws:iam::111122223333:role/kubeflow-profile-team-a"}'
}

main "$@"
