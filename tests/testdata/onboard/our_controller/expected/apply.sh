#!/usr/bin/env bash
# Gives the controller profile-iam-system/profile-iam-webhook the role profile-iam-webhook.
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
readonly issuer=oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLE
readonly provider=arn:aws-cn:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLE
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
    ensure_role profile-iam-webhook / trust.json system:serviceaccount:profile-iam-system:profile-iam-webhook 'Keeps the trust policies of roles under /kubeflow/'
    ensure_policy profile-iam-webhook profile-iam-webhook-trust-policies policy.json
    ensure_service_account profile-iam-system profile-iam-webhook arn:aws-cn:iam::111122223333:role/profile-iam-webhook service_account.yaml
}

main "$@"
