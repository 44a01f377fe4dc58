"""The flags of `serve` that admission knows, with their defaults."""

from dataclasses import dataclass, field, fields

SKIPPED = ["istio-init", "istio-validation", "istio-proxy", "linkerd-init", "linkerd-proxy", "queue-proxy"]


@dataclass
class Policy:
    mode: str = "inject"
    service_accounts: list = field(default_factory=lambda: ["default-editor"])
    default_role_arn: str = ""
    allowed_role: list = field(default_factory=lambda: ["*"])
    allowed_profile_role: list = field(default_factory=lambda: ["*"])
    on_role_conflict: str = "repair"
    annotation_prefix: str = "eks.amazonaws.com"
    token_audience: str = "sts.amazonaws.com"
    token_expiration: int = 86400
    token_mount_path: str = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
    aws_default_region: str = ""
    sts_regional_endpoint: object = None  # None: by the partition of the role
    skip_containers: list = field(default_factory=lambda: list(SKIPPED))

    @classmethod
    def of(cls, flags):
        """From {"token-expiration": 3600, ...}: names as on the command line, lists as arrays."""
        known = {f.name for f in fields(cls)}
        values = {k.replace("-", "_"): v for k, v in flags.items()}
        unknown = set(values) - known
        if unknown:
            raise ValueError(f"unknown flags {unknown}")
        return cls(**values)

    def annotation(self, name):
        return f"{self.annotation_prefix}/{name}"


def command_line(flags):
    """The same flags as arguments of `serve`."""
    def text(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        return ",".join(value) if isinstance(value, list) else str(value)

    return [f"--{name}={text(value)}" for name, value in flags.items()]
