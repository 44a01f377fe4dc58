"""What a container is to find: its files, its user, its environment. Made here, and described for the shim."""

import os
import shutil

from . import cgroup
from .environment import command, variables


def described(place, container, image, folder, words):
    """For shim.py; `folder` is the container's own, `words` the file for its termination message."""
    of_pod, own = place.pod["spec"].get("securityContext", {}), container.get("securityContext", {})
    user, group = (own.get(key, of_pod.get(key, default)) for key, default in (("runAsUser", image.user), ("runAsGroup", image.group)))
    assert user != 0, "the container would run as root"
    known = variables(place.pod, container, place.address, place.host, place.api_server)
    mounts = [*_of_kubelet(place, container, folder, words), *_asked_for(place, container)]
    return {
        "network": place.network, "root": str(_root(image, folder, mounts)), "hostname": place.pod["metadata"]["name"],
        "mounts": mounts, "user": user, "group": group, "folder": container.get("workingDir", "/"),
        "groups": [*of_pod.get("supplementalGroups", []), *([of_pod["fsGroup"]] if "fsGroup" in of_pod else [])],
        "environment": known, "command": command(container, image, known),
    }  # fmt: skip


def _of_kubelet(place, container, folder, words):
    """[source, target, read only] of what every container gets."""
    hosts, resolver = folder / "hosts", folder / "resolv.conf"
    hosts.write_text(f"127.0.0.1\tlocalhost\n{place.address}\t{place.pod['metadata']['name']}\n", encoding="ascii")
    resolver.write_text("# There is no DNS here.\n", encoding="ascii")
    cgroup.write(folder / "cgroup", container.get("resources", {}))
    read_only = [[str(hosts), "/etc/hosts", True], [str(resolver), "/etc/resolv.conf", True], [str(folder / "cgroup"), "/sys/fs/cgroup", True]]
    return [*read_only, [str(words), container["terminationMessagePath"], False]]


def _asked_for(place, container):
    """The same of its volumes, outer ones first."""
    mounts = []
    for each in container.get("volumeMounts", []):
        volume = place.volumes.by_name[each["name"]]
        mounts.append([str(volume.folder), each["mountPath"].rstrip("/"), volume.read_only or each.get("readOnly", False)])
    return sorted(mounts, key=lambda mount: mount[1])


def _root(image, folder, mounts):
    """The image's files, by links, with a place for each mount: what a container engine does in a layer of its own."""
    root = folder / "root"
    shutil.copytree(image.root, root, symlinks=True, copy_function=os.link)
    for target in ("/proc", "/dev"):
        (root / target[1:]).mkdir(exist_ok=True)
    for source, target, _ in mounts:
        place = root / target[1:]
        if target.startswith("/dev/"):
            continue  # the shim makes these
        if os.path.isdir(source):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    return root
