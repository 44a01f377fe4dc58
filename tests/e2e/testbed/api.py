"""HTTP to the API server that tries exactly once, as a creator does for whom a failed call is final."""

import http.client
import json
import select
import ssl
import threading
import urllib.parse

import yaml

MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"


class ApiError(Exception):
    """A refusal; `status` is HTTP's, the text is the message of the Status object."""

    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


class Api:
    """As one user. Connections are kept, one for each thread; none is used again after an error."""

    def __init__(self, server, ca_file, token=None, user_agent="tests"):
        self._address = urllib.parse.urlsplit(server)
        self._tls = ssl.create_default_context(cafile=ca_file)
        self._fields = {"User-Agent": user_agent, "Accept": "application/json, */*"}
        if token:
            self._fields["Authorization"] = f"Bearer {token}"
        self._kept = threading.local()

    @property
    def warnings(self):
        """What the answer to this thread's last request warned of."""
        return self._kept.warnings

    def call(self, method, path, body=None, content_type="application/json", within_s=30):
        """(status, headers, bytes) of one request; OSError or HTTPException when there is no answer."""
        connection = self._take_kept()
        if connection is None:
            connection = http.client.HTTPSConnection(self._address.hostname, self._address.port, context=self._tls)
        try:
            connection.timeout = within_s
            if connection.sock is not None:
                connection.sock.settimeout(within_s)
            fields = self._fields if body is None else {**self._fields, "Content-Type": content_type}
            connection.request(method, path, body if body is None or isinstance(body, bytes) else json.dumps(body), fields)
            response = connection.getresponse()
            content = response.read()
        except BaseException:
            connection.close()
            raise
        if not response.will_close:
            self._kept.connection = connection
        return response.status, response.headers, content

    def _take_kept(self):
        """None when there is none, or its peer has ended it meanwhile (an idle connection has nothing to read but that)."""
        connection = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if connection is not None and select.select([connection.sock], [], [], 0)[0]:
            connection.close()
            return None
        return connection

    def request(self, method, path, body=None, **options):
        """The decoded answer, or ApiError."""
        status, headers, content = self.call(method, path, body, **options)
        is_json = headers.get_content_type() == "application/json"
        answer = json.loads(content) if is_json else content.decode()
        # RFC 7234: 299 - "text"
        self._kept.warnings = [line.split('"', 1)[1].rstrip('"').replace('\\"', '"') for line in headers.get_all("Warning") or []]
        if status >= 300:
            raise ApiError(status, answer.get("message", "") if is_json else answer)
        return answer

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def find(self, path):
        """None when there is no such object."""
        try:
            return self.get(path)
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def create(self, manifest, dry_run=False, **options):
        """POST, once. The namespace is the manifest's."""
        return self.request("POST", collection_of(manifest) + ("?dryRun=All" if dry_run else ""), manifest, **options)

    def apply(self, manifest, manager="tests"):
        """Server-side apply: creates or changes."""
        path = f"{path_of(manifest)}?fieldManager={manager}&force=true"
        return self.request("PATCH", path, yaml.safe_dump(manifest).encode(), content_type=APPLY)

    def patch(self, path, change, content_type=MERGE):
        return self.request("PATCH", path, change, content_type=content_type)

    def delete(self, path, grace_s=None):
        """Gone already is as good."""
        try:
            return self.request("DELETE", path, None if grace_s is None else {"gracePeriodSeconds": grace_s})
        except ApiError as error:
            if error.status == 404:
                return None
            raise


# The kinds that tests make, and whether they have a namespace.
_PLURALS = {
    "ClusterRole": ("clusterroles", False), "ClusterRoleBinding": ("clusterrolebindings", False),
    "ConfigMap": ("configmaps", True), "CustomResourceDefinition": ("customresourcedefinitions", False),
    "Deployment": ("deployments", True), "EndpointSlice": ("endpointslices", True), "Job": ("jobs", True),
    "MutatingWebhookConfiguration": ("mutatingwebhookconfigurations", False), "Namespace": ("namespaces", False),
    "Node": ("nodes", False),
    "Pod": ("pods", True), "Profile": ("profiles", False), "Role": ("roles", True), "RoleBinding": ("rolebindings", True),
    "Secret": ("secrets", True), "Service": ("services", True), "ServiceAccount": ("serviceaccounts", True),
    "StatefulSet": ("statefulsets", True),
}  # fmt: skip


def collection(api_version, kind, namespace=None):
    plural, namespaced = _PLURALS[kind]
    root = f"/api/{api_version}" if "/" not in api_version else f"/apis/{api_version}"
    return f"{root}/namespaces/{namespace or 'default'}/{plural}" if namespaced else f"{root}/{plural}"


def collection_of(manifest):
    return collection(manifest["apiVersion"], manifest["kind"], manifest["metadata"].get("namespace"))


def path_of(manifest):
    return f"{collection_of(manifest)}/{manifest['metadata']['name']}"
