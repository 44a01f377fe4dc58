"""The chart as somebody installs it."""

import base64
import contextlib

import yaml

from . import registration
from .api import ApiError, path_of
from .decisions import decisions
from .helm import CHART, Helm, settings
from .waiting import eventually

NAMESPACE, NAME = "profile-iam-system", "profile-iam-webhook"
DEPLOYMENT = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{NAME}"
SECRET = f"/api/v1/namespaces/{NAMESPACE}/secrets/{NAME}-tls"
LABELS = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME, "app.kubernetes.io/component": "webhook"}


class _Served:
    """Where a replica is reached; see tls.py and self_managed.py."""

    def __init__(self, pod):
        self.name, self.address, self.port = pod.name, pod.place.address, 8443
        self.process = pod.containers["webhook"].process


class Release:
    """`helm` in the namespace of the project."""

    def __init__(self, cluster, nodes, folder):
        self._cluster, self._nodes = cluster, nodes
        self.helm = Helm(cluster.kubeconfig, folder)
        self._before = {each.name for each in nodes.known_pods()}

    def install(self, values=None, *flags, wait=True, **options):
        """As the README says; `values`: {"a.b": value}."""
        return self._run("install", values, flags, wait, **options)

    def upgrade(self, values=None, *flags, wait=True, **options):
        return self._run("upgrade", values, flags, wait, **options)

    def rollback(self, *flags, **options):
        return self.helm("rollback", NAME, f"--namespace={NAMESPACE}", "--wait", "--timeout=60s", *flags, **options)

    def uninstall(self, *flags, **options):
        return self.helm("uninstall", NAME, f"--namespace={NAMESPACE}", "--timeout=60s", *flags, **options)

    def test(self, *flags, **options):
        return self.helm("test", NAME, f"--namespace={NAMESPACE}", "--logs", "--timeout=60s", *flags, **options)

    def rendered(self, values=None, *flags):
        """The text of all objects."""
        return self.helm("template", NAME, CHART, f"--namespace={NAMESPACE}", *settings(values or {}), *flags).stdout

    def _run(self, verb, values, flags, wait, **options):
        waiting = ["--wait", "--timeout=60s"] if wait else []
        create = ["--create-namespace"] if verb == "install" else []
        return self.helm(verb, NAME, CHART, f"--namespace={NAMESPACE}", *create, *settings(values or {}), *waiting, *flags, **options)

    # --- what it is made of ---

    def pods(self):
        """The RunningPods of the Deployment."""
        return self._nodes.pods(LABELS)

    def ended_pods(self):
        """Those that have ended since the test began."""
        since = [each for each in self._nodes.known_pods() if each.name not in self._before]
        return [each for each in since if each.is_over and LABELS.items() <= each.pod["metadata"]["labels"].items()]

    def webhooks(self):
        """As the rest of the testbed looks at replicas."""
        return [_Served(each) for each in self.pods()]

    def containers(self):
        return [each.containers["webhook"] for each in self.pods()]

    def deployment(self):
        return self._cluster.api.find(DEPLOYMENT)

    def configuration(self):
        return self._cluster.api.find(registration.PATH)

    def policy(self):
        """The failurePolicy of `pods.`."""
        return next(each["failurePolicy"] for each in self.configuration()["webhooks"] if each["name"].startswith("pods."))

    def delete_pods(self, *flags):
        """All of the Deployment, at once."""
        selector = ",".join(f"{key}={value}" for key, value in LABELS.items())
        self._cluster.kubectl("delete", "pods", f"--namespace={NAMESPACE}", f"--selector={selector}", *flags)

    def wait_rolled_out(self):
        """`kubectl rollout status`."""
        self._cluster.kubectl("rollout", "status", f"deployment/{NAME}", f"--namespace={NAMESPACE}", "--timeout=100s", within_s=110)

    def wait_ready(self, count=2, **options):
        what = f"{count} replicas are ready"
        eventually(lambda: sum(each.ready for each in self.containers()) >= count, what, explain=self._nodes.report, **options)

    def wait_replaced(self, names, count=2):
        """Until so many others than these are ready, and endpoints."""

        def replaced():
            others = {each.place.address for each in self.pods() if each.name not in names and each.containers["webhook"].ready}
            return len(others & self.endpoints()) >= count

        eventually(replaced, f"{count} others than {sorted(names)} are ready endpoints", explain=self._nodes.report)

    def endpoints(self):
        """Addresses that are ready."""
        selector = f"labelSelector=kubernetes.io/service-name%3D{NAME}"
        slices = self._cluster.api.get(f"/apis/discovery.k8s.io/v1/namespaces/{NAMESPACE}/endpointslices?{selector}")["items"]
        found = [endpoint for each in slices for endpoint in each.get("endpoints") or []]
        return {address for endpoint in found if endpoint["conditions"]["ready"] for address in endpoint["addresses"]}

    def decisions(self, in_namespace, name="first"):
        """What it has said of a Pod, see decisions.py."""
        return decisions(self._cluster, in_namespace, name)

    # --- its surroundings ---

    @contextlib.contextmanager
    def rights_of_its_own(self, without=None):
        """For `rbac.create: false`: what the chart would render, but for the rule of one resource."""
        objects = [each for each in yaml.safe_load_all(self.rendered(None, "--no-hooks")) if each and each["apiVersion"].startswith("rbac.")]
        for each in objects:
            for rule in each.get("rules", []):
                rule["resources"] = [resource for resource in rule["resources"] if resource != without]
            each["rules"] = [rule for rule in each.get("rules", []) if rule["resources"]]
            if not each["rules"]:
                del each["rules"]
            self._cluster.api.apply(each)
        try:
            yield
        finally:
            for each in objects:
                self._cluster.api.delete(path_of(each))

    def make_namespace(self, labels):
        self._cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": labels}})

    def make_secret(self, name, data, kind="kubernetes.io/tls"):
        encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
        manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": NAMESPACE}, "type": kind, "data": encoded}
        return self._cluster.api.apply(manifest)

    def remove(self):
        """Whatever state it is in."""
        self._cluster.api.delete(registration.PATH)
        if self._cluster.api.find(f"/api/v1/namespaces/{NAMESPACE}/secrets?labelSelector=owner%3Dhelm")["items"]:
            self.uninstall("--no-hooks", "--ignore-not-found", check=False)
        for path in (DEPLOYMENT, SECRET):
            self._cluster.api.delete(path)
        for each in self._cluster.api.get(f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs")["items"]:
            self._cluster.api.delete(f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs/{each['metadata']['name']}?propagationPolicy=Background")
        pods = f"/api/v1/namespaces/{NAMESPACE}/pods"
        for each in self._cluster.api.get(pods)["items"]:
            with contextlib.suppress(ApiError):
                self._cluster.api.delete(f"{pods}/{each['metadata']['name']}", grace_s=0)
        self._nodes.wait_idle(within_s=60)
