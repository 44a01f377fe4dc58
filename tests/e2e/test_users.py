"""What a user of the namespace may try: the role is the Profile's, and the annotation is a copy of it."""

import re

import pytest
from testbed.api import ApiError
from testbed.decisions import decision
from testbed.injected import aws_environment, check_complete, check_nothing, containers
from testbed.kubeflow import pod, role_of, service_account
from testbed.waiting import eventually

ROLE, MARK, SKIP = "eks.amazonaws.com/role-arn", "profile-iam-webhook.kubeflow.org/role-from", "eks.amazonaws.com/skip-pod-identity-webhook"
STOLEN = role_of("somebody-elses")


@pytest.fixture
def user(cluster, profiles, request):
    """A user's Api (a notebook's: Kubeflow gives its ServiceAccount what is in `edit`), in a namespace of the test's own.
    That namespace is `user.home`; its Profile's role is `user.role`."""
    name = request.node.name.split("[")[0].removeprefix("test_").replace("_", "-")[:40].rstrip("-")
    profiles.create(name, role_of(name))
    cluster.api.create({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "default-editor", "namespace": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:aggregate-to-edit"},
        "subjects": [{"kind": "ServiceAccount", "name": "default-editor", "namespace": name}],
    })  # fmt: skip
    api = cluster.api_as(cluster.token_of(name, "default-editor"))
    api.home, api.role = name, role_of(name)
    api.account = f"/api/v1/namespaces/{name}/serviceaccounts/default-editor"
    eventually(lambda: may_patch_service_accounts(api), "the user has his rights")
    return api


