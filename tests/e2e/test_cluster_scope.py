"""Registered for the whole cluster: IRSA for everybody, at no cost for those who have nothing to do with Profiles."""

import datetime

import pytest
from testbed.api import ApiError
from testbed.decisions import decision
from testbed.flood import flood, review_of
from testbed.injected import check_complete, check_nothing, is_complete
from testbed.kubeflow import namespace, pod, role_of, service_account
from testbed.late_watch import LateWatch
from testbed.waiting import eventually
from testbed.webhook import USER

ROLE = "eks.amazonaws.com/role-arn"
YOUNG_S = 10  # a ServiceAccount without a role that is younger is read once more
RESULTS = ("found", "absent", "shared", "remembered", "timeout", "failed", "over_budget")


def plain(cluster, name, **annotations):
    """A namespace without a Profile, and ServiceAccount `app` in it."""
    made = namespace(name)
    del made["metadata"]["labels"]
    cluster.api.create(made)
    return cluster.api.create(service_account("app", name, annotations=annotations.get("annotations")))


def live_reads(webhook):
    return {result: webhook.metric("live_reads_total", result=result) for result in RESULTS}


def gets(cluster):
    """How often the webhook has asked for one object, in the API server's own log."""
    return sum(event["verb"] == "get" for event in cluster.audit_events(containing=USER) if event["user"]["username"] == USER)


def is_past_its_youth(made):
    age = datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(made["metadata"]["creationTimestamp"])
    return age > datetime.timedelta(seconds=YOUNG_S + 1)


def test_pods_without_a_profile_cause_no_reads(cluster, profiles, serve, certificate):
    profiles.create("has-a-profile", role_of("has-a-profile"))
    homes = [f"plain-{number}" for number in range(20)]
    accounts = [plain(cluster, home, annotations={ROLE: role_of(home)} if home.endswith("0") else None) for home in homes]
    # As the API server completes them; nobody is registered yet.
    reviews = [review_of(cluster.api.create(pod("some", home, "app"), dry_run=True)) for home in homes]
    webhook = serve(scope="cluster")

    # The witnesses can tell: of a ServiceAccount which is this young a read is due.
    before, gets_before = live_reads(webhook), gets(cluster)
    plain(cluster, "plain-young")
    cluster.api.create(pod("first", "plain-young", "app"))
    assert live_reads(webhook)["found"] > before["found"]
    eventually(lambda: gets(cluster) > gets_before, "the API server has written that down")

    eventually(lambda: all(is_past_its_youth(each) for each in accounts), "these ServiceAccounts are no longer young")
    before, gets_before = live_reads(webhook), gets(cluster)
    assert flood(webhook, certificate.ca, reviews, 10_000) == {"no_role": 9_000, "injected": 1_000}
    assert live_reads(webhook) == before
    assert gets(cluster) == gets_before


def test_irsa_for_everybody(cluster, serve):
    webhook = serve(scope="cluster")
    plain(cluster, "irsa", annotations={ROLE: role_of("irsa")})
    check_complete(cluster.api.create(pod("first", "irsa", "app")), role_of("irsa"))
    assert decision(cluster, "irsa", "first", "irsa-pods")["source"] == "service_account"
    cluster.api.create(service_account("without", "irsa"))
    check_nothing(cluster.api.create(pod("second", "irsa", "without")))
    # Without us, everybody but the Pods of Profiles is as well off as before.
    webhook.kill()
    check_nothing(cluster.api.create(pod("third", "irsa", "app")))


def test_profiles_are_served_as_ever(cluster, profiles, serve):
    profiles.create("in-cluster-scope", role_of("in-cluster-scope"))
    webhook = serve(scope="cluster")
    check_complete(cluster.api.create(pod("first", "in-cluster-scope")), role_of("in-cluster-scope"))
    assert decision(cluster, "in-cluster-scope", "first")["source"] == "profile"
    webhook.kill()
    with pytest.raises(ApiError, match="failed calling webhook"):
        cluster.api.create(pod("second", "in-cluster-scope"))


@pytest.mark.parametrize("system", ["kube-system", "profile-iam-system"])
def test_system_namespaces_are_not_touched(cluster, serve, system):
    name = f"untouched-in-{system}"
    cluster.api.create(service_account(name, system, annotations={ROLE: role_of("system")}))
    serve(scope="cluster")
    check_nothing(cluster.api.create(pod(name, system, name), dry_run=True))


def test_nobody_misses_a_role_that_was_annotated_just_now(cluster, identity, launch, register, tmp_path):
    """A namespace, its ServiceAccount and a Pod straight after each other, while the watch hears of nothing: here a call
    that fails would leave the Pod without credentials, and nobody would be told."""
    with LateWatch(cluster, tmp_path) as api:
        register(launch("webhook", ["--kubeconfig", identity.kubeconfig_through(api.address)]), scope="cluster")
        api.hold()
        without = []
        for number in range(30):
            home = f"irsa-race-{number}"
            plain(cluster, home, annotations={ROLE: role_of(home)})
            if not is_complete(cluster.api.create(pod("first", home, "app")), role_of(home)):
                without.append(home)
        assert without == []
