"""Self-managed certificates without some of the rights that they need: what is missing is said in words, and what works
goes on."""

import datetime

import pytest
import yaml
from testbed import registration
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.paths import MANIFESTS
from testbed.self_managed import SECRET, SETTLING
from testbed.state import holding
from testbed.tls import served
from testbed.waiting import eventually
from testbed.webhook import NAMESPACE, SERVICE

RBAC = "/apis/rbac.authorization.k8s.io/v1"


@pytest.fixture(autouse=True)
def rights_come_back(identity, install):
    yield
    identity.restore_rights()


def roles_about(resource):
    """[(path, rules)] of those in manifests/rbac.yaml."""
    for manifest in yaml.safe_load_all((MANIFESTS / "rbac.yaml").read_text(encoding="utf-8")):
        if any(resource in rule["resources"] for rule in manifest.get("rules", [])):
            scope = f"namespaces/{NAMESPACE}/roles" if manifest["kind"] == "Role" else "clusterroles"
            yield f"{RBAC}/{scope}/{manifest['metadata']['name']}", manifest["rules"]


def withdraw(cluster, resource, *verbs):
    """Returns when the API server acts on it."""
    for path, rules in roles_about(resource):
        left = [{**rule, "verbs": [verb for verb in rule["verbs"] if resource not in rule["resources"] or verb not in verbs]} for rule in rules]
        cluster.api.patch(path, {"rules": [rule for rule in left if rule["verbs"]]})
    eventually(lambda: not any(may(cluster, resource, verb) for verb in verbs), "the rights are gone")


def may(cluster, resource, verb):
    attributes = {
        "secrets": {"resource": "secrets", "namespace": NAMESPACE, "name": SECRET},
        "mutatingwebhookconfigurations": {
            "resource": "mutatingwebhookconfigurations", "group": "admissionregistration.k8s.io", "name": registration.NAME
        },
    }[resource]  # fmt: skip
    spec = {"user": f"system:serviceaccount:{NAMESPACE}:{SERVICE}", "resourceAttributes": {**attributes, "verb": verb}}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
    return cluster.api.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)["status"]["allowed"]


def told(webhook, *words):
    """The warnings that hold all of these."""
    lines = [str(line) for line in webhook.events() if line["level"] in ("warning", "error")]
    return [line for line in lines if all(word in line for word in words)]


def not_ready_because(webhook, word):
    """The line of /readyz?verbose about the certificate, when it fails and holds that word."""
    lines = webhook.health("/readyz?verbose")[1].splitlines()
    return next((line for line in lines if line.startswith("[-]certificate failed: ") and word in line), None)


@pytest.mark.parametrize("missing", [("create",), ("get", "list", "watch", "create", "patch")], ids="+".join)
def test_without_a_right_on_the_secret_it_waits_for_it_and_names_it(missing, cluster, identity, install):
    withdraw(cluster, "secrets", *missing)
    (webhook,) = install(replicas=1, wait=False).webhooks
    eventually(lambda: told(webhook, "secrets", missing[0]), lambda: f"it says that {missing[0]} on secrets is missing", explain=webhook.process.tail)
    line = eventually(lambda: not_ready_because(webhook, "forbid"), lambda: webhook.health("/readyz?verbose")[1], explain=webhook.process.tail)
    assert f"secrets {NAMESPACE}/{SECRET}" in line or f"the Secret {NAMESPACE}/{SECRET}" in line, line
    identity.restore_rights()
    webhook.wait_ready()


def test_without_rights_on_the_secret_it_serves_on_with_what_it_has(cluster, profiles, identity, install, new_clock):
    profiles.create("no-patch", role_of("no-patch"))
    install.clock = new_clock(-datetime.timedelta(hours=1))
    (webhook,) = install(replicas=1).webhooks
    install.clock.move(SETTLING)
    registration.wait_answered(cluster)
    withdraw(cluster, "secrets", "patch", "create")
    old = served(webhook)
    with holding(webhook.is_ready, "/readyz says 200"):
        install.managed.ask_for("leaf")
        eventually(lambda: told(webhook, "secrets", "patch"), "it says what is missing", explain=webhook.process.tail)
        assert served(webhook) == old
        assert has_credentials(cluster.api.create(pod("first", "no-patch")), role_of("no-patch"))
        identity.restore_rights()
        eventually(lambda: served(webhook) != old, "it is renewed", explain=webhook.process.tail)
    install.managed.wait_in_force(webhook)


@pytest.mark.parametrize("missing", [("patch",), ("get", "list", "watch", "patch")], ids="+".join)
def test_without_rights_on_the_configuration_it_names_them_and_fills_the_bundle_later(missing, cluster, identity, install):
    withdraw(cluster, "mutatingwebhookconfigurations", *missing)
    (webhook,) = install(replicas=1, wait=False).webhooks
    eventually(lambda: told(webhook, "mutatingwebhookconfigurations", missing[0]), "it says so", explain=webhook.process.tail)
    webhook.wait_ready()  # somebody else may fill the bundle
    assert install.managed.bundles() == [""] * len(install.managed.bundles())
    identity.restore_rights()
    install.managed.wait_in_force(webhook)
