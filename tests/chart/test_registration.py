"""The MutatingWebhookConfiguration, field by field, against the rules of the registration written down once more."""

import base64

import chart
import pytest

MIRROR_POD = {
    "name": "not-a-mirror-pod",
    "expression": "!has(object.metadata.annotations) || !('kubernetes.io/config.mirror' in object.metadata.annotations)",
}
NOT_SKIPPED = {"matchExpressions": [{"key": "eks.amazonaws.com/skip-pod-identity-webhook", "operator": "DoesNotExist"}]}
PROFILES = {"matchLabels": {"app.kubernetes.io/part-of": "kubeflow-profile"}}


def names_but(*excluded):
    return {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": list(excluded)}


def webhook(case, name, resource, operations, namespaces, policy, timeout):
    service = {"name": case.fullname, "namespace": case.namespace, "path": "/mutate", "port": 443}
    client = {"service": service}
    if case.values["certificates"]["mode"] == "secret":
        client["caBundle"] = base64.b64encode(case.values["certificates"]["caBundle"].encode()).decode()
    out = {
        "name": f"{name}.profile-iam-webhook.kubeflow.org",
        "clientConfig": client,
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": [resource], "operations": operations, "scope": "Namespaced"}],
        "namespaceSelector": namespaces,
        "failurePolicy": policy,
        "timeoutSeconds": timeout,
        "matchPolicy": "Equivalent",
        "sideEffects": "None",
        "reinvocationPolicy": "IfNeeded",
        "admissionReviewVersions": ["v1", "v1beta1"],
    }
    if resource != "serviceaccounts":  # a user could label his way out
        out |= {"objectSelector": NOT_SKIPPED, "matchConditions": [MIRROR_POD]}
    return out


def expected(case):
    values = case.values
    self_signed = values["certificates"]["mode"] == "self-signed"
    final = "Fail" if values["mode"] == "inject" and not self_signed else "Ignore"
    served = names_but("kube-system", case.namespace)
    everywhere = values["scope"] == "cluster"
    others = {"matchExpressions": [{"key": "app.kubernetes.io/part-of", "operator": "NotIn", "values": ["kubeflow-profile"]}, served]}
    all_of_both = {"matchExpressions": [served]} if everywhere else PROFILES
    irsa = [webhook(case, "irsa-pods", "pods", ["CREATE"], others, "Ignore", 12)] if everywhere else []
    return [
        webhook(case, "pods", "pods", ["CREATE"], PROFILES, final, 12),
        *irsa,
        webhook(case, "serviceaccounts", "serviceaccounts", ["CREATE", "UPDATE"], PROFILES, "Ignore", 5),
        webhook(case, "ephemeralcontainers", "pods/ephemeralcontainers", ["UPDATE"], all_of_both, "Ignore", 5),
    ]


def test_is_as_the_rules_say(case):
    configuration = case.one("MutatingWebhookConfiguration")
    assert configuration["webhooks"] == expected(case)


def test_has_the_name_that_comes_after_poddefaults(case):
    metadata = case.one("MutatingWebhookConfiguration")["metadata"]
    assert metadata["name"] == "profile-iam-webhook" > "poddefaults"
    assert "namespace" not in metadata


def test_says_who_fills_in_the_ca_and_raises_the_policy(case):
    annotations = case.one("MutatingWebhookConfiguration")["metadata"].get("annotations", {})
    mode, injects = case.values["certificates"]["mode"], case.values["mode"] == "inject"
    wanted = {}
    if mode == "self-signed" and injects:
        wanted["profile-iam-webhook.kubeflow.org/pods-failure-policy"] = "Fail"
    if mode == "cert-manager":
        wanted["cert-manager.io/inject-ca-from"] = f"{case.namespace}/{case.fullname}"
    assert annotations == wanted


def test_never_refuses_while_it_only_observes(case):
    if case.values["mode"] == "observe":
        assert {each["failurePolicy"] for each in case.one("MutatingWebhookConfiguration")["webhooks"]} == {"Ignore"}


def test_calls_a_port_that_is_there(case):
    service = case.one("Service")
    for each in case.one("MutatingWebhookConfiguration")["webhooks"]:
        called = each["clientConfig"]["service"]
        assert (called["namespace"], called["name"]) == (service["metadata"]["namespace"], service["metadata"]["name"])
        assert called["port"] in [port["port"] for port in service["spec"]["ports"]]


def test_does_not_touch_what_a_replica_writes():
    # A rendered caBundle, were it empty, would be put back by every upgrade.
    for case in chart.CASES:
        if case.values["certificates"]["mode"] != "secret":
            assert "caBundle" not in str(case.one("MutatingWebhookConfiguration")), case.name


@pytest.mark.parametrize("namespace", ["kube-system", "kube-public", "kube-node-lease"])
def test_has_a_namespace_of_its_own(namespace):
    done = chart.template(namespace=namespace)
    assert done.returncode != 0 and f"namespace is {namespace}: install into a namespace of its own" in done.stderr


def test_serves_kubeflows_own_namespace_in_scope_cluster():
    assert chart.template(namespace="kubeflow").returncode == 0
    done = chart.template("--set", "scope=cluster", namespace="kubeflow")
    assert done.returncode != 0 and "would get no credentials" in done.stderr


def test_does_not_lose_its_own_namespace_to_helm_test():
    done = chart.template(namespace="profile-iam-webhook-test")
    assert done.returncode != 0 and "helm test makes and deletes" in done.stderr
