"""The definition of Profiles: absent, served in the older version only, taken away."""

import pytest
import yaml
from testbed.kubeflow import ProfileController, pod, role_of
from testbed.paths import MANIFESTS
from testbed.review import ask
from testbed.state import complaints, holding, is_healthy, of_each
from testbed.waiting import eventually
from testbed.webhook import USER, Identity

CRD = MANIFESTS / "profile-crd.yaml"
CRD_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/profiles.kubeflow.org"


@pytest.fixture(scope="module")
def cluster(another_cluster):
    """One of its own, without the CRD at first: deleting it deletes every Profile."""
    with another_cluster("without-crd", with_controllers=False, with_crd=False) as started:
        yield started


@pytest.fixture
def identity(cluster, tmp_path):
    return Identity(cluster, tmp_path / "identity")


@pytest.fixture
def profiles(cluster):
    """And none is left over for the next test."""
    yield ProfileController(cluster.api)
    remove_crd(cluster)


def remove_crd(cluster):
    cluster.api.delete(CRD_PATH)
    eventually(lambda: cluster.api.call("GET", "/apis/kubeflow.org")[0] == 404, "nobody knows Profiles any more")


def crd_that_serves(folder, *versions):
    crd = yaml.safe_load(CRD.read_text(encoding="utf-8"))
    for version in crd["spec"]["versions"]:
        version["served"] = version["name"] in versions
    path = folder / f"serves-{'-'.join(versions)}.yaml"
    path.write_text(yaml.safe_dump(crd), encoding="utf-8")
    return path


def role_in(webhook, certificate, name):
    return ask(webhook, certificate.ca, pod("a-pod", name)).annotations.get("role-arn")


def test_without_the_crd_it_is_not_ready_says_why_and_begins_when_it_comes(cluster, identity, profiles, launch, certificate):
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig], wait=False)
    eventually(lambda: complaints(webhook, "not_found"), "it says so", explain=webhook.process.tail)
    line = complaints(webhook, "not_found")[0]
    assert line["level"] == "warning" and line["resource"] == "profiles.kubeflow.org", line
    assert "the CRD profiles.kubeflow.org is not installed (neither v1 nor v1beta1 is served): install" in line["message"], line
    eventually(lambda: of_each(webhook, "watch_synced") == {"profiles": 0, "namespaces": 1, "serviceaccounts": 1}, "the others are listed")
    assert webhook.metric("watch_failures_total", resource="profiles", reason="not_found") >= 1
    status, verbose = webhook.health("/readyz?verbose")
    assert status == 503 and "[-]profiles failed: profiles.kubeflow.org cannot be listed: " in verbose and "[+]namespaces ok" in verbose, verbose
    answer = ask(webhook, certificate.ca, pod("a-pod", "default"))
    assert answer.status == 503 and "profiles.kubeflow.org cannot be listed" in answer.body["message"], answer.body
    cluster.install_crd(CRD)
    profiles.create("comes", role_of("comes"))
    webhook.wait_ready()
    assert role_in(webhook, certificate, "comes") == role_of("comes")


def test_where_only_v1beta1_is_served_that_is_used_and_v1_when_it_comes(cluster, identity, profiles, launch, certificate, tmp_path):
    cluster.install_crd(crd_that_serves(tmp_path, "v1beta1"))
    profiles.create("older", role_of("older"), version="v1beta1")
    since = len(cluster.audit_events())
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig])
    assert role_in(webhook, certificate, "older") == role_of("older")
    # Live reads use it, too.
    profiles.create("older-new", role_of("older-new"), version="v1beta1")
    assert role_in(webhook, certificate, "older-new") == role_of("older-new")
    cluster.install_crd(crd_that_serves(tmp_path, "v1"))
    profiles.create("newer", role_of("newer"))
    with holding(webhook.is_ready, "/readyz says 200"):
        eventually(lambda: asked(cluster, since, "v1", "watch"), "v1 is watched", explain=webhook.process.tail)
        eventually(lambda: is_healthy(webhook), "all is well", explain=webhook.process.tail)
    for name in ("older", "older-new", "newer"):
        assert role_in(webhook, certificate, name) == role_of(name)


def asked(cluster, since, version, verb):
    """Our requests for Profiles of that version that were answered 200."""
    return [
        event for event in cluster.audit_events()[since:]
        if event["user"]["username"] == USER and event["verb"] == verb and event["objectRef"]["resource"] == "profiles"
        and event["objectRef"]["apiVersion"] == version and event["responseStatus"]["code"] == 200
    ]  # fmt: skip


def test_a_crd_that_is_taken_away_takes_the_roles_with_it(cluster, identity, profiles, launch, certificate):
    cluster.install_crd(CRD)
    profiles.create("taken", role_of("taken"))
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig])
    assert role_in(webhook, certificate, "taken") == role_of("taken")
    with holding(webhook.is_ready, "/readyz says 200"):
        remove_crd(cluster)
        eventually(lambda: complaints(webhook, "not_found"), "it says so", explain=webhook.process.tail)
        assert complaints(webhook, "not_found")[0]["state"] == "the last good state serves on"
        assert webhook.metric("watch_healthy", resource="profiles") == 0
        cluster.install_crd(CRD)
        profiles.create("comes-back", role_of("comes-back"))
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    assert role_in(webhook, certificate, "comes-back") == role_of("comes-back")


def test_an_api_server_that_fails_is_asked_again(cluster, identity, profiles, launch, certificate, tmp_path):
    cluster.install_crd(crd_that_serves(tmp_path, "v1beta1"))  # v1 is stored: to be served, each object must be converted
    profiles.create("converted", role_of("converted"), version="v1beta1")
    nobody = {"conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://127.0.0.1:1/convert"}}
    cluster.api.patch(CRD_PATH, {"spec": {"conversion": {"strategy": "Webhook", "webhook": nobody}}})
    eventually(lambda: cluster.api.call("GET", "/apis/kubeflow.org/v1beta1/profiles/converted")[0] == 500, "Profiles cannot be converted")
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig], wait=False)
    eventually(lambda: complaints(webhook, "failing"), "it says so", explain=webhook.process.tail)
    line = complaints(webhook, "failing")[0]
    assert line["level"] == "warning" and "the API server fails: look at its log; it is asked again" in line["message"], line
    assert "conversion webhook" in line["error"] and line["state"] == "not ready until it works", line
    assert webhook.metric("watch_failures_total", resource="profiles", reason="failing") >= 1
    status, verbose = webhook.health("/readyz?verbose")
    assert status == 503 and "conversion webhook" in verbose, verbose
    cluster.api.patch(CRD_PATH, {"spec": {"conversion": {"strategy": "None", "webhook": None}}})
    webhook.wait_ready()
    assert role_in(webhook, certificate, "converted") == role_of("converted")
