"""The networks of Nodes and Pods: a network namespace each, with an address, joined by a bridge in the run's own."""

import ipaddress
import itertools
import os
import subprocess

from ..process import Process
from ..waiting import eventually

_NETWORK = ipaddress.ip_network("10.98.0.0/16")
GATEWAY = str(_NETWORK[1])


class Bridge:
    """One in a run. The kernel removes it, and all that hangs on it, with the run's network namespace."""

    def __init__(self):
        self._numbers = itertools.count(10)
        # With an address of its own: a bridge without takes that of one of its ports, another one whenever a Pod goes, and
        # the Pods that are left would call a gateway that is no more.
        _ip(f"link add pods address 0a:00:00:00:00:01 type bridge\naddr add {GATEWAY}/{_NETWORK.prefixlen} dev pods\nlink set pods up")

    def next(self):
        """(number, address); never given twice in a run."""
        number = next(self._numbers)
        return number, str(_NETWORK[number])


class Sandbox:
    """A network namespace with `address`, held by a process that only sleeps, as a container engine's pause does."""

    def __init__(self, warden, bridge, name, folder):
        number, self.address = bridge.next()
        self._process = Process(warden, f"pause-{name}", ["unshare", "--net", "sleep", "infinity"], folder / f"pause-{name}.log").start()
        self.path = f"/proc/{self._process.process_id}/ns/net"
        eventually(self._is_own, f"{name} has a network namespace", every_s=0.005, explain=self._process.tail)
        _ip(
            f"link add veth{number} type veth peer name eth0 netns {self._process.process_id}\n"
            f"link set veth{number} master pods\nlink set veth{number} up"
        )
        inside = f"link set lo up\naddr add {self.address}/{_NETWORK.prefixlen} dev eth0\nlink set eth0 up\nroute add default via {GATEWAY}"
        _ip(inside, "nsenter", f"--net={self.path}")

    def close(self):
        if self._process.is_running():
            self._process.kill()

    def _is_own(self):
        assert self._process.is_running(), self._process.tail()
        return os.readlink(self.path) != os.readlink("/proc/self/ns/net")


def _ip(batch, *before):
    run = subprocess.run([*before, "ip", "-batch", "-"], input=batch, text=True, capture_output=True, check=False)
    assert run.returncode == 0, f"ip: {run.stderr}"
