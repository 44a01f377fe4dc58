"""etcd, with everything on loopback and nothing waiting for a disk."""

import json
import urllib.request

from . import network
from .paths import program
from .process import Process
from .waiting import eventually


class Etcd:
    def __init__(self, warden, folder):
        self.address = f"http://127.0.0.1:{network.free_port()}"
        peer = f"http://127.0.0.1:{network.free_port()}"
        arguments = [
            program("etcd"), f"--data-dir={folder}/etcd", f"--listen-client-urls={self.address}", f"--advertise-client-urls={self.address}",
            f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync", "--log-level=warn",
        ]  # fmt: skip
        self.process = Process(warden, "etcd", arguments, folder / "etcd.log")

    def start(self):
        """Returns when it is healthy: a kube-apiserver that finds none waits seconds before it looks again."""
        self.process.start()

        def healthy():
            assert self.process.is_running(), f"etcd has ended\n{self.process.tail()}"
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                    return json.load(answer)["health"] == "true"
            except OSError:
                return False

        eventually(healthy, "etcd is healthy", explain=self.process.tail)

    def revision(self):
        return int(self._call("/v3/kv/range", {"key": "AA=="})["header"]["revision"])

    def compact(self):
        """Forgets every revision but the newest, which it returns."""
        newest = self.revision()
        self._call("/v3/kv/compaction", {"revision": newest, "physical": True})
        return newest

    def _call(self, path, body):
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
