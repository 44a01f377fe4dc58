"""A network of the tests' own, in which every Pod has an address and every port is free.

kube-apiserver calls a webhook at the addresses in its Service's EndpointSlices, and these may not be loopback. So the
whole test run moves into a network namespace (as `unshare --net` makes it; for an ordinary user in a user namespace, too)
whose only interface, `lo`, has an address for the API server and one for each Pod. All that is started later inherits it.
To look at such a cluster from outside: nsenter --net --target PID kubectl ..."""

import contextlib
import ctypes
import itertools
import os
import random
import socket
import subprocess

API_SERVER = "10.99.0.1"
POD_ADDRESSES = [f"10.99.0.{last}" for last in range(11, 31)]

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

# In an order of this run's own: another one may be at work in the same network.
_ports = itertools.cycle(random.sample(range(15000, 32000), 17000))


class NoOwnNetwork(Exception):
    """Says why this machine does not let us have one."""


def enter_own_network():
    """Moves this process; to be called before it has a second thread."""
    if os.environ.get("PIW_E2E_NETWORK") == "host":
        raise NoOwnNetwork("PIW_E2E_NETWORK=host")
    user, group = os.geteuid(), os.getegid()
    flags = _CLONE_NEWNET if user == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        raise NoOwnNetwork(f"unshare: {os.strerror(ctypes.get_errno())}")
    if flags & _CLONE_NEWUSER:
        _be_root_in_own_user_namespace(user, group)
    _add_addresses()


def _be_root_in_own_user_namespace(user, group):
    for file, line in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{file}", "w", encoding="ascii") as map_file:
            map_file.write(line)


def _add_addresses():
    lines = ["link set lo up", *(f"addr add {address}/32 dev lo" for address in [API_SERVER, *POD_ADDRESSES])]
    try:
        subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True, capture_output=True)
    except FileNotFoundError:
        raise NoOwnNetwork("there is no program ip (Debian package iproute2)") from None
    except subprocess.CalledProcessError as error:
        raise NoOwnNetwork(f"ip: {error.stderr.strip()}") from None


def free_port(address="127.0.0.1"):
    """Free just now, and never given twice. Below those that Linux gives to clients (32768 and up), of which one may take a
    port between our look and its use."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((address, port))
            return port
