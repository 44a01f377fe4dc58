"""The replicas behind their real Service. For the parts of a cluster that are not there, the tests stand in: this is the
Deployment's controller and the kubelet (it starts and ends processes and probes them), while the EndpointSlices are made by
the real endpointslice controller from the Pods whose status this writes."""

import contextlib
import http.client
import threading

from . import network
from .api import ApiError
from .waiting import eventually
from .webhook import NAMESPACE, SERVICE

_LABELS = {"app.kubernetes.io/name": SERVICE}
_POD_PATH = f"/api/v1/namespaces/{NAMESPACE}/pods"
_PROBE_PERIOD_S = 0.2  # a kubelet takes a second at least


# No more than an entry: the endpointslice controller leaves out a Pod whose node it does not know.
_NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node"}}


def _service():
    ports = [{"port": 443, "targetPort": 8443}]
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": SERVICE, "namespace": NAMESPACE},
        "spec": {"selector": _LABELS, "ports": ports},
    }  # fmt: skip


class Replica:
    """One Pod and its process; `webhook` is the process. All but `probe` belong to the test's own thread."""

    def __init__(self, api, webhook):
        self._api = api
        self.webhook = webhook
        self._path = f"{_POD_PATH}/{webhook.name}"
        self._told = None  # what the Pod's status says; None: there is no Pod to tell it to
        self._lock = threading.Lock()

    def create(self):
        # Bound to a node, so that its deletion waits for the kubelet, as it does in a cluster.
        spec = {"nodeName": _NODE["metadata"]["name"], "serviceAccountName": SERVICE, "containers": [{"name": "webhook", "image": "webhook"}]}
        metadata = {"name": self.webhook.name, "namespace": NAMESPACE, "labels": _LABELS}
        self._api.create({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
        self.webhook.start(wait=False)
        with self._lock:
            self._tell(False)

    def terminate(self):
        """As `kubectl delete pod`: the Pod is marked, the process gets SIGTERM, and when it has ended the Pod goes. Its
        endpoint goes at its own pace meanwhile. Returns the exit code."""
        with self._lock:
            self._told = None
            self._api.delete(self._path, grace_s=45)
        code = self.webhook.stop()
        self._api.delete(self._path, grace_s=0)
        return code

    def crash(self):
        """`kill -9`, which nobody has announced; the kubelet sees it at its next probe."""
        self.webhook.kill()

    def restart(self):
        """The container anew, in the same Pod."""
        self.webhook.start(wait=False)

    def remove(self):
        with self._lock:
            self._told = None
            self.webhook.kill()
            self._api.delete(self._path, grace_s=0)

    def probe(self):
        """The kubelet's readiness probe: the Pod's status says what /readyz said."""
        ready = self.webhook.process.is_running() and self.webhook.health("/readyz", within_s=1)[0] == 200
        with self._lock:
            if self._told is not None and ready != self._told:
                self._tell(ready)

    def _tell(self, ready):
        conditions = [{"type": kind, "status": str(ready)} for kind in ("Ready", "ContainersReady")]
        address = self.webhook.address
        status = {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "conditions": conditions}
        self._api.patch(f"{self._path}/status", {"status": status})
        self._told = ready


class Deployment:
    """So many replicas behind Service profile-iam-system/profile-iam-webhook, port 443; `close` ends them."""

    def __init__(self, cluster, make_webhook, replicas=2):
        """`make_webhook(name, address)` makes a Webhook which listens there on 8443 and 8080."""
        assert cluster.own_network, "endpoints need addresses that are not loopback"
        assert cluster.controllers is not None, "EndpointSlices are kube-controller-manager's"
        self._cluster = cluster
        for manifest in (_service(), _NODE):
            cluster.api.apply(manifest)
        self.replicas = []
        self._append(make_webhook, replicas)
        self._over = threading.Event()
        self._kubelet = threading.Thread(target=self._probe, name="kubelet", daemon=True)

    @property
    def webhooks(self):
        return [replica.webhook for replica in self.replicas]

    def start(self, wait=True):
        """Returns when all are ready, and endpoints of the Service; without `wait`, at once."""
        for replica in self.replicas:
            replica.create()
        self._kubelet.start()
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self):
        for webhook in self.webhooks:
            webhook.wait_ready()
        self.wait_for_endpoints(*(webhook.address for webhook in self.webhooks))

    def add(self, make_webhook, replicas):
        """More of them, as the first half of a rollout; returns the new ones when all are ready, and endpoints."""
        added = self._append(make_webhook, replicas)
        for replica in added:
            replica.create()
        self.wait_ready()
        return added

    def end(self, replica):
        """As the second half of a rollout: it is terminated and does not come again."""
        code = replica.terminate()
        self.replicas.remove(replica)
        return code

    def _append(self, make_webhook, replicas):
        start = len(self.replicas)
        added = [
            Replica(self._cluster.api_as(self._cluster.admin_token), make_webhook(f"{SERVICE}-{number}", network.POD_ADDRESSES[number]))
            for number in range(start, start + replicas)
        ]
        self.replicas += added
        return added

    def close(self):
        self._over.set()
        self._kubelet.join()
        for replica in self.replicas:
            replica.remove()

    def wait_for_endpoints(self, *addresses, **options):
        """Until exactly these are ready endpoints. kube-apiserver hears of it a moment later."""
        eventually(
            lambda: self.endpoints() == set(addresses),
            lambda: f"the ready endpoints are {sorted(addresses)}; they are {sorted(self.endpoints())}", **options,
        )  # fmt: skip

    def endpoints(self):
        selector = f"labelSelector=kubernetes.io/service-name%3D{SERVICE}"
        slices = self._cluster.api.get(f"/apis/discovery.k8s.io/v1/namespaces/{NAMESPACE}/endpointslices?{selector}")["items"]
        found = [endpoint for each in slices for endpoint in each.get("endpoints") or []]
        return {address for endpoint in found if endpoint["conditions"]["ready"] for address in endpoint["addresses"]}

    def _probe(self):
        while not self._over.wait(_PROBE_PERIOD_S):
            for replica in list(self.replicas):
                # An API server that is away is one of the scenarios; the next probe tells it.
                with contextlib.suppress(OSError, http.client.HTTPException, ApiError):
                    replica.probe()
