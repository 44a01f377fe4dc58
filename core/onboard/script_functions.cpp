#include "core/onboard/script.hpp"

namespace core::onboard {
namespace {

/// The steps in AWS, and what all steps need.
constexpr std::string_view functions = R"sh(
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
)sh"
                                       R"sh(
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
)sh";

}  // namespace

std::string script_functions() { return std::string(functions) + std::string(script_cluster_functions()); }

}  // namespace core::onboard
