"""Together with other webhooks that change the same Pods: Kubeflow's PodDefaults, and the one of Amazon EKS."""

import pytest
from testbed.decisions import decision
from testbed.injected import MOUNT_PATH, VOLUME, check_complete, check_nothing, containers
from testbed.kubeflow import pod, role_of, service_account
from testbed.other_webhook import other_webhook
from testbed.registration import NAME

BEFORE, AFTER = "poddefaults", "zz-poddefaults"  # in the order of names, in which the API server calls them
EKS = "pod-identity-webhook"
ROLE, MARK = "eks.amazonaws.com/role-arn", "profile-iam-webhook.kubeflow.org/role-from"
STOLEN = role_of("somebody-elses")


def test_these_names_are_called_in_that_order():
    assert EKS < NAME and BEFORE < NAME < AFTER


# --- PodDefaults ---


def pod_default(of_pod):
    """As PodDefaults do: whole lists are written anew, with a variable, a volume and its mount, and an annotation more."""
    variable, volume = {"name": "PIPELINE", "value": "of-mine"}, {"name": "extra", "emptyDir": {}}
    mount = {"name": "extra", "mountPath": "/extra"}
    operations = [
        {"op": "add", "path": "/spec/volumes", "value": [*of_pod["spec"].get("volumes", []), volume]},
        {"op": "add", "path": "/metadata/annotations", "value": {**of_pod["metadata"].get("annotations", {}), "poddefault.example.com/mine": "1"}},
    ]
    for number, container in enumerate(of_pod["spec"]["containers"]):
        path = f"/spec/containers/{number}"
        operations.append({"op": "add", "path": f"{path}/env", "value": [*container.get("env", []), variable]})
        operations.append({"op": "add", "path": f"{path}/volumeMounts", "value": [*container.get("volumeMounts", []), mount]})
    return operations


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_pod_default(cluster, profiles, serve, tmp_path, name):
    profiles.create(f"with-{name}", role_of(name))
    serve()
    with other_webhook(cluster, tmp_path, name, f"with-{name}", pod_default) as seen:
        made = cluster.api.create(pod("first", f"with-{name}"))
    assert len(seen) == 1
    check_complete(made, role_of(name))
    assert containers(made)["main"]["env"].count({"name": "PIPELINE", "value": "of-mine"}) == 1
    assert [each["name"] for each in made["spec"]["volumes"]].count("extra") == 1
    assert made["metadata"]["annotations"]["poddefault.example.com/mine"] == "1"


def test_a_container_that_is_added_after_us(cluster, profiles, serve, tmp_path):
    """We are called once more, and do no more than is missing."""
    profiles.create("sidecar", role_of("sidecar"))
    serve()
    extra = [{"op": "add", "path": "/spec/containers/-", "value": {"name": "added", "image": "registry.example/added"}}]
    with other_webhook(cluster, tmp_path, AFTER, "sidecar", lambda _: extra) as seen:
        made = cluster.api.create(pod("first", "sidecar"))
    assert [*containers(seen[0])] == ["main"]
    assert [*containers(made)] == ["main", "added"]
    check_complete(made, role_of("sidecar"))


def change_account(account):
    """A PodDefault's serviceAccountName; the token of the old account goes with it, as admission has it for Pods."""
    return lambda _: [{"op": "add", "path": f"/spec/{key}", "value": account} for key in ("serviceAccountName", "serviceAccount")]


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_a_service_account_that_takes_the_role(cluster, profiles, serve, tmp_path, name):
    profiles.create(f"takes-{name}", role_of(name))
    serve()
    with other_webhook(cluster, tmp_path, name, f"takes-{name}", change_account("default-editor")):
        made = cluster.api.create(pod("first", f"takes-{name}", "default-viewer"))
    check_complete(made, role_of(name))


def test_a_service_account_that_takes_none(cluster, profiles, serve, tmp_path):
    profiles.create("takes-none", role_of("takes-none"))
    serve()
    with other_webhook(cluster, tmp_path, BEFORE, "takes-none", change_account("default-viewer")):
        check_nothing(cluster.api.create(pod("first", "takes-none")))


# --- the webhook of Amazon EKS ---


def eks(cluster):
    """What amazon-eks-pod-identity-webhook adds: it believes the annotation, whoever wrote it."""

    def patch(of_pod):
        spec = of_pod["spec"]
        path = f"/api/v1/namespaces/{of_pod['metadata']['namespace']}/serviceaccounts/{spec['serviceAccountName']}"
        role = cluster.api_as(cluster.admin_token).get(path)["metadata"].get("annotations", {}).get(ROLE)
        if role is None:
            return []
        token = {"audience": "sts.amazonaws.com", "expirationSeconds": 86400, "path": "token"}
        volume = {"name": VOLUME, "projected": {"sources": [{"serviceAccountToken": token}]}}
        operations = [{"op": "add", "path": "/spec/volumes/0", "value": volume}]
        for kind in ("containers", "initContainers"):
            changed = [with_credentials(each, role) for each in spec.get(kind, [])]
            operations += [{"op": "add", "path": f"/spec/{kind}", "value": changed}] if changed else []
        return operations

    return patch


def with_credentials(container, role):
    env = [{"name": "AWS_ROLE_ARN", "value": role}, {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": f"{MOUNT_PATH}/token"}]
    mount = {"name": VOLUME, "readOnly": True, "mountPath": MOUNT_PATH}
    return {**container, "env": [*container.get("env", []), *env], "volumeMounts": [*container.get("volumeMounts", []), mount]}


@pytest.mark.parametrize(
    ("home", "annotation", "reason", "warns"),
    [
        ("eks-right", role_of("eks-right"), "complete", False),
        ("eks-stale", role_of("eks-stale-of-yesterday"), "injected", True),
        ("eks-tampered", STOLEN, "injected", True),
        ("eks-absent", None, "injected", False),
    ],
)
def test_eks(cluster, profiles, serve, tmp_path, home, annotation, reason, warns):
    """Whatever the annotation says, the Pod comes out with the Profile's role."""
    profiles.create(home, role_of(home))
    # Before the webhook is there: it would put the annotation right. A role of yesterday still has the mark beside it.
    marks = {MARK: "profile"} if "stale" in home else {}
    account = f"/api/v1/namespaces/{home}/serviceaccounts/default-editor"
    cluster.api.patch(account, {"metadata": {"annotations": {ROLE: annotation, **marks}}})
    serve()
    asking = pod("first", home, initContainers=[{"name": "init", "image": "registry.example/init"}])
    with other_webhook(cluster, tmp_path, EKS, home, eks(cluster)):
        made = cluster.api.create(asking)
        warnings = cluster.api.warnings
    check_complete(made, role_of(home))
    assert decision(cluster, home, "first")["reason"] == reason
    assert len(warnings) == (1 if warns else 0), warnings  # one fact, of two containers
    assert all(annotation.rsplit("/", 1)[1] in warning and f"role/{home}" in warning for warning in warnings), warnings


def test_eks_for_a_service_account_of_the_users_own(cluster, profiles, serve, tmp_path):
    """Rule 2 is the same rule for both: there is nothing to add."""
    profiles.create("eks-own", role_of("eks-own"))
    serve()
    cluster.api.create(service_account("own", "eks-own", annotations={ROLE: role_of("own")}))
    with other_webhook(cluster, tmp_path, EKS, "eks-own", eks(cluster)):
        made = cluster.api.create(pod("first", "eks-own", "own"))
    check_complete(made, role_of("own"))
    assert decision(cluster, "eks-own", "first")["reason"] == "complete"
