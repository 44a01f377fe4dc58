"""Three Nodes and their kubelets, and the scheduler, for the Pods of one namespace."""

import contextlib
import http.client
import threading
import time

from .. import network
from ..api import ApiError
from ..waiting import eventually
from .links import Bridge, Sandbox
from .logs import LogServer
from .pod import RunningPod
from .scheduler import choose

_PERIOD_S = 0.1


class Node:
    """An entry, and a network namespace for the Pods that ask for their Node's."""

    def __init__(self, nodes, name, zone, log_address):
        self._sandbox = Sandbox(nodes.warden, nodes.bridge, name, nodes.folder)
        self.name, self.network, self.address = name, self._sandbox.path, self._sandbox.address
        self.labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": zone}
        self._enter(nodes.cluster.api, log_address)

    def close(self):
        self._sandbox.close()

    def _enter(self, api, log_address):
        api.apply({"apiVersion": "v1", "kind": "Node", "metadata": {"name": self.name, "labels": self.labels}})
        # The node controller's, which takes it away again when the kubelet is heard of; it is not here.
        api.patch(f"/api/v1/nodes/{self.name}", {"spec": {"taints": None}})
        host, port = log_address  # of all kubelets, for `kubectl logs`
        status = {
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
            "addresses": [{"type": "InternalIP", "address": host}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
        }
        api.patch(f"/api/v1/nodes/{self.name}/status", {"status": status})


class Nodes:
    """`with Nodes(...) as nodes:`. `images`: {name: Image}. What a test may do to them is in the second part."""

    def __init__(self, cluster, warden, folder, namespace, images):
        self.cluster, self.warden, self.folder, self.namespace, self.images = cluster, warden, folder, namespace, images
        folder.mkdir()
        self.api_server = (network.API_SERVER, cluster.port)
        self.bridge = Bridge()
        self._api = cluster.api_as(cluster.admin_token, "kubelet")
        self._pods_path = f"/api/v1/namespaces/{namespace}/pods"
        self._pods = {}  # uid: RunningPod
        self._journal = []
        self.faults = []  # a scenario that has one has failed
        self.has_power = self.may_start = True
        self._logs = LogServer(cluster, folder, self)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nodes", daemon=True)
        self._nodes = [Node(self, f"node-{letter}", f"zone-{letter}", self._logs.listens_at) for letter in "abc"]

    def __enter__(self):
        self._logs.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        pods = list(self._pods.values())
        for each in pods:
            each.forget()
        for each in pods:
            each.join()
        for each in self._nodes:
            each.close()
        self._logs.__exit__()

    # --- for Pods ---

    def note(self, text):
        self._journal.append((time.time(), text))

    def fault(self, text):
        self.note(text)
        self.faults.append(text)

    # --- for tests ---

    def known_pods(self):
        """Those that are over, too; the newest first."""
        return list(self._pods.values())[::-1]

    def pods(self, labels):
        """That have their place and are not over, the oldest first."""
        running = [each for each in self._pods.values() if each.containers and not each.is_over]
        found = [each for each in running if labels.items() <= each.pod["metadata"].get("labels", {}).items()]
        return sorted(found, key=lambda each: (each.pod["metadata"]["creationTimestamp"], each.name))

    def power_cut(self):
        """Everything is dead at once, and the API server is not told: it still counts on them. Until `power_back`."""
        self.has_power = False
        for pod in list(self._pods.values()):
            for each in pod.containers.values():
                each.kill()

    def power_back(self):
        self.has_power = True

    def hold_starts(self):
        """What ends is seen, but nothing is started, until `let_start`."""
        self.may_start = False

    def let_start(self):
        self.may_start = True

    def wait_idle(self, **options):
        """Until no Pod runs."""
        eventually(lambda: all(each.is_over for each in self._pods.values()), "no Pod runs any more", explain=self.report, **options)

    def forget_journal(self):
        """What has happened so far is not for the next `report`."""
        self._journal.clear()

    def report(self, lines=60):
        """What has happened here lately, with the last words of the newest Pods."""
        told = [f"{time.strftime('%H:%M:%S', time.gmtime(at))}.{int(at % 1 * 1000):03} {text}" for at, text in self._journal[-lines:]]
        for pod in self.known_pods()[:4]:
            for name, each in pod.containers.items():
                words = [line for line in each.log().splitlines() if '"message":"admission"' not in line][-25:]
                told += [f"--- {pod.name}/{name}: {each.explain()}", *words]
        return "\n".join(told)

    # --- the thread ---

    def _run(self):
        while not self._over.wait(_PERIOD_S):
            # An API server that is away is asked again.
            with contextlib.suppress(OSError, http.client.HTTPException, ApiError):
                self._look()

    def _look(self):
        found = {each["metadata"]["uid"]: each for each in self._api.get(self._pods_path)["items"]}
        bound = [each for each in found.values() if "nodeName" in each["spec"]]
        for uid, pod in found.items():
            if "nodeName" not in pod["spec"]:
                self._bind(pod, bound)
            elif uid in self._pods:
                self._pods[uid].tell(pod)
            else:
                node = next(each for each in self._nodes if each.name == pod["spec"]["nodeName"])
                self._pods[uid] = RunningPod(self, node, pod)
        for uid, running in self._pods.items():
            if uid not in found:
                running.forget()

    def _bind(self, pod, bound):
        node = choose(pod, self._nodes, bound)
        if node is None:
            return
        metadata = {"name": pod["metadata"]["name"], "namespace": self.namespace}
        body = {"apiVersion": "v1", "kind": "Binding", "metadata": metadata, "target": {"apiVersion": "v1", "kind": "Node", "name": node.name}}
        self._api.request("POST", f"{self._pods_path}/{metadata['name']}/binding", body)
        pod["spec"]["nodeName"] = node.name
        bound.append(pod)
