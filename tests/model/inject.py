"""What is added to a Pod: the injection table, and ephemeral containers."""

import copy
from dataclasses import dataclass, field

from words import Broken, Number

REGIONAL, DEFAULT_REGION, REGION = "AWS_STS_REGIONAL_ENDPOINTS", "AWS_DEFAULT_REGION", "AWS_REGION"
ROLE_ARN, TOKEN_FILE = "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"
FIVE = (REGIONAL, DEFAULT_REGION, REGION, ROLE_ARN, TOKEN_FILE)
CREDENTIALS = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
KEY_ID = "AWS_ACCESS_KEY_ID"
VOLUME = "aws-iam-token"


def list_of(owner, key, where):
    value = owner.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Broken(f"{where}/{key}")
    return value


def dict_of(owner, key, where):
    value = owner.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Broken(f"{where}/{key}")
    return value


def check_shape(pod):
    """Raises Broken for a wrong JSON type where the row of the 400 names one."""
    dict_of(pod.get("metadata") or {}, "annotations", "metadata")
    spec = dict_of(pod, "spec", "")
    for kind in ("containers", "initContainers"):
        for container in list_of(spec, kind, "spec"):
            if not isinstance(container, dict):
                raise Broken(kind)
            for key in ("env", "volumeMounts"):
                for item in list_of(container, key, kind):
                    if not isinstance(item, dict):
                        raise Broken(key)
    for volume in list_of(spec, "volumes", "spec"):
        if not isinstance(volume, dict):
            raise Broken("volumes")


def names(text):
    return [n.strip() for n in (text or "").split(",") if n.strip()]


def is_selected(name, policy, annotations, with_include=True):
    if name in names(annotations.get(policy.annotation("skip-containers"))):
        return False
    included = names(annotations.get(policy.annotation("include-containers"))) if with_include else []
    return name in included if included else name not in policy.skip_containers


def selected(pod, policy, annotations):
    """(kind, index, container) of those that are not skipped, in any order."""
    spec = pod.get("spec") if isinstance(pod.get("spec"), dict) else {}
    found = []
    for kind in ("containers", "initContainers"):
        containers = spec.get(kind)
        for i, c in enumerate(containers if isinstance(containers, list) else []):
            if isinstance(c, dict) and is_selected(c.get("name"), policy, annotations):
                found.append((kind, i, c))
    return found


def is_windows(pod):
    spec = pod["spec"]
    selector, system = spec.get("nodeSelector") or {}, spec.get("os") or {}
    return "windows" in (selector.get("kubernetes.io/os"), selector.get("beta.kubernetes.io/os"), system.get("name"))


def token_file(pod, policy):
    path = policy.token_mount_path + "/token"
    return "C:" + path.replace("/", "\\") if is_windows(pod) else path


def last_of(container, name):
    """The entry that counts, with its index; (None, None) when there is none."""
    found = (None, None)
    for i, entry in enumerate(container.get("env") or []):
        if entry.get("name") == name:
            found = (i, entry)
    return found


def literal(entry):
    """The value of an entry; None when it comes from elsewhere."""
    if entry.get("valueFrom") is not None:
        return None
    return entry.get("value") or ""


def same_path(path, ours):
    return isinstance(path, str) and path.rstrip("/") == ours.rstrip("/")


def is_token(volume, audience):
    tokens = [s.get("serviceAccountToken") or {} for s in (volume.get("projected") or {}).get("sources") or []]
    return any(t.get("path") == "token" and (t.get("audience") or "") == audience for t in tokens)


def find_volume(pod, audience):
    """(name, it is there, a name was taken)"""
    number = 1
    while True:
        name = VOLUME if number == 1 else f"{VOLUME}-{number}"
        same = [v for v in pod["spec"].get("volumes") or [] if v.get("name") == name]
        if not same:
            return name, False, number > 1
        if all(is_token(v, audience) for v in same):
            return name, True, number > 1
        number += 1


def token_volume(name, s):
    token = {"audience": s.audience} if s.audience else {}
    token |= {"expirationSeconds": Number(str(s.lifetime)), "path": "token"}
    return {"name": name, "projected": {"sources": [{"serviceAccountToken": token}]}}


