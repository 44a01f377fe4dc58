#!/usr/bin/env bash
# Creates the roles of kfctl on EKS, and the OIDC provider when it is absent.
#
#   apply.sh             does what is missing, a line for each step; may be run again
#   apply.sh --dry-run   reads everything, changes nothing, prints the commands that would change something
#
# Needs aws (1 or 2) with credentials. What is there and is right is left alone; what is there and is
# something else ends it with exit code 1. A trust policy is never replaced: where it has to grow,
# `profile-iam-webhook trust-policy add` edits it, and every other statement stays.
# Made by `profile-iam-webhook onboard` for the cluster kubeflow: make it again rather than editing it.
set -euo pipefail

readonly account=111122223333
readonly issuer=oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
readonly provider=arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
readonly audience=sts.amazonaws.com
readonly boundary=
readonly tags='[{"Key":"profile-iam-webhook/cluster","Value":"kubeflow"}]'
readonly creates_provider=yes
export AWS_PAGER=""  # version 2 of aws would wait in a pager
export AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-west-1}"

# ... the functions that all scripts share ...

main() {
    read_options "$@"
    cd -- "$(dirname -- "${BASH_SOURCE[0]}")" > /dev/null
    check_account
    check_provider
    ensure_role kf-admin-eu-west-1-kubeflow / kf_admin_trust.json system:serviceaccount:kubeflow:kf-admin,system:serviceaccount:kubeflow:alb-ingress-controller,system:serviceaccount:kubeflow:profiles-controller-service-account,system:serviceaccount:kubeflow:fluentd 'Kubeflow'\''s own components'
    ensure_role kf-user-eu-west-1-kubeflow / kf_user_trust.json system:serviceaccount:kubeflow:kf-user,system:serviceaccount:team-a:default-editor,system:serviceaccount:team-a:default-viewer,system:serviceaccount:team-b:default-editor,system:serviceaccount:team-b:default-viewer 'Applications of Kubeflow'\''s users'
}

main "$@"