def may_patch_service_accounts(user):
    wish = {"verb": "patch", "resource": "serviceaccounts", "namespace": user.home}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": wish}}
    return user.request("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)["status"]["allowed"]


def annotated(user, annotations, labels=None):
    """The annotations of default-editor after the user has changed these."""
    return user.patch(user.account, {"metadata": {"annotations": annotations, "labels": labels or {}}})["metadata"].get("annotations", {})


def test_another_role_is_put_back(cluster, user, serve):
    serve()
    assert annotated(user, {ROLE: STOLEN}) == {ROLE: user.role, MARK: "profile"}
    assert [warning for warning in user.warnings if f"Profile {user.home}" in warning], user.warnings
    assert decision(cluster, user.home, "default-editor", "serviceaccounts")["reason"] == "repaired"
    check_complete(user.create(pod("after", user.home)), user.role)


def test_kubectl_shows_the_warning(cluster, user, serve):
    serve()
    run = cluster.kubectl.run("annotate", "--overwrite", "serviceaccount", "default-editor", f"{ROLE}={STOLEN}", "-n", user.home)
    assert run.returncode == 0
    assert re.search(rf"Warning: .*Profile {user.home}", run.stderr), run.stderr
    assert cluster.api.get(user.account)["metadata"]["annotations"][ROLE] == user.role


def test_the_role_is_annotated_when_it_is_missing(cluster, user, serve):
    """A first edit adds it, with the mark; whoever takes either away has it back at once."""
    serve()
    for change in ({"any": "edit"}, {ROLE: None}, {MARK: None}, {ROLE: None, MARK: None}, {ROLE: ""}):
        left = annotated(user, change)
        assert (left.get(ROLE), left.get(MARK)) == (user.role, "profile"), change
        assert not user.warnings, change
    assert cluster.api.get(user.account)["metadata"]["annotations"][ROLE] == user.role


def test_a_label_on_the_service_account_is_no_escape(user, serve):
    serve()
    left = annotated(user, {ROLE: STOLEN}, {SKIP: "true"})
    assert left[ROLE] == user.role
    assert annotated(user, {ROLE: STOLEN})[ROLE] == user.role  # now that it has the label
    check_complete(user.create(pod("after", user.home)), user.role)


def test_made_anew_with_another_role(user, serve):
    serve()
    user.delete(user.account)
    made = user.create(service_account("default-editor", user.home, annotations={ROLE: STOLEN}))
    assert made["metadata"]["annotations"] == {ROLE: user.role, MARK: "profile"}
    check_complete(user.create(pod("after", user.home)), user.role)


def test_a_role_from_before_the_webhook(cluster, user, serve):
    """Nobody was there to put it back; Pods get the Profile's role all the same."""
    annotated(user, {ROLE: STOLEN})
    serve()
    assert cluster.api.get(user.account)["metadata"]["annotations"][ROLE] == STOLEN
    check_complete(user.create(pod("after", user.home)), user.role)


def test_a_mark_does_not_make_a_role_ones_own(cluster, user, serve):
    """A role with the mark is a copy of a Profile's: on a ServiceAccount that takes none it counts for nothing."""
    serve()
    user.create(service_account("own", user.home, annotations={ROLE: STOLEN, MARK: "profile"}))
    check_nothing(user.create(pod("after", user.home, "own")))
    assert decision(cluster, user.home, "after")["reason"] == "sa_not_managed"


def test_allowed_roles_bind_annotations(user, serve):
    serve("--allowed-role=arn:aws:iam::111122223333:role/teams/*")
    user.create(service_account("own", user.home, annotations={ROLE: STOLEN}))
    assert [warning for warning in user.warnings if "not allowed" in warning], user.warnings
    check_nothing(user.create(pod("refused", user.home, "own")))
    assert [warning for warning in user.warnings if "not allowed" in warning], user.warnings
    user.create(service_account("teams", user.home, annotations={ROLE: role_of("teams/own")}))
    check_complete(user.create(pod("allowed", user.home, "teams")), role_of("teams/own"))
    check_complete(user.create(pod("profiles-own", user.home)), user.role)


def test_a_pod_may_be_left_alone(user, serve):
    serve()
    labelled = pod("alone", user.home)
    labelled["metadata"]["labels"] = {SKIP: "true"}
    check_nothing(user.create(labelled))


def test_a_role_in_the_environment_is_kept(user, serve):
    """It is a wish that AWS will judge by the token, whose subject is the namespace's."""
    serve()
    asking = pod("asking", user.home)
    asking["spec"]["containers"][0]["env"] = [{"name": "AWS_ROLE_ARN", "value": role_of("other")}]
    made = user.create(asking)
    assert aws_environment(containers(made)["main"])[0] == ("AWS_ROLE_ARN", role_of("other"))
    assert "AWS_WEB_IDENTITY_TOKEN_FILE" in dict(aws_environment(containers(made)["main"]))
    assert [warning for warning in user.warnings if "AWS_ROLE_ARN" in warning], user.warnings


def test_deny(cluster, user, serve):
    annotated(user, {ROLE: role_of("old")})  # before the webhook was there
    serve("--on-role-conflict=deny")
    with pytest.raises(ApiError, match=f"Profile {user.home}") as refused:
        annotated(user, {ROLE: STOLEN})
    assert refused.value.status == 403
    assert cluster.api.get(user.account)["metadata"]["annotations"][ROLE] == role_of("old")
    assert decision(cluster, user.home, "default-editor", "serviceaccounts")["reason"] == "denied"
    # An old conflict blocks no other edit; what is missing is added; the right role is welcome.
    assert annotated(user, {"any": "edit"})["any"] == "edit"
    assert annotated(user, {ROLE: None})[ROLE] == user.role
    user.delete(user.account)
    with pytest.raises(ApiError, match=f"Profile {user.home}"):
        user.create(service_account("default-editor", user.home, annotations={ROLE: STOLEN}))
    user.create(service_account("default-editor", user.home, annotations={ROLE: user.role}))
    check_complete(user.create(pod("after", user.home)), user.role)


def test_warn(cluster, user, serve):
    serve("--on-role-conflict=warn")
    assert annotated(user, {ROLE: STOLEN})[ROLE] == STOLEN
    assert [warning for warning in user.warnings if f"Profile {user.home}" in warning], user.warnings
    assert decision(cluster, user.home, "default-editor", "serviceaccounts")["reason"] == "kept"
    check_complete(user.create(pod("after", user.home)), user.role)
    assert annotated(user, {ROLE: None})[ROLE] == user.role
