"""The API server gets a certificate of another authority."""

import pytest
from testbed.certificates import Authority
from testbed.kubeconfig import write_kubeconfig
from testbed.kubeflow import ProfileController, pod, role_of
from testbed.review import ask
from testbed.state import complaints, holding, is_cut_off, is_healthy
from testbed.waiting import eventually
from testbed.webhook import Identity


@pytest.fixture
def cluster(another_cluster):
    """One of its own, whose certificate may change."""
    with another_cluster("ca-rotation", with_controllers=False) as started:
        yield started


def test_an_authority_that_is_replaced_is_followed_without_a_restart(cluster, launch, certificate, tmp_path):
    identity = Identity(cluster, tmp_path / "identity")
    ca_file = tmp_path / "ca.crt"
    ca_file.write_text(cluster.authority.certificate, encoding="utf-8")
    kubeconfig = write_kubeconfig(tmp_path / "kubeconfig", cluster.address, ca_file, {"tokenFile": str(identity.token_file)})
    ProfileController(cluster.api).create("followed", role_of("followed"))
    # A condition that lasts is repeated once a minute; in between, on this level.
    webhook = launch("webhook", ["--kubeconfig", kubeconfig], "--log-level=debug")
    with holding(webhook.is_ready, "/readyz says 200"):
        newer = Authority("newer-kubernetes-ca")
        cluster.replace_certificate(newer)
        eventually(lambda: is_cut_off(webhook), "it does not trust the API server any more", explain=webhook.process.tail)
        eventually(lambda: any(line["error"].startswith("tls: ") for line in complaints(webhook, "unreachable")), "and says so", explain=webhook.process.tail)
        assert ask(webhook, certificate.ca, pod("x", "followed")).annotations["role-arn"] == role_of("followed")
        ca_file.write_text(newer.certificate, encoding="utf-8")
        eventually(lambda: is_healthy(webhook), "it watches again", explain=webhook.process.tail)
    ProfileController(cluster.api).create("newer", role_of("newer"))
    assert ask(webhook, certificate.ca, pod("x", "newer")).annotations["role-arn"] == role_of("newer")