@dataclass
class Injection:
    object: object = None
    reasons: tuple = ()
    required: list = field(default_factory=list)
    optional: list = field(default_factory=list)
    readings: set = field(default_factory=set)
    rows: set = field(default_factory=set)


def why_alone(container, file, volume, path):
    """The reason for which a container is left alone, in the order of the table; None when it is not."""
    if any(last_of(container, n)[1] for n in CREDENTIALS):
        return "pod_identity"
    entry = last_of(container, TOKEN_FILE)[1]
    if entry is not None and literal(entry) != file:
        return "token_file"
    at_path = [m for m in container.get("volumeMounts") or [] if same_path(m.get("mountPath"), path)]
    return "mount" if at_path and not any(m.get("name") == volume for m in at_path) else None


def append(container, key, items):
    if items:
        container[key] = (container.get(key) or []) + items


def inject(pod, policy, d, s, chosen):
    """`d`, `s`: the decision and its settings; `chosen`: the containers that are not skipped."""
    check_shape(pod)
    result = Injection(object=copy.deepcopy(pod), readings=set(s.readings))
    file, path = token_file(pod, policy), policy.token_mount_path
    if is_windows(pod):
        result.rows.add("windows")
    volume, there, taken = find_volume(pod, s.audience)
    alone, touched = [], []
    for kind, i, container in chosen:
        reason = why_alone(container, file, volume, path)
        if reason:
            alone.append(reason)
            result.required.append(reason)
            continue
        touched.append(inject_container(result, result.object["spec"][kind][i], d, s, file, volume, path))
    add_volume = len(touched) > 0 and not there
    if add_volume:
        append(result.object["spec"], "volumes", [token_volume(volume, s)])
    finish(result, alone, touched, add_volume, taken, there, s)
    return result


def finish(result, alone, touched, add_volume, taken, there, s):
    result.rows |= set(alone)
    if add_volume or any(touched):
        result.reasons = ("injected",)
        result.required += s.warnings
        if taken and add_volume:
            result.rows.add("volume taken")
            result.required.append("volume_name")
        if there:
            result.rows.add("volume reused")
        return
    result.object = None
    if not touched and alone and all(a == "pod_identity" for a in alone):
        result.reasons = ("pod_identity",)
    elif touched:
        result.reasons = ("complete",)
    else:
        result.reasons = ("all_skipped",)
        result.readings.add("all-left-alone")


def inject_container(result, container, d, s, file, volume, path):
    """True when something was changed."""
    before = copy.deepcopy(container)
    fresh = []
    if s.regional and not last_of(container, REGIONAL)[1]:
        fresh.append((REGIONAL, "regional"))
    if s.region and not last_of(container, DEFAULT_REGION)[1] and not last_of(container, REGION)[1]:
        fresh += [(DEFAULT_REGION, s.region), (REGION, s.region)]
    at, entry = last_of(container, ROLE_ARN)
    if entry is None:
        fresh.append((ROLE_ARN, d.role))
    else:
        meet_role(result, container["env"][at], d)
    if not last_of(container, TOKEN_FILE)[1]:
        fresh.append((TOKEN_FILE, file))
    static = last_of(container, KEY_ID)[1]
    if static is not None:
        warn_static(result, static)
    append(container, "env", [{"name": n, "value": v} for n, v in fresh])
    if not any(same_path(m.get("mountPath"), path) for m in container.get("volumeMounts") or []):
        append(container, "volumeMounts", [{"name": volume, "readOnly": True, "mountPath": path}])
    return container != before


def warn_static(result, entry):
    value = literal(entry)
    if value is None:
        result.required.append("static_keys_if_set")
    elif value == "":
        result.readings.add("empty-static-key")
        result.optional.append("static_keys")
    else:
        result.required.append("static_keys")


def meet_role(result, entry, d):
    value = literal(entry)
    if value == d.role:
        return
    if value and value == d.annotation and d.source == "profile":
        entry["value"] = d.role
        (result.optional if "role_replaced" in result.required else result.required).append("role_replaced")
        result.rows.add("role replaced")
    else:
        result.required.append("role_kept")
        result.rows.add("role kept")
        result.readings |= {"role-from-elsewhere"} if value is None else {"other-role-rule-2"} if d.source != "profile" else set()


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
