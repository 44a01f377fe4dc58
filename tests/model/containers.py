"""Containers and their variables: shapes, which of them are selected, which entry counts."""

from words import Broken

REGIONAL, DEFAULT_REGION, REGION = "AWS_STS_REGIONAL_ENDPOINTS", "AWS_DEFAULT_REGION", "AWS_REGION"
ROLE_ARN, TOKEN_FILE = "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"
FIVE = (REGIONAL, DEFAULT_REGION, REGION, ROLE_ARN, TOKEN_FILE)
CREDENTIALS = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
KEY_ID = "AWS_ACCESS_KEY_ID"


def list_of(owner, key, where):
    value = owner.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Broken(f"{where}/{key}")
    return value


def dict_of(owner, key, where):
    value = owner.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Broken(f"{where}/{key}")
    return value


def check_shape(pod):
    """Raises Broken for a wrong JSON type where the row of the 400 names one."""
    dict_of(pod.get("metadata") or {}, "annotations", "metadata")
    spec = dict_of(pod, "spec", "")
    for kind in ("containers", "initContainers"):
        for container in list_of(spec, kind, "spec"):
            if not isinstance(container, dict):
                raise Broken(kind)
            for key in ("env", "volumeMounts"):
                for item in list_of(container, key, kind):
                    if not isinstance(item, dict):
                        raise Broken(key)
    for volume in list_of(spec, "volumes", "spec"):
        if not isinstance(volume, dict):
            raise Broken("volumes")


def names(text):
    return [n.strip() for n in (text or "").split(",") if n.strip()]


def is_selected(name, policy, annotations, with_include=True):
    if name in names(annotations.get(policy.annotation("skip-containers"))):
        return False
    included = names(annotations.get(policy.annotation("include-containers"))) if with_include else []
    return name in included if included else name not in policy.skip_containers


def selected(pod, policy, annotations):
    """(kind, index, container) of those that are not skipped, in any order."""
    spec = pod.get("spec") if isinstance(pod.get("spec"), dict) else {}
    found = []
    for kind in ("containers", "initContainers"):
        containers = spec.get(kind)
        for i, c in enumerate(containers if isinstance(containers, list) else []):
            if isinstance(c, dict) and is_selected(c.get("name"), policy, annotations):
                found.append((kind, i, c))
    return found


def is_windows(pod):
    spec = pod["spec"]
    selector, system = spec.get("nodeSelector") or {}, spec.get("os") or {}
    return "windows" in (selector.get("kubernetes.io/os"), selector.get("beta.kubernetes.io/os"), system.get("name"))


def token_file(pod, policy):
    path = policy.token_mount_path + "/token"
    return "C:" + path.replace("/", "\\") if is_windows(pod) else path


def last_of(container, name):
    """The entry that counts, with its index; (None, None) when there is none."""
    found = (None, None)
    for i, entry in enumerate(container.get("env") or []):
        if entry.get("name") == name:
            found = (i, entry)
    return found


def literal(entry):
    """The value of an entry; None when it comes from elsewhere."""
    if entry.get("valueFrom") is not None:
        return None
    return entry.get("value") or ""


def same_path(path, ours):
    return isinstance(path, str) and path.rstrip("/") == ours.rstrip("/")
