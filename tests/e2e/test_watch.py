"""The line between the webhook and its API server is bad, and history is forgotten while it is."""


import concurrent.futures
import time

import pytest
from testbed.api import path_of
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, namespace, pod, profile, role_of, service_account
from testbed.review import ask
from testbed.state import RESOURCES, complaints, holding, is_cut_off, is_healthy, lists, of_each
from testbed.waiting import eventually
from testbed.webhook import USER


@pytest.fixture
def webhook(identity, launch, relay):
    return launch("webhook", ["--kubeconfig", identity.kubeconfig_through(relay.address)])


def adopted(cluster, name):
    """A Profile whose namespace outlives it: nothing there refers to it, so that the garbage collector leaves it alone."""
    made = cluster.api.create(profile(name, role_of(name)))
    cluster.api.create(namespace(name, owner=made["spec"]["owner"]["name"]))
    cluster.api.apply(service_account("default-editor", name))
    return made


def requests_of_ours(cluster, verb, resource):
    """Those that the API server has finished or begun to answer, since its start."""
    return [
        event
        for event in cluster.audit_events()
        if event["user"]["username"] == USER and event["verb"] == verb and event["objectRef"]["resource"] == resource
        and event["stage"] == ("ResponseStarted" if verb == "watch" else "ResponseComplete")
    ]  # fmt: skip


def without_role(answer):
    """The answer, if it gives none."""
    return answer if "role-arn" not in answer.annotations else None


def test_what_has_changed_while_we_were_cut_off_is_known_afterwards_without_a_list(cluster, relay, webhook, certificate):
    gone = adopted(cluster, "line-gone")
    eventually(lambda: ask(webhook, certificate.ca, pod("first", "line-gone")).annotations.get("role-arn"), "the role is known")
    with holding(webhook.is_ready, "/readyz says 200"):
        relay.refuse()
        eventually(lambda: is_cut_off(webhook), "it is cut off")
        cluster.api.delete(path_of(gone))
        adopted(cluster, "line-new")
        # What it knew serves on; what it does not know it does not guess.
        assert ask(webhook, certificate.ca, pod("second", "line-gone")).annotations["role-arn"] == role_of("line-gone")
        unknown = ask(webhook, certificate.ca, pod("first", "line-new"))
        assert (unknown.status, unknown.headers["Retry-After"]) == (503, "1")
        assert unknown.body["kind"] == "Status" and unknown.body["message"].startswith("profile-iam-webhook: ")
        relay.accept()
        # By a live read, before the watches are back.
        assert ask(webhook, certificate.ca, pod("first", "line-new")).annotations["role-arn"] == role_of("line-new")
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    answer = eventually(lambda: without_role(ask(webhook, certificate.ca, pod("third", "line-gone"))), "the deleted Profile gives no role")
    assert answer.annotations["reason"] == "no_role"
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)


def test_a_profile_deleted_in_forgotten_history_gives_no_role_any_more(cluster, relay, webhook, certificate):
    gone = adopted(cluster, "forgotten")
    eventually(lambda: ask(webhook, certificate.ca, pod("first", "forgotten")).annotations.get("role-arn"), "the role is known")
    with holding(webhook.is_ready, "/readyz says 200"):
        relay.hold()
        cluster.api.delete(path_of(gone))
        adopted(cluster, "remembered")
        cluster.forget_history()
        assert ask(webhook, certificate.ca, pod("second", "forgotten")).annotations["role-arn"] == role_of("forgotten")
        relay.cut()
        relay.release()
        eventually(lambda: all(count == 2 for count in lists(webhook).values()), "all are listed anew", explain=webhook.process.tail)
    # The versions that it knew were answered 410.
    assert any("too old resource version" in line["error"] for line in complaints(webhook, "expired")), webhook.process.tail()
    answer = ask(webhook, certificate.ca, pod("third", "forgotten"))
    assert answer.annotations["reason"] == "no_role" and answer.patch is None
    assert ask(webhook, certificate.ca, pod("first", "remembered")).annotations["role-arn"] == role_of("remembered")
    eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)


