"""Odd values, each against each: what random documents hit too seldom. Yields (policy, claims)."""

import itertools
import json

from iam_documented import ISSUER, PROVIDER, SUB, SUBJECT, statement

DATES = ["2026", "9999", "99999", "20261121", "-1", "1795282200", "1795282200.5", "2026-1-1", "2026-11", "2026-11-21", "2026-11-21Z", "2026-11-21T17Z", "2024-02-29",
         "2026-11-21T17:30:00Z", "2026-11-21t17:30:00z", "2026-11-21 17:30:00Z", "2026-11-21T17:30:00", "2026-11-21T17:30:60Z", "2026-11-21T24:00:00Z",
         "2026-11-21T17:30:00+0100", "2026-11-21T17:30:00-00:00", "2026-11-21T17:30:00+23:59", "2026-11-21T17:30:00+24:00", "2026-11-21T17:30.5Z",
         "2026-11-21T17:30:00.123456789Z", "0001-01-01", "10000-01-01", "2100-02-29", ""]
NUMBERS = ["1", "01", "1.", "+1", "-1", "--1", ".5", "0", "-0", "0e1", "1e0", "0x1", " 1", "1 ", "1.0", "1_0", "\u0661", "", "0.1", "0.10000000000000000001",
           "99999999999999999999999999", "99999999999999999999999998"]
ADDRESSES = ["10.1.2.3", "010.1.2.3", "10.1.2.256", "10.1.2.3.4", " 10.1.2.3", "10.1.2.3/", "10.1.2.3/32", "::", "::1", "0:0:0:0:0:0:0:1", "::1/128", "1::2::3",
             "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4", "::1.2.3", "::ffff:10.1.2.3", "FE80::1", "fe80::1", "fe80::1%eth0", "12345::", "", "/"]
RANGES = [*ADDRESSES, "0.0.0.0/0", "10.1.2.3/0", "10.1.2.3/33", "10.1.2.3/-1", "10.0.0.0/255.0.0.0", "::/0", "::1/129", "::ffff:10.0.0.0/104"]
ARNS = ["arn:aws:iam::1:role/a", "arn:aws:iam::1:Role/a", "arn:aws:iam::1:role/a:b", "a:b:c:d:e", "a:b:c:d:e:", ":::::", "::::::", "*", "*:*:*:*:*:*", "arn:*", "arn:*:*:role/a",
        "arn:aws:iam::1:*", "arn:aws:iam:*:1:role/?", "arn:aws:i*m::1:role/a", "${aws:Arn}", "${aws:Start}:role/a", "arn:aws:iam::1:${aws:Wild}"]
PATTERNS = ["?", "??", "*?", "?*?", "*", "**", "\u00e9", "\u00c9", "\u00e9?", "a?c", "[a]", "a.c", "^", "a\\c", "\n", "a\nc", "a*\nc"]
TEXTS = ["\u00e9", "\u00c9", "", "ab", "a.c", "a\u00e9c", "a\nc", "[a]", "\n", "\U0001f600", "e\u0301", "a\\c"]
VARIABLES = ["${aws:T}", "${AWS:t}", "${aws:T}}", "{${aws:T}}", "${aws:T}${aws:T}", "$${aws:T}", "${$}{aws:T}", "${aws:T", "x${aws:T", "${a${aws:T}}", "${ aws:T}", "${aws:T }",
             "${'aws:T'}", "${aws:T, 'x'}", "${aws:T, 'x'", "${aws:T,'x'}", "${aws:Absent, 'x'}", "${aws:Absent, ''}", "${aws:Absent, 'x}'}", "${aws:Absent, 'a, b'}",
             "${aws:Absent, '*'}", "${aws:Absent, 'it''s'}", "${aws:Absent, x}", "${aws:Absent,  'x'}", "${aws:Absent, 'x' }", "${aws:Absent, \"x\"}", "${aws:Absent, '${aws:T}'}",
             "${aws:Several}", "${aws:Several, 'x'}", "${aws:Unknown}", "${aws:Unknown, 'x'}", "${aws:Unknown}${aws:Absent}", "${aws:Absent}${aws:Unknown}", "${T}", "${T, 'x'}",
             "${*}", "${?}", "${**}", "${* }", "${*, 'x'}", "${}", "${, 'x'}", "${", "$", "$$"]
