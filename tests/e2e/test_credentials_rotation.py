"""The token changes under a running webhook."""

import pytest
from testbed.api import ApiError
from testbed.certificates import Authority
from testbed.creators import Creators
from testbed.kubeconfig import write_kubeconfig
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.state import RESOURCES, complaints, holding, is_healthy, lists, of_each
from testbed.waiting import eventually
from testbed.webhook import NAMESPACE, SERVICE

UNUSABLE = "credentials for the API server cannot be used; the last good ones stay in use"
ACCOUNT = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/{SERVICE}"


@pytest.fixture
def own(identity):
    """The identity; afterwards with a good token, whatever a test did to it."""
    yield identity
    identity.restore_rights()
    identity.renew_token()


def is_refused(cluster, token):
    try:
        cluster.api_as(token).get("/api/v1/namespaces?limit=1")
    except ApiError as error:
        return error.status == 401
    return False


def revoke(cluster, identity):
    """Makes every token of the ServiceAccount worthless: it is another one from now on. The API server remembers for 10 s
    that it has accepted a token; this returns when that is over."""
    token = identity.token_file.read_text()
    cluster.api.delete(ACCOUNT)
    identity.restore_rights()
    eventually(lambda: is_refused(cluster, token), "the old token is not accepted any more")


def test_a_token_that_is_refused_is_read_again_without_a_restart(cluster, profiles, own, relay, launch, register):
    webhook = launch("webhook", ["--kubeconfig", own.kubeconfig_through(relay.address)])
    register(webhook)
    profiles.create("rotated", role_of("rotated"))
    with Creators(cluster, "rotated", threads=1) as creators, holding(webhook.is_ready, "/readyz says 200"):
        revoke(cluster, own)
        own.token_file.write_text("", encoding="utf-8")  # whoever writes it is not done yet
        relay.cut()  # the API server asks who somebody is at the beginning of a watch only
        eventually(lambda: all(value >= 1 for value in of_each(webhook, "watch_failures_total", reason="unauthorized").values()), "401")
        assert of_each(webhook, "watch_healthy") == dict.fromkeys(RESOURCES, 0)
        eventually(lambda: webhook.events(UNUSABLE), "it says that the file is empty", explain=webhook.process.tail)
        own.renew_token()
        # Its first read is answered 401 at worst, which is why the file is read again for the next.
        profiles.create("rotated-new", role_of("rotated-new"))
        assert has_credentials(cluster.api.create(pod("at-once", "rotated-new")), role_of("rotated-new"))
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    creators.assert_none_noticed()
    assert not creators.lost
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)
    for line in complaints(webhook, "unauthorized"):
        assert line["level"] == "warning" and "check the ServiceAccount token or the kubeconfig's user" in line["message"], line
        assert line["state"] == "the last good state serves on", line
    assert {line["resource"] for line in complaints(webhook, "unauthorized")} == {"profiles.kubeflow.org", "namespaces", "serviceaccounts"}
    assert own.token_file.read_text() not in webhook.process.log()


def test_a_token_that_comes_late_is_taken_when_it_comes(cluster, own, launch):
    own.token_file.write_text("not.a.token", encoding="utf-8")
    webhook = launch("webhook", ["--kubeconfig", own.kubeconfig], wait=False)
    eventually(lambda: len({line["resource"] for line in complaints(webhook, "unauthorized")}) == 3, "401", explain=webhook.process.tail)
    status, verbose = webhook.health("/readyz?verbose")
    assert status == 503 and "profiles.kubeflow.org cannot be listed: " in verbose and "nauthorized" in verbose, verbose
    own.renew_token()
    webhook.wait_ready()
    assert "not.a.token" not in webhook.process.log()


def test_a_ca_that_comes_late_is_taken_when_it_comes(cluster, identity, launch, tmp_path):
    ca_file = tmp_path / "ca.crt"
    ca_file.write_text(Authority("somebody-else").certificate, encoding="utf-8")
    kubeconfig = write_kubeconfig(tmp_path / "kubeconfig", cluster.address, ca_file, {"tokenFile": str(identity.token_file)})
    webhook = launch("webhook", ["--kubeconfig", kubeconfig], wait=False)
    eventually(lambda: len(complaints(webhook, "unreachable")) >= 3, "it does not trust that API server", explain=webhook.process.tail)
    assert all(line["error"].startswith("tls: ") and "certificate" in line["error"] for line in complaints(webhook, "unreachable"))
    status, verbose = webhook.health("/readyz?verbose")
    assert status == 503 and "profiles.kubeflow.org cannot be listed: tls: " in verbose, verbose
    ca_file.write_bytes(cluster.ca_file.read_bytes())
    webhook.wait_ready()
