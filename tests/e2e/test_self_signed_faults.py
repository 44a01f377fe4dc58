"""What becomes of self-managed certificates when somebody deletes, spoils or overwrites them."""

import base64
import datetime
import threading

from testbed import registration
from testbed.api import JSON_PATCH
from testbed.certificates import Authority
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.self_managed import SETTLING, again_and_again
from testbed.state import holding
from testbed.tls import HOST, served
from testbed.waiting import eventually
from testbed.webhook import USER

FOREIGN = Authority("somebody-else")
FOREIGN_LEAF, FOREIGN_KEY = FOREIGN.issue(HOST, dns=[HOST])
OTHER_LEAF, OTHER_KEY = FOREIGN.issue("other", dns=["other.example"])

# What is written into the Secret; None takes the key away.
DAMAGES = {
    "the leaf is garbage": {"tls_crt": "garbage"},
    "the leaf is empty": {"tls_crt": ""},
    "the leaf is somebody else's": {"tls_crt": FOREIGN_LEAF},
    "the pair is somebody else's": {"tls_crt": FOREIGN_LEAF, "tls_key": FOREIGN_KEY},
    "the pair does not match": {"tls_crt": FOREIGN_LEAF, "tls_key": OTHER_KEY},
    "the key is garbage": {"tls_key": "garbage"},
    "the key is empty": {"tls_key": ""},
    "the key is another": {"tls_key": OTHER_KEY},
    "the CA is garbage": {"ca_crt": "garbage"},
    "the CA is empty": {"ca_crt": ""},
    "the CA is gone": {"ca_crt": None},
    "the CA is somebody else's": {"ca_crt": FOREIGN.certificate},
    "the CA is cut in the middle": {"ca_crt": FOREIGN.certificate[:300]},
    "the CA's key is garbage": {"ca_key": "garbage"},
    "the CA's key is gone": {"ca_key": None},
    "the CA's key is another": {"ca_key": OTHER_KEY},
    "everything is empty": {"tls_crt": "", "tls_key": "", "ca_crt": "", "ca_key": ""},
    "another key is added": {"readme": "what this is"},
}


def changes_of_ours(cluster, resource, since):
    """By the replicas: [verb, code]; each attempt counts."""
    events = [event for event in cluster.audit_events()[since:] if event["user"]["username"] == USER]
    found = [event for event in events if event.get("objectRef", {}).get("resource") == resource]
    return [(each["verb"], each["responseStatus"]["code"]) for each in found if each["verb"] not in ("get", "list", "watch")]


def test_a_secret_that_is_deleted_or_spoilt_is_restored_and_nobody_notices(cluster, profiles, install):
    profiles.create("spoilt", role_of("spoilt"))
    webhooks, managed = install("--max-connection-age=1s", replicas=2).webhooks, install.managed
    registration.wait_answered(cluster)
    whole = managed.data()
    with Creators(cluster, "spoilt", threads=2) as creators:
        managed.delete()
        eventually(lambda: managed.data() == whole, "the Secret has the same contents again")
        managed.wait_in_force(*webhooks)
        for what, damage in DAMAGES.items():
            since = len(cluster.audit_events())
            managed.put(**damage)
            eventually(lambda: whole.items() <= managed.data().items(), lambda what=what: f"{what}: the Secret has its contents again")
            managed.wait_in_force(*webhooks)
            creators.wait_for_more(2)
            assert len(changes_of_ours(cluster, "secrets", since)) <= 2 * len(webhooks), what
    assert managed.data()["readme"] == "what this is"  # not ours, and in nobody's way
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    told = [line["message"] for webhook in webhooks for line in webhook.events() if line["level"] == "warning"]
    assert told, "nobody said a word of it"


def test_a_backup_that_is_put_back_is_taken_over_and_nobody_notices(cluster, profiles, install, new_clock):
    """Whole, but of another CA than the caBundles have."""
    profiles.create("backup", role_of("backup"))
    install.clock = clock = new_clock(-datetime.timedelta(hours=1))
    webhooks, managed = install("--max-connection-age=1s", replicas=2).webhooks, install.managed
    backup = managed.data()
    for webhook in webhooks:
        webhook.kill()
    managed.delete()
    for webhook in webhooks:
        webhook.start()
    clock.move(SETTLING)
    eventually(lambda: managed.is_whole() and managed.is_served_by(*webhooks), "there is another CA")
    assert managed.data()["ca.key"] != backup["ca.key"]
    clock.move(SETTLING)
    managed.wait_in_force(*webhooks)
    registration.wait_answered(cluster)
    with Creators(cluster, "backup", threads=2) as creators:
        managed.put(**{key.replace(".", "_"): value for key, value in backup.items()})
        eventually(lambda: all(backup["ca.crt"].strip() in bundle for bundle in managed.bundles()), "it is published")
        creators.wait_for_more()
        clock.move(SETTLING)
        eventually(lambda: managed.is_served_by(*webhooks), "it is served")
        assert managed.data()["tls.crt"] == backup["tls.crt"]
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()


