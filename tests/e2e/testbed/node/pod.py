"""One Pod on its Node, from its start to the moment that its object goes; a thread of its own."""

import contextlib
import dataclasses
import http.client
import pathlib
import threading
import time
import typing

from ..api import ApiError, path_of
from .container import Container
from .links import Sandbox
from .times import now
from .understood import NotUnderstood, check
from .volumes import NotYet, Volumes

_PERIOD_S = 0.05
_REFRESH_S = 1  # a kubelet needs up to a minute before a changed Secret is in its files


@dataclasses.dataclass
class PlaceOfPod:
    """What its containers need to know."""

    pod: dict
    folder: pathlib.Path
    network: str
    address: str
    host: str  # the Node's address
    api_server: tuple
    images: dict
    warden: object
    volumes: Volumes
    journal: typing.Callable
    may_start: typing.Callable

    @property
    def grace_s(self):
        return self.pod["spec"]["terminationGracePeriodSeconds"]


class RunningPod:
    """`tell` it what the API server says; `containers` is {name: Container}."""

    def __init__(self, nodes, node, pod):
        self.name = pod["metadata"]["name"]
        self.node, self.pod = node, pod
        self._nodes = nodes
        self._api = nodes.cluster.api_as(nodes.cluster.admin_token, "kubelet")
        self._path = path_of({"apiVersion": "v1", "kind": "Pod", "metadata": pod["metadata"]})
        self.containers = {}
        self.ended_at = None  # time.time() of the first SIGTERM that it was sent because it was deleted
        self._gone = threading.Event()  # the object is, or the run is over
        self._sandbox = self.place = None
        self._told = {}
        self._since = {}
        self._refresh_at = 0
        self.fault = None
        self._thread = threading.Thread(target=self._run, name=f"pod-{self.name}", daemon=True)
        self._thread.start()

    def tell(self, pod):
        self.pod = pod

    def forget(self):
        """There is no such object any more: whatever runs is killed."""
        self._gone.set()

    def join(self):
        self._thread.join()

    @property
    def is_over(self):
        return not self._thread.is_alive()

    def log(self):
        return "".join(each.log() for each in self.containers.values())

    # --- its thread ---

    def _run(self):
        try:
            check(self.pod)
            self._live()
        except NotUnderstood as why:
            self.fault = f"the runner does not understand this Pod: {why}"
        except Exception as why:  # pylint: disable=broad-exception-caught  # whatever it is, the scenario has to fail
            self.fault = f"the runner has failed: {why!r}"
            raise
        finally:
            if self.fault:
                self._nodes.fault(f"{self.name}: {self.fault}")
            for each in self.containers.values():
                each.kill()
            if self._sandbox is not None:
                self._sandbox.close()

    def _live(self):
        self._settle()
        while not self._gone.wait(_PERIOD_S):
            if not self._nodes.has_power:
                continue
            if "deletionTimestamp" in self.pod["metadata"]:
                self._end()
                return
            for each in self.containers.values():
                each.look()
            self._refresh()
            self._tell()

    def _settle(self):
        folder = self._nodes.folder / self.pod["metadata"]["uid"]
        folder.mkdir(parents=True)
        if self.pod["spec"].get("hostNetwork"):
            network, address = self.node.network, self.node.address
        else:
            self._sandbox = Sandbox(self._nodes.warden, self._nodes.bridge, self.name, folder)
            network, address = self._sandbox.path, self._sandbox.address
        volumes = Volumes(self._nodes.cluster, self._api, self.pod, folder / "volumes", address, self.node.address)
        self.place = PlaceOfPod(
            self.pod, folder, network, address, self.node.address, self._nodes.api_server, self._nodes.images, self._nodes.warden, volumes,
            lambda text: self._nodes.note(f"{self.name}: {text}"), lambda: self._nodes.may_start,
        )  # fmt: skip
        self.containers = {each["name"]: Container(self.place, each) for each in self.pod["spec"]["containers"]}
        self._started_at = now()

    def _refresh(self):
        if time.monotonic() >= self._refresh_at and any(each.is_running for each in self.containers.values()):
            self._refresh_at = time.monotonic() + _REFRESH_S
            # The files that are there stay.
            with contextlib.suppress(NotYet, ApiError, OSError, http.client.HTTPException):
                self.place.volumes.refresh()

    def _end(self):
        """SIGTERM, its grace, SIGKILL; the probes of readiness go on. Then the object may go."""
        grace_s = self.pod["metadata"]["deletionGracePeriodSeconds"]
        self.ended_at = time.time()
        for each in self.containers.values():
            each.end(grace_s)
        while any(each.is_running for each in self.containers.values()) and not self._gone.wait(_PERIOD_S):
            for each in self.containers.values():
                each.look(ending=True)
            self._tell()
        self._tell()
        body = {"gracePeriodSeconds": 0, "preconditions": {"uid": self.pod["metadata"]["uid"]}}
        with contextlib.suppress(ApiError):  # 404, or 409: another of that name
            self._api.request("DELETE", self._path, body)

    def _tell(self):
        status = self._status()
        if status != self._told:
            # An API server that is away is told later; a Pod that is gone, never.
            with contextlib.suppress(OSError, http.client.HTTPException, ApiError):
                self._api.patch(f"{self._path}/status", {"status": status})
                self._told = status

    def _status(self):
        containers = list(self.containers.values())
        phase = self._phase(containers)
        ready = all(each.ready for each in containers)
        over = phase in ("Succeeded", "Failed")
        reason = {"reason": "PodCompleted"} if over else {} if ready else {"reason": "ContainersNotReady"}
        conditions = {
            "PodReadyToStartContainers": (not over, {}), "Initialized": (True, {}), "ContainersReady": (ready, reason), "Ready": (ready, reason),
        }  # fmt: skip
        ours = [self._condition(kind, *value) for kind, value in conditions.items()]
        theirs = [each for each in self.pod.get("status", {}).get("conditions", []) if each["type"] not in conditions]
        address = self.place.address
        return {
            "phase": phase, "hostIP": self.node.address, "hostIPs": [{"ip": self.node.address}], "podIP": address, "podIPs": [{"ip": address}],
            "startTime": self._started_at, "conditions": [*theirs, *ours], "containerStatuses": [each.status() for each in containers],
        }  # fmt: skip

    @staticmethod
    def _phase(containers):
        if all(each.is_over for each in containers):
            return "Succeeded" if all(each.exit_code == 0 for each in containers) else "Failed"
        return "Running" if all(each.has_started_once for each in containers) else "Pending"

    def _condition(self, kind, value, reason):
        if self._since.get(kind, (None, None))[0] != value:
            self._since[kind] = (value, now())
        return {"type": kind, "status": str(value), "lastTransitionTime": self._since[kind][1], **reason}
