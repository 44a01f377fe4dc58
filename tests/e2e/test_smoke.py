"""The stand itself: what all other scenarios rest on."""

import datetime
import os
import signal
import subprocess
import sys
import textwrap

import pytest
import yaml
from testbed.api import ApiError
from testbed.certificates import Authority
from testbed.kubeflow import has_credentials, notebook_stateful_set, pod, role_of
from testbed.mounted import MountedSecret
from testbed.paths import E2E
from testbed.registration import calls
from testbed.waiting import eventually
from testbed.webhook import USER


def from_files(folder, of_profile):
    """Flags that serve this one Profile from a file."""
    (folder / "profiles").mkdir()
    (folder / "profiles/profile.yaml").write_text(yaml.safe_dump(of_profile))
    return ["--profiles", folder / "profiles"]


def test_profiles_are_served_in_both_versions(cluster, profiles):
    made = profiles.create("versions", role_of("versions"), unknownKey="kept")
    older = cluster.api.get("/apis/kubeflow.org/v1beta1/profiles/versions")
    assert older["spec"] == made["spec"] and older["spec"]["plugins"][0]["spec"]["unknownKey"] == "kept"
    assert "versions" in cluster.kubectl("get", "profiles")


def test_the_namespace_of_a_profile_refers_to_it(cluster, profiles):
    made = profiles.create("refers")
    reference = cluster.api.get("/api/v1/namespaces/refers")["metadata"]["ownerReferences"][0]
    assert (reference["kind"], reference["uid"]) == ("Profile", made["metadata"]["uid"])


def test_a_pod_created_through_kubectl_gets_the_role(cluster, profiles, launch, register, tmp_path):
    made = profiles.create("by-url", role_of("by-url"))
    register(launch("webhook", from_files(tmp_path, made)))
    cluster.kubectl.apply(pod("first", "by-url"))
    assert has_credentials(cluster.api.get("/api/v1/namespaces/by-url/pods/first"), role_of("by-url"))
    # A second look at it changes nothing, so that it may be applied again.
    assert "unchanged" in cluster.kubectl.apply(pod("first", "by-url"))


def test_the_cluster_is_where_profiles_come_from(cluster, profiles, identity, launch, register):
    register(launch("webhook", ["--kubeconfig", identity.kubeconfig]))
    profiles.create("from-cluster", role_of("from-cluster"))
    assert has_credentials(cluster.api.create(pod("first", "from-cluster")), role_of("from-cluster"))


def test_what_the_webhook_asked_of_the_api_server_is_all_that_it_may(cluster, profiles, identity, launch, register):
    since = len(cluster.audit_events())
    register(launch("webhook", ["--kubeconfig", identity.kubeconfig]))
    profiles.create("asked", role_of("asked"))
    cluster.api.create(pod("first", "asked"))
    events = [event for event in cluster.audit_events()[since:] if event["user"]["username"] == USER and "objectRef" in event]
    asked = {(event["objectRef"]["resource"], event["verb"]) for event in events if event["userAgent"] != "tests"}
    resources = ("profiles", "namespaces", "serviceaccounts")
    assert {(resource, "watch") for resource in resources} <= asked
    assert asked <= {(resource, verb) for resource in resources for verb in ("get", "list", "watch")}


def test_an_answer_is_audited(cluster, profiles, identity, launch, register):
    register(launch("webhook", ["--kubeconfig", identity.kubeconfig]))
    profiles.create("audited", role_of("audited"))
    cluster.api.create(pod("first", "audited"))
    created = [event for event in cluster.audit_events() if event["objectRef"].get("namespace") == "audited"
               and (event["objectRef"]["resource"], event["verb"]) == ("pods", "create")]  # fmt: skip
    key = "pods.profile-iam-webhook.kubeflow.org/"
    assert [(event["annotations"][f"{key}reason"], event["annotations"][f"{key}profile"]) for event in created] == [("injected", "audited")]


def test_without_registration_a_pod_gets_nothing(cluster, profiles):
    profiles.create("unregistered", role_of("unregistered"))
    assert not has_credentials(cluster.api.create(pod("first", "unregistered")), role_of("unregistered"))


def test_a_webhook_that_is_away_fails_the_pod(cluster, profiles, launch, register, tmp_path):
    made = profiles.create("away", role_of("away"))
    webhook = launch("webhook", from_files(tmp_path, made))
    register(webhook)
    webhook.kill()
    with pytest.raises(ApiError, match="failed calling webhook") as refused:
        cluster.api.create(pod("first", "away"))
    assert refused.value.status == 500
    assert cluster.api.find("/api/v1/namespaces/away/pods/first") is None
    webhook.start()
    assert has_credentials(cluster.api.create(pod("first", "away")), role_of("away"))