RESOLVED = ["team", "team}", "{team}", "teamteam", "$team", "x", "", "*", "?", "ab", "x}", "a, b", "it's", "$", "$$", "${", "${}", "${aws:T}", "${aws:T", "x${aws:T", "${ateam}",
            "${a${aws:T}}", "${aws:Absent, x}", "${aws:T,'x'}", "${aws:Absent, 'x'", "${**}"]
WORDS = ["true", "True", "tRuE", " true", "false", "1", "0", "yes", ""]
KEYS = ["aws:", "sts:", "aws", "sts", "AWS:x", "Sts:y", "awsx:y", "aws:a:b", "x:aws:y", ":sub", "", ISSUER, f"{ISSUER}:", f"{ISSUER}:sub:x", f"{ISSUER}:443:sub", SUB.upper(),
        "aws:FederatedProvider", "AWS:federatedprovider", f"x/{SUB}"]
PRINCIPALS = [{}, "*", {"*": "*"}, {"AWS": []}, {"AWS": "**"}, {"aws": "*"}, {"Service": "*"}, {"AWS": PROVIDER}, {"federated": PROVIDER},
              *({"Federated": each} for each in ([], "*", PROVIDER, f"{PROVIDER}*", f"{PROVIDER}/", PROVIDER.lower(), PROVIDER.replace("arn:", "ARN:"), PROVIDER.replace(":aws:", "::"),
                PROVIDER.replace("111122223333", ""), PROVIDER.replace("iam::", "iam:x:"), PROVIDER.replace("iam", "sts"), f"arn:aws:iam::1:2:oidc-provider/{ISSUER}", ISSUER,
                f"https://{ISSUER}"))]
ACTIONS = [[], "", "*", "**", "sts:", "STS:*", "sts:*?", "*:*", "?ts:*", "sts:AssumeRoleWithWebIdentity ", "sts:AssumeRoleWithWebIdentity*", "sts:AssumeRoleWithWebIdentity?"]


def claims(provider_arn=PROVIDER, **context):
    return {"issuer": ISSUER, "provider_arn": provider_arn, "subject": SUBJECT, "audience": "sts.amazonaws.com", "context": {f"aws:{k}": v for k, v in context.items()}}


def document(one, version="2012-10-17"):
    return json.dumps({"Version": version, "Statement": one})


def values(operators, got, wanted, versions=("2012-10-17",), **context):
    """Each value of the request against each of the policy."""
    for operator, g, w, version in itertools.product(operators, got, wanted, versions):
        yield document(statement({operator: {"aws:Key": w}}), version), claims(Key=[g], **context)


def keys():
    for operator, key, value, arn in itertools.product(("StringEquals", "StringNotEquals", "StringEqualsIfExists", "Null"), KEYS, (SUBJECT, PROVIDER, "true", "false"), ("", PROVIDER)):
        yield document(statement({operator: {key: value}})), claims(arn)


def members():
    """Principals and actions, and both negated."""
    for name, each in [("Principal", p) for p in PRINCIPALS] + [("Action", a) for a in ACTIONS]:
        plain = statement({}, **{name: each})
        negated = {f"Not{member}" if member == name else member: value for member, value in plain.items()}
        for one, arn in itertools.product((plain, negated), ("", PROVIDER)):
            yield document(one), claims(arn)


def edges():
    yield from values(("DateEquals", "DateLessThan", "DateNotEquals"), DATES, DATES)
    yield from values(("NumericEquals", "NumericLessThan", "NumericNotEquals"), NUMBERS, NUMBERS)
    yield from values(("IpAddress", "NotIpAddress"), [*RANGES, "10.1.2.3/08"], [*RANGES, "10.1.2.3/08"])
    yield from values(("ArnLike", "ArnNotEquals"), ARNS, ARNS, Arn=["arn:aws:iam::1:role/a"], Start=["arn:aws:iam::1"], Wild=["role/*"])
    yield from values(("StringLike", "StringEqualsIgnoreCase", "StringEquals"), TEXTS, PATTERNS)
    yield from values(("StringLike", "StringNotEquals"), RESOLVED, VARIABLES, ("2012-10-17", "2008-10-17", "2012-10-18"), T=["team"], Absent=[], Several=["x", "y"])
    yield from values(("Bool", "Null"), WORDS, [*WORDS, True, False, 1])
    yield from values(("BinaryEquals",), ["AA==", "AB==", "AA", "A", "", "A-=="], ["AA==", "AB==", "AA", "A", "", "A-=="])
    yield from keys()
    yield from members()
