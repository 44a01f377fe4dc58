"""The MutatingWebhookConfiguration."""

import base64
import copy
import re

import yaml

from .kubeflow import namespace, service_account
from .paths import MANIFESTS
from .waiting import eventually
from .webhook import NAMESPACE, SERVICE

NAME = "profile-iam-webhook"
PATH = f"/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/{NAME}"
DOMAIN = "profile-iam-webhook.kubeflow.org"
_SYSTEM = {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system", NAMESPACE]}


def by_url(url):
    return {"url": url}


def by_service():
    return {"service": {"namespace": NAMESPACE, "name": SERVICE, "path": "/mutate", "port": 443}}


# On the object: the policy that `pods.` is to have once a replica is ready.
ASKED_POLICY = f"{DOMAIN}/pods-failure-policy"


def configuration(client, ca, scope="profiles", failure_policy="Fail", asked_policy=None):
    """`client`: by_url(...) or by_service(); `ca`: PEM; `scope`: `profiles` or `cluster`; `failure_policy` of `pods`;
    `asked_policy`: what replicas that manage their certificate themselves are to raise it to."""
    made = yaml.safe_load((MANIFESTS / "webhook-configuration.yaml").read_text(encoding="utf-8"))
    webhooks = copy.deepcopy(made["webhooks"])  # of YAML's aliases
    if scope == "profiles":
        webhooks = [each for each in webhooks if not each["name"].startswith("irsa-pods.")]
    for each in webhooks:
        each["clientConfig"] = {**client, "caBundle": base64.b64encode(ca.encode()).decode()}
        if each["name"].startswith("pods."):
            each["failurePolicy"] = failure_policy
        if each["name"].startswith("ephemeralcontainers.") and scope == "cluster":
            each["namespaceSelector"] = {"matchExpressions": [_SYSTEM]}
    if asked_policy is not None:
        made["metadata"]["annotations"] = {ASKED_POLICY: asked_policy}
    return {**made, "webhooks": webhooks}


def fresh(failure_policy="Ignore"):
    """As a chart installs it for replicas that manage their certificate themselves: nobody is trusted yet, and `Fail` is
    asked for. It is raised seconds later; a test that does not want to wait begins with it."""
    return configuration(by_service(), ca="", failure_policy=failure_policy, asked_policy="Fail")


def register(cluster, client, ca, **options):
    """Replaces an older registration. Returns when the API server calls the new one, which takes it a moment."""
    register_as(cluster, configuration(client, ca, **options))


def register_as(cluster, manifest):
    """With a MutatingWebhookConfiguration as it is; returns it as the API server holds it."""
    unregister(cluster)
    applied = cluster.api.apply(manifest)
    eventually(lambda: _calls_for_a_service_account(cluster), "kube-apiserver calls us", explain=cluster.api_server.tail)
    return applied


def wait_answered(cluster):
    """Until a call of the API server is answered: it knows the caBundle by which it must trust us."""
    eventually(lambda: _calls_for_a_service_account(cluster, code="200"), "our answer is taken", explain=cluster.api_server.tail)


def unregister(cluster):
    """Returns when the API server has heard of it."""
    if cluster.api.delete(PATH) is not None:
        eventually(lambda: not _calls_for_a_service_account(cluster), "kube-apiserver calls us no more")


def _calls_for_a_service_account(cluster, **labels):
    """Whether it does (and the call ends so), now. A dry run leaves nothing behind; the webhooks of one configuration come and go together."""
    cluster.api.apply(namespace("registration-probe"))
    webhook = f"serviceaccounts.{DOMAIN}"
    before = calls(cluster, webhook, **labels)
    cluster.api.create(service_account("probe", "registration-probe"), dry_run=True)
    return calls(cluster, webhook, **labels) > before


def calls(cluster, webhook, **labels):
    """How often the API server has called a webhook of that name since its start, whatever came of it; with labels
    (`code="200"`, `rejected="false"`) only the calls that ended so."""
    total = 0
    for line in cluster.metrics().splitlines():
        if line.startswith("apiserver_admission_webhook_request_total{"):
            found = dict(re.findall(r'(\w+)="([^"]*)"', line))
            if found["name"] == webhook and all(found[key] == value for key, value in labels.items()):
                total += float(line.rsplit(" ", 1)[1])
    return total
