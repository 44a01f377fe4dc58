"""Policy variables: a value of the policy as characters of which some are wildcards.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"""

import re

from iam_keys import ABSENT, UNKNOWN

VARIABLE = re.compile(r"\$\{(?:([*?$])|([^ ,'{}$*?]+)(?:, '([^']*)')?)\}")
NEVER = "never"


def expanded(value, request, has_variables):
    """[(text, literal)], where `*` and `?` of a text that is not literal are wildcards; NEVER when a variable has no value, so
    that nothing equals it; UNKNOWN when nobody knows."""
    if not has_variables or "${" not in value:
        return [(value, False)]
    pieces, end, unknown = [], 0, False
    for found in VARIABLE.finditer(value):
        pieces.append((value[end:found.start()], False))
        end = found.end()
        text = resolved(found, request)
        if text is NEVER:
            return NEVER
        unknown = unknown or text is UNKNOWN
        pieces.append((text, True))
    return UNKNOWN if unknown else [*pieces, (value[end:], False)]


def resolved(found, request):
    """The text that stands for one variable."""
    special, key, default = found.groups()
    if special:
        return special
    values = request.values(key)
    if values is UNKNOWN:
        return UNKNOWN
    if values is ABSENT:
        return NEVER if default is None else default
    return values[0] if len(values) == 1 else NEVER


def plain(pieces):
    return "".join(text for text, _ in pieces)


def characters(pieces):
    """[(character, is it a wildcard)]"""
    return [(c, not literal and c in "*?") for text, literal in pieces for c in text]


def matches(pattern, text):
    """`*` is any characters, none too; `?` is one. `pattern` as of `characters`."""
    expression = "".join((".*" if c == "*" else ".") if wild else re.escape(c) for c, wild in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None
