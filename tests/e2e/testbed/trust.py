"""Who may assume a role: its trust policy, and STS' judgement of a web identity token by it, which moto leaves out."""

import jwt

from .cluster import ISSUER

PROVIDER = ISSUER.removeprefix("https://")
ACTION = "sts:AssumeRoleWithWebIdentity"


class Refused(Exception):
    """`code` is STS'."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def trust_policy(namespace, account="default-editor", audience="sts.amazonaws.com", partition="aws"):
    """As onboarding writes it: this ServiceAccount, this audience, nobody else."""
    condition = {f"{PROVIDER}:aud": audience, f"{PROVIDER}:sub": f"system:serviceaccount:{namespace}:{account}"}
    federated = f"arn:{partition}:iam::111122223333:oidc-provider/{PROVIDER}"
    statement = {"Effect": "Allow", "Principal": {"Federated": federated}, "Action": ACTION, "Condition": {"StringEquals": condition}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def verify(token, key_set, policy):
    """The claims of a token with which STS lets its bearer assume the role of this trust policy; else Refused. `key_set` is
    what the issuer publishes."""
    claims = _authenticate(token, key_set)
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    conditions = [each["Condition"]["StringEquals"] for each in policy["Statement"] if each["Effect"] == "Allow" and each["Action"] == ACTION]
    of_audience = [each for each in conditions if each[f"{PROVIDER}:aud"] in audiences]
    if not of_audience:
        raise Refused("InvalidIdentityToken", "Incorrect token audience")
    if not any(each[f"{PROVIDER}:sub"] == claims["sub"] for each in of_audience):
        raise Refused("AccessDenied", f"Not authorized to perform {ACTION}")
    return claims


def _authenticate(token, key_set):
    try:
        key = jwt.PyJWKSet.from_dict(key_set)[jwt.get_unverified_header(token)["kid"]]
        wanted = {"require": ["exp", "iat", "iss", "sub", "aud"], "verify_aud": False}  # which audience is right the policy says
        return jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, options=wanted)
    except jwt.ExpiredSignatureError:
        raise Refused("ExpiredTokenException", "Token expired") from None
    except (jwt.InvalidTokenError, KeyError) as why:
        raise Refused("InvalidIdentityToken", f"Couldn't retrieve verification key from your identity provider: {why}") from None
