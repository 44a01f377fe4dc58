"""One value of the request against one of the policy, for each family of operators. A value that is none of its type equals
nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""

import base64
import ipaddress
import operator
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from iam_variables import characters, matches, plain

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?", re.ASCII)
ADDRESS = re.compile(r"[0-9A-Fa-f.:]+(/(0|[1-9][0-9]{0,2}))?")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def equals(got, pieces):
    return got == plain(pieces)


def equals_ignoring_case(got, pieces):
    return got.lower() == plain(pieces).lower()


def like(got, pieces):
    return matches(characters(pieces), got)


def arn_like(got, pieces):
    """Six parts, each compared by itself; the sixth is all the rest, colons too."""
    wanted = six_parts(characters(pieces))
    parts = got.split(":", 5)
    return len(parts) == len(wanted) == 6 and all(matches(w, p) for w, p in zip(wanted, parts))


def six_parts(pattern):
    parts = [[]]
    for c, wild in pattern:
        if c == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append((c, wild))
    return parts


def boolean(got, value):
    return got.lower() == value.lower() in ("true", "false")


def binary(got, value):
    """The request's value is given in base-64, as the policy's is."""
    return decoded(got) is not None and decoded(got) == decoded(value)


def decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def number(text):
    return Decimal(text) if NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def instant(text):
    """Seconds since 1970: as they are written, or of a W3C date (a profile of ISO 8601). None when it is neither."""
    if re.fullmatch(r"[0-9]+", text):
        return Decimal(text)
    found = DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc)
    except ValueError:
        return None
    seconds = Decimal((moment - EPOCH) // timedelta(seconds=1)) + Decimal(fraction or 0)
    return None if zone and not is_zone(zone) else seconds - offset(zone)


def is_zone(zone):
    return zone == "Z" or (int(zone[1:3]) < 24 and int(zone[4:]) < 60)


def offset(zone):
    if zone in (None, "Z"):
        return 0
    return (-1 if zone[0] == "-" else 1) * (int(zone[1:3]) * 3600 + int(zone[4:]) * 60)


@lru_cache(maxsize=4096)
def network(text):
    """An address or a range in CIDR notation; bits behind the prefix do not count."""
    try:
        return ipaddress.ip_network(text, strict=False) if ADDRESS.fullmatch(text) else None
    except ValueError:
        return None


def in_network(got, value):
    address, wanted = network(got), network(value)
    if address is None or wanted is None or address.num_addresses != 1 or address.version != wanted.version:
        return False
    return address.network_address in wanted


def compared(read, relation):
    """`relation` of what `read` makes of both values."""
    def comparison(got, value):
        left, right = read(got), read(value)
        return left is not None and right is not None and relation(left, right)
    return comparison


RELATIONS = {"equals": operator.eq, "lessthan": operator.lt, "lessthanequals": operator.le, "greaterthan": operator.gt, "greaterthanequals": operator.ge}
# In these a policy variable is one; in all others it is text.
WITH_VARIABLES = {"stringequals": equals, "stringequalsignorecase": equals_ignoring_case, "stringlike": like, "arnequals": arn_like, "arnlike": arn_like}
WITHOUT_VARIABLES = {"bool": boolean, "binaryequals": binary, "ipaddress": in_network,
                     **{f"numeric{name}": compared(number, relation) for name, relation in RELATIONS.items()},
                     **{f"date{name}": compared(instant, relation) for name, relation in RELATIONS.items()}}
NEGATED = {"stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase", "stringnotlike": "stringlike",
           "arnnotequals": "arnequals", "arnnotlike": "arnlike", "numericnotequals": "numericequals", "datenotequals": "dateequals",
           "notipaddress": "ipaddress"}
OPERATORS = [*WITH_VARIABLES, *WITHOUT_VARIABLES, *NEGATED]
