"""A trust policy and a caller of AssumeRoleWithWebIdentity: is he let in? Written from AWS's documentation, not from core/iam.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"""

import json

from iam_answers import WORDS, all_of, negated
from iam_conditions import condition
from iam_keys import Request
from iam_variables import matches

ACTION = "sts:AssumeRoleWithWebIdentity".lower()
VERSION_WITH_VARIABLES = "2012-10-17"


def listed(value):
    return value if isinstance(value, list) else [value]


def scalar(value):
    """Numbers are kept as they are written (see `read`)."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def read(text):
    """(statements, has variables) of a document."""
    policy = json.loads(text, parse_int=str, parse_float=str)
    return listed(policy["Statement"]), policy.get("Version") == VERSION_WITH_VARIABLES


def is_provider(value, request):
    """Whether this ARN names the token's identity provider."""
    if request.provider_arn:
        return value == request.provider_arn
    arn, partition, service, region, account, rest = (value.split(":", 5) + [""] * 6)[:6]
    return (arn, service, region) == ("arn", "iam", "") and partition != "" and account != "" and rest == f"oidc-provider/{request.issuer}"


def is_principal(principal, request):
    """Everybody, or the token's identity provider; an account, a service, a SAML provider is never the caller."""
    if not isinstance(principal, dict):
        return "*" in listed(principal)
    federated = listed(principal.get("Federated", []))
    everybody = any("*" in listed(principal.get(name, [])) for name in ("*", "AWS", "Federated"))
    return everybody or any(is_provider(value, request) for value in federated)


def is_action(patterns):
    return any(matches([(c, c in "*?") for c in pattern.lower()], ACTION) for pattern in listed(patterns))


def conditions(statement):
    """[(operator, key, values)] in the order of the text."""
    found = statement.get("Condition", {}).items()
    return [(name, key, [scalar(v) for v in listed(values)]) for name, keys in found for key, values in keys.items()]


def applies(statement, request, has_variables, turned=None):
    """Whether one statement is about this caller; `turned`: the number of a condition whose answer is turned round."""
    named = is_principal(statement["Principal"], request) if "Principal" in statement else not is_principal(statement["NotPrincipal"], request)
    meant = is_action(statement["Action"]) if "Action" in statement else not is_action(statement["NotAction"])
    answers = [condition(*each, request, has_variables) for each in conditions(statement)] if named and meant else []
    if turned is not None and turned < len(answers):
        answers[turned] = negated(answers[turned])
    return all_of([named, meant, *answers])


def verdict(effects, answers):
    """(verdict, number of the statement that decides or None): a Deny that applies wins, then an Allow is needed."""
    def first(effect, answer):
        return next((i for i, (e, a) in enumerate(zip(effects, answers), 1) if e == effect and a is answer), None)

    if first("Deny", True):
        return "denied", first("Deny", True)
    if first("Deny", None) and (first("Allow", True) or first("Allow", None)):
        return "depends", None
    if first("Allow", True):
        return "allowed", first("Allow", True)
    return ("depends", None) if first("Allow", None) else ("refused", None)


def evaluate(text, claims):
    """{"verdict", "decided_by", "statements"} as the program prints them."""
    statements, has_variables = read(text)
    request = Request(claims)
    answers = [applies(s, request, has_variables) for s in statements]
    word, decided_by = verdict([s["Effect"] for s in statements], answers)
    return {"verdict": word, "decided_by": decided_by, "statements": [WORDS[a] for a in answers]}


def deciding(text, claims, statement, number):
    """(answer, whether it decides) of one condition: would the verdict be another one if it were turned round?"""
    statements, has_variables = read(text)
    request = Request(claims)
    effects, answers = [s["Effect"] for s in statements], [applies(s, request, has_variables) for s in statements]
    before = verdict(effects, answers)
    answer = condition(*conditions(statements[statement])[number], request, has_variables)
    answers[statement] = applies(statements[statement], request, has_variables, number)
    return WORDS[answer], verdict(effects, answers) != before
