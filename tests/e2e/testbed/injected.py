"""What a Pod must have when it gets a role: all of it, once, in every container, and nothing else changed."""

MOUNT_PATH = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
VOLUME = "aws-iam-token"
NAMES = (
    "AWS_STS_REGIONAL_ENDPOINTS", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)  # fmt: skip


def containers(of_pod):
    spec = of_pod["spec"]
    return {each["name"]: each for each in [*spec.get("initContainers", []), *spec["containers"], *spec.get("ephemeralContainers", [])]}


def aws_environment(container):
    """[(name, value)] in their order; a name that is there twice is seen twice."""
    return [(each["name"], each.get("value")) for each in container.get("env", []) if each["name"] in NAMES]


def token_volumes(of_pod, audience="sts.amazonaws.com"):
    volumes = of_pod["spec"].get("volumes", [])
    return [each for each in volumes for source in sources(each) if source.get("audience") == audience]


def sources(volume):
    """The service account tokens in it."""
    return [each["serviceAccountToken"] for each in volume.get("projected", {}).get("sources", []) if "serviceAccountToken" in each]


def check_complete(of_pod, role, without=(), lifetime_s=86400, region=None):
    """Every container but those in `without` has its credentials as the rules say, and once."""
    token = {"audience": "sts.amazonaws.com", "expirationSeconds": lifetime_s, "path": "token"}
    (volume,) = token_volumes(of_pod)  # exactly one
    assert volume == {"name": VOLUME, "projected": {"defaultMode": 420, "sources": [{"serviceAccountToken": token}]}}
    for name, container in containers(of_pod).items():
        if name in without:
            check_nothing_in(container)
        else:
            _check_container(container, role, region)


def _check_container(container, role, region):
    regions = [("AWS_DEFAULT_REGION", region), ("AWS_REGION", region)] if region else []
    wanted = [*regions, ("AWS_ROLE_ARN", role), ("AWS_WEB_IDENTITY_TOKEN_FILE", f"{MOUNT_PATH}/token")]
    assert aws_environment(container) == wanted, container["name"]
    mounts = [each for each in container.get("volumeMounts", []) if each["mountPath"].rstrip("/") == MOUNT_PATH or each["name"] == VOLUME]
    assert mounts == [{"name": VOLUME, "mountPath": MOUNT_PATH, "readOnly": True}], container["name"]


def check_nothing(of_pod):
    """No trace of us."""
    assert not token_volumes(of_pod)
    for container in containers(of_pod).values():
        check_nothing_in(container)


def check_nothing_in(container):
    assert aws_environment(container) == [], container["name"]
    assert not [each for each in container.get("volumeMounts", []) if each["mountPath"].startswith(MOUNT_PATH)], container["name"]


def is_complete(of_pod, role):
    """As check_complete, for those who count."""
    try:
        check_complete(of_pod, role)
    except (AssertionError, ValueError):
        return False
    return True
