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

# ... the functions that all scripts share ...

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
