"""Random conditions: every operator in every form, on keys that have such values, with values that are often right."""

from iam_callers import AUDIENCES, CONTEXT, NAMES, NAMESPACES, PROVIDERS, any_case, maybe

STRINGS = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"]
ARNS = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]
ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
# Which operators are tried on which keys. The token's own claims come first: `None` stands for them.
FAMILIES = [(STRINGS, [None] * 8 + ["aws:RequestTag/team", "aws:RequestTag/cost:center", "sts:RoleSessionName", "aws:TagKeys", "aws:FederatedProvider"], 12),
            (ARNS, ["aws:PrincipalArn", "aws:PrincipalArn", "aws:FederatedProvider", "aws:RequestTag/team"], 5),
            ([f"Numeric{order}" for order in ORDERS], ["aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", "aws:EpochTime"], 6),
            ([f"Date{order}" for order in ORDERS], ["aws:CurrentTime", "aws:CurrentTime", "aws:EpochTime"], 6),
            (["Bool"], ["aws:SecureTransport"], 1), (["Null"], ["aws:SecureTransport", "aws:TagKeys", None, "aws:SourceIp"], 1),
            (["BinaryEquals"], ["example.com:blob"], 1), (["IpAddress", "NotIpAddress"], ["aws:SourceIp"], 3)]
WEIGHTS = [weight for _, _, weight in FAMILIES]
UNKNOWN_OPERATORS = ["StringMatches", "NullIfExists", "ForSomeValues:StringEquals", "StringEqualsIfExistsIfExists", "Equals", "ForAnyValue:"]
RANGES = ["10.0.0.0/8", "10.1.2.3", "10.1.2.9/28", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "::/0", "::1", "10.1.2.3/33", "10.1/16", ""]
DATES = ["2026-11-21T17:30:00Z", "2026-11-21T16:30:00-01:00", "2026-11-21T17:30Z", "2026-11", "2026-11-22", "1795282200", "2026-11-21T25:00:00Z", "soon"]
MALFORMED = ["${", "${}", "${aws:RequestTag/team", "${aws:RequestTag/team,'x'}", "$aws:x", "${aws:RequestTag/team, x}", "$", "${ aws:RequestTag/team}"]
UNKNOWN_KEYS = ["aws:SourceVpc", "sts:ExternalId", "aws:PrincipalTag/team", "aws:PrincipalTag/a:b"]


def condition_block(r, caller):
    block = {}
    for _ in range(r.choice((0, 1, 1, 1, 2, 2, 3))):
        name, key, values = condition(r, caller)
        # Twice the same name, in whatever case, is an error of the document.
        name = next((each for each in block if each.lower() == name.lower()), name)
        if key.lower() not in (k.lower() for k in block.get(name, {})):
            block.setdefault(name, {})[key] = values
    if maybe(r, 0.01) and "nothing" not in (name.lower() for name in block):
        block["Nothing"] = {}
    return block


def condition(r, caller):
    operators, keys, _ = r.choices(FAMILIES, WEIGHTS)[0]
    base, family_key = r.choice(operators), r.choice(keys)
    key = family_key or claim_key(r, caller)
    values = values_for(r, base, key, caller)
    return operator_name(r, base), any_case(r, key) if maybe(r, 0.1) else key, values


def operator_name(r, base):
    if maybe(r, 0.01):
        return r.choice(UNKNOWN_OPERATORS)
    if base != "Null":
        base = r.choice(("", "", "ForAnyValue:", "ForAllValues:")) + base + ("IfExists" if maybe(r, 0.3) else "")
    return any_case(r, base) if maybe(r, 0.1) else base


def claim_key(r, caller):
    chance = r.random()
    if chance < 0.8:
        return f"{caller['issuer']}:{r.choice(('sub', 'sub', 'aud'))}"
    if chance < 0.9:
        return f"{r.choice(PROVIDERS)[0]}:{r.choice(('sub', 'aud', 'amr', 'email'))}"
    return r.choice([*UNKNOWN_KEYS, "example.com:sub", "unprefixed", "s3:prefix"])


