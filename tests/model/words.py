"""The small words of the specification: patterns, role ARNs, names, Go's integers and booleans, JSON as we accept it."""

import json
import re
from dataclasses import dataclass

ROLE_ARN = re.compile(r"arn:(aws(?:-[a-z0-9-]+)?):iam::[0-9]{12}:role/(.*)", re.DOTALL)
ROLE_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
INTEGER = re.compile(r"[+-]?[0-9]+")
TRUE = ("1", "t", "T", "TRUE", "true", "True")
FALSE = ("0", "f", "F", "FALSE", "false", "False")
MAX_DEPTH = 128


def matches(pattern, text):
    """`*` is any characters, `/` too; `?` is one."""
    parts = {"*": ".*", "?": "."}
    return re.fullmatch("".join(parts.get(c, re.escape(c)) for c in pattern), text, re.DOTALL) is not None


def matches_any(patterns, text):
    return any(matches(p, text) for p in patterns)


def partition_of(arn):
    """The partition of a role ARN, None when it is not one."""
    found = ROLE_ARN.fullmatch(arn) if isinstance(arn, str) else None
    if not found:
        return None
    path, slash, name = found[2].rpartition("/")
    if not ROLE_NAME.fullmatch(name):
        return None
    path = "/" + path + slash
    if len(path) > 512 or not all("!" <= c <= "~" and c not in "*?" for c in path):
        return None
    return found[1]


def is_label(name):
    return len(name) <= 63 and LABEL.fullmatch(name) is not None


def is_subdomain(name):
    return len(name) <= 253 and all(LABEL.fullmatch(part) for part in name.split("."))


def boolean(text):
    """Go's strconv.ParseBool; None when it is none."""
    return True if text in TRUE else False if text in FALSE else None


class Broken(Exception):
    """A body that cannot be read: 400."""


def decode_json(body):
    """Strict JSON: UTF-8, no raw control characters, no NaN, at most 128 deep; of a repeated key the last counts, whole."""
    try:
        text = body.decode("utf-8", errors="strict")
        if depth_of(text) > MAX_DEPTH:
            raise Broken("too deep")
        return json.loads(text, parse_constant=refuse, parse_int=Number, parse_float=Number)
    except (ValueError, RecursionError) as error:
        raise Broken(str(error)) from error


@dataclass(frozen=True)
class Number:
    """A number as it was written; never computed with, so 1e400 and 1.0 stay what they are."""

    text: str


def refuse(text):
    raise Broken(text)


def depth_of(text):
    depth = deepest = 0
    inside = escaped = False
    for c in text:
        if inside:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                inside = False
        elif c == '"':
            inside = True
        elif c in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif c in "]}":
            depth -= 1
    return deepest


def encode_json(value, **more):
    """The text of a document whose numbers may be Numbers."""
    marks = {}

    def plain(o):
        mark = f"\u0001{len(marks)}\u0001"
        marks[json.dumps(mark)] = o.text
        return mark

    text = json.dumps(value, default=plain, **more)
    for mark, number in marks.items():
        text = text.replace(mark, number)
    return text
