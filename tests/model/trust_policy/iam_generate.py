"""Random trust policies, written around a caller so that much of them concerns him."""

import json

from iam_callers import AUDIENCES, CONTEXT, NAMES, NAMESPACES, PROVIDERS, any_case, claims, maybe, provider_arn
from iam_generate_conditions import condition_block

ACTIONS = ["sts:AssumeRoleWithWebIdentity"] * 6 + ["sts:*", "*", "sts:AssumeRole*", "sts:assume?olewithwebidentity", "STS:AssumeRoleWithWebIdentity",
                                                   "sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithSAML", "sts:AssumeRole?", "s3:*"]
OTHER_PRINCIPALS = [{"AWS": "arn:aws:iam::111122223333:root"}, {"Service": "ec2.amazonaws.com"}, {"AWS": ["111122223333"]}, {"Service": "*"},
                    {"Federated": "cognito-identity.amazonaws.com"}, {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}]


def scalar_or_list(r, values):
    return values[0] if len(values) == 1 and maybe(r, 0.6) else values


def own_provider(r, caller):
    return caller["provider_arn"] or provider_arn(caller["issuer"], r.choice(("aws", "aws-cn")))


def federated(r, caller):
    """Providers of which one is mostly the caller's; near misses among the others."""
    own = own_provider(r, caller)
    others = [provider_arn(*r.choice(PROVIDERS)), own.upper(), own + "/", own[:-1], own.replace("111122223333", "444455556666"), own.replace(":oidc-provider/", ":saml-provider/")]
    return r.sample([own] * (14 if maybe(r, 0.9) else 0) + others, r.choice((1, 1, 1, 2, 3)))


def principal(r, caller):
    chance = r.random()
    if chance < 0.8:
        return {"Federated": scalar_or_list(r, federated(r, caller))}
    if chance < 0.9:
        return r.choice(("*", {"AWS": "*"}, {"Federated": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}))
    return r.choice(OTHER_PRINCIPALS) | ({"Federated": federated(r, caller)} if maybe(r, 0.3) else {})


def action(r):
    chosen = [any_case(r, a) if maybe(r, 0.2) else a for a in r.sample(ACTIONS, r.choice((1, 1, 1, 2, 3)))]
    return scalar_or_list(r, chosen)


def statement(r, caller):
    """Members in any order; the caller is mostly meant."""
    not_principal, not_action = maybe(r, 0.06), maybe(r, 0.06)
    members = [("Effect", "Deny" if maybe(r, 0.3) else "Allow"),
               ("NotPrincipal", r.choice((r.choice(OTHER_PRINCIPALS), principal(r, caller)))) if not_principal else ("Principal", principal(r, caller)),
               ("NotAction", r.choice(("s3:*", "sts:TagSession", ["sts:AssumeRole", "ec2:*"], action(r)))) if not_action else ("Action", action(r))]
    if maybe(r, 0.9):
        members.append(("Condition", condition_block(r, caller)))
    if maybe(r, 0.3):
        members.append(("Sid", r.choice(("", "A", "LetTheTeamIn"))))
    r.shuffle(members)
    return dict(members)


def policy(r, caller):
    """The text of a document."""
    statements = [statement(r, caller) for _ in range(r.choice((1, 1, 2, 2, 3, 5)))]
    document = {"Version": "2012-10-17"} if maybe(r, 0.85) else r.choice(({}, {"Version": "2008-10-17"}))
    document["Statement"] = statements[0] if len(statements) == 1 and maybe(r, 0.5) else statements
    return json.dumps(document, ensure_ascii=maybe(r, 0.5), indent=r.choice((None, None, 2)))


def pair(r):
    caller = claims(r)
    return policy(r, caller), caller
