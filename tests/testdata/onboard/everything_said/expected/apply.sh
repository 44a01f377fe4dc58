#!/usr/bin/env bash
# Onboards Profile 123: role ml-123@gov, its S3 access, the plugin.
#
#   apply.sh             does what is missing, a line for each step; may be run again
#   apply.sh --dry-run   reads everything, changes nothing, prints the commands that would change something
#
# Needs aws (1 or 2) and kubectl with credentials. What is there and is right is left alone; what is there and is
# something else ends it with exit code 1. A trust policy is never replaced: where it has to grow,
# `profile-iam-webhook trust-policy add` edits it, and every other statement stays.
# Made by `profile-iam-webhook onboard` for the cluster kf-gov: make it again rather than editing it.
set -euo pipefail

readonly account=111122223333
readonly issuer=s3.us-gov-west-1.amazonaws.com/example-oidc
readonly provider=arn:aws-us-gov:iam::111122223333:oidc-provider/s3.us-gov-west-1.amazonaws.com/example-oidc
readonly audience=example.com/aws
readonly boundary=arn:aws-us-gov:iam::111122223333:policy/tenants
readonly tags='[{"Key":"cost-center","Value":"a b"},{"Key":"owner","Value":"ml"},{"Key":"profile-iam-webhook/cluster","Value":"kf-gov"}]'
readonly creates_provider=no
export AWS_PAGER=""  # version 2 of aws would wait in a pager
export AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-us-gov-west-1}"

# ... the functions that all scripts share ...

main() {
    read_options "$@"
    cd -- "$(dirname -- "${BASH_SOURCE[0]}")" > /dev/null
    check_account
    check_provider
    check_cluster
    check_profile 123 Group '' Data_Science arn:aws-us-gov:iam::111122223333:role/kubeflow/teams/ml-123@gov
    ensure_role ml-123@gov /kubeflow/teams/ trust.json 'system:serviceaccount:123:default-editor,system:serviceaccount:123:ws-*,system:serviceaccount:123:katib' 'Kubeflow Profile 123'
    ensure_policy ml-123@gov profile-iam-webhook-s3 s3_policy.json
    ensure_profile 123 Group '' Data_Science arn:aws-us-gov:iam::111122223333:role/kubeflow/teams/ml-123@gov profile_iam.yaml '{"annotateOnly":true,"audience":"example.com/aws","awsIamRole":"arn:aws-us-gov:iam::111122223333:role/kubeflow/teams/ml-123@gov","region":"us-gov-west-1","serviceAccounts":["ws-*","katib"]}'
}

main "$@"
