"""Requests that must change nothing: dry runs, and everything while the webhook only observes or is off."""

import json

import pytest
from testbed import network
from testbed.decisions import decision, decisions
from testbed.injected import check_complete, check_nothing
from testbed.kubeflow import pod, role_of, service_account
from testbed.kubectl import as_yaml
from testbed.waiting import eventually

ROLE, LABEL = "eks.amazonaws.com/role-arn", "profile-iam-webhook.kubeflow.org/mode"
STOLEN = role_of("somebody-elses")


def set_mode(cluster, home, mode):
    cluster.api.patch(f"/api/v1/namespaces/{home}", {"metadata": {"labels": {LABEL: mode}}})


def dry_run_gives_credentials(cluster, home):
    made = cluster.api.create(pod("probe", home), dry_run=True)
    return any(variable["name"] == "AWS_ROLE_ARN" for variable in made["spec"]["containers"][0].get("env", []))


def tampered(cluster, home):
    """The annotations of default-editor, after somebody has named another role there."""
    path = f"/api/v1/namespaces/{home}/serviceaccounts/default-editor"
    return cluster.api.patch(path, {"metadata": {"annotations": {ROLE: STOLEN}}})["metadata"]["annotations"]


def test_dry_run(cluster, profiles, serve):
    """Says what would be, and nothing is."""
    profiles.create("dry", role_of("dry"))
    serve()
    manifests = as_yaml(pod("first", "dry"), service_account("default-editor", "dry"))
    shown = json.loads(cluster.kubectl("apply", "--dry-run=server", "-o", "json", "-f", "-", stdin=manifests))["items"]
    check_complete(shown[0], role_of("dry"))
    assert shown[1]["metadata"]["annotations"][ROLE] == role_of("dry")
    assert cluster.api.find("/api/v1/namespaces/dry/pods/first") is None
    assert ROLE not in cluster.api.get("/api/v1/namespaces/dry/serviceaccounts/default-editor")["metadata"].get("annotations", {})
    assert decision(cluster, "dry", "first") == {
        "reason": "injected", "role-arn": role_of("dry"), "source": "profile", "profile": "dry", "dryRun": True,
    }  # fmt: skip
    # The real one is decided anew, and alike.
    check_complete(cluster.api.create(pod("first", "dry")), role_of("dry"))
    assert [each["dryRun"] for each in decisions(cluster, "dry", "first")][-1:] == [False]


def check_observed(cluster, home):
    """Decided and written down in full, but nothing changed, refused or warned of."""
    check_nothing(cluster.api.create(pod("observed", home)))
    assert not cluster.api.warnings
    answer = {"role-arn": role_of(home), "source": "profile", "profile": home, "mode": "observe", "dryRun": False}
    assert decision(cluster, home, "observed") == {"reason": "injected", **answer}
    assert tampered(cluster, home)[ROLE] == STOLEN
    assert not cluster.api.warnings
    found = decision(cluster, home, "default-editor", "serviceaccounts")
    assert (found["reason"], found["mode"]) == ("denied", "observe")


def test_observe_by_flag(cluster, profiles, serve):
    profiles.create("watched", role_of("watched"))
    webhook = serve("--mode=observe", "--on-role-conflict=deny")
    check_observed(cluster, "watched")
    assert webhook.metric("admissions_total", resource="pods", operation="CREATE", outcome="observed", reason="injected") == 1


def test_observe_by_label(cluster, profiles, serve):
    profiles.create("labelled", role_of("labelled"))
    profiles.create("not-labelled", role_of("not-labelled"))
    set_mode(cluster, "labelled", "observe")
    serve("--on-role-conflict=deny")
    check_observed(cluster, "labelled")
    check_complete(cluster.api.create(pod("first", "not-labelled")), role_of("not-labelled"))


def test_inject_by_label(cluster, profiles, serve):
    """One namespace at a time, while all others are only observed."""
    profiles.create("pilot", role_of("pilot"))
    profiles.create("later", role_of("later"))
    serve("--mode=observe")
    set_mode(cluster, "pilot", "inject")
    eventually(lambda: dry_run_gives_credentials(cluster, "pilot"), "the webhook has seen the label")
    check_complete(cluster.api.create(pod("first", "pilot")), role_of("pilot"))
    check_nothing(cluster.api.create(pod("first", "later")))


def test_off(cluster, profiles, serve):
    profiles.create("off", role_of("off"))
    serve("--on-role-conflict=deny")
    check_complete(cluster.api.create(pod("before", "off")), role_of("off"))
    set_mode(cluster, "off", "off")
    eventually(lambda: not dry_run_gives_credentials(cluster, "off"), "the webhook has seen the label")
    check_nothing(cluster.api.create(pod("first", "off")))
    assert decision(cluster, "off", "first") == {"reason": "off", "profile": "off", "dryRun": False}
    assert tampered(cluster, "off")[ROLE] == STOLEN
    assert not cluster.api.warnings
    assert decision(cluster, "off", "default-editor", "serviceaccounts")["reason"] == "off"
    set_mode(cluster, "off", None)
    eventually(lambda: dry_run_gives_credentials(cluster, "off"), "the webhook has seen that the label is gone")


@pytest.mark.parametrize(
    ("webhook_name", "manifest"), [("pods", pod("first", "unsynced-pods")), ("serviceaccounts", service_account("own", "unsynced-serviceaccounts"))]
)
def test_observe_is_never_in_the_way(cluster, profiles, identity, launch, register, webhook_name, manifest):
    """Not even of a creator that tries once, while the webhook has not heard a word from the API server."""
    home = manifest["metadata"]["namespace"]
    profiles.create(home, role_of(home))
    nowhere = identity.kubeconfig_through(f"https://127.0.0.1:{network.free_port()}", name="kubeconfig-nowhere")
    webhook = launch("webhook", ["--kubeconfig", nowhere], "--mode=observe", wait=False)
    eventually(lambda: webhook.health("/livez")[0] == 200, "the webhook lives", explain=webhook.process.tail)
    register(webhook)
    assert not webhook.is_ready()
    cluster.api.create(manifest)
    assert decision(cluster, home, manifest["metadata"]["name"], webhook_name)["mode"] == "observe"
