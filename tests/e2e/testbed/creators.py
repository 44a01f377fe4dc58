"""Those who create Pods without pause and try each exactly once, as Argo Workflows does: a failed call is final for them."""

import dataclasses
import http.client
import itertools
import threading
import time

from .api import ApiError
from .kubeflow import has_credentials, pod, role_of
from .waiting import eventually

_PAUSE_S = 0.1  # after a failure: an API server that is away would be asked thousands of times a second


@dataclasses.dataclass
class Failed:
    at_s: float  # time.monotonic()
    why: str


class Creators:
    """`with Creators(...) as creators:`; `lost` and `refused` are for after it. All Pods take the role of their namespace."""

    def __init__(self, cluster, *namespaces, threads=3):
        self._cluster = cluster
        self._namespaces = namespaces
        self._numbers = itertools.count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._create_until_over, name=f"creator-{n}", daemon=True) for n in range(threads)]
        self.created = 0
        self.bare = []  # Pods that were created without credentials
        self.refused = []  # by the webhook, or because it could not be called
        self.lost = []  # no answer from the API server, or a refusal of its own

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, count=20):
        """Until so many more were created."""
        enough = self.created + count
        eventually(lambda: self.created >= enough, lambda: f"{count} more Pods are created; {self.summary()}")

    def summary(self):
        return f"{self.created} created, {len(self.bare)} of them bare, {len(self.refused)} refused, {len(self.lost)} lost: {(self.refused or self.lost)[-1:]}"

    def assert_none_noticed(self):
        """Nobody's Pod was refused, and all that exist (the API server may have lost an answer) have credentials."""
        assert not self.refused and not self.bare, self.summary()
        for name in self._namespaces:
            found = self._cluster.api.get(f"/api/v1/namespaces/{name}/pods")["items"]
            assert found
            bare = [each["metadata"]["name"] for each in found if not has_credentials(each, role_of(name))]
            assert not bare, bare

    def _create_until_over(self):
        for name in itertools.cycle(self._namespaces):
            if self._over.is_set():
                return
            self._create(name, f"pod-{next(self._numbers)}")

    def _create(self, namespace, name):
        try:
            made = self._cluster.api.create(pod(name, namespace))
        except ApiError as error:
            (self.refused if "webhook" in str(error) else self.lost).append(Failed(time.monotonic(), str(error)))
        except (OSError, http.client.HTTPException) as error:
            self.lost.append(Failed(time.monotonic(), repr(error)))
        else:
            self.created += 1
            if not has_credentials(made, role_of(namespace)):
                self.bare.append(name)
            return
        self._over.wait(_PAUSE_S)
