"""The part of a kubelet that credentials depend on: it fetches the tokens that a Pod's volumes ask for, puts them where a
container mounts them, and starts a process there with the container's environment.

The paths of a Pod are absolute, and they are not translated: the process runs in a mount namespace of its own, in which
/var/run is an empty file system with nothing but these files. So it meets exactly what it would meet in its container."""

import os
import subprocess

import pytest

# $1: a folder whose contents are to be /var/run; the rest: the command.
_START = """
set -e
run=$(readlink -f /var/run)
mount -t tmpfs -o mode=755 tmpfs "$run"
cp -R "$1"/. "$run"/
mount -o remount,bind,ro "$run"
shift
exec "$@"
"""
_UNSHARE = ["unshare", "--mount", "--propagation=private", *(["--map-root-user"] if os.geteuid() != 0 else [])]
_VAR_RUN = "/var/run/"


def tokens_of(cluster, of_pod, container):
    """{path in the container: token}, freshly requested: with its audience and lifetime, bound to the Pod."""
    files = {}
    volumes = {each["name"]: each for each in of_pod["spec"]["volumes"]}
    for mount in container["volumeMounts"]:
        for source in volumes[mount["name"]].get("projected", {}).get("sources", []):
            if wanted := source.get("serviceAccountToken"):
                audiences = [wanted["audience"]] if "audience" in wanted else []
                account = (of_pod["metadata"]["namespace"], of_pod["spec"]["serviceAccountName"])
                token = cluster.token_of(*account, audiences, wanted["expirationSeconds"], of_pod)
                files[f"{mount['mountPath'].rstrip('/')}/{wanted['path']}"] = token
    return files


def environment_of(of_pod, container):
    """Of its variables, as the kubelet computes them; of those by reference the ones that name a field of the metadata."""
    found = {}
    for variable in container.get("env", []):
        if "valueFrom" in variable:
            field = variable["valueFrom"]["fieldRef"]["fieldPath"].removeprefix("metadata.")
            found[variable["name"]] = of_pod["metadata"][field]
        else:
            found[variable["name"]] = variable.get("value", "")
    return found


def run(folder, files, environment, command, within_s=60):
    """The finished process. `folder` is an empty one; `environment` is all that it gets."""
    for path, contents in files.items():
        assert path.startswith(_VAR_RUN), path
        file = folder / path.removeprefix(_VAR_RUN)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents, encoding="ascii")
    _need_mount_namespaces()
    start = [*_UNSHARE, "/bin/sh", "-c", _START, "sh", folder]
    return subprocess.run(
        [*start, *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within_s, check=False
    )


def _need_mount_namespaces():
    tried = subprocess.run([*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no mount namespace of our own: {tried.stderr.strip()}")
