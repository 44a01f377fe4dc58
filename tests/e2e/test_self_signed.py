"""An installation without a certificate: the replicas make one, agree on it without a leader, and have it trusted."""

import copy
import datetime

from cryptography import x509
from testbed import registration
from testbed.api import JSON_PATCH
from testbed.creators import Creators
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.self_managed import KEYS, NEEDED_UNTIL, PUBLISHED_AT, RENEW, SECRET, SETTLING, check_whole, decode, decoded
from testbed.tls import HOST, served
from testbed.waiting import eventually
from testbed.webhook import NAMESPACE, SERVICE, USER


def authorities_of(secret):
    pem = decoded(secret).get("ca.crt", "")
    return {each.serial_number for each in x509.load_pem_x509_certificates(pem.encode())} if pem else set()


def without_ours(configuration):
    """What a replica may not touch."""
    webhooks = copy.deepcopy(configuration["webhooks"])
    for each in webhooks:
        each["clientConfig"].pop("caBundle", None)
        if each["name"].startswith("pods."):
            del each["failurePolicy"]
    return webhooks, configuration["metadata"].get("annotations"), configuration["metadata"].get("labels")


def check_all_agree(managed, webhooks, history):
    """One CA came out, there never was another, and all serve a leaf of it, as kube-apiserver would verify it."""
    assert len(set.union(*map(authorities_of, history))) == 1
    assert history[-1]["type"] == "kubernetes.io/tls" and sorted(history[-1]["data"]) == list(KEYS)
    check_whole(managed.data())
    assert managed.annotation(PUBLISHED_AT) is None and managed.annotation(NEEDED_UNTIL) is None  # nothing is under way
    (authority,) = managed.authorities()
    for webhook in webhooks:
        leaf = served(webhook, managed.data()["ca.crt"])
        assert leaf == managed.leaf() and leaf.issuer == authority.subject
        assert HOST in leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)


def test_three_replicas_at_once_agree_on_one_authority_and_raise_the_policy(cluster, profiles, install):
    profiles.create("installed", role_of("installed"))
    managed = install.managed
    since = managed.resource_version()
    webhooks = install(replicas=3, manifest=registration.fresh()).webhooks
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "installed")), role_of("installed"))
    history = [secret for _, secret in managed.history(since)]
    check_all_agree(managed, webhooks, history)
    print(f"versions of the Secret: {len(history)}")
    # The registration is as the chart asked, and its other fields are as they were.
    eventually(lambda: managed.policy() == "Fail", "the policy is raised")
    assert all(decode(each["clientConfig"]["caBundle"]) == managed.data()["ca.crt"] for each in managed.configuration()["webhooks"])
    assert without_ours(managed.configuration()) == without_ours(install.registered)
    # It stays so.
    index = next(n for n, each in enumerate(managed.configuration()["webhooks"]) if each["name"].startswith("pods."))
    weaken = [{"op": "replace", "path": f"/webhooks/{index}/failurePolicy", "value": "Ignore"}]
    cluster.api.patch(registration.PATH, weaken, content_type=JSON_PATCH)
    eventually(lambda: managed.policy() == "Fail", "the policy is raised again")
    assert without_ours(managed.configuration()) == without_ours(install.registered)


def test_an_empty_secret_is_filled(cluster, profiles, install):
    profiles.create("filled", role_of("filled"))
    managed = install.managed
    empty = managed.create_empty()
    webhooks = install(replicas=3).webhooks
    history = [secret for _, secret in managed.history(empty["metadata"]["resourceVersion"])]
    check_all_agree(managed, webhooks, history)
    assert managed.secret()["metadata"]["uid"] == empty["metadata"]["uid"]
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "filled")), role_of("filled"))


def test_the_rights_that_it_has_are_all_that_it_uses(cluster, install, new_clock):
    since = len(cluster.audit_events())
    install.clock = new_clock(-datetime.timedelta(hours=1))
    webhooks = install(replicas=1).webhooks
    install.clock.move(SETTLING)
    serial = install.managed.leaf().serial_number
    cluster.kubectl("annotate", "secret", SECRET, f"--namespace={NAMESPACE}", f"{RENEW}=leaf")
    eventually(lambda: install.managed.leaf().serial_number != serial, "the leaf is another")
    install.managed.wait_in_force(*webhooks)
    asked = [event for event in cluster.audit_events()[since:] if event["user"]["username"] == USER]
    secrets = [event["objectRef"] for event in asked if event["objectRef"]["resource"] == "secrets"]
    # By name alone: no other Secret is read, nor could be.
    assert {(each.get("namespace"), each.get("name")) for each in secrets} == {(NAMESPACE, SECRET)}
    configurations = [event["objectRef"] for event in asked if event["objectRef"]["resource"] == "mutatingwebhookconfigurations"]
    assert {each.get("name") for each in configurations} == {registration.NAME}
    assert [event for event in asked if event.get("responseStatus", {}).get("code") in (401, 403)] == []
    api = cluster.api_as(cluster.token_of(NAMESPACE, SERVICE))
    for path in (f"/api/v1/namespaces/{NAMESPACE}/secrets", "/api/v1/secrets", f"/api/v1/namespaces/{NAMESPACE}/secrets/other"):
        status, _, _ = api.call("GET", path)
        assert status == 403, path
    status, _, _ = api.call("GET", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations")
    assert status == 403


def test_replicas_with_files_give_way_to_replicas_that_manage_their_own(cluster, profiles, install, deploy, identity, certificate):
    """As a rollout of the flag: both kinds are called for a while, and the caBundle trusts both."""
    profiles.create("upgraded", role_of("upgraded"))
    deployment = deploy(["--kubeconfig", identity.kubeconfig], asked_policy="Fail")
    old = list(deployment.replicas)
    with Creators(cluster, "upgraded", threads=2) as creators:
        creators.wait_for_more()
        new = deployment.add(install.maker(), replicas=2)
        creators.wait_for_more(50)
        # The old authority stays trusted beside the new one for as long as replicas may serve with it.
        assert all(certificate.ca.strip() in bundle for bundle in install.managed.bundles())
        for replica in old:
            assert deployment.end(replica) == 0
            creators.wait_for_more()
        install.managed.wait_in_force(*(replica.webhook for replica in new))
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
