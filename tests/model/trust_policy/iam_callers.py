"""Random callers: the claims of a token, and what else is known of its request."""

ACCOUNT = "111122223333"
# (issuer, partition): Amazon EKS everywhere, a port and a path, a bucket.
PROVIDERS = [("oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E", "aws"), ("idp.example.com:8443/kube", "aws"),
             ("s3.us-east-1.amazonaws.com/oidc-bucket/cluster-a", "aws"), ("oidc.eks.cn-north-1.amazonaws.com.cn/id/C", "aws-cn"),
             ("oidc.eks.us-gov-west-1.amazonaws.com/id/G", "aws-us-gov")]
NAMESPACES, NAMES = ["team-a", "team-b", "a", "prod-2"], ["default-editor", "default-viewer", "ws-1", "default"]
AUDIENCES = ["sts.amazonaws.com", "sts.amazonaws.com", "sts.amazonaws.com", "sts.amazonaws.com.cn", "kube"]
ROLES = ["arn:aws:iam::111122223333:role/a/team-a", "arn:aws-cn:sts::111122223333:assumed-role/team:b/x", "arn:aws:s3:::bucket/a*b?", "role/a"]
TAGS = ["team-a", "team-b", "a", "Ünal", "*", "a*", "${aws:x}", "cost?"]
CONTEXT = {
    "aws:SourceIp": ["10.1.2.3", "203.0.113.7", "2001:db8::7", "::1", "10.1.2.3/32", "10.1.2", "here"],
    "aws:CurrentTime": ["2026-11-21T17:30:00Z", "2026-11-21T18:30:00+01:00", "2026-11-21", "2026-11-21T17:30:00.5Z", "2026-02-30", "now"],
    "aws:EpochTime": ["1795282200", "1795282199", "0001795282200"],
    "aws:MultiFactorAuthAge": ["299", "300", "300.0", "-1", "+300", "300.01", "many", ""],
    "aws:SecureTransport": ["true", "false", "True", "yes"],
    "aws:PrincipalArn": ROLES,
    "aws:RequestTag/team": TAGS,
    "aws:RequestTag/cost:center": TAGS,
    "sts:RoleSessionName": ["default-editor", "ws-1", "team-a"],
    "aws:TagKeys": TAGS,
    "example.com:blob": ["QmluYXJ5VmFsdWVJbkJhc2U2NA==", "AA=="],
}
SEVERAL = ("aws:TagKeys", "aws:SourceIp", "aws:MultiFactorAuthAge", "aws:PrincipalArn", "aws:CurrentTime")


def maybe(r, chance):
    return r.random() < chance


def provider_arn(issuer, partition):
    return f"arn:{partition}:iam::{ACCOUNT}:oidc-provider/{issuer}"


def any_case(r, text):
    """Other letters, the same word for those who ignore case."""
    return r.choice((text.lower, text.upper, text.swapcase, text.title))()


def claims(r):
    issuer, partition = r.choice(PROVIDERS)
    namespace, name = r.choice(NAMESPACES), r.choice(NAMES)
    found = {"issuer": issuer, "provider_arn": provider_arn(issuer, partition) if maybe(r, 0.6) else "",
             "subject": f"system:serviceaccount:{namespace}:{name}", "audience": r.choice(AUDIENCES), "context": {}}
    for key in r.sample(list(CONTEXT), r.choice((0, 3, 6, 9, len(CONTEXT)))):
        found["context"][any_case(r, key) if maybe(r, 0.3) else key] = values_of(r, key)
    if maybe(r, 0.5):
        found["context"]["aws:RequestTag/namespace"] = r.choice(([namespace], [namespace], [], [namespace, name]))
    if maybe(r, 0.02):
        found["context"][f"{issuer}:{r.choice(('sub', 'aud', 'amr'))}"] = r.choice(([], [found["subject"]], [found["audience"], "other"]))
    return found


def values_of(r, key):
    if maybe(r, 0.1):
        return []
    return [r.choice(CONTEXT[key]) for _ in range(r.randint(1, 3) if key in SEVERAL and maybe(r, 0.6) else 1)]
