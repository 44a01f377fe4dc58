"""What cert-manager and its CA injector make of the chart's Certificates and Issuers."""

import contextlib
import http.client
import threading

from .api import ApiError
from .certificates import Authority
from .release import NAMESPACE

_GROUP = f"/apis/cert-manager.io/v1/namespaces/{NAMESPACE}"
_CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
_INJECT = "cert-manager.io/inject-ca-from"


class CertManager:
    """`with CertManager(...):` does it for the chart's namespace, a few times a second."""

    def __init__(self, cluster, release):
        self._api, self._release = cluster.api_as(cluster.admin_token, "cert-manager"), release
        self._authorities = {}  # by the Secret that has one
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cert-manager", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self):
        while not self._over.wait(0.2):
            with contextlib.suppress(OSError, http.client.HTTPException, ApiError):
                self._issue()
                self._inject()

    def _issue(self):
        issuers = {each["metadata"]["name"]: each["spec"] for each in self._api.get(f"{_GROUP}/issuers")["items"]}
        for each in self._api.get(f"{_GROUP}/certificates")["items"]:
            spec = each["spec"]
            issuer = issuers.get(spec["issuerRef"]["name"], {})
            if self._api.find(f"/api/v1/namespaces/{NAMESPACE}/secrets/{spec['secretName']}") is None:
                self._issue_by(issuer, spec)

    def _issue_by(self, issuer, spec):
        if "selfSigned" in issuer and spec.get("isCA"):
            made = self._authorities[spec["secretName"]] = Authority(spec["commonName"])
            self._release.make_secret(spec["secretName"], {"tls.crt": made.certificate, "tls.key": "cert-manager has it", "ca.crt": made.certificate})
        elif authority := self._authorities.get(issuer.get("ca", {}).get("secretName")):
            certificate, key = authority.issue(spec["dnsNames"][0], dns=spec["dnsNames"])
            self._release.make_secret(spec["secretName"], {"tls.crt": certificate, "tls.key": key, "ca.crt": authority.certificate})

    def _inject(self):
        for each in self._api.get(_CONFIGURATIONS)["items"]:
            source = each["metadata"].get("annotations", {}).get(_INJECT)
            if source is None:
                continue
            certificate = self._api.get(f"{_GROUP}/certificates/{source.removeprefix(f'{NAMESPACE}/')}")
            secret = self._api.find(f"/api/v1/namespaces/{NAMESPACE}/secrets/{certificate['spec']['secretName']}")
            if secret is not None:
                self._write(each, secret["data"]["ca.crt"])

    def _write(self, configuration, bundle):
        if any(each["clientConfig"].get("caBundle") != bundle for each in configuration["webhooks"]):
            for each in configuration["webhooks"]:
                each["clientConfig"]["caBundle"] = bundle
            self._api.request("PUT", f"{_CONFIGURATIONS}/{configuration['metadata']['name']}", configuration)
