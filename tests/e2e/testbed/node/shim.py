"""Becomes a container, as runc does: namespaces, file system, rights; then the program, as process 1 of its own.

Run as a program of its own (Python's `subprocess` cannot do this between fork and exec in a run with threads), with one
argument: a file of JSON, see container.py. It hands SIGTERM on, ends as the container ends, and takes it along."""

import ctypes
import json
import os
import pathlib
import signal
import socket
import sys

_NEWNS, _NEWUTS, _NEWIPC, _NEWPID, _NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_PDEATHSIG, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 24, 38
_DEVICES = ("null", "zero", "full", "random", "urandom")
_libc = ctypes.CDLL(None, use_errno=True)


def main(file):
    asked = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    with open(asked["network"], "rb") as network:
        _call("setns", network.fileno(), _NEWNET)
    _call("unshare", _NEWNS | _NEWUTS | _NEWIPC | _NEWPID)
    ended, alive = os.pipe()  # tells the child of our end, should that come before the child has asked the kernel to
    child = os.fork()
    if child == 0:
        os.close(alive)
        _be_the_container(asked, ended)
    os.close(ended)
    signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def _be_the_container(asked, ended):
    try:
        last_capability = int(pathlib.Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
        _see_only(asked["root"], asked["mounts"])
        # From here on Python's own library is out of reach.
        socket.sethostname(asked["hostname"])
        _have_no_rights(asked["user"], asked["group"], asked["groups"], last_capability)
        _call("prctl", _PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # after the change of user, which would forget it
        os.set_blocking(ended, False)
        if _is_over(ended):
            os._exit(137)
        os.chdir(asked["folder"])
        os.umask(0o022)
        os.execve(asked["command"][0], asked["command"], asked["environment"])
    except OSError as why:
        # As a container engine says it when it cannot start one.
        print(f"failed to create containerd task: exec: {asked['command'][0]!r}: {why}", file=sys.stderr, flush=True)
    os._exit(128)


def _is_over(ended):
    try:
        return os.read(ended, 1) == b""
    except BlockingIOError:
        return False


def _see_only(root, mounts):
    _mount("none", "/", None, _REC | _PRIVATE)
    _mount(root, root, None, _BIND)
    _mount("proc", f"{root}/proc", "proc", _NOSUID | _NODEV | _NOEXEC)
    _mount("tmpfs", f"{root}/dev", "tmpfs", _NOSUID, "mode=755,size=64k")
    for each in _DEVICES:
        pathlib.Path(f"{root}/dev/{each}").touch()
        _mount(f"/dev/{each}", f"{root}/dev/{each}", None, _BIND)
    for source, target, read_only in mounts:
        target = f"{root}{target}"
        if target.startswith(f"{root}/dev/"):
            pathlib.Path(target).touch()
        _mount(source, target, None, _BIND | _REC)
        if read_only:
            _mount("none", target, None, _REMOUNT | _BIND | _RDONLY)
    _mount("none", root, None, _REMOUNT | _BIND | _RDONLY | _NODEV)
    os.chroot(root)
    os.chdir("/")


def _have_no_rights(user, group, groups, last_capability):
    for capability in range(last_capability + 1):
        _call("prctl", _CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)  # from root to another: that drops what was effective and permitted
    _call("prctl", _NO_NEW_PRIVS, 1, 0, 0, 0)


def _mount(source, target, kind, flags, data=None):
    encoded = [None if each is None else each.encode() for each in (source, target, kind)]
    _call("mount", *encoded, ctypes.c_ulong(flags), None if data is None else data.encode())


def _call(name, *arguments):
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1])
