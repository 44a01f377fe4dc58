"""Self-managed certificates are renewed while Pods are created without pause by creators for whom a failed call is final."""

import datetime

from testbed import registration
from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.self_managed import NEEDED_UNTIL, PUBLISHED_AT, SETTLING
from testbed.state import is_healthy
from testbed.tls import served
from testbed.waiting import eventually

PODS = f"pods.{registration.DOMAIN}"
LEAF_RENEWALS, AUTHORITY_RENEWALS = 20, 3
OVERLAP = datetime.timedelta(minutes=11)  # ten, and some for both CAs to have been in the caBundle
LEAF_LIFE = datetime.timedelta(days=88)  # what is left of a new one at the least: they are dated back a little


def serials(webhooks):
    return {served(webhook).serial_number for webhook in webhooks}


def renew_leaf(managed, webhooks):
    """Returns when every replica serves the new one."""
    (before,) = serials(webhooks)
    managed.ask_for("leaf")
    eventually(lambda: before not in serials(webhooks), "no replica serves the old leaf any more")
    managed.wait_in_force(*webhooks)


def renew_authority(managed, webhooks, clock):
    """Both CAs are published, the time of their overlap goes by, and every replica serves a leaf of the new one."""
    (before,) = serials(webhooks)
    old = managed.authorities()
    managed.ask_for("ca")
    eventually(lambda: managed.annotation(PUBLISHED_AT), "both CAs are in every caBundle, and since when is written down")
    assert managed.authorities()[1:] == old and managed.is_published()
    assert serials(webhooks) == {before}, "a leaf of the new CA is served too early"
    clock.move(OVERLAP)
    eventually(lambda: before not in serials(webhooks), "no replica serves the leaf of the old CA any more")
    managed.wait_in_force(*webhooks)


def needed_until(managed):
    """When the older CAs go."""
    return datetime.datetime.fromisoformat(managed.annotation(NEEDED_UNTIL).replace("Z", "+00:00"))


def admissions(webhooks):
    """By our own count; all replicas together."""
    labels = {"resource": "pods", "operation": "CREATE", "outcome": "patched", "reason": "injected"}
    return sum(webhook.metric("admissions_total", **labels) or 0 for webhook in webhooks)


def test_twenty_leaves_and_three_authorities_are_renewed_and_nobody_notices(cluster, profiles, install, new_clock):
    profiles.create("renewed-by-replicas", role_of("renewed-by-replicas"))
    install.clock = new_clock(-datetime.timedelta(minutes=60))
    # Connections that do not last: kube-apiserver makes handshakes all the time.
    webhooks = install("--max-connection-age=1s", replicas=3).webhooks
    registration.wait_answered(cluster)
    first = install.managed.authorities()
    before, before_200 = registration.calls(cluster, PODS), registration.calls(cluster, PODS, code="200", rejected="false")
    with Creators(cluster, "renewed-by-replicas", threads=2) as creators:
        for _ in range(LEAF_RENEWALS):
            renew_leaf(install.managed, webhooks)
            creators.wait_for_more(5)
        assert install.managed.authorities() == first
        for _ in range(AUTHORITY_RENEWALS):
            renew_authority(install.managed, webhooks, install.clock)
            creators.wait_for_more(5)
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    assert install.managed.authorities()[AUTHORITY_RENEWALS:] == first
    # Both sides have counted the same calls, one for each Pod, and none that went wrong.
    assert registration.calls(cluster, PODS) - before == registration.calls(cluster, PODS, code="200", rejected="false") - before_200 == creators.created
    assert admissions(webhooks) == creators.created
    handshakes = sum(webhook.metric("tls_handshakes_total", result="done") for webhook in webhooks)
    print(f"{creators.created} Pods, {handshakes:.0f} handshakes")


