"""ServiceAccounts, CREATE and UPDATE: the copy of the role that the Profile gives."""

import copy

from decide import MARK, annotated_role, decide
from inject import Injection
from words import Broken

LEFT_ALONE = ("no_role", "not_managed", "right", "kept")


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
        result.reasons = ("terminating",) if d.managed else ("not_managed", "terminating")
        result.optional += ["refused", "plugin_invalid"]
    elif not (d.managed or d.managed_by_flag):
        result.reasons = ("not_managed",)
        if refused:
            result.reasons = ("not_managed", "role_refused")
            result.readings.add("account-refused")
            result.required.append("refused")
    elif d.source == "profile":
        return d, *write_role(result, policy, d, o, old, operation, mine)
    elif d.source == "default" and not d.annotation:
        return d, *write_role(result, policy, d, o, old, operation, mine)
    else:
        leave(result, d, mine, refused)
    return d, result, False


def leave(result, d, mine, refused):
    """A managed account without a role of ours to write."""
    result.reasons = ("not_owned",) if d.row.startswith("not owned") else d.reasons or LEFT_ALONE
    if result.reasons in (("no_role",), LEFT_ALONE):
        result.reasons = LEFT_ALONE
        result.readings.add("account-without-role")
    if "plugin_invalid" in d.warnings:
        result.required.append("plugin_invalid")
    result.optional += d.optional
    if refused and d.row not in ("terminating", "invalid managed"):
        result.required.append("refused")
        if "role_refused" not in result.reasons:
            result.reasons += ("role_refused",)
    elif refused:
        result.optional.append("refused")


def write_role(result, policy, d, o, old, operation, mine):
    key, value = policy.annotation("role-arn"), d.annotation
    want = {key: d.role, MARK: d.source}
    result.rows.add("account " + ("missing" if not value else "same" if value == d.role else "conflict " + policy.on_role_conflict))
    if value == d.role and mine.get(MARK) == d.source:
        result.reasons = ("right",)
    elif not value or value == d.role:
        result.object, result.reasons = written(o, want), ("annotated",)
        if value:
            result.reasons = ("annotated", "repaired", "right")
            result.readings.add("mark-missing")
    elif policy.on_role_conflict == "repair":
        result.object, result.reasons = written(o, want), ("repaired",)
        result.required.append("conflict")
        result.optional.append("refused")
    else:
        brings = operation == "CREATE" or annotations_of(old).get(key, "") != value
        result.optional.append("refused")
        if policy.on_role_conflict == "deny" and brings:
            result.reasons = ("denied",)
            result.optional.append("conflict")
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
