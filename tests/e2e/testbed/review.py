"""Asks the webhook directly, as the API server would: for what it answers while the API server cannot ask."""

import dataclasses
import http.client
import json
import ssl
import uuid


@dataclasses.dataclass
class Answer:
    status: int
    headers: object
    body: dict

    @property
    def patch(self):
        """Base64; None: no patch."""
        return self.body["response"].get("patch")

    @property
    def annotations(self):
        """The audit annotations: `reason`, `role-arn`, ..."""
        return self.body["response"]["auditAnnotations"]


def ask(webhook, ca, about, timeout_s=12):
    """One review of the CREATE of a Pod or a ServiceAccount, with the timeout of the registration in its URL."""
    resource = {"Pod": "pods", "ServiceAccount": "serviceaccounts"}[about["kind"]]
    request = {
        "uid": str(uuid.uuid4()), "operation": "CREATE", "namespace": about["metadata"]["namespace"], "name": about["metadata"]["name"],
        "kind": {"group": "", "version": "v1", "kind": about["kind"]}, "resource": {"group": "", "version": "v1", "resource": resource},
        "object": about, "oldObject": None, "dryRun": False, "options": None, "userInfo": {"username": "tests"},
    }  # fmt: skip
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}
    context = ssl.create_default_context(cadata=ca)
    connection = http.client.HTTPSConnection(webhook.address, webhook.port, context=context, timeout=timeout_s)
    try:
        connection.request("POST", f"/mutate?timeout={timeout_s}s", json.dumps(review), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return Answer(response.status, response.headers, json.loads(response.read()))
    finally:
        connection.close()
