"""Certificates that the replicas manage themselves: the Secret, and what becomes of the caBundles. Reads and spoils both,
as operators and GitOps tools do."""

import base64
import contextlib
import datetime
import json
import threading

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from . import registration
from .tls import served
from .waiting import eventually
from .webhook import NAMESPACE, SERVICE

SECRET = f"{SERVICE}-tls"
PATH = f"/api/v1/namespaces/{NAMESPACE}/secrets/{SECRET}"
KEYS = ("ca.crt", "ca.key", "tls.crt", "tls.key")
DOMAIN = "profile-iam-webhook.kubeflow.org"
PUBLISHED_AT, NEEDED_UNTIL, RENEW = (f"{DOMAIN}/{name}" for name in ("newest-ca-published-at", "older-cas-needed-until", "renew"))
# So long, and a little longer, a caBundle must have stood before a leaf that relies on it is served: for the scenarios
# that have a Clock and do not want to wait.
SETTLING = datetime.timedelta(seconds=10)


class SelfManaged:
    """`flags` make a Webhook live by it, in place of a Certificate's."""

    flags = [f"--self-signed-secret={NAMESPACE}/{SECRET}", f"--service={NAMESPACE}/{SERVICE}", f"--webhook-configuration={registration.NAME}"]

    def __init__(self, cluster):
        self._cluster = cluster

    # --- the Secret ---

    def secret(self):
        """None: there is none."""
        return self._cluster.api.find(PATH)

    def data(self):
        """{key: text}; empty without a Secret."""
        return decoded(self.secret())

    def authorities(self):
        """As in ca.crt."""
        return x509.load_pem_x509_certificates(self.data()["ca.crt"].encode())

    def leaf(self):
        return x509.load_pem_x509_certificate(self.data()["tls.crt"].encode())

    def annotation(self, name):
        return self.secret()["metadata"].get("annotations", {}).get(name)

    def is_whole(self):
        """Every key is there, and the newest CA has signed the leaf."""
        found = self.data()
        if not all(found.get(key) for key in KEYS):
            return False
        try:
            check_whole(found)
        except (AssertionError, ValueError):
            return False
        return True

    def put(self, **data):
        """Writes these keys (with `_` for `.`) beside the others; None takes one away."""
        encoded = {key.replace("_", "."): value if value is None else base64.b64encode(value.encode()).decode() for key, value in data.items()}
        return self._cluster.api.patch(PATH, {"data": encoded})

    def create_empty(self):
        """As a chart makes it that has no certificate: of the type, both keys without a value."""
        manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": SECRET, "namespace": NAMESPACE}}
        return self._cluster.api.create({**manifest, "type": "kubernetes.io/tls", "data": {"tls.crt": "", "tls.key": ""}})

    def delete(self):
        return self._cluster.api.delete(PATH)

    def ask_for(self, renewal):
        """As `kubectl annotate` does: `leaf` or `ca`."""
        self._cluster.api.patch(PATH, {"metadata": {"annotations": {RENEW: renewal}}})

    def history(self, since):
        """What became of the Secret after that resourceVersion: [(event, object)]. The API server remembers it."""
        query = f"watch=1&resourceVersion={since}&timeoutSeconds=1&fieldSelector=metadata.name%3D{SECRET}"
        _, _, content = self._cluster.api.call("GET", f"/api/v1/namespaces/{NAMESPACE}/secrets?{query}")
        events = [json.loads(line) for line in content.splitlines()]
        assert all(each["type"] != "ERROR" for each in events), events
        return [(each["type"], each["object"]) for each in events]

    def resource_version(self):
        """Of all Secrets, now: for `history`."""
        return self._cluster.api.get(f"/api/v1/namespaces/{NAMESPACE}/secrets?limit=1")["metadata"]["resourceVersion"]

    # --- what follows from it ---

    def configuration(self):
        return self._cluster.api.get(registration.PATH)

    def bundles(self):
        """The caBundle of every webhook, as text."""
        return [decode(each["clientConfig"].get("caBundle", "")) for each in self.configuration()["webhooks"]]

    def policy(self):
        """The failurePolicy of `pods.`."""
        return next(each["failurePolicy"] for each in self.configuration()["webhooks"] if each["name"].startswith("pods."))

    def is_published(self):
        """Every caBundle begins with ca.crt. CAs that replicas may still serve by can follow it for a few seconds."""
        wanted = self.data().get("ca.crt")
        return bool(wanted) and all(bundle.startswith(wanted) for bundle in self.bundles())

    def is_alone_in_the_bundles(self):
        """Every caBundle is ca.crt, and nothing else."""
        wanted = self.data().get("ca.crt")
        return bool(wanted) and all(bundle == wanted for bundle in self.bundles())

    def is_served_by(self, *webhooks):
        """The leaf of the Secret is what each of them shows."""
        serial = self.leaf().serial_number
        return all(served(each).serial_number == serial for each in webhooks)

    def is_in_force(self, *webhooks):
        return self.is_whole() and self.is_published() and self.is_served_by(*webhooks)

    def wait_in_force(self, *webhooks, **options):
        """Until all agree: the Secret, every caBundle, and what each of these replicas serves."""
        eventually(lambda: self.is_in_force(*webhooks), lambda: self._describe(*webhooks), **options)

    def _describe(self, *webhooks):
        found = self.data()
        bundles = ["as ca.crt" if bundle == found.get("ca.crt") else f"{bundle.count('BEGIN')} others" for bundle in self.bundles()]
        serials = {each.name: served(each).serial_number for each in webhooks if each.process.is_running()}
        return f"all agree; keys {[key for key in KEYS if found.get(key)]}, whole: {self.is_whole()}, bundles {bundles}, served {serials}"


def decode(value):
    return base64.b64decode(value).decode(errors="replace")


def decoded(secret):
    return {} if secret is None else {key: decode(value) for key, value in (secret.get("data") or {}).items()}


def check_whole(data):
    """tls.crt names and was signed by the first of ca.crt, and both keys are those of their certificates."""
    leaf = x509.load_pem_x509_certificate(data["tls.crt"].encode())
    newest = x509.load_pem_x509_certificates(data["ca.crt"].encode())[0]
    leaf.verify_directly_issued_by(newest)
    for certificate, key in ((leaf, "tls.key"), (newest, "ca.key")):
        private = serialization.load_pem_private_key(data[key].encode(), None)
        assert private.public_key() == certificate.public_key(), key


@contextlib.contextmanager
def again_and_again(act, every_s):
    """`act()` in a thread of its own for as long as the block lasts, as a tool does that knows better."""
    over = threading.Event()

    def run():
        while not over.wait(every_s):
            act()

    thread = threading.Thread(target=run, name="again-and-again", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
