"""Many reviews on few connections, in the shape and with the bytes of kube-apiserver, without waiting for one."""

import concurrent.futures
import http.client
import json
import ssl
import uuid

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json, */*", "User-Agent": "kube-apiserver-admission"}


def review_of(of_pod):
    """Bytes of the review of its CREATE, but for the uid, for which they have %s. `of_pod` is as an API server holds it."""
    kind, resource = {"group": "", "version": "v1", "kind": "Pod"}, {"group": "", "version": "v1", "resource": "pods"}
    request = {
        "uid": "@uid@", "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource,
        "name": of_pod["metadata"]["name"], "namespace": of_pod["metadata"]["namespace"], "operation": "CREATE",
        "userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller", "groups": ["system:authenticated"]},
        "object": of_pod, "oldObject": None, "dryRun": False, "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
    }  # fmt: skip
    review = json.dumps({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request})
    return review.replace("%", "%%").replace("@uid@", "%s")


def flood(webhook, ca, reviews, count, connections=4, by_address=True):
    """Sends `count` reviews, these in turn; returns how often each reason was given. Every answer has to be 200.
    `by_address`: the certificate must be for the replica's address, and not only of that CA."""
    context = ssl.create_default_context(cadata=ca)
    context.check_hostname = by_address

    def send(first):
        connection = http.client.HTTPSConnection(webhook.address, webhook.port, context=context, timeout=12)
        reasons = {}
        for number in range(first, count, connections):
            connection.request("POST", "/mutate?timeout=12s", reviews[number % len(reviews)] % uuid.uuid4(), _HEADERS)
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, body
            reason = json.loads(body)["response"]["auditAnnotations"]["reason"]
            reasons[reason] = reasons.get(reason, 0) + 1
        connection.close()
        return reasons

    with concurrent.futures.ThreadPoolExecutor(connections) as senders:
        parts = list(senders.map(send, range(connections)))
    return {reason: sum(part.get(reason, 0) for part in parts) for part in parts for reason in part}
