"""`helm install --wait`, while Pods are created all the time by those who try once."""

from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.waiting import eventually


def test_from_the_moment_that_helm_returns_every_pod_of_a_profile_has_credentials_and_none_was_refused_before(chart_cluster, chart_profiles, release):
    for name in ("install-before", "install-after"):
        chart_profiles.create(name, role_of(name))
    with Creators(chart_cluster, "install-before", threads=2) as before:
        before.wait_for_more()
        release.install()
        with Creators(chart_cluster, "install-after", threads=2) as after:
            after.wait_for_more(50)
            before.wait_for_more()
    after.assert_none_noticed()
    assert not after.lost, after.summary()
    assert not before.refused and not before.lost, before.summary()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
