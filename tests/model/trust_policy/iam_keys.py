"""What the request says of a condition key: its values, that it is absent, or that nobody knows.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""

ABSENT, UNKNOWN = "absent", "unknown"


class Request:
    """The claims of one caller: {"issuer", "provider_arn", "subject", "audience", "context"}."""

    def __init__(self, claims):
        self.issuer, self.provider_arn = claims["issuer"], claims["provider_arn"]
        self.known = {f"{self.issuer}:sub".lower(): [claims["subject"]], f"{self.issuer}:aud".lower(): [claims["audience"]]}
        if self.provider_arn:
            self.known["aws:federatedprovider"] = [self.provider_arn]
        self.known |= {key.lower(): values for key, values in claims["context"].items()}

    def values(self, key):
        """A list that is not empty, ABSENT or UNKNOWN. Names of keys have no case."""
        folded = key.lower()
        if folded in self.known:
            return self.known[folded] or ABSENT
        if folded.startswith(f"{self.issuer}:".lower()):
            return ABSENT
        return UNKNOWN if folded.startswith(("aws:", "sts:")) else ABSENT
