"""The API server is killed and started again, under load, and without it the webhook goes on."""

import time

import pytest
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.review import ask
from testbed.state import complaints, holding, is_cut_off, is_healthy, lists, of_each
from testbed.waiting import eventually


@pytest.fixture
def webhook(identity, launch, register):
    started = launch("webhook", ["--kubeconfig", identity.kubeconfig])
    register(started)
    return started


def test_no_admission_fails_while_the_api_server_is_killed_and_restarted_under_load(cluster, profiles, webhook, certificate):
    profiles.create("killed", role_of("killed"))
    with Creators(cluster, "killed") as creators, holding(webhook.is_ready, "/readyz says 200"):
        creators.wait_for_more()
        cluster.api_server.kill()
        eventually(lambda: is_cut_off(webhook), "its metrics say that it is cut off")
        assert ask(webhook, certificate.ca, pod("meanwhile", "killed")).annotations["role-arn"] == role_of("killed")
        cluster.api_server.start()
        cluster.wait_ready()
        profiles.create("after-it", role_of("after-it"))
        creators.wait_for_more()
        assert has_credentials(cluster.api.create(pod("at-once", "after-it")), role_of("after-it"))
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
        creators.wait_for_more()
    assert creators.lost, "no call was under way when the API server was killed"
    creators.assert_none_noticed()
    # A new API server knows no history: each source may have been listed again, once.
    assert all(1 <= count <= 2 for count in lists(webhook).values()), lists(webhook)


def test_an_outage_is_told_by_metrics_and_log(cluster, webhook):
    before = time.time()
    assert all(abs(value - before) < 60 for value in of_each(webhook, "state_confirmed_timestamp_seconds").values())
    cluster.api_server.kill()
    try:
        eventually(lambda: is_cut_off(webhook), "its metrics say that it is cut off")
        confirmed = of_each(webhook, "state_confirmed_timestamp_seconds")
        failures = of_each(webhook, "watch_failures_total", reason="unreachable")
        eventually(
            lambda: all(value > failures[name] for name, value in of_each(webhook, "watch_failures_total", reason="unreachable").items()),
            "it tries again",
        )
        assert of_each(webhook, "state_confirmed_timestamp_seconds") == confirmed
        assert webhook.is_ready()
    finally:
        cluster.api_server.start()
        cluster.wait_ready()
    for line in complaints(webhook, "unreachable"):
        assert line["level"] == "warning" and "check the network policy, the address and the CA" in line["message"], line
        assert line["server"] == cluster.address and line["state"] == "the last good state serves on", line
    # Said once for each source, not at each attempt.
    assert len(complaints(webhook, "unreachable")) == 3
    eventually(lambda: len(webhook.events("the API server answers again")) == 3, "it says that it is over", explain=webhook.process.tail)
    assert all(value > confirmed[name] for name, value in of_each(webhook, "state_confirmed_timestamp_seconds").items())
