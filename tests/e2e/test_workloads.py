"""Notebooks, pipeline steps and trials get all that the AWS SDK needs, when the real controllers create their Pods."""

import pytest
from testbed.decisions import decision
from testbed.injected import aws_environment, check_complete, check_nothing, containers, token_volumes
from testbed.kubeflow import pod, role_of
from testbed.waiting import eventually
from testbed.workloads import artifact_viewer, katib_trial, notebook, pipeline_step


def only_pod(cluster, controllers, in_namespace):
    """Of whatever name, as soon as there is one."""
    path = f"/api/v1/namespaces/{in_namespace}/pods"
    return eventually(lambda: cluster.api.get(path)["items"], f"a Pod in {in_namespace}", explain=controllers.tail)[0]


def without_ours(of_pod):
    """What is left of each container and of the volumes: names of variables, mounts and volumes that are not ours."""
    left = {}
    ours = [each["name"] for each in token_volumes(of_pod)]
    for name, container in containers(of_pod).items():
        aws = [variable for variable, _ in aws_environment(container)]
        left[name] = (
            [each["name"] for each in container.get("env", []) if each["name"] not in aws],
            [each["mountPath"] for each in container.get("volumeMounts", []) if each["name"] not in ours],
        )
    return left


def test_notebook(cluster, controllers, profiles, serve):
    profiles.create("notebook", role_of("notebook"))
    serve()
    cluster.api.create(notebook("mine", "notebook", "istio-proxy"))
    made = only_pod(cluster, controllers, "notebook")
    assert made["metadata"]["name"] == "mine-0"
    check_complete(made, role_of("notebook"), without=["istio-proxy"])
    variables, mounts = without_ours(made)["mine"]
    assert variables == ["NB_PREFIX"]
    assert mounts == ["/home/jovyan", "/dev/shm", "/var/run/secrets/kubernetes.io/serviceaccount"]
    assert decision(cluster, "notebook", "mine-0") == {
        "reason": "injected", "role-arn": role_of("notebook"), "source": "profile", "profile": "notebook", "dryRun": False,
    }  # fmt: skip


def test_pipeline_step(cluster, profiles, serve):
    """Argo's workflow controller creates the Pod itself, and exactly once."""
    profiles.create("pipeline", role_of("pipeline"))
    serve()
    made = cluster.api.create(pipeline_step("training-7xk9p", "pipeline"))
    assert [*containers(made)] == ["init", "wait", "main"]
    check_complete(made, role_of("pipeline"))
    assert without_ours(made)["wait"][0] == ["ARGO_POD_NAME", "ARGO_CONTAINER_NAME"]
    assert without_ours(made)["main"] == (["KFP_POD_NAME"], ["/var/run/argo", "/var/run/secrets/kubernetes.io/serviceaccount"])


def test_katib_trial(cluster, controllers, profiles, serve):
    profiles.create("trial", role_of("trial"))
    serve()
    cluster.api.create(katib_trial("tuning-abc123", "trial"))
    check_complete(only_pod(cluster, controllers, "trial"), role_of("trial"))


def test_deployment(cluster, controllers, profiles, serve):
    """Its Pods have no name yet when the webhook sees them."""
    profiles.create("viewer", role_of("viewer"))
    serve()
    cluster.api.create(artifact_viewer("viewer"))
    check_complete(only_pod(cluster, controllers, "viewer"), role_of("viewer"))


def test_what_the_profile_asks_for(cluster, profiles, serve):
    role = "arn:aws-cn:iam::111122223333:role/settings"
    profiles.create("settings", role, tokenExpirationSeconds=3600, region="cn-north-1")
    serve()
    made = cluster.api.create(pod("first", "settings"))
    environment = aws_environment(containers(made)["main"])
    assert environment[0] == ("AWS_STS_REGIONAL_ENDPOINTS", "regional")  # there is no global endpoint in that partition
    assert environment[1:4] == [("AWS_DEFAULT_REGION", "cn-north-1"), ("AWS_REGION", "cn-north-1"), ("AWS_ROLE_ARN", role)]
    assert token_volumes(made)[0]["projected"]["sources"][0]["serviceAccountToken"]["expirationSeconds"] == 3600


@pytest.mark.parametrize("account", ["default-viewer", "default"])
def test_other_service_accounts_do_not_take_the_role(cluster, controllers, profiles, serve, account):
    home = f"other-{account}"
    profiles.create(home, role_of(home))
    serve()
    eventually(lambda: cluster.api.find(f"/api/v1/namespaces/{home}/serviceaccounts/{account}"), "the ServiceAccount", explain=controllers.tail)
    check_nothing(cluster.api.create(pod("first", home, account)))
    assert decision(cluster, home, "first")["reason"] == "sa_not_managed"
