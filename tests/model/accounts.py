"""ServiceAccounts, CREATE and UPDATE: the copy of the role that the Profile gives."""

import copy

from decide import MARK, annotated_role, decide
from inject import Injection
from words import Broken


def annotations_of(o):
    value = ((o or {}).get("metadata") or {}).get("annotations")
    return value if isinstance(value, dict) else {}


def review_account(cluster, policy, namespace, o, old, operation):
    """(Decision, Injection, denied, role of the annotations is meant)"""
    meta = o.get("metadata") or {}
    mine = annotations_of(o)
    d = decide(cluster, policy, namespace, meta.get("name"), mine)
    result = Injection()
    refused = annotated_role(mine, policy)[1]
    if meta.get("annotations") is not None and not isinstance(meta["annotations"], dict):
        if d.managed and d.source in ("profile", "default"):
            raise Broken("annotations")
        result.readings.add("account-wrong-annotations")
    if meta.get("deletionTimestamp") is not None:
        result.reasons = ("terminating",)
    elif not (d.managed or d.managed_by_flag):
        result.reasons = ("not_managed",)
        if refused:
            result.readings.add("account-refused")
            result.required.append("refused")
    elif d.source == "profile":
        return d, *write_role(result, policy, d, o, old, operation, mine)
    elif d.source == "default" and not d.annotation:
        return d, *write_role(result, policy, d, o, old, operation, mine)
    else:
        leave(result, d, refused)
    return d, result, False


def leave(result, d, refused):
    """A managed account without a role of ours to write."""
    if d.row.startswith("not owned"):
        result.reasons = ("not_owned",)
    elif refused and d.row.startswith(("no profile", "none managed")):
        result.reasons = ("role_refused",)
    else:
        result.reasons = d.reasons or (("no_role",) if d.source == "default" and d.annotation != d.role else ("right",))
        result.readings.add("account-without-role")
    if "plugin_invalid" in d.warnings:
        result.required.append("plugin_invalid")
    if "default_refused" in d.warnings:
        (result.optional if d.annotation else result.required).append("default_refused")
    if refused and d.row != "terminating":
        result.required.append("refused")


def write_role(result, policy, d, o, old, operation, mine):
    key, value = policy.annotation("role-arn"), d.annotation
    want = {key: d.role, MARK: d.source}
    result.rows.add("account " + ("missing" if not value else "same" if value == d.role else "conflict " + policy.on_role_conflict))
    if value == d.role and mine.get(MARK) == d.source:
        result.reasons = ("right",)
    elif not value or value == d.role:
        result.object, result.reasons = written(o, want), ("annotated",)
        if value:
            result.readings.add("mark-missing")
    elif policy.on_role_conflict == "repair":
        result.object, result.reasons = written(o, want), ("repaired",)
        result.required.append("conflict")
    else:
        brings = operation == "CREATE" or annotations_of(old).get(key, "") != value
        if policy.on_role_conflict == "deny" and brings:
            result.reasons = ("denied",)
            return result, True
        result.reasons = ("kept",)
        if policy.on_role_conflict == "deny":
            result.readings.add("old-conflict-under-deny")
        result.required.append("conflict")
    return result, False


def written(o, want):
    new = copy.deepcopy(o)
    meta = new["metadata"]
    meta["annotations"] = (meta.get("annotations") or {}) | want
    return new
