"""Which fact a warning tells. The specification fixes the facts, not the words, so each kind is known by what it has to name."""

KINDS = {
    "static_keys": ["AWS_ACCESS_KEY_ID"],
    "static_keys_if_set": ["AWS_ACCESS_KEY_ID", "if set"],
    "pod_identity": ["AWS_CONTAINER_CREDENTIALS"],
    "token_file": ["AWS_WEB_IDENTITY_TOKEN_FILE"],
    "role_kept": ["AWS_ROLE_ARN"],
    "role_replaced": ["AWS_ROLE_ARN"],
    "mount": ["mount"],
    "volume_name": ["aws-iam-token"],
    "plugin_invalid": ["Profile"],
    "plugins": ["Profile"],
    "refused": ["role-arn"],
    "conflict": ["Profile"],
    "token-expiration": ["token-expiration"],
    "sts-regional-endpoints": ["sts-regional-endpoints"],
}
LONGEST = 120


def fits(kind, warning):
    parts = [kind[4:]] if kind.startswith("key:") else KINDS[kind]
    return all(part.lower() in warning.lower() for part in parts)


def unmatched(required, optional, warnings):
    """(kinds that no warning tells, warnings that tell nothing expected): a matching, each warning used once."""
    left = list(warnings)
    missing = []
    for kind in sorted(required, key=lambda k: -len(KINDS.get(k, [k]))):
        found = next((w for w in left if fits(kind, w)), None)
        if found is None:
            missing.append(kind)
        else:
            left.remove(found)
    for kind in optional:
        found = next((w for w in left if fits(kind, w)), None)
        if found is not None:
            left.remove(found)
    return missing, left
