"""`helm install --wait`, while Pods are created all the time by those who try once."""

import datetime
import re

import pytest
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.waiting import eventually


def check_served_from_now_on(cluster, profiles, name, *busy):
    """By those who begin now, and those who are at it."""
    profiles.create(name, role_of(name))
    with Creators(cluster, name, threads=2) as creators:
        creators.wait_for_more(50)
        for each in busy:
            each.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()


def test_every_pod_of_a_profile_has_credentials_once_helm_returns_and_none_was_refused_before(chart_cluster, chart_profiles, release):
    chart_profiles.create("install-before", role_of("install-before"))
    with Creators(chart_cluster, "install-before", threads=2) as before:
        before.wait_for_more()
        installed = release.install()
        check_served_from_now_on(chart_cluster, chart_profiles, "install-after", before)
    assert not before.refused and not before.lost, before.summary()
    assert "would violate PodSecurity" not in installed.stderr, installed.stderr
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    # Spread, each with an address of its own.
    assert len({each.node.name for each in release.pods()}) == 2
    eventually(lambda: release.endpoints() == {each.place.address for each in release.pods()}, "both are endpoints")


@pytest.mark.parametrize("mode", ["secret", "cert-manager"])
def test_with_somebody_elses_certificate_none_slips_through_from_the_registration_on(chart_cluster, chart_profiles, release, certificates_of, mode):
    """The final policy is rendered: until the first replica is ready, Pods of Profiles are refused."""
    home = f"install-{mode}"
    chart_profiles.create(home, role_of(home))
    with certificates_of(mode) as values, Creators(chart_cluster, home, threads=2) as before:
        before.wait_for_more()
        release.install(values)
        check_served_from_now_on(chart_cluster, chart_profiles, f"{home}-after", before)
        assert release.policy() == "Fail"
    registered = datetime.datetime.fromisoformat(release.configuration()["metadata"]["creationTimestamp"])
    assert not before.lost, before.summary()
    for name in before.bare:
        made = chart_cluster.api.get(f"/api/v1/namespaces/{home}/pods/{name}")
        # Whole seconds; and kube-apiserver hears of a registration a moment later.
        assert datetime.datetime.fromisoformat(made["metadata"]["creationTimestamp"]) <= registered + datetime.timedelta(seconds=1), name


def test_with_somebody_elses_certificate_none_is_refused_when_it_observes_first(chart_cluster, chart_profiles, release, certificates_of):
    chart_profiles.create("observe-first", role_of("observe-first"))
    with certificates_of("secret") as values, Creators(chart_cluster, "observe-first", threads=2) as before:
        before.wait_for_more()
        release.install({**values, "mode": "observe"})
        before.wait_for_more()
        assert len(before.bare) == before.created, "it has changed a Pod"
        release.upgrade(values)
        check_served_from_now_on(chart_cluster, chart_profiles, "observed-first", before)
    assert not before.refused and not before.lost, before.summary()
    assert release.policy() == "Fail"


def test_replicas_on_the_network_of_their_nodes_serve(chart_cluster, chart_profiles, release):
    release.make_namespace({"pod-security.kubernetes.io/enforce": "privileged", "pod-security.kubernetes.io/warn": "privileged"})
    release.install({"hostNetwork": True, "ports.webhook": 9443, "ports.metrics": 9080})
    eventually(lambda: release.endpoints() == {each.node.address for each in release.pods()}, "both are endpoints")
    check_served_from_now_on(chart_cluster, chart_profiles, "host-network")


def test_observe_changes_nothing_and_refuses_nothing(chart_cluster, chart_profiles, release):
    chart_profiles.create("observed", role_of("observed"))
    release.install({"mode": "observe"})
    policies = {each["name"].split(".")[0]: each["failurePolicy"] for each in release.configuration()["webhooks"]}
    assert set(policies.values()) == {"Ignore"}
    made = chart_cluster.api.create(pod("first", "observed"))
    assert not has_credentials(made, role_of("observed")) and "aws-iam-token" not in str(made)
    seen = eventually(lambda: release.decisions("observed"), "the decision is in the audit log")
    decided = {"reason": "injected", "role-arn": role_of("observed"), "source": "profile", "profile": "observed"}
    assert seen[-1] == {**decided, "mode": "observe", "dryRun": False}
    for each in release.pods():
        each.containers["webhook"].kill()
    chart_cluster.api.create(pod("second", "observed"))  # nobody is in its way


def test_without_a_right_it_is_not_ready_and_says_why(chart_cluster, chart_profiles, release):
    chart_profiles.create("without-rights", role_of("without-rights"))
    with release.rights_of_its_own(without="serviceaccounts"):
        release.install({"rbac.create": False}, wait=False)

        def says_why(container):
            return re.search("serviceaccounts cannot be listed: .*forbidden", container.why_not_ready() or "")

        eventually(lambda: any(map(says_why, release.containers())), "it says why it is not ready")
        assert not any(each.ready for each in release.containers())
        logs = "".join(each.log() for each in release.containers())
        assert "RBAC forbids it: give our ServiceAccount a ClusterRole with get, list and watch on serviceaccounts" in logs
        chart_cluster.api.create(pod("first", "without-rights"))  # never raised, so nobody is refused
    with release.rights_of_its_own():
        release.wait_ready(within_s=60)  # without a restart
        assert all(each.status()["restartCount"] == 0 for each in release.containers())
