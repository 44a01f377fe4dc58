"""No replica is left. Pods of Profiles are refused, since without credentials they would stay without; all others are made."""

import contextlib

import pytest
from testbed.api import ApiError
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, namespace, pod, role_of
from testbed.waiting import eventually


def make_plain(cluster, name):
    """A namespace without a Profile, and the account that `pod` asks for."""
    made = namespace(name)
    del made["metadata"]["labels"]
    cluster.api.apply(made)
    make_account(cluster, name)
    return name


def make_account(cluster, home):
    cluster.api.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default-editor", "namespace": home}})


def check_outage(cluster, profile, elsewhere):
    """Now: none of the Profile is made, and all of the others."""
    for number in range(5):
        with pytest.raises(ApiError, match="failed calling webhook"):
            cluster.api.create(pod(f"refused-{number}", profile))
    for home in elsewhere:
        cluster.api.create(pod("during-the-outage", home))


def crash_all(release):
    for each in release.containers():
        each.crash()


def test_with_all_replicas_dead_pods_of_profiles_are_refused_and_others_are_made(chart_cluster, chart_profiles, nodes, release):
    chart_profiles.create("outage", role_of("outage"))
    plain = make_plain(chart_cluster, "outage-elsewhere")
    release.install()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    with Creators(chart_cluster, "outage", threads=2) as creators:
        creators.wait_for_more()
        nodes.hold_starts()
        crash_all(release)
        eventually(lambda: not release.endpoints(), "the endpoints are gone")
        check_outage(chart_cluster, "outage", [plain])
        nodes.let_start()
        release.wait_ready()
        eventually(lambda: len(release.endpoints()) == 2, "the endpoints are back")
        creators.wait_for_more()
    assert creators.refused and not creators.bare and not creators.lost, creators.summary()


def test_with_all_nodes_gone_that_nobody_has_heard_of_none_slips_through(chart_cluster, chart_profiles, nodes, release, certificates_of):
    """The endpoints still stand: kube-apiserver calls addresses at which nobody answers."""
    chart_profiles.create("power-cut", role_of("power-cut"))
    plain = make_plain(chart_cluster, "power-cut-elsewhere")
    with certificates_of("secret") as values:
        release.install(values)
    with Creators(chart_cluster, "power-cut", threads=2) as creators:
        creators.wait_for_more()
        nodes.power_cut()
        check_outage(chart_cluster, "power-cut", [plain])
        assert len(release.endpoints()) == 2
        nodes.power_back()
        release.wait_ready()
        creators.wait_for_more()
    assert creators.refused and not creators.bare and not creators.lost, creators.summary()


def test_cold_start_in_scope_cluster_deadlocks_nothing(chart_cluster, chart_profiles, nodes, release, certificates_of):
    """Nothing of ours runs, and the API server itself begins anew."""
    chart_profiles.create("cold", role_of("cold"))
    plain = make_plain(chart_cluster, "cold-elsewhere")
    make_account(chart_cluster, "kube-system")
    with certificates_of("secret") as values:
        release.install({**values, "scope": "cluster"})
    before = {each.name for each in release.pods()}
    nodes.power_cut()
    release.delete_pods("--grace-period=0", "--force")
    chart_cluster.restart_api_server()
    check_outage(chart_cluster, "cold", [plain, "kube-system"])
    # Ours are created, too, by a controller that would not get them past us.
    eventually(lambda: len({each.name for each in release.pods()} - before) >= 2, "the ReplicaSet has made others", within_s=60)
    nodes.power_back()
    release.wait_ready(within_s=60)
    made = eventually(lambda: try_to_create(chart_cluster, "cold"), "Pods of Profiles are made again", within_s=60)
    assert has_credentials(made, role_of("cold"))
    chart_cluster.api.delete("/api/v1/namespaces/kube-system/pods/during-the-outage", grace_s=0)


def try_to_create(cluster, home):
    with contextlib.suppress(ApiError):
        return cluster.api.create(pod("after-the-outage", home))
    return None
