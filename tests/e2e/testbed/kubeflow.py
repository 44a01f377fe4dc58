"""What Kubeflow does as far as it concerns the webhook: Profiles, and what its profile controller makes of them."""

PLUGIN = "AwsIamForServiceAccount"
PART_OF = {"app.kubernetes.io/part-of": "kubeflow-profile"}


def role_of(name):
    return f"arn:aws:iam::111122223333:role/{name}"


def profile(name, role=None, owner="alice@example.com", version="v1", **plugin):
    """`role` None: without the plugin. More keys of the plugin's spec as keywords."""
    spec = {"owner": {"kind": "User", "name": owner}}
    if role is not None:
        spec["plugins"] = [{"kind": PLUGIN, "spec": {"awsIamRole": role, "annotateOnly": True, **plugin}}]
    return {"apiVersion": f"kubeflow.org/{version}", "kind": "Profile", "metadata": {"name": name}, "spec": spec}


def owner_reference(of_profile):
    return {
        "apiVersion": "kubeflow.org/v1", "kind": "Profile", "name": of_profile["metadata"]["name"], "uid": of_profile["metadata"]["uid"],
        "controller": True, "blockOwnerDeletion": True,
    }  # fmt: skip


def namespace(name, of_profile=None, owner=None, labels=None):
    """The profile controller's (`of_profile`: as the API server holds it, with its uid), or one that it has adopted: with
    the annotation `owner` and without a reference, which is also what can be applied together with its Profile."""
    metadata = {"name": name, "labels": {**PART_OF, "katib.kubeflow.org/metrics-collector-injection": "enabled", **(labels or {})}}
    if of_profile is not None:
        metadata["ownerReferences"] = [owner_reference(of_profile)]
        owner = of_profile["spec"]["owner"]["name"]
    if owner is not None:
        metadata["annotations"] = {"owner": owner}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def service_account(name, in_namespace, of_profile=None, annotations=None):
    metadata = {"name": name, "namespace": in_namespace}
    if of_profile is not None:
        metadata["ownerReferences"] = [owner_reference(of_profile)]
    if annotations:
        metadata["annotations"] = annotations
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def pod(name, in_namespace, account="default-editor", **spec):
    """One container; more keys of its spec as keywords."""
    containers = [{"name": "main", "image": "registry.example/image", "command": ["sleep", "infinity"]}]
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": in_namespace},
        "spec": {"serviceAccountName": account, "containers": containers, **spec},
    }  # fmt: skip


def notebook_stateful_set(name, in_namespace):
    """What the notebook controller makes of a Notebook."""
    labels = {"statefulset": name, "notebook-name": name}
    container = {"name": name, "image": "registry.example/jupyter", "env": [{"name": "NB_PREFIX", "value": f"/notebook/{in_namespace}/{name}"}]}
    template = {"metadata": {"labels": labels}, "spec": {"serviceAccountName": "default-editor", "containers": [container]}}
    return {
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name, "namespace": in_namespace},
        "spec": {"replicas": 1, "serviceName": name, "selector": {"matchLabels": {"statefulset": name}}, "template": template},
    }  # fmt: skip


class ProfileController:
    """Does once what Kubeflow's profile controller does for ever."""

    def __init__(self, api):
        self._api = api

    def create(self, name, role=None, **options):
        """A Profile with its namespace, `default-editor` and `default-viewer`; returns the Profile."""
        return self.reconcile(self._api.create(profile(name, role, **options)))

    def reconcile(self, of_profile):
        name = of_profile["metadata"]["name"]
        self._api.apply(namespace(name, of_profile), manager="profile-controller")
        for account in ("default-editor", "default-viewer"):
            self._api.apply(service_account(account, name, of_profile), manager="profile-controller")
        return of_profile


def container_credentials(of_pod, container="main"):
    """(role, token file) that a container of this Pod finds in its environment; None for each that is absent."""
    spec = of_pod["spec"]
    found = next(each for each in [*spec["containers"], *spec.get("initContainers", [])] if each["name"] == container)
    environment = {variable["name"]: variable.get("value") for variable in found.get("env", [])}
    return environment.get("AWS_ROLE_ARN"), environment.get("AWS_WEB_IDENTITY_TOKEN_FILE")


def has_credentials(of_pod, role, container="main"):
    """All that the AWS SDK needs: both variables, a mount where the file is to be, and the token in that volume."""
    found_role, token_file = container_credentials(of_pod, container)
    spec = of_pod["spec"]
    found = next(each for each in [*spec["containers"], *spec.get("initContainers", [])] if each["name"] == container)
    mounts = [mount for mount in found.get("volumeMounts", []) if token_file == mount["mountPath"].rstrip("/") + "/token"]
    volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
    tokens = [source for mount in mounts for source in volumes[mount["name"]].get("projected", {}).get("sources", [])]
    return found_role == role and any(source.get("serviceAccountToken", {}).get("path") == "token" for source in tokens)
