"""kube-apiserver shows us a certificate of its own (--admission-control-config-file), and nobody else may call."""

import ssl

import pytest
import yaml
from testbed import network, registration
from testbed.api import ApiError
from testbed.certificates import Authority
from testbed.creators import Creators
from testbed.kubeflow import ProfileController, has_credentials, pod, role_of
from testbed.review import ask
from testbed.tls import HOST
from testbed.waiting import eventually
from testbed.webhook import NAMESPACE, SERVICE, Identity

ADDRESS = network.POD_ADDRESSES[-1]


def admission_configuration(folder, authority):
    """As docs describe it: a kubeconfig whose user is named as our Service is called. Returns the file for kube-apiserver."""
    certificate, key = authority.issue("kube-apiserver")
    for name, text in {"admission.crt": certificate, "admission.key": key}.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(text, encoding="utf-8")
    user = {"name": HOST, "user": {"client-certificate": str(folder / "admission.crt"), "client-key": str(folder / "admission.key")}}
    kubeconfig = {"apiVersion": "v1", "kind": "Config", "users": [user]}
    (folder / "admission.kubeconfig").write_text(yaml.safe_dump(kubeconfig), encoding="utf-8")
    plugin = {
        "name": "MutatingAdmissionWebhook",
        "configuration": {
            "apiVersion": "apiserver.config.k8s.io/v1", "kind": "WebhookAdmissionConfiguration",
            "kubeConfigFile": str(folder / "admission.kubeconfig"),
        },
    }  # fmt: skip
    configuration = {"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration", "plugins": [plugin]}
    file = folder / "admission.yaml"
    file.write_text(yaml.safe_dump(configuration), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def authority():
    """Of the API server's certificate for webhooks."""
    return Authority("admission-clients")


@pytest.fixture(scope="module")
def cluster(another_cluster, authority, tmp_path_factory):
    """One whose API server has a certificate for our Service, and for no other webhook."""
    file = admission_configuration(tmp_path_factory.mktemp("admission"), authority)
    with another_cluster("client-certificates", with_controllers=False, api_server_flags=[f"--admission-control-config-file={file}"]) as started:
        if not started.own_network:
            pytest.skip("no network namespace of our own, which an endpoint of a Service needs")
        yield started


@pytest.fixture
def client_ca(tmp_path, authority):
    file = tmp_path / "client-ca.crt"
    file.write_text(authority.certificate, encoding="utf-8")
    return file


@pytest.fixture
def webhook(cluster, launch, client_ca, tmp_path):
    """One endpoint of the Service; no controller makes it here."""
    identity = Identity(cluster, tmp_path / "identity")
    for manifest in service_with_one_endpoint():
        cluster.api.apply(manifest)
    return launch(
        "webhook", ["--kubeconfig", identity.kubeconfig], f"--client-ca={client_ca}", "--max-connection-age=1s",
        address=ADDRESS, port=8443, metrics_port=8080,
    )  # fmt: skip


def service_with_one_endpoint():
    metadata = {"name": SERVICE, "namespace": NAMESPACE}
    yield {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": [{"name": "https", "port": 443, "targetPort": 8443}]}}
    yield {
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {**metadata, "labels": {"kubernetes.io/service-name": SERVICE}},
        "ports": [{"name": "https", "port": 8443, "protocol": "TCP"}],
        "endpoints": [{"addresses": [ADDRESS], "conditions": {"ready": True}}],
    }  # fmt: skip


def handshakes(webhook):
    """{result: count}, those that occurred."""
    text = webhook.health("/metrics")[1]
    prefix = 'profile_iam_webhook_tls_handshakes_total{result="'
    lines = [line.removeprefix(prefix).split('"} ') for line in text.splitlines() if line.startswith(prefix)]
    return {result: float(count) for result, count in lines if float(count) > 0}


def test_the_api_server_with_its_certificate_is_answered(cluster, webhook, certificate):
    ProfileController(cluster.api).create("known", role_of("known"))
    registration.register(cluster, registration.by_service(), certificate.ca)
    registration.wait_answered(cluster)
    assert has_credentials(cluster.api.create(pod("first", "known")), role_of("known"))
    registration.unregister(cluster)


def test_whoever_has_none_is_refused_and_counted(cluster, webhook, certificate):
    ProfileController(cluster.api).create("unknown", role_of("unknown"))
    # By its URL it is another host, for which the API server has no certificate.
    registration.register(cluster, registration.by_url(webhook.url), certificate.ca)
    before = handshakes(webhook)
    with pytest.raises(ApiError, match="failed calling webhook") as refused:
        cluster.api.create(pod("first", "unknown"))
    print(refused.value.message)
    after = handshakes(webhook)
    print({result: count - before.get(result, 0) for result, count in after.items()})
    assert after.get("client_certificate_missing", 0) > before.get("client_certificate_missing", 0), after
    assert webhook.metric("admissions_total", resource="pods", operation="CREATE", outcome="patched", reason="injected") in (None, 0)
    # Nor is anybody else.
    with pytest.raises((ssl.SSLError, OSError)):
        ask(webhook, certificate.ca, pod("first", "unknown"))
    registration.unregister(cluster)


def test_another_authority_for_clients_is_followed_while_pods_are_created(cluster, webhook, certificate, client_ca, authority):
    ProfileController(cluster.api).create("followed", role_of("followed"))
    registration.register(cluster, registration.by_service(), certificate.ca)
    registration.wait_answered(cluster)
    newer = Authority("admission-clients-2")
    with Creators(cluster, "followed", threads=2) as creators:
        for text in (newer.certificate + authority.certificate, "garbage", authority.certificate):
            client_ca.write_text(text, encoding="utf-8")
            creators.wait_for_more(100)
    creators.assert_none_noticed()
    # The API server's own certificate is of the older one: without that it is nobody we know.
    client_ca.write_text(newer.certificate, encoding="utf-8")
    eventually(lambda: is_refused(cluster), "the API server is refused")
    assert handshakes(webhook).get("client_certificate_unknown_ca", 0) > 0, handshakes(webhook)
    client_ca.write_text(newer.certificate + authority.certificate, encoding="utf-8")
    eventually(lambda: not is_refused(cluster), "the API server is answered again")
    registration.unregister(cluster)


def is_refused(cluster):
    try:
        cluster.api.create(pod("probe", "followed"), dry_run=True)
    except ApiError as error:
        assert "failed calling webhook" in str(error), error
        return True
    return False
