"""Callers and policies whose verdict AWS's documentation gives away, so that the two evaluators do not merely agree."""

import json

ISSUER = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"
SUB, AUD, SUBJECT = f"{ISSUER}:sub", f"{ISSUER}:aud", "system:serviceaccount:team-a:default-editor"


def statement(condition, effect="Allow", **members):
    return {"Effect": effect, "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition} | members


def case(why, verdict, *statements, version="2012-10-17", provider_arn=PROVIDER, **context):
    """`context`: keys with `__` for a colon and `_` for a slash."""
    known = {key.replace("__", ":").replace("_", "/"): values for key, values in context.items()}
    claims = {"issuer": ISSUER, "provider_arn": provider_arn, "subject": SUBJECT, "audience": "sts.amazonaws.com", "context": known}
    return why, verdict, json.dumps({"Version": version, "Statement": list(statements)}), claims


def single(why, verdict, condition, **more):
    return case(why, verdict, statement(condition), **more)


RIGHT = {"StringEquals": {SUB: SUBJECT, AUD: "sts.amazonaws.com"}}
TEAM = {"StringEquals": {SUB: "system:serviceaccount:${aws:RequestTag/team}:default-editor"}}
TAG_KEYS = {"aws:TagKeys": ["environment", "costCenter"]}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
STATEMENTS = [
    single("subject and audience", "allowed", RIGHT),
    single("all keys of an operator must match", "refused", {"StringEquals": {SUB: SUBJECT, AUD: "other"}}),
    single("all operators must match", "refused", RIGHT | {"StringLike": {SUB: "system:serviceaccount:team-b:*"}}),
    case("no statement", "refused"),
    case("a Deny wins over an Allow before it", "denied", statement(RIGHT), statement(RIGHT, "Deny")),
    case("a Deny that may apply", "depends", statement(RIGHT), statement({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, "Deny")),
    case("a Deny that may apply where nothing is allowed", "refused", statement({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, "Deny")),
    case("NotAction", "allowed", {k: v for k, v in statement(RIGHT, NotAction="s3:*").items() if k != "Action"}),
    case("the action has no case", "allowed", statement(RIGHT, Action="STS:assumerolewithwebidentity")),
    case("another account's provider", "refused", statement(RIGHT, Principal={"Federated": PROVIDER.replace("1111", "4444")})),
    case("an account is not this caller", "refused", statement(RIGHT, Principal={"AWS": "arn:aws:iam::111122223333:root"})),
    case("everybody", "allowed", statement(RIGHT, Principal="*")),
    case("NotPrincipal", "denied", statement(RIGHT), {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*"}),
    case("the provider in any account", "allowed", statement(RIGHT), provider_arn=""),
]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
OPERATORS = [
    single("keys have no case", "allowed", {"StringEquals": {SUB.upper(): SUBJECT}}),
    single("values have case", "refused", {"StringEquals": {SUB: SUBJECT.upper()}}),
    single("IgnoreCase", "allowed", {"StringEqualsIgnoreCase": {SUB: SUBJECT.upper()}}),
    single("StringEquals knows no wildcard", "refused", {"StringEquals": {SUB: "system:serviceaccount:team-a:*"}}),
    single("* goes over colons", "allowed", {"StringLike": {SUB: "system:*editor"}}),
    single("ArnEquals knows wildcards as ArnLike does", "allowed", {"ArnEquals": {"aws:FederatedProvider": "arn:aws:iam::*:oidc-provider/*"}}),
    single("* of an ARN stays in its part", "refused", {"ArnLike": {"aws:FederatedProvider": "arn:*:oidc-provider/*"}}),
    single("an absent key does not match", "refused", {"StringEquals": {f"{ISSUER}:amr": "x"}}),
    single("an absent key is not equal", "allowed", {"StringNotEquals": {f"{ISSUER}:amr": "x"}}),
    single("IfExists of an absent key", "allowed", {"StringEqualsIfExists": {f"{ISSUER}:amr": "x"}}),
    single("IfExists of a key that is there", "refused", {"StringEqualsIfExists": {SUB: "x"}}),
    single("Null true: absent", "allowed", {"Null": {f"{ISSUER}:amr": "true"}}),
    single("Null false: there", "allowed", {"Null": {SUB: False}}),
    single("Null of a key that is there", "refused", {"Null": {SUB: "true"}}),
    single("a range of addresses", "allowed", {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, aws__SourceIp=["203.0.113.9"]),
    single("an address without prefix", "refused", {"IpAddress": {"aws:SourceIp": "203.0.113.0"}}, aws__SourceIp=["203.0.113.9"]),
    single("IPv6", "allowed", {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:DB8:1234:5678::/64"]}}, aws__SourceIp=["2001:db8:1234:5678::1"]),
    single("a date in another zone", "allowed", {"DateEquals": {"aws:CurrentTime": "2026-11-21T18:30:00+01:00"}}, aws__CurrentTime=["2026-11-21T17:30:00Z"]),
    single("a date as seconds", "allowed", {"DateLessThan": {"aws:EpochTime": "2026-11-21T17:30:01Z"}}, aws__EpochTime=["1795282200"]),
    single("numbers are no strings", "allowed", {"NumericLessThanEquals": {"aws:MultiFactorAuthAge": "1000"}}, aws__MultiFactorAuthAge=["299.0"]),
    single("a key that is not known", "depends", {"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
    single("a tag with a colon is not known either", "depends", {"StringNotEquals": {"aws:PrincipalTag/cost:center": "1"}}),
]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
SEVERAL_VALUES = [
    single("one of several", "allowed", {"StringEquals": {SUB: ["x", SUBJECT]}}),
    single("none of several", "refused", {"StringNotEquals": {SUB: ["x", SUBJECT]}}),
    single("ForAllValues: each", "allowed", {"ForAllValues:StringEquals": TAG_KEYS}, aws__TagKeys=["environment", "costCenter"]),
    single("ForAllValues: one too many", "refused", {"ForAllValues:StringEquals": TAG_KEYS}, aws__TagKeys=["environment", "owner"]),
    single("ForAllValues: absent", "allowed", {"ForAllValues:StringEquals": TAG_KEYS}, aws__TagKeys=[]),
    single("ForAnyValue: one", "allowed", {"ForAnyValue:StringEquals": TAG_KEYS}, aws__TagKeys=["environment", "owner"]),
    single("ForAnyValue: none", "refused", {"ForAnyValue:StringEquals": TAG_KEYS}, aws__TagKeys=["owner"]),
    single("ForAnyValue: absent", "refused", {"ForAnyValue:StringEquals": TAG_KEYS}, aws__TagKeys=[]),
    single("ForAnyValue: one that is none of them", "allowed", {"ForAnyValue:StringNotEquals": TAG_KEYS}, aws__TagKeys=["environment", "owner"]),
    single("ForAllValues: one that is one of them", "refused", {"ForAllValues:StringNotEquals": TAG_KEYS}, aws__TagKeys=["environment", "owner"]),
]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
VARIABLES = [
    single("a variable", "allowed", TEAM, aws__RequestTag_team=["team-a"]),
    single("a variable is text in the old version", "refused", TEAM, version="2008-10-17", aws__RequestTag_team=["team-a"]),
    single("a wildcard inside a variable is text", "refused", {"StringLike": {SUB: "${aws:RequestTag/team}"}}, aws__RequestTag_team=["*"]),
    single("a variable without value equals nothing", "refused", TEAM, aws__RequestTag_team=[]),
    single("a variable without value is unlike everything", "allowed", {"StringNotLike": {SUB: "*${aws:RequestTag/team}"}}, aws__RequestTag_team=[]),
    single("a default", "allowed", {"StringEquals": {SUB: "system:serviceaccount:${aws:RequestTag/team, 'team-a'}:default-editor"}}, aws__RequestTag_team=[]),
    single("${*} is no wildcard", "refused", {"StringLike": {SUB: "system:serviceaccount:team-a:${*}"}}),
    single("a variable that is not known", "depends", {"StringEquals": {SUB: "${aws:PrincipalTag/team}"}}),
]

CASES = [*STATEMENTS, *OPERATORS, *SEVERAL_VALUES, *VARIABLES]
