"""Two replicas behind their real Service, and creators that try once while one of them comes and goes."""

import time

from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.registration import calls
from testbed.waiting import eventually

PODS = "pods.profile-iam-webhook.kubeflow.org"
CREATORS = 4
# How long kube-apiserver may go on calling an address after its EndpointSlice has said that it is gone.
PROPAGATION_S = 1.0


def called(cluster, **labels):
    """How many calls of ours for a Pod ended so, by kube-apiserver's own count."""
    return calls(cluster, PODS, **labels)


def answered(deployment, namespace, *replicas):
    """How many reviews these replicas (all, if none are named) have answered with a patch, by their logs: one that has
    ended has no metrics any more."""
    logs = [replica.webhook.process.log(all_starts=True) for replica in replicas or deployment.replicas]
    return sum(1 for log in logs for line in log.splitlines() if f'"namespace":"{namespace}"' in line and '"reason":"injected"' in line)


def test_a_replica_that_is_terminated_or_restarted_is_noticed_by_nobody(cluster, profiles, identity, deploy):
    profiles.create("rolled", role_of("rolled"))
    deployment = deploy(["--kubeconfig", identity.kubeconfig])
    first, second = deployment.replicas
    both = first.webhook.address, second.webhook.address
    before, before_200 = called(cluster), called(cluster, code="200", rejected="false")
    with Creators(cluster, "rolled", threads=CREATORS) as creators:
        creators.wait_for_more()
        # As in a rollout: its Pod is deleted, and another takes its place.
        assert first.terminate() == 0
        creators.wait_for_more()
        first.create()
        deployment.wait_for_endpoints(*both)
        creators.wait_for_more()
        # The container alone, in the same Pod.
        assert second.webhook.stop() == 0
        creators.wait_for_more()
        second.restart()
        deployment.wait_for_endpoints(*both)
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    # Both sides have counted the same calls, one for each Pod, and none that went wrong.
    assert called(cluster) - before == called(cluster, code="200", rejected="false") - before_200 == creators.created
    assert answered(deployment, "rolled") == creators.created


def test_a_replica_that_is_not_ready_is_noticed_by_nobody(cluster, profiles, identity, deploy, relay):
    profiles.create("unready", role_of("unready"))
    deployment = deploy(["--kubeconfig", identity.kubeconfig_through(relay.address)])
    first, second = deployment.replicas
    with Creators(cluster, "unready", threads=CREATORS) as creators:
        relay.hold()  # what is synced serves on, what starts does not become ready
        second.terminate()
        second.create()
        eventually(lambda: second.webhook.health("/livez")[0] == 200, "it runs", explain=second.webhook.process.tail)
        creators.wait_for_more(100)
        assert not second.webhook.is_ready() and deployment.endpoints() == {first.webhook.address}
        relay.release()
        deployment.wait_for_endpoints(first.webhook.address, second.webhook.address)
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    assert second.webhook.metric("refused_total", reason="not_synced") == 0  # nobody was sent there


def test_killed_without_warning_only_calls_to_the_dead_replica_fail(cluster, profiles, identity, deploy):
    profiles.create("crashed", role_of("crashed"))
    # Connections that do not last: kube-apiserver dials all the time, so both are called, and the dead one is tried again.
    deployment = deploy(["--kubeconfig", identity.kubeconfig], "--max-connection-age=1s")
    first, second = deployment.replicas
    with Creators(cluster, "crashed", threads=CREATORS) as creators:
        eventually(lambda: min(answered(deployment, "crashed", each) for each in deployment.replicas) >= 20, "both are called")
        assert not creators.refused, creators.summary()
        killed_at_s = time.monotonic()
        second.crash()
        deployment.wait_for_endpoints(first.webhook.address)
        gone_at_s = time.monotonic()
        eventually(lambda: time.monotonic() > gone_at_s + PROPAGATION_S, "kube-apiserver has heard of it")
        creators.wait_for_more(50)
        second.restart()
        deployment.wait_for_endpoints(first.webhook.address, second.webhook.address)
        creators.wait_for_more(50)
    assert not creators.bare and not creators.lost, creators.summary()
    # A call that finds nobody listening is not repeated by kube-apiserver either: until the endpoint is gone, those fail too.
    not_connected = [each for each in creators.refused if "connect: connection refused" in each.why]
    in_flight = [each for each in creators.refused if each not in not_connected]
    print(f"{creators.created} created; failed in flight: {len(in_flight)}, not connected: {len(not_connected)} in {gone_at_s - killed_at_s:.2f} s")
    assert len(in_flight) <= CREATORS, [each.why for each in in_flight]
    # A connection that broke names both its ends, or none when it ended in order.
    elsewhere = [each.why for each in creators.refused if first.webhook.address in each.why]
    assert not elsewhere, elsewhere
    assert all(second.webhook.address in each.why for each in not_connected), [each.why for each in not_connected]
    assert all(killed_at_s <= each.at_s <= gone_at_s + PROPAGATION_S for each in creators.refused), creators.refused
