"""`oidc render` and `oidc check` against a real kube-apiserver, whose signing key is rotated from the first step to the last:
its key ids, its documents, its tokens."""

import json
import os
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from testbed import cluster as cluster_module
from testbed.certificates import pem_of_key
from testbed.paths import WEBHOOK

ISSUER = "https://oidc-team.s3.eu-central-1.amazonaws.com/prod"
AUDIENCE = "sts.amazonaws.com"


@pytest.fixture(scope="module")
def cluster(another_cluster):
    """Its issuer is one that STS could reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster_module, "ISSUER", ISSUER)
        with another_cluster("oidc", with_controllers=False, with_crd=False) as started:
            yield started


class Issuer:
    """What is published, in a folder; the commands of somebody who sees to it."""

    def __init__(self, cluster, folder):
        self.cluster, self.folder = cluster, folder

    def _run(self, command, *flags):
        clean = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"}
        arguments = [WEBHOOK, "oidc", command, f"--kubeconfig={self.cluster.kubeconfig}", "--output=json", *flags]
        return subprocess.run([*map(str, arguments)], capture_output=True, text=True, timeout=60, env=clean)

    def render(self, *flags):
        done = self._run("render", f"--out={self.folder}", *flags)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def check(self, *flags):
        """(exit code, level and text of what it says of a rotation, everything else that is not ok)."""
        done = self._run("check", f"--published={self.folder}", *flags)
        assert done.returncode in (0, 1), done.stderr
        findings = json.loads(done.stdout)["findings"]
        [rotation] = [each for each in findings if each["about"] == "rotation"]
        others = [each["text"] for each in findings if each["about"] != "rotation" and each["level"] != "ok"]
        return done.returncode, f"{rotation['level']} {rotation['text']}", others

    def token(self, folder):
        """A file with a new token of the API server for AWS."""
        file = folder / "token"
        file.write_text(self.cluster.token_of("default", "default", [AUDIENCE]), encoding="utf-8")
        return f"--token={file}"


@pytest.fixture
def issuer(cluster, tmp_path):
    return Issuer(cluster, tmp_path / "published")


def a_next_key(folder):
    """Files with a new private key and its public key."""
    key = ec.generate_private_key(ec.SECP384R1())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "next.key").write_text(pem_of_key(key), encoding="utf-8")
    (folder / "next.pub").write_bytes(public)
    return folder / "next.key", folder / "next.pub"


@pytest.fixture
def service_account(cluster):
    cluster.api.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "default"}})


def test_wrong_keys_fail(cluster, issuer):
    issuer.render()
    assert issuer.check() == (0, "ok step 1 of 4: one key everywhere", [])
    file = issuer.folder / "openid/v1/jwks"
    keys = json.loads(file.read_text(encoding="utf-8"))
    [key] = keys["keys"]
    assert key == cluster.key_set()["keys"][0]
    key["n"] = key["n"][:-4] + "AAAA"
    file.write_text(json.dumps(keys), encoding="utf-8")
    code, rotation, others = issuer.check()
    assert code == 1 and rotation.startswith("fail out of order") and "another modulus or exponent" in others[0]


def test_a_rotation_from_the_first_step_to_the_last(cluster, issuer, service_account, tmp_path):
    private, public = a_next_key(tmp_path)
    assert issuer.render()["issuer"] == ISSUER

    [old, new] = issuer.render(f"--next-key={public}")["keys"]
    named = f"--next-kid={new['kid']}"
    assert issuer.check(named) == (0, f'ok step 2 of 4: the next key "{new["kid"]}" is published, the API server does not know it', [])

    cluster.api_server.add_arguments(f"--service-account-key-file={public}")
    cluster.restart_api_server()
    assert {key["kid"] for key in cluster.key_set()["keys"]} == {old["kid"], new["kid"]}  # named as kube-apiserver names it
    code, rotation, others = issuer.check(named, issuer.token(tmp_path))
    assert (code, others) == (0, []) and rotation.startswith("ok step 3 of 4") and old["kid"] in rotation

    cluster.api_server.add_arguments(f"--service-account-signing-key-file={private}")  # the last one counts
    cluster.restart_api_server()
    code, rotation, others = issuer.check(named, issuer.token(tmp_path))
    assert (code, others) == (0, []) and rotation.startswith("ok step 4 of 4") and new["kid"] in rotation

    assert issuer.render(f"--retire={old['kid']}")["remarks"]
    code, rotation, others = issuer.check(named)
    assert code == 1 and rotation.startswith("fail out of order") and old["kid"] in rotation
