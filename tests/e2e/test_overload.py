"""An API server that has no time for the webhook, and one whose database hangs."""

import contextlib
import http.client
import threading
import time

from testbed.kubeflow import namespace, pod, role_of
from testbed.review import ask
from testbed.state import RESOURCES, complaints, holding, is_healthy, lists, of_each
from testbed.waiting import eventually
from testbed.webhook import NAMESPACE, SERVICE

FLOW_CONTROL = "/apis/flowcontrol.apiserver.k8s.io/v1"
# All requests of the webhook, and of nobody else, fall into a priority level without a single seat.
LEVEL = {
    "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "PriorityLevelConfiguration", "metadata": {"name": "no-seat"},
    "spec": {
        "type": "Limited",
        "limited": {"nominalConcurrencyShares": 0, "lendablePercent": 0, "borrowingLimitPercent": 0, "limitResponse": {"type": "Reject"}},
    },
}  # fmt: skip
SCHEMA = {
    "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "FlowSchema", "metadata": {"name": "no-seat"},
    "spec": {
        "priorityLevelConfiguration": {"name": "no-seat"}, "matchingPrecedence": 2,
        "rules": [{
            "subjects": [{"kind": "ServiceAccount", "serviceAccount": {"namespace": NAMESPACE, "name": SERVICE}}],
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": True, "namespaces": ["*"]}],
        }],
    },
}  # fmt: skip


@contextlib.contextmanager
def no_seat(cluster, identity):
    """Whatever the webhook asks is answered 429. A level without seats still admits one request at a time: one of ours that
    hangs, because etcd does, takes that place."""
    path = "/api/v1/namespaces?limit=1&resourceVersion=0"  # from the API server's cache
    as_ours = cluster.api_as(identity.token_file.read_text())
    try:
        cluster.api.request("POST", f"{FLOW_CONTROL}/prioritylevelconfigurations", LEVEL)
        cluster.api.request("POST", f"{FLOW_CONTROL}/flowschemas", SCHEMA)
        eventually(lambda: level_of(as_ours, path) == level_uid(cluster), "our requests are in that level")
        with hanging(cluster, lambda: as_ours.call("GET", "/api/v1/namespaces/default")):
            eventually(lambda: as_ours.call("GET", path)[0] == 429, "our requests are answered 429")
            yield
    finally:
        uid = level_uid(cluster)
        cluster.api.delete(f"{FLOW_CONTROL}/flowschemas/no-seat")
        cluster.api.delete(f"{FLOW_CONTROL}/prioritylevelconfigurations/no-seat")
    eventually(lambda: level_of(as_ours, path) != uid, "they are in another again")


@contextlib.contextmanager
def hanging(cluster, call):
    """etcd hangs, and so does this call of it, made again whenever it is answered: one that arrives while another request has
    the place is refused at once."""
    over = threading.Event()

    def repeat():
        while not over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):  # given up, or the line broke
                call()

    cluster.etcd.process.pause()
    caller = threading.Thread(target=repeat)
    caller.start()
    try:
        yield
    finally:
        over.set()
        cluster.etcd.process.resume()
        caller.join()


def level_of(api, path):
    """Of a request for that."""
    return api.call("GET", path)[1]["X-Kubernetes-PF-PriorityLevel-UID"]


def level_uid(cluster):
    return cluster.api.get(f"{FLOW_CONTROL}/prioritylevelconfigurations/no-seat")["metadata"]["uid"]


def test_an_overloaded_api_server_is_waited_for(cluster, profiles, identity, relay, launch, certificate):
    profiles.create("overload", role_of("overload"))
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig_through(relay.address)])
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "overload")).annotations.get("role-arn"), "the role is known")
    with holding(webhook.is_ready, "/readyz says 200"):
        with no_seat(cluster, identity):
            relay.cut()  # watches that stand keep their seats
            eventually(lambda: all(value >= 1 for value in of_each(webhook, "watch_failures_total", reason="throttled").values()), "429")
            assert ask(webhook, certificate.ca, pod("x", "overload")).annotations["role-arn"] == role_of("overload")
            unknown = ask(webhook, certificate.ca, pod("x", "overload-nowhere"))
            assert (unknown.status, unknown.headers["Retry-After"]) == (503, "1")
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    lines = complaints(webhook, "throttled")
    assert {line["resource"] for line in lines} == {"profiles.kubeflow.org", "namespaces", "serviceaccounts"}
    for line in lines:
        assert line["level"] == "warning" and "overloaded and told us to wait" in line["message"], line
    assert lists(webhook) == dict.fromkeys(RESOURCES, 1)


def test_a_read_that_hangs_is_given_up_after_a_second(cluster, profiles, identity, launch, certificate):
    profiles.create("hangs", role_of("hangs"))
    cluster.api.create(namespace("hangs-orphan", owner="alice@example.com"))
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig])
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "hangs-orphan")).status == 200, "the namespace is known")
    before = webhook.metric("live_reads_total", result="timeout") + webhook.metric("live_reads_total", result="failed")
    cluster.etcd.process.pause()  # the API server's caches answer, its reads of single objects do not
    try:
        assert ask(webhook, certificate.ca, pod("x", "hangs")).annotations["role-arn"] == role_of("hangs")
        begun = time.monotonic()
        answer = ask(webhook, certificate.ca, pod("x", "hangs-orphan"))
        # Well inside the 12 s of the registration, so that kube-apiserver repeats it.
        assert time.monotonic() - begun < 6
        assert (answer.status, answer.headers["Retry-After"], answer.headers["Connection"]) == (503, "1", "close")
        assert answer.body["kind"] == "Status" and "hangs-orphan" in answer.body["message"], answer.body
        assert webhook.is_ready()
    finally:
        cluster.etcd.process.resume()
        cluster.wait_ready()
    assert webhook.metric("live_reads_total", result="timeout") + webhook.metric("live_reads_total", result="failed") > before
    eventually(lambda: ask(webhook, certificate.ca, pod("x", "hangs-orphan")).status == 200, "it is read again")