def test_a_line_that_is_cut_every_second_is_noticed_by_nobody(cluster, profiles, relay, webhook, register, certificate):
    register(webhook)
    profiles.create("cut", role_of("cut"))
    seen = {resource: len(requests_of_ours(cluster, "watch", resource)) for resource in RESOURCES}
    cuts = 5
    with Creators(cluster, "cut", threads=2) as creators, holding(webhook.is_ready, "/readyz says 200"):
        relay.cut_every(1)
        for number in range(cuts):
            name = f"cut-{number}"
            profiles.create(name, role_of(name))
            assert has_credentials(cluster.api.create(pod("at-once", name)), role_of(name))
            failures = of_each(webhook, "watch_failures_total", reason="unreachable")["profiles"]
            eventually(lambda before=failures: of_each(webhook, "watch_failures_total", reason="unreachable")["profiles"] > before, "a cut")
        relay.cut_every(None)
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    creators.assert_none_noticed()
    # A watch that stood is followed by the next after 0.8 s at the soonest, one that did not by longer ones: never a hot loop.
    for resource in RESOURCES:
        events = requests_of_ours(cluster, "watch", resource)[seen[resource] :]
        assert 1 <= len(events) <= 4 * cuts, (resource, len(events))
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)
    for number in range(cuts):
        answer = ask(webhook, certificate.ca, pod("later", f"cut-{number}"))
        assert answer.annotations["role-arn"] == role_of(f"cut-{number}")


def test_a_line_that_breaks_at_once_is_tried_with_patience(relay, webhook):
    accepted, begun_s = relay.accepted, time.monotonic()
    relay.slam()
    eventually(lambda: all(value >= 2 for value in of_each(webhook, "watch_failures_total", reason="unreachable").values()), "it tries again")
    attempts, elapsed_s = relay.accepted - accepted, time.monotonic() - begun_s
    # Each source waits 0.8 s at least, and longer each time.
    assert attempts <= len(RESOURCES) * elapsed_s / 0.8, (attempts, elapsed_s)
    relay.slam(False)
    eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    assert webhook.is_ready() and lists(webhook) == dict.fromkeys(RESOURCES, 1)


def test_a_half_open_line_is_found_and_nobody_waits_for_that(cluster, profiles, relay, webhook, register, certificate):
    register(webhook)
    profiles.create("half", role_of("half"))
    assert has_credentials(cluster.api.create(pod("before", "half")), role_of("half"))
    with holding(webhook.is_ready, "/readyz says 200"):
        relay.lose()
        profiles.create("half-open", role_of("half-open"))
        assert has_credentials(cluster.api.create(pod("at-once", "half-open")), role_of("half-open"))
        assert is_healthy(webhook)  # nobody can know yet
        eventually(
            lambda: all(value >= 1 for value in of_each(webhook, "watch_failures_total", reason="unreachable").values()),
            "TCP finds the half-open lines", within_s=45,
        )  # fmt: skip
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    reads = webhook.metric("live_reads_total", result="found")
    changed = profile("half-open", role_of("other"))
    cluster.api.patch(path_of(changed), {"spec": changed["spec"]})
    eventually(
        lambda: ask(webhook, certificate.ca, pod("later", "half-open")).annotations["role-arn"] == role_of("other"), "events arrive again"
    )
    assert webhook.metric("live_reads_total", result="found") == reads
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)


def test_a_review_that_came_before_the_first_list_waits_for_it(cluster, profiles, relay, webhook, register):
    profiles.create("early", role_of("early"))
    register(webhook)
    webhook.kill()
    relay.hold()
    webhook.start(wait=False)
    eventually(lambda: webhook.health("/livez")[0] == 200, "it listens", explain=webhook.process.tail)
    assert webhook.health("/readyz")[0] == 503
    with Creators(cluster, "early", threads=1) as creators:
        eventually(lambda: (webhook.metric("refused_total", reason="not_synced") or 0) >= 2, "it was asked twice, and refused")
        assert creators.created == 0
        relay.release()
        creators.wait_for_more(1)
    creators.assert_none_noticed()
    assert not creators.lost


def test_all_kept_connections_half_open_are_no_reason_to_refuse_a_pod(cluster, profiles, relay, webhook, register, certificate):
    register(webhook)
    profiles.create("kept", role_of("kept"))
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "kept")).annotations.get("role-arn"), "the role is known")
    # Many live reads at once leave as many connections behind, to be used again.
    with concurrent.futures.ThreadPoolExecutor(16) as askers:
        list(askers.map(lambda number: ask(webhook, certificate.ca, pod("x", "kept", account=f"nobody-{number}")), range(64)))
    relay.lose()
    account = service_account("late", "kept", annotations={"eks.amazonaws.com/role-arn": role_of("late")})
    cluster.api.create(account)
    assert has_credentials(cluster.api.create(pod("late", "kept", account="late")), role_of("late"))