def values_for(r, base, key, caller):
    """A scalar, a list, or rarely an empty list; strings, or numbers and booleans as JSON has them."""
    chosen = [value(r, base, key, caller) for _ in range(r.choice((1, 1, 1, 2, 3)))]
    if maybe(r, 0.02):
        return []
    return chosen[0] if len(chosen) == 1 and maybe(r, 0.6) else chosen


def value(r, base, key, caller):
    if base.startswith("Numeric"):
        return r.choice((300, 299, "300", "300.00", 300.0, -1, "-1", 1795282200, "1e2", "", "many", True, "${aws:MultiFactorAuthAge}"))
    if base.startswith("Date"):
        return r.choice([*DATES, 1795282200, "${aws:CurrentTime}"])
    if base in ("Bool", "Null"):
        return r.choice(("true", "false", True, False, "TRUE", "False", "", "1"))
    if base.endswith("IpAddress"):
        return r.choice(RANGES)
    if base == "BinaryEquals":
        return r.choice(CONTEXT["example.com:blob"])
    return string_value(r, base, key, caller)


def string_value(r, base, key, caller):
    """What the caller has, mostly; then changed a little."""
    text = right_text(r, key, caller) if maybe(r, 0.75) else wrong_text(r, key, caller)
    chance = r.random()
    if chance < (0.5 if base.endswith("Like") or base.startswith("Arn") else 0.1):
        text = with_wildcards(r, text)
    if chance > 0.75:
        text = with_variable(r, text, caller)
    return any_case(r, text) if maybe(r, 0.2 if "IgnoreCase" in base else 0.03) else text


def right_text(r, key, caller):
    known = {k.lower(): v for k, v in caller["context"].items()}
    known |= {f"{caller['issuer']}:sub".lower(): [caller["subject"]], f"{caller['issuer']}:aud".lower(): [caller["audience"]]}
    known["aws:federatedprovider"] = [caller["provider_arn"]]
    return r.choice(known.get(key.lower()) or CONTEXT.get(key) or [caller["subject"]])


def wrong_text(r, key, caller):
    subject = f"system:serviceaccount:{r.choice(NAMESPACES)}:{r.choice(NAMES)}"
    own = caller["subject"]
    return r.choice([subject, subject + "x", own[:-1], own + " ", own.replace("system:", "System:"), r.choice(AUDIENCES), "", *(CONTEXT.get(key) or [])])


def with_wildcards(r, text):
    """A part of the text, or one character, becomes a wildcard; mostly it still matches."""
    start = r.randint(0, len(text))
    end = r.choice((start, min(len(text), start + 1), r.randint(start, len(text)), len(text)))
    return text[:start] + r.choice(("*", "*", "?" * min(3, end - start), "?", "**")) + text[end:]


def with_variable(r, text, caller):
    """A part of the text that the request says somewhere becomes a variable; or any variable, right or wrong, is put in."""
    said = [(k, v[0]) for k, v in caller["context"].items() if len(v) == 1 and v[0] and v[0] in text]
    said += [(f"{caller['issuer']}:sub", caller["subject"])] if caller["subject"] in text else []
    if said and maybe(r, 0.7):
        key, part = r.choice(said)
        return text.replace(part, f"${{{any_case(r, key) if maybe(r, 0.1) else key}{r.choice(('', '', chr(44) + ' ' + chr(39) + 'x' + chr(39)))}}}", 1)
    special = next((c for c in "*?$" if c in text), None)
    if special and maybe(r, 0.6):
        return text.replace(special, f"${{{special}}}", 1)
    if maybe(r, 0.5) and "team-a" in text:
        return text.replace("team-a", "${" + r.choice(("aws:RequestTag/team", "aws:TagKeys", "example.com:team", *UNKNOWN_KEYS)) + ", 'team-a'}", 1)
    put = r.choice([*MALFORMED, "${aws:TagKeys}", "${aws:TagKeys, 'team-a'}", "${example.com:team}", f"${{{r.choice(UNKNOWN_KEYS)}}}", "${*}", "${?}", "${$}"])
    return r.choice((text + put, put + text, put))
