"""What is added to a Pod when it is created: the injection table."""

import copy
from dataclasses import dataclass, field

from containers import CREDENTIALS, DEFAULT_REGION, KEY_ID, REGION, REGIONAL, ROLE_ARN, TOKEN_FILE, check_shape, is_windows, last_of, literal, same_path, token_file
from words import Number

VOLUME = "aws-iam-token"


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
