"""The chart as somebody installs it."""

import base64
import contextlib

from . import registration
from .api import ApiError
from .helm import CHART, Helm, settings
from .waiting import eventually

NAMESPACE, NAME = "profile-iam-system", "profile-iam-webhook"
DEPLOYMENT = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{NAME}"
SECRET = f"/api/v1/namespaces/{NAMESPACE}/secrets/{NAME}-tls"
LABELS = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME, "app.kubernetes.io/component": "webhook"}


class Release:
    """`helm` in the namespace of the project."""

    def __init__(self, cluster, nodes, folder):
        self._cluster, self._nodes = cluster, nodes
        self.helm = Helm(cluster.kubeconfig, folder)

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

    def containers(self):
        return [each.containers["webhook"] for each in self.pods()]

    def deployment(self):
        return self._cluster.api.find(DEPLOYMENT)

    def configuration(self):
        return self._cluster.api.find(registration.PATH)

    def policy(self):
        """The failurePolicy of `pods.`."""
        return next(each["failurePolicy"] for each in self.configuration()["webhooks"] if each["name"].startswith("pods."))

    def wait_rolled_out(self):
        """`kubectl rollout status`."""
        self._cluster.kubectl("rollout", "status", f"deployment/{NAME}", f"--namespace={NAMESPACE}", "--timeout=100s", within_s=110)

    def wait_ready(self, count=2, **options):
        eventually(lambda: sum(each.ready for each in self.containers()) >= count, f"{count} replicas are ready", explain=self._nodes.report, **options)

    def endpoints(self):
        """Addresses that are ready."""
        selector = f"labelSelector=kubernetes.io/service-name%3D{NAME}"
        slices = self._cluster.api.get(f"/apis/discovery.k8s.io/v1/namespaces/{NAMESPACE}/endpointslices?{selector}")["items"]
        found = [endpoint for each in slices for endpoint in each.get("endpoints") or []]
        return {address for endpoint in found if endpoint["conditions"]["ready"] for address in endpoint["addresses"]}

    # --- its surroundings ---

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
