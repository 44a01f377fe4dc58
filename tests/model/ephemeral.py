"""`pods/ephemeralcontainers`: a debugger gets what its Pod has."""

import copy

from containers import FIVE, KEY_ID, ROLE_ARN, TOKEN_FILE, check_shape, is_selected, last_of, list_of, literal, same_path, token_file
from inject import Injection, append, warn_static, why_alone


def model_container(pod, policy):
    """The first container with a literal role, our token file and a mount at our path: (variables, mount) or None."""
    file = token_file(pod, policy)
    for kind in ("containers", "initContainers"):
        for c in pod["spec"].get(kind) or []:
            role, token = last_of(c, ROLE_ARN)[1], last_of(c, TOKEN_FILE)[1]
            mounts = [m for m in c.get("volumeMounts") or [] if same_path(m.get("mountPath"), policy.token_mount_path)]
            if role and literal(role) and token and literal(token) == file and mounts:
                values = [(n, literal(last_of(c, n)[1])) for n in FIVE if last_of(c, n)[1]]
                return [(n, v) for n, v in values if v], mounts[0]
    return None


def inject_ephemeral(pod, old, policy, annotations):
    check_shape(pod)
    result = Injection(object=copy.deepcopy(pod))
    known = {c.get("name") for c in ((old or {}).get("spec") or {}).get("ephemeralContainers") or []}
    fresh = [c for c in list_of(result.object["spec"], "ephemeralContainers", "spec") if c.get("name") not in known]
    chosen = [c for c in fresh if is_selected(c.get("name"), policy, annotations, with_include=False)]
    found = model_container(pod, policy)
    if not chosen:
        result.object, result.reasons = None, ("all_skipped",)
        result.readings.add("no-new-debugger")
        return result
    if found is None:
        result.object, result.reasons = None, ("no_role",)
        return result
    variables, mount = found
    touched, left = [], []
    for c in chosen:
        alone = why_alone(c, token_file(pod, policy), mount["name"], policy.token_mount_path)
        if alone:
            left.append(alone)
            result.required.append(alone)
            result.readings.add("debugger-left-alone")
            continue
        touched.append(inject_debugger(result, c, variables, mount, policy.token_mount_path))
    if any(touched):
        result.reasons = ("injected",)
    else:
        result.object = None
        result.reasons = ("complete",) if touched else ("pod_identity",) if set(left) == {"pod_identity"} else ("all_skipped",)
    return result


def inject_debugger(result, container, variables, mount, path):
    before = copy.deepcopy(container)
    role = last_of(container, ROLE_ARN)[1]
    if role is not None and literal(role) != dict(variables)[ROLE_ARN]:
        result.required.append("role_kept")
    static = last_of(container, KEY_ID)[1]
    if static is not None:
        warn_static(result, static)
    append(container, "env", [{"name": n, "value": v} for n, v in variables if not last_of(container, n)[1]])
    if not any(same_path(m.get("mountPath"), path) for m in container.get("volumeMounts") or []):
        append(container, "volumeMounts", [copy.deepcopy(mount)])
    return container != before