def set_bundles(cluster, managed, pem):
    """As a GitOps tool applies what it has; only when it differs, as they do."""
    wanted = base64.b64encode(pem.encode()).decode()
    webhooks = managed.configuration()["webhooks"]
    changes = [
        {"op": "add", "path": f"/webhooks/{index}/clientConfig/caBundle", "value": wanted}
        for index, each in enumerate(webhooks) if each["clientConfig"].get("caBundle", "") != wanted
    ]  # fmt: skip
    if changes:
        cluster.api.patch(registration.PATH, changes, content_type=JSON_PATCH)


def test_a_ca_bundle_that_somebody_overwrites_is_put_right(cluster, profiles, install):
    profiles.create("overwritten", role_of("overwritten"))
    webhooks, managed = install(replicas=3).webhooks, install.managed
    for pem in (FOREIGN.certificate, ""):
        set_bundles(cluster, managed, pem)
        managed.wait_in_force(*webhooks)
    assert managed.is_alone_in_the_bundles()
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "overwritten")), role_of("overwritten"))


def test_a_tool_that_overwrites_the_ca_bundle_for_ever_is_answered_in_bounds(cluster, profiles, install):
    profiles.create("fought", role_of("fought"))
    webhooks, managed = install(replicas=3).webhooks, install.managed
    since = len(cluster.audit_events())
    written = []
    enough = threading.Event()

    def overwrite():
        set_bundles(cluster, managed, "")
        written.append(1)
        if len(written) >= 20:
            enough.set()

    with holding(lambda: all(webhook.is_ready() for webhook in webhooks), "all are ready"), again_and_again(overwrite, 0.2):
        assert enough.wait(30)
    managed.wait_in_force(*webhooks)
    registration.wait_answered(cluster)
    with Creators(cluster, "fought", threads=2) as creators:
        creators.wait_for_more(50)
    creators.assert_none_noticed()
    patches = changes_of_ours(cluster, "mutatingwebhookconfigurations", since)
    print(f"{len(written)} overwritten, {len(patches)} patches: {sorted(patches)}")
    # At most one of each replica for each time.
    assert len(patches) <= len(webhooks) * (len(written) + 1)


def test_a_registration_that_was_deleted_and_comes_again_is_filled(cluster, profiles, install):
    profiles.create("registered-again", role_of("registered-again"))
    webhooks, managed = install(replicas=2).webhooks, install.managed
    authorities = managed.authorities()
    with holding(lambda: all(webhook.is_ready() for webhook in webhooks), "all are ready"):
        registration.register_as(cluster, registration.fresh("Fail"))  # deletes it first
        managed.wait_in_force(*webhooks)
    assert managed.authorities() == authorities
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "registered-again")), role_of("registered-again"))


def test_an_api_server_that_is_away_at_the_start_is_waited_for(cluster, profiles, identity, install, relay):
    profiles.create("late", role_of("late"))
    relay.refuse()
    deployment = install(replicas=2, wait=False, kubeconfig=identity.kubeconfig_through(relay.address))
    for webhook in deployment.webhooks:
        eventually(lambda webhook=webhook: webhook.health("/readyz?verbose")[0] == 503, "it runs", explain=webhook.process.tail)
        status, verbose = webhook.health("/readyz?verbose")
        assert status == 503 and any(line.startswith("[-]certificate") for line in verbose.splitlines()), verbose
        assert install.managed.secret() is None
    relay.accept()
    deployment.wait_ready()
    install.managed.wait_in_force(*deployment.webhooks)
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "late")), role_of("late"))


def test_an_api_server_that_is_away_at_the_renewal_delays_it(cluster, profiles, identity, install, relay, new_clock):
    profiles.create("delayed", role_of("delayed"))
    install.clock = new_clock(-datetime.timedelta(days=61))
    webhooks = install(replicas=2, kubeconfig=identity.kubeconfig_through(relay.address)).webhooks
    old = install.managed.leaf()
    registration.wait_answered(cluster)
    with holding(lambda: all(webhook.is_ready() for webhook in webhooks), "all are ready"):
        relay.refuse()
        install.clock.move(datetime.timedelta(days=61))
        for webhook in webhooks:
            eventually(lambda webhook=webhook: [line for line in webhook.events() if line["level"] == "warning"], "it says so", explain=webhook.process.tail)
        assert {served(webhook) for webhook in webhooks} == {old} == {install.managed.leaf()}
        assert has_credentials(cluster.api.create(pod("meanwhile", "delayed")), role_of("delayed"))
        relay.accept()
        eventually(lambda: all(served(webhook) != old for webhook in webhooks), "it is renewed")
        install.managed.wait_in_force(*webhooks)
    assert has_credentials(cluster.api.create(pod("after", "delayed")), role_of("delayed"))
