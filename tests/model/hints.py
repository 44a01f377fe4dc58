"""Which fact a warning tells. The specification fixes the facts, not the words, so each kind is known by what it has to name."""

import re

KINDS = {
    "static_keys": "AWS_ACCESS_KEY_ID|static",
    "static_keys_if_set": "if set",
    "pod_identity": "AWS_CONTAINER_CREDENTIALS|Pod Identity",
    "token_file": "AWS_WEB_IDENTITY_TOKEN_FILE",
    "role_kept": "AWS_ROLE_ARN",
    "role_replaced": "replaced",
    "mount": "mount",
    "volume_name": "aws-iam-token",
    "plugin_invalid": "Profile",
    "plugins": "AwsIamForServiceAccount|plugins",
    "refused": "role-arn",
    "default_refused": "default role|default-role-arn",
    "conflict": "Profile",
    "token-expiration": "token-expiration",
    "sts-regional-endpoints": "sts-regional-endpoints",
}
LONGEST = 120


def fits(kind, warning):
    words = re.escape(kind[4:]) if kind.startswith("key:") else KINDS[kind]
    return re.search(words, warning, re.IGNORECASE) is not None


def unmatched(required, optional, warnings):
    """(kinds that no warning tells, warnings that tell nothing expected): the best assignment, each warning used once."""
    held = {}  # index of a warning -> index of a kind
    kinds = [*required, *optional]

    def place(k, tried):
        for w, text in enumerate(warnings):
            if w in tried or not fits(kinds[k], text):
                continue
            tried.add(w)
            if w not in held or place(held[w], tried):
                held[w] = k
                return True
        return False

    missing = [kinds[k] for k in range(len(required)) if not place(k, set())]
    for k in range(len(required), len(kinds)):
        place(k, set())
    return missing, [text for w, text in enumerate(warnings) if w not in held]
