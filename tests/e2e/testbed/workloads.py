"""What Kubeflow's controllers make of a Notebook, a pipeline step, a Katib trial: the shapes that matter to a webhook,
written after what notebook-controller, Argo Workflows and Katib create."""

ACCOUNT = "default-editor"


def notebook(name, in_namespace, *sidecars):
    """The notebook controller's StatefulSet, with its workspace and shared memory; sidecars as an injector adds them."""
    labels = {"app": name, "notebook-name": name, "statefulset": name}
    mounts = [{"name": "workspace", "mountPath": "/home/jovyan"}, {"name": "dshm", "mountPath": "/dev/shm"}]
    container = {
        "name": name, "image": "registry.example/jupyter-scipy", "workingDir": "/home/jovyan", "volumeMounts": mounts,
        "ports": [{"name": "notebook-port", "containerPort": 8888}], "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}},
        "env": [{"name": "NB_PREFIX", "value": f"/notebook/{in_namespace}/{name}"}],
    }  # fmt: skip
    volumes = [{"name": "workspace", "persistentVolumeClaim": {"claimName": f"{name}-workspace"}}, {"name": "dshm", "emptyDir": {"medium": "Memory"}}]
    spec = {
        "serviceAccountName": ACCOUNT, "securityContext": {"fsGroup": 100}, "volumes": volumes,
        "containers": [container, *({"name": each, "image": "registry.example/sidecar"} for each in sidecars)],
    }  # fmt: skip
    return {
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name, "namespace": in_namespace},
        "spec": {
            "replicas": 1, "serviceName": name, "selector": {"matchLabels": {"statefulset": name}},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }  # fmt: skip


def pipeline_step(name, in_namespace, account=ACCOUNT):
    """A Pod as Argo's workflow controller creates it: `init` and `wait` fetch and store artifacts, `main` is the user's."""
    hardened = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True}
    argo = {"name": "var-run-argo", "mountPath": "/var/run/argo"}
    from_metadata = [{"name": "ARGO_POD_NAME", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}]

    def executor(role, *mounts):
        return {
            "name": role, "image": "quay.io/argoproj/argoexec:v4.0.8", "command": ["argoexec", role], "securityContext": hardened,
            "env": [*from_metadata, {"name": "ARGO_CONTAINER_NAME", "value": role}], "volumeMounts": [argo, *mounts],
        }  # fmt: skip

    main = {
        "name": "main", "image": "python:3.12", "command": ["/var/run/argo/argoexec", "emissary", "--", "python3", "train.py"],
        "env": [{"name": "KFP_POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}], "volumeMounts": [argo],
    }  # fmt: skip
    spec = {
        "serviceAccountName": account, "restartPolicy": "Never", "initContainers": [executor("init")],
        "containers": [executor("wait", {"name": "tmp-dir-argo", "mountPath": "/tmp", "subPath": "0"}), main],
        "volumes": [{"name": "var-run-argo", "emptyDir": {}}, {"name": "tmp-dir-argo", "emptyDir": {}}],
    }  # fmt: skip
    labels = {"pipelines.kubeflow.org/v2_component": "true", "workflows.argoproj.io/completed": "false", "workflows.argoproj.io/workflow": name}
    annotations = {"kubectl.kubernetes.io/default-container": "main", "sidecar.istio.io/inject": "false"}
    metadata = {"name": name, "namespace": in_namespace, "labels": labels, "annotations": annotations}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def katib_trial(name, in_namespace):
    """The Job of a trial."""
    container = {"name": "training-container", "image": "registry.example/mnist", "command": ["python3", "mnist.py", "--lr=0.03"]}
    template = {
        "metadata": {"annotations": {"sidecar.istio.io/inject": "false"}},
        "spec": {"serviceAccountName": ACCOUNT, "restartPolicy": "Never", "containers": [container]},
    }
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": in_namespace}, "spec": {"template": template}}


def artifact_viewer(in_namespace):
    """The Deployment of pipelines' profile controller; its ReplicaSet creates Pods without a name of their own."""
    labels = {"app": "ml-pipeline-ui-artifact"}
    container = {"name": "ml-pipeline-ui-artifact", "image": "registry.example/frontend", "ports": [{"containerPort": 3000}]}
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "ml-pipeline-ui-artifact", "namespace": in_namespace},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"serviceAccountName": ACCOUNT, "containers": [container]}},
        },
    }  # fmt: skip
