"""Trust policies and tokens for the tests of `trust-policy`, and how they are given to the program."""

import base64
import json
import time

from command import run

ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"
TEAM_A = "system:serviceaccount:team-a:default-editor"
TEAM_B = "system:serviceaccount:team-b:default-editor"


def statement(subjects, effect="Allow", operator="StringEquals", issuer=ISSUER, **more):
    """A statement for these subjects (None: it names none) and the audience of STS."""
    condition = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    if subjects is not None:
        condition.setdefault(operator, {})[f"{issuer}:sub"] = subjects
    return {
        "Effect": effect, "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition, **more,
    }  # fmt: skip


def document(*statements):
    """As the AWS CLI prints it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=4) + "\n"


def token(**claims):
    """A token of team-a, good for ten minutes, with an unmistakable signature."""
    now = int(time.time())
    whole = {"iss": f"https://{ISSUER}", "sub": TEAM_A, "aud": ["sts.amazonaws.com"], "iat": now, "exp": now + 600, **claims}
    parts = [json.dumps({"alg": "RS256"}), json.dumps(whole), "not-a-signature"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def trust_policy(*arguments, **options):
    return run("trust-policy", *arguments, **options)


def written(folder, text, name="trust.json"):
    """A file with exactly these characters."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def subjects_of(text):
    """All that the document lists, in its order."""
    found = []
    for each in json.loads(text)["Statement"]:
        for keys in each["Condition"].values():
            for key, value in keys.items():
                if key.endswith(":sub"):
                    found += value if isinstance(value, list) else [value]
    return found
