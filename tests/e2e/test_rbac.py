"""Rights: how few are enough, and what is without them."""

import pytest
from testbed.api import ApiError, path_of
from testbed.kubeflow import has_credentials, namespace, pod, role_of
from testbed.review import ask
from testbed.state import RESOURCES, complaints, holding, is_healthy, lists, of_each
from testbed.waiting import eventually
from testbed.webhook import SERVICE, USER

ROLE = f"/apis/rbac.authorization.k8s.io/v1/clusterroles/{SERVICE}"


@pytest.fixture
def rights(identity):
    """They come back whatever a test does to them."""
    yield identity
    identity.restore_rights()


def may(cluster, identity, path):
    try:
        cluster.api_as(identity.token_file.read_text()).get(path)
    except ApiError as error:
        assert error.status == 403
        return False
    return True


def withdraw(cluster, identity):
    """Returns when the API server acts on it."""
    identity.withdraw_rights()
    eventually(lambda: not may(cluster, identity, "/api/v1/namespaces?limit=1"), "the rights are gone")


def set_verbs(cluster, identity, *verbs):
    rules = cluster.api.get(ROLE)["rules"]
    cluster.api.patch(ROLE, {"rules": [{**rule, "verbs": list(verbs)} for rule in rules]})
    eventually(lambda: may(cluster, identity, "/api/v1/namespaces/default") == ("get" in verbs), f"the rights are {verbs}")


def of_ours(cluster, since=0):
    return [event for event in cluster.audit_events()[since:] if event["user"]["username"] == USER]


def test_get_list_and_watch_of_three_kinds_are_enough(cluster, profiles, identity, relay, launch, register, certificate):
    rules = cluster.api.get(ROLE)["rules"]
    assert all(rule["verbs"] == ["get", "list", "watch"] for rule in rules)
    assert {resource for rule in rules for resource in rule["resources"]} == set(RESOURCES)
    since = len(cluster.audit_events())
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig_through(relay.address)])
    register(webhook)
    made = profiles.create("enough", role_of("enough"))
    assert has_credentials(cluster.api.create(pod("first", "enough")), role_of("enough"))
    # Live reads of what there is and of what there is not, a conflict on a ServiceAccount, a watch that is begun again.
    cluster.api.create(namespace("enough-orphan", owner="alice@example.com"))
    for name in ("enough-orphan", "enough-nowhere"):
        assert ask(webhook, certificate.ca, pod("first", name)).annotations["reason"] == "no_role"
    account = "/api/v1/namespaces/enough/serviceaccounts/default-editor"
    changed = cluster.api.patch(account, {"metadata": {"annotations": {"eks.amazonaws.com/role-arn": role_of("escaped")}}})
    assert changed["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] == role_of("enough")
    relay.cut()
    eventually(lambda: all(value >= 1 for value in of_each(webhook, "watch_failures_total", reason="unreachable").values()), "a cut")
    eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    cluster.api.delete(path_of(made))
    eventually(lambda: "role-arn" not in ask(webhook, certificate.ca, pod("last", "enough")).annotations, "the Profile is gone")
    asked = of_ours(cluster, since)
    assert {(event["verb"], event["objectRef"]["resource"]) for event in asked} == {
        (verb, resource) for verb in ("get", "list", "watch") for resource in RESOURCES
    }
    assert [event for event in asked if event.get("responseStatus", {}).get("code") in (401, 403)] == []
    assert all(event["userAgent"].startswith("profile-iam-webhook/") for event in asked)


def test_rights_that_are_withdrawn_leave_the_last_good_state_in_use(cluster, profiles, rights, relay, launch, register, certificate):
    webhook = launch("webhook", ["--kubeconfig", rights.kubeconfig_through(relay.address)])
    register(webhook)
    profiles.create("without-rights", role_of("without-rights"))
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "without-rights")).annotations.get("role-arn"), "the role is known")
    with holding(webhook.is_ready, "/readyz says 200"):
        withdraw(cluster, rights)
        relay.cut()  # a watch that stands is never checked again
        eventually(lambda: all(value >= 1 for value in of_each(webhook, "watch_failures_total", reason="forbidden").values()), "403")
        assert of_each(webhook, "watch_healthy") == dict.fromkeys(RESOURCES, 0)
        assert has_credentials(cluster.api.create(pod("without-rights", "without-rights")), role_of("without-rights"))
        rights.restore_rights()
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    told = {line["resource"]: line for line in complaints(webhook, "forbidden")}
    for resource in ("profiles.kubeflow.org", "namespaces", "serviceaccounts"):
        line = told[resource]
        assert line["level"] == "warning" and line["state"] == "the last good state serves on", line
        assert line["message"] == f"RBAC forbids it: give our ServiceAccount a ClusterRole with get, list and watch on {resource}"
        assert USER in line["error"], line  # the API server's own words
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)
    assert len(webhook.events("the API server answers again")) >= 3


