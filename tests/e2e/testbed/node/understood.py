"""What of a Pod's spec the runner understands. Anything else is an error: what is ignored would not be tested."""


class NotUnderstood(Exception):
    """Says which field, and what it holds."""


_ANY = object()
_ADDED = {"items": [{"key": _ANY, "path": _ANY, "mode": _ANY}], "optional": _ANY}
_FIELD = {"apiVersion": {"v1"}, "fieldPath": _ANY}
_DOWNWARD = [{"path": _ANY, "mode": _ANY, "fieldRef": _FIELD}]
_PROBE = {
    "httpGet": {"path": _ANY, "port": _ANY, "scheme": {"HTTP"}},
    **dict.fromkeys(["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"], _ANY),
}  # fmt: skip

# Of the volumes those that a chart like ours needs; nothing of the host.
_VOLUME = {
    "name": _ANY,
    "emptyDir": {"medium": {"", "Memory"}, "sizeLimit": _ANY},  # both as a folder: the limit is not enforced
    "secret": {"secretName": _ANY, "defaultMode": _ANY, **_ADDED},
    "configMap": {"name": _ANY, "defaultMode": _ANY, **_ADDED},
    "downwardAPI": {"items": _DOWNWARD, "defaultMode": _ANY},
    "projected": {
        "defaultMode": _ANY,
        "sources": [{
            "serviceAccountToken": {"audience": _ANY, "expirationSeconds": _ANY, "path": _ANY},
            "secret": {"name": _ANY, **_ADDED}, "configMap": {"name": _ANY, **_ADDED}, "downwardAPI": {"items": _DOWNWARD},
        }],
    },
}  # fmt: skip

_CONTAINER = {
    "name": _ANY, "image": _ANY, "imagePullPolicy": _ANY, "command": _ANY, "args": _ANY, "workingDir": _ANY,
    "env": [{"name": _ANY, "value": _ANY, "valueFrom": {"fieldRef": _FIELD}}],
    "ports": [{"name": _ANY, "containerPort": _ANY, "hostPort": _ANY, "protocol": {"TCP"}}],
    "resources": {"requests": _ANY, "limits": _ANY},  # see cgroup.py
    "volumeMounts": [{"name": _ANY, "mountPath": _ANY, "readOnly": _ANY}],
    "securityContext": {
        "allowPrivilegeEscalation": {False}, "readOnlyRootFilesystem": {True}, "capabilities": {"drop": _ANY}, "privileged": {False},
        "runAsNonRoot": _ANY, "runAsUser": _ANY, "runAsGroup": _ANY, "seccompProfile": {"type": {"RuntimeDefault"}},
    },
    "startupProbe": _PROBE, "livenessProbe": _PROBE, "readinessProbe": _PROBE,
    "terminationMessagePath": _ANY, "terminationMessagePolicy": {"File", "FallbackToLogsOnError"},
}  # fmt: skip

_SELECTOR = {"matchLabels": _ANY, "matchExpressions": [{"key": _ANY, "operator": {"In"}, "values": _ANY}]}
# The API server has made expressions of the labels that matchLabelKeys names.
_SPREAD = {
    "maxSkew": _ANY, "topologyKey": _ANY, "whenUnsatisfiable": {"ScheduleAnyway", "DoNotSchedule"}, "labelSelector": _SELECTOR,
    "matchLabelKeys": _ANY,
}  # fmt: skip
_TERM = {"topologyKey": _ANY, "labelSelector": _SELECTOR, "matchLabelKeys": _ANY}
_SPEC = {
    "containers": [_CONTAINER], "volumes": [_VOLUME], "restartPolicy": {"Always", "OnFailure", "Never"},
    "terminationGracePeriodSeconds": _ANY,
    "serviceAccountName": _ANY, "serviceAccount": _ANY, "automountServiceAccountToken": _ANY,  # done by the API server
    "nodeName": _ANY, "nodeSelector": _ANY, "schedulerName": {"default-scheduler"},
    "tolerations": _ANY,  # the Nodes have no taints
    "affinity": {
        "podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [_TERM],
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": _ANY, "podAffinityTerm": _TERM}],
        },
    },
    "topologySpreadConstraints": [_SPREAD],
    "priority": _ANY, "priorityClassName": _ANY, "preemptionPolicy": _ANY,  # nobody competes
    "enableServiceLinks": {False}, "hostNetwork": _ANY,
    "dnsPolicy": _ANY,  # there is no DNS
    "imagePullSecrets": _ANY,  # nothing is pulled
    "securityContext": {
        "runAsNonRoot": _ANY, "runAsUser": _ANY, "runAsGroup": _ANY, "fsGroup": _ANY, "supplementalGroups": _ANY,
        "fsGroupChangePolicy": _ANY, "seccompProfile": {"type": {"RuntimeDefault"}},
    },
}  # fmt: skip


def check(pod):
    """Raises NotUnderstood with everything at once."""
    complaints = list(_complaints(pod["spec"], _SPEC, "spec"))
    if pod["spec"].get("enableServiceLinks", True):
        complaints.append("spec.enableServiceLinks: only false")
    for index, container in enumerate(pod["spec"]["containers"]):
        # A container that may write everywhere, or gain rights, cannot be played with processes alone.
        given = container.get("securityContext", {})
        if not given.get("readOnlyRootFilesystem") or given.get("allowPrivilegeEscalation", True) or given.get("capabilities") != {"drop": ["ALL"]}:
            complaints.append(f"spec.containers[{index}].securityContext: only a read-only root without capabilities, nor escalation; not {given}")
    if complaints:
        raise NotUnderstood("; ".join(complaints))


def _complaints(value, allowed, where):
    if allowed is _ANY:
        return
    if isinstance(allowed, dict):
        for key, inner in value.items():
            if key in allowed:
                yield from _complaints(inner, allowed[key], f"{where}.{key}")
            else:
                yield f"{where}.{key}: {inner!r}"
    elif isinstance(allowed, list):
        for index, inner in enumerate(value):
            yield from _complaints(inner, allowed[0], f"{where}[{index}]")
    elif value not in allowed:
        yield f"{where}: {value!r}"
