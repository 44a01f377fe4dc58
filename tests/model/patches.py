"""RFC 6902, strictly: only `add` and `replace`, and a path that does not exist is an error (`json-patch` of kube-apiserver refuses too)."""

import copy
import re


class DoesNotApply(Exception):
    pass


def tokens(pointer):
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        raise DoesNotApply(f"{pointer!r} is no pointer to a member")
    if re.search(r"~(?![01])", pointer):
        raise DoesNotApply(f"{pointer!r} has a bad escape")
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer[1:].split("/")]


def index(token, length):
    if not re.fullmatch(r"0|[1-9][0-9]*", token) or int(token) >= length:
        raise DoesNotApply(f"no index {token!r} in an array of {length}")
    return int(token)


def step(value, token):
    if isinstance(value, dict):
        if token not in value:
            raise DoesNotApply(f"no member {token!r}")
        return value[token]
    if isinstance(value, list):
        return value[index(token, len(value))]
    raise DoesNotApply(f"{token!r} in a scalar")


def apply_patch(document, patch):
    """A new document; DoesNotApply when any operation does not fit."""
    result = copy.deepcopy(document)
    for operation in patch:
        if not isinstance(operation, dict) or set(operation) != {"op", "path", "value"} or operation["op"] not in ("add", "replace"):
            raise DoesNotApply(f"not an add or a replace: {operation!r}")
        apply_one(result, operation)
    return result


def apply_one(document, operation):
    *parents, last = tokens(operation["path"])
    target = document
    for token in parents:
        target = step(target, token)
    value = copy.deepcopy(operation["value"])
    if operation["op"] == "replace":
        step(target, last)
    if isinstance(target, dict):
        target[last] = value
    elif isinstance(target, list) and operation["op"] == "add":
        target.insert(len(target) if last == "-" else index(last, len(target) + 1), value)
    elif isinstance(target, list):
        target[index(last, len(target))] = value
    else:
        raise DoesNotApply(f"{operation['path']!r} leads into a scalar")