def test_without_rights_it_never_answers_from_ignorance_and_begins_as_soon_as_it_has_them(cluster, profiles, rights, launch, certificate):
    profiles.create("ignorance", role_of("ignorance"))
    withdraw(cluster, rights)
    webhook = launch("webhook", ["--kubeconfig", rights.kubeconfig], wait=False)
    eventually(lambda: len({line["resource"] for line in complaints(webhook, "forbidden")}) == 3, "it says so", explain=webhook.process.tail)
    status, verbose = webhook.health("/readyz?verbose")
    assert status == 503
    for resource, name in zip(RESOURCES, ("profiles.kubeflow.org", "namespaces", "serviceaccounts"), strict=True):
        line = next(line for line in verbose.splitlines() if line.startswith(f"[-]{resource} "))
        assert f"failed: {name} cannot be listed: " in line and "is forbidden" in line and USER in line, verbose
    assert of_each(webhook, "watch_synced") == dict.fromkeys(RESOURCES, 0)
    assert all(line["state"] == "not ready until it works" for line in complaints(webhook, "forbidden"))
    answer = ask(webhook, certificate.ca, pod("first", "ignorance"))
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Connection"]) == (503, "1", "close")
    assert answer.body["kind"] == "Status" and answer.body["code"] == 503
    assert answer.body["message"].startswith("profile-iam-webhook: not ready yet: ") and "is forbidden" in answer.body["message"]
    rights.restore_rights()
    webhook.wait_ready()
    assert ask(webhook, certificate.ca, pod("first", "ignorance")).annotations["role-arn"] == role_of("ignorance")


def test_without_get_what_is_cached_is_answered_and_the_rest_waits(cluster, profiles, rights, launch, register, certificate):
    webhook = launch("webhook", ["--kubeconfig", rights.kubeconfig])
    register(webhook)
    profiles.create("no-get", role_of("no-get"))
    cluster.api.create(namespace("no-get-orphan", owner="alice@example.com"))
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "no-get")).annotations.get("role-arn"), "the role is known")
    set_verbs(cluster, rights, "list", "watch")
    assert has_credentials(cluster.api.create(pod("cached", "no-get")), role_of("no-get"))
    # Whether that namespace has a Profile cannot be known: no guess.
    before = webhook.metric("live_reads_total", result="failed")
    answer = ask(webhook, certificate.ca, pod("first", "no-get-orphan"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert answer.body["message"].startswith("profile-iam-webhook: ") and "no-get-orphan" in answer.body["message"], answer.body
    assert webhook.metric("live_reads_total", result="failed") > before
    line = next(line for line in webhook.events() if line.get("name") == "no-get-orphan" and "could not be read" in line["message"])
    assert line["level"] == "warning" and "is forbidden" in line["error"], line
    # The watches go on, so that a new Profile is known a moment later, inside the admission that waits for it.
    profiles.create("no-get-new", role_of("no-get-new"))
    assert has_credentials(cluster.api.create(pod("first", "no-get-new")), role_of("no-get-new"))
    assert is_healthy(webhook) and webhook.is_ready()
    set_verbs(cluster, rights, "get", "list", "watch")
    assert ask(webhook, certificate.ca, pod("first", "no-get-orphan")).annotations["reason"] == "no_role"
