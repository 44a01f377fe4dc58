"""What a kubelet computes for a container: fields by reference, variables, command and arguments."""

import re

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_REFERENCE = re.compile(r"\$\$|\$\(([-._a-zA-Z0-9]+)\)")
_KEYED = re.compile(r"metadata\.(labels|annotations)\['([^']+)'\]")
_FIELDS = {
    "metadata.name": lambda pod: pod["metadata"]["name"],
    "metadata.namespace": lambda pod: pod["metadata"]["namespace"],
    "metadata.uid": lambda pod: pod["metadata"]["uid"],
    "spec.nodeName": lambda pod: pod["spec"]["nodeName"],
    "spec.serviceAccountName": lambda pod: pod["spec"]["serviceAccountName"],
}


def field(pod, path, address, host):
    """A fieldRef."""
    if match := _KEYED.fullmatch(path):
        return pod["metadata"].get(match[1], {}).get(match[2], "")
    if path in ("status.podIP", "status.podIPs", "status.hostIP"):
        return host if path == "status.hostIP" else address
    return _FIELDS[path](pod)  # the API server has let no other pass


def variables(pod, container, address, host, api_server):
    """{name: value}, all that the process gets. `api_server` is (host, port): a kubelet gives the address of the Service
    `kubernetes`, which kube-proxy then translates."""
    found = {
        "PATH": _PATH, "HOSTNAME": pod["metadata"]["name"], "KUBERNETES_SERVICE_HOST": api_server[0], "KUBERNETES_SERVICE_PORT": str(api_server[1]),
        "KUBERNETES_SERVICE_PORT_HTTPS": str(api_server[1]), "KUBERNETES_PORT": f"tcp://{api_server[0]}:{api_server[1]}",
    }  # fmt: skip
    for each in container.get("env", []):
        if "valueFrom" in each:
            found[each["name"]] = field(pod, each["valueFrom"]["fieldRef"]["fieldPath"], address, host)
        else:
            found[each["name"]] = expanded(each.get("value", ""), found)
    return found


def expanded(text, known):
    """$(NAME), where that is known; $$ is $."""
    return _REFERENCE.sub(lambda match: "$" if match[1] is None else known.get(match[1], match[0]), text)


def command(container, image, known):
    """A command replaces the image's entrypoint and its arguments, arguments alone only these."""
    entrypoint = container.get("command") or image.entrypoint
    arguments = container.get("args") or (() if container.get("command") else image.command)
    return [expanded(each, known) for each in [*entrypoint, *arguments]]
