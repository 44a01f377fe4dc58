"""`issue-certificate` as a person uses it, and what `openssl` makes of the result."""

import os
import re
import shlex
import ssl
import subprocess

import pytest
from command import BINARY

SERVICE = "kubeflow/hook"


def issue(folder, *flags, umask=0o022):
    made = subprocess.run(
        [BINARY, "issue-certificate", f"--service={SERVICE}", f"--out={folder}", *flags],
        capture_output=True, text=True, umask=umask,
    )  # fmt: skip
    return made.returncode, made.stdout, made.stderr


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def mode(path):
    return path.stat().st_mode & 0o7777


def test_openssl_verifies_it_strictly(tmp_path):
    assert issue(tmp_path, "--dns=hook.example.org", "--ip=10.0.0.7", "--days=30")[0] == 0
    for name in ("hook.kubeflow.svc", "hook.kubeflow.svc.cluster.local", "hook.kubeflow", "hook.example.org"):
        assert "OK" in openssl(
            "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", name, "-CAfile", tmp_path / "ca.crt",
            tmp_path / "tls.crt",
        )  # fmt: skip
    openssl("verify", "-x509_strict", "-verify_ip", "10.0.0.7", "-CAfile", tmp_path / "ca.crt", tmp_path / "tls.crt")
    text = openssl("x509", "-in", tmp_path / "tls.crt", "-noout", "-text")
    assert "ASN1 OID: prime256v1" in text and "TLS Web Server Authentication" in text and "CA:FALSE" in text
    assert "CA:TRUE, pathlen:0" in openssl("x509", "-in", tmp_path / "ca.crt", "-noout", "-text")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_keys_are_private_under_every_umask_and_when_they_are_replaced(tmp_path, umask):
    folder = tmp_path / "made"
    for flags in ((), ("--force",)):
        assert issue(folder, *flags, umask=umask)[0] == 0
        assert [mode(folder / name) for name in ("tls.key", "ca.key", "tls.crt", "ca.crt")] == [0o600, 0o600, 0o644, 0o644]
        assert mode(folder) == 0o755
        for key in ("tls.key", "ca.key"):
            (folder / key).chmod(0o666)  # a careless copy; the next round makes a new file


def test_a_key_that_is_a_link_is_replaced_and_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "made").mkdir()
    os.symlink(elsewhere, tmp_path / "made/tls.key")
    code, _, said = issue(tmp_path / "made")
    assert code == 1 and "tls.key exists already" in said
    assert issue(tmp_path / "made", "--force")[0] == 0
    assert elsewhere.read_text() == "mine" and not (tmp_path / "made/tls.key").is_symlink()


def test_the_renewal_that_it_prints_renews_under_the_same_ca(tmp_path):
    folder = tmp_path / "a folder"
    code, printed, _ = issue(folder, "--dns=hook.example.org", "--days=30")
    assert code == 0
    before = {name: (folder / name).read_text() for name in ("tls.crt", "tls.key", "ca.crt", "ca.key")}
    command = re.search(r"^  profile-iam-webhook (issue-certificate .*)$", printed, re.MULTILINE)[1]
    again = subprocess.run([BINARY, *shlex.split(command)], capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    after = {name: (folder / name).read_text() for name in before}
    assert after["ca.crt"] == before["ca.crt"] and after["ca.key"] == before["ca.key"]
    assert after["tls.crt"] != before["tls.crt"] and after["tls.key"] != before["tls.key"]
    verify = ("verify", "-x509_strict", "-verify_hostname", "hook.example.org", "-CAfile", folder / "ca.crt", folder / "tls.crt")
    assert "OK" in openssl(*verify)


def test_the_pair_loads_as_a_secret_of_its_type_must(tmp_path):
    """A Secret of type kubernetes.io/tls needs a certificate and its key in PEM; kubectl checks them as this does."""
    code, printed, _ = issue(tmp_path)
    assert code == 0
    command = re.search(r"^  (kubectl .*)$", printed, re.MULTILINE)[1]
    words = shlex.split(command.split("|")[0])
    assert words[:7] == ["kubectl", "--namespace", "kubeflow", "create", "secret", "tls", "hook-tls"]
    files = dict(word.split("=", 1) for word in words[7:])
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files["--cert"], files["--key"])
