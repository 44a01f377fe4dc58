"""Other people's mutating webhooks, called before or after ours by the order of their names."""

import base64
import contextlib
import json

from .https_server import Handler, HttpsServer
from .registration import by_url
from .waiting import eventually

_CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"


@contextlib.contextmanager
def other_webhook(cluster, folder, name, in_namespace, patch):
    """Until the end of the block, Pods that are created in this namespace go through `patch(pod) -> [operation]`, a function
    which may stand in any thread. Yields the list of Pods that it has seen, as they were before it."""
    seen = []

    class Mutate(Handler):
        def do_POST(self):
            review = json.loads(self.body())
            seen.append(review["request"]["object"])
            operations = patch(review["request"]["object"])
            response = {"uid": review["request"]["uid"], "allowed": True}
            if operations:
                response |= {"patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(operations).encode()).decode()}
            answer = {"apiVersion": review["apiVersion"], "kind": "AdmissionReview", "response": response}
            self.answer(200, {"Content-Type": "application/json"}, json.dumps(answer).encode())

    with HttpsServer(cluster, folder, Mutate) as server:
        cluster.api.create(_configuration(cluster, name, in_namespace, server.address))
        try:
            eventually(lambda: _is_called(cluster, in_namespace, seen), f"kube-apiserver calls {name}")
            seen.clear()
            yield seen
        finally:
            cluster.api.delete(f"{_CONFIGURATIONS}/{name}")


def _configuration(cluster, name, in_namespace, address):
    webhook = {
        "name": f"{name}.example.com", "clientConfig": {**by_url(address), "caBundle": base64.b64encode(cluster.authority.certificate.encode()).decode()},
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]}],
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": in_namespace}},
        "sideEffects": "None", "admissionReviewVersions": ["v1"], "failurePolicy": "Fail",
    }  # fmt: skip
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": name}, "webhooks": [webhook],
    }  # fmt: skip


def _is_called(cluster, in_namespace, seen):
    probe = {"containers": [{"name": "probe", "image": "probe"}], "serviceAccountName": "default-editor"}
    metadata = {"name": "probe-of-other-webhook", "namespace": in_namespace}
    cluster.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": probe}, dry_run=True)
    return bool(seen)
