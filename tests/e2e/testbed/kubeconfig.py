"""Kubeconfig files."""

import pathlib

import yaml


def write_kubeconfig(path, server, ca_file, user, context="tests", **cluster):
    """`user` is what goes under users[].user ({"token": ...}, {"tokenFile": ...}, client certificates, {"exec": ...});
    `cluster` are more keys of clusters[].cluster, with `_` for `-`."""
    more = {key.replace("_", "-"): value for key, value in cluster.items()}
    contents = {
        "apiVersion": "v1", "kind": "Config", "current-context": context,
        "clusters": [{"name": "tests", "cluster": {"server": server, "certificate-authority": str(ca_file), **more}}],
        "users": [{"name": "user", "user": user}],
        "contexts": [{"name": context, "context": {"cluster": "tests", "user": "user"}}],
    }  # fmt: skip
    path = pathlib.Path(path)
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(contents), encoding="utf-8")
    return path
