"""`kubectl debug`: a container that is added to a running Pod works with AWS as the Pod does."""

from testbed.decisions import decision
from testbed.injected import aws_environment, check_complete, check_nothing
from testbed.kubeflow import pod, role_of
from testbed.waiting import eventually


def debug(cluster, home, name, *arguments):
    """The Pod after `kubectl debug`, with a container that is called debugger."""
    cluster.kubectl(
        "debug", name, "-n", home, "--image=registry.example/aws-cli", "--container=debugger", "--attach=false", "--profile=general", *arguments
    )
    return cluster.api.get(f"/api/v1/namespaces/{home}/pods/{name}")


def test_debugger_gets_what_the_pod_has(cluster, profiles, serve):
    profiles.create("debugged", role_of("debugged"))
    serve()
    cluster.api.create(pod("first", "debugged"))
    made = debug(cluster, "debugged", "first", "--target=main", "--env=EXTRA=1")
    assert [each["name"] for each in made["spec"]["ephemeralContainers"]] == ["debugger"]
    assert made["spec"]["ephemeralContainers"][0]["env"][0] == {"name": "EXTRA", "value": "1"}
    check_complete(made, role_of("debugged"))
    assert decision(cluster, "debugged", "first", "ephemeralcontainers")["reason"] == "injected"


def test_a_second_debugger(cluster, profiles, serve):
    """Leaves the first as it is: what runs cannot be changed."""
    profiles.create("debugged-twice", role_of("debugged-twice"))
    serve()
    cluster.api.create(pod("first", "debugged-twice"))
    first = debug(cluster, "debugged-twice", "first")["spec"]["ephemeralContainers"][0]
    path = "/api/v1/namespaces/debugged-twice/pods/first/ephemeralcontainers"
    second = {"name": "second", "image": "registry.example/aws-cli", "terminationMessagePolicy": "File"}
    made = cluster.api.patch(path, {"spec": {"ephemeralContainers": [first, second]}})
    assert made["spec"]["ephemeralContainers"][0] == first
    check_complete(made, role_of("debugged-twice"))


def test_debugger_of_a_role_that_was_changed(cluster, profiles, serve):
    """It gets what the Pod has, whatever the Profile says now."""
    profiles.create("debugged-later", role_of("debugged-later"))
    serve()
    cluster.api.create(pod("first", "debugged-later"))
    plugin = {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": role_of("another"), "annotateOnly": True}}
    cluster.api.patch("/apis/kubeflow.org/v1/profiles/debugged-later", {"spec": {"plugins": [plugin]}})

    def knows():
        probe = cluster.api.create(pod("probe", "debugged-later"), dry_run=True)
        return ("AWS_ROLE_ARN", role_of("another")) in aws_environment(probe["spec"]["containers"][0])

    eventually(knows, "the webhook knows the new role")
    check_complete(debug(cluster, "debugged-later", "first"), role_of("debugged-later"))


def test_debugger_of_a_pod_without_a_role(cluster, profiles, serve):
    profiles.create("debugged-without", role_of("debugged-without"))
    serve()
    cluster.api.create(pod("first", "debugged-without", "default-viewer"))
    check_nothing(debug(cluster, "debugged-without", "first"))
    assert decision(cluster, "debugged-without", "first", "ephemeralcontainers")["reason"] == "no_role"