def test_an_older_authority_goes_when_its_last_leaf_has_expired(cluster, profiles, install, new_clock):
    profiles.create("retired", role_of("retired"))
    # All of it is long ago, so that the end is now, when kube-apiserver takes the leaf, too.
    install.clock = clock = new_clock(-datetime.timedelta(days=95))
    webhooks, managed = install(replicas=1).webhooks, install.managed
    (older,), its_last_leaf = managed.authorities(), managed.leaf()
    renew_authority(managed, webhooks, clock)
    assert abs(needed_until(managed) - its_last_leaf.not_valid_after_utc) <= datetime.timedelta(seconds=1)
    # An hour before that (and past the renewal of the newer CA's leaf) both are still trusted.
    clock.move_to(its_last_leaf.not_valid_after_utc - datetime.timedelta(hours=1))
    eventually(lambda: managed.leaf().not_valid_after_utc > clock.now() + LEAF_LIFE, "the leaf is renewed")
    managed.wait_in_force(*webhooks)
    newest, kept = managed.authorities()
    assert kept == older
    registration.wait_answered(cluster)
    with Creators(cluster, "retired", threads=2) as creators:
        creators.wait_for_more()
        # The renewal meanwhile was by the newer one, and keeps it no longer.
        assert abs(needed_until(managed) - its_last_leaf.not_valid_after_utc) <= datetime.timedelta(seconds=1)
        clock.move_to(needed_until(managed) + datetime.timedelta(minutes=1))
        eventually(lambda: managed.authorities() == [newest], "the older CA is gone from the Secret")
        managed.wait_in_force(*webhooks)
        eventually(managed.is_alone_in_the_bundles, "the older CA is gone from the caBundles")
        creators.wait_for_more()
    assert managed.annotation(NEEDED_UNTIL) is None
    creators.assert_none_noticed()


def test_a_replica_that_hears_of_a_new_authority_late_is_trusted_meanwhile(cluster, profiles, identity, install, relay, new_clock):
    profiles.create("behind", role_of("behind"))
    install.clock = new_clock(-datetime.timedelta(minutes=30))
    deployment, managed = install("--max-connection-age=1s", replicas=1), install.managed
    (first,) = deployment.webhooks
    (late,) = deployment.add(install.maker("--max-connection-age=1s", kubeconfig=identity.kubeconfig_through(relay.address)), replicas=1)
    managed.wait_in_force(*deployment.webhooks)
    registration.wait_answered(cluster)
    with Creators(cluster, "behind", threads=2) as creators:
        relay.refuse()
        (old,) = serials([late.webhook])
        renew_authority(managed, [first], install.clock)
        before = admissions([late.webhook])
        eventually(lambda: admissions([late.webhook]) > before + 10, "it is still called")
        assert serials([late.webhook]) == {old}
        relay.accept()
        eventually(lambda: is_healthy(late.webhook), "it watches again", explain=late.webhook.process.tail)
        install.clock.move(SETTLING)
        managed.wait_in_force(*deployment.webhooks)
        creators.wait_for_more()
    creators.assert_none_noticed()


def test_a_renewal_that_was_due_while_the_machine_slept_happens_at_once(cluster, profiles, install, new_clock):
    profiles.create("asleep", role_of("asleep"))
    install.clock = clock = new_clock(-datetime.timedelta(days=61))
    webhooks, managed = install(replicas=2).webhooks, install.managed
    authorities = managed.authorities()
    registration.wait_answered(cluster)
    with Creators(cluster, "asleep", threads=2) as creators:
        creators.wait_for_more()
        (old,) = serials(webhooks)
        clock.move(datetime.timedelta(days=61))
        eventually(lambda: old not in serials(webhooks), "every replica serves a new leaf")
        managed.wait_in_force(*webhooks)
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert managed.authorities() == authorities and managed.leaf().not_valid_after_utc > clock.now() + LEAF_LIFE


def test_a_leaf_that_expired_while_nobody_ran_is_replaced_at_the_start(cluster, profiles, install, new_clock):
    profiles.create("expired", role_of("expired"))
    install.clock = clock = new_clock(-datetime.timedelta(days=200))
    deployment, managed = install(replicas=1), install.managed
    (replica,) = deployment.replicas
    authorities = managed.authorities()
    assert replica.webhook.stop() == 0
    clock.move(datetime.timedelta(days=200))
    replica.restart()
    deployment.wait_ready()
    managed.wait_in_force(replica.webhook)
    assert managed.authorities() == authorities and managed.leaf().not_valid_after_utc > clock.now() + LEAF_LIFE
    registration.wait_answered(cluster)
    with Creators(cluster, "expired", threads=1) as creators:
        creators.wait_for_more(1)
    creators.assert_none_noticed()