def test_replicas_are_called_at_the_endpoints_of_their_service(cluster, profiles, deploy, tmp_path):
    made = profiles.create("by-service", role_of("by-service"))
    deployment = deploy(from_files(tmp_path, made))
    first, second = deployment.replicas
    assert has_credentials(cluster.api.create(pod("both", "by-service")), role_of("by-service"))
    assert first.terminate() == 0
    deployment.wait_for_endpoints(second.webhook.address)
    assert has_credentials(cluster.api.create(pod("one", "by-service")), role_of("by-service"))
    first.create()
    deployment.wait_for_endpoints(first.webhook.address, second.webhook.address)
    first.crash()
    deployment.wait_for_endpoints(second.webhook.address)
    first.restart()
    deployment.wait_for_endpoints(first.webhook.address, second.webhook.address)


def test_a_webhook_answers_through_a_restart_of_the_api_server(cluster, profiles, launch, register, tmp_path):
    made = profiles.create("restarted", role_of("restarted"))
    register(launch("webhook", from_files(tmp_path, made)))
    cluster.restart_api_server()
    assert has_credentials(cluster.api.create(pod("first", "restarted")), role_of("restarted"))
    assert calls(cluster, "pods.profile-iam-webhook.kubeflow.org") == 1  # counted from its start


def test_history_can_be_forgotten(cluster):
    old = cluster.api.get("/api/v1/namespaces?limit=1")["metadata"]["resourceVersion"]
    cluster.api.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "newer", "namespace": "default"}})
    cluster.forget_history()
    status, _, body = cluster.api.call("GET", f"/api/v1/namespaces?watch=1&timeoutSeconds=1&resourceVersion={old}")
    assert status == 410 or (status == 200 and b'"code":410' in body), body


def test_tokens_are_for_whom_they_are_asked(cluster, profiles):
    profiles.create("tokens")
    answer = cluster.api_as(cluster.token_of("tokens", "default-editor")).request(
        "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    )
    assert answer["status"]["userInfo"]["username"] == "system:serviceaccount:tokens:default-editor"
    with pytest.raises(ApiError) as refused:
        cluster.api_as(cluster.token_of("tokens", "default-editor", ["sts.amazonaws.com"])).get("/version")
    assert refused.value.status == 401


def test_the_webhook_may_read_three_kinds_and_nothing_else(cluster, identity, profiles):
    profiles.create("rights")
    api = cluster.api_as(identity.token_file.read_text())
    for path in ("/apis/kubeflow.org/v1/profiles", "/api/v1/namespaces", "/api/v1/serviceaccounts"):
        assert api.get(path)["items"]
    for path in ("/api/v1/pods", "/api/v1/secrets", "/api/v1/namespaces/rights/configmaps"):
        with pytest.raises(ApiError, match="is forbidden"):
            api.get(path)
    with pytest.raises(ApiError, match="is forbidden"):
        api.patch("/api/v1/namespaces/rights/serviceaccounts/default-editor", {"metadata": {"labels": {"a": "b"}}})


def test_controllers_turn_a_stateful_set_into_a_pod(cluster, controllers, profiles, launch, register, tmp_path):
    made = profiles.create("notebooks", role_of("notebooks"))
    register(launch("webhook", from_files(tmp_path, made)))
    cluster.api.create(notebook_stateful_set("mine", "notebooks"))
    found = eventually(lambda: cluster.api.find("/api/v1/namespaces/notebooks/pods/mine-0"), "the notebook's Pod", explain=controllers.tail)
    assert has_credentials(found, role_of("notebooks"), container="mine")


def test_a_replica_lives_by_the_clock_that_it_is_given(cluster, identity, launch, new_clock, tmp_path):
    clock = new_clock(-datetime.timedelta(days=400))
    old = MountedSecret(tmp_path / "tls", Authority("tests", since=datetime.timedelta(days=500)))
    # It takes the API server's certificate, too.
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig], certificate=old, environment=clock.environment)
    told = [datetime.datetime.fromisoformat(line["time"].replace("Z", "+00:00")) for line in webhook.events()]
    assert told and all(clock.now() - datetime.timedelta(minutes=1) < time <= clock.now() for time in told)
    clock.move(datetime.timedelta(days=399))
    webhook.stop()
    assert clock.now() - datetime.timedelta(minutes=1) < datetime.datetime.fromisoformat(webhook.events()[-1]["time"].replace("Z", "+00:00"))


def test_nothing_outlives_a_run_that_was_killed(tmp_path):
    script = f"""
        import sys, time, pathlib
        sys.path.insert(0, {str(E2E)!r})
        from testbed.process import Process
        from testbed.warden import Warden
        warden = Warden()
        warden.remove_at_end({str(tmp_path / "left")!r})
        pathlib.Path({str(tmp_path / "left")!r}).mkdir()
        process = Process(warden, "sleep", ["sleep", "1000"], {str(tmp_path / "log")!r}).start()
        print(process.process_id, flush=True)
        time.sleep(1000)
    """
    run = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    sleeper = int(run.stdout.readline())
    assert os.path.exists(f"/proc/{sleeper}")
    run.send_signal(signal.SIGKILL)
    run.wait()
    eventually(lambda: not _runs(sleeper), "what it has started is gone")
    eventually(lambda: not (tmp_path / "left").exists(), "its folder is gone")


def _runs(process_id):
    """A zombie whose new parent has not looked yet does not run."""
    try:
        with open(f"/proc/{process_id}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
