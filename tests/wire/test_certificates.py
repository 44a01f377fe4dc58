"""Certificates from files: what is served, and that a change of any kind fails no request."""

import contextlib
import hashlib
import itertools
import os
import ssl
import subprocess
import threading

import pytest
from authority import DAY, HOUR, Authority, Pair, openssl, s_client
from webhook import BINARY, HERE, wait_until

SERVICE = "kubeflow/hook"
NAMES = ("hook.kubeflow.svc", "localhost")


@pytest.fixture(scope="module")
def ca():
    return Authority("the CA of the webhook")


class Files:
    """tls.crt and tls.key in a folder, changed in one of three ways; `root` is the file to trust."""

    def __init__(self, folder, ca):
        self.folder = folder
        folder.mkdir()
        self.root = folder / "root.crt"
        self.root.write_text(ca.certificate)
        self.flags = [f"--tls-cert={folder}/tls.crt", f"--tls-key={folder}/tls.key", f"--service={SERVICE}"]
        self._numbers = itertools.count()

    def write_in_place(self, pair):
        (self.folder / "tls.crt").write_text(pair.certificate)
        (self.folder / "tls.key").write_text(pair.key)

    def rename(self, pair):
        for name, text in (("tls.crt", pair.certificate), ("tls.key", pair.key)):
            (self.folder / "new").write_text(text)
            (self.folder / "new").rename(self.folder / name)

    def swap(self, pair):
        """As the kubelet changes a mounted Secret."""
        version = f"..{next(self._numbers)}"
        (self.folder / version).mkdir()
        (self.folder / version / "tls.crt").write_text(pair.certificate)
        (self.folder / version / "tls.key").write_text(pair.key)
        os.symlink(version, self.folder / "..data_tmp")
        os.rename(self.folder / "..data_tmp", self.folder / "..data")
        for name in ("tls.crt", "tls.key"):
            if not (self.folder / name).is_symlink():
                os.symlink(f"..data/{name}", self.folder / name)


def fingerprint(certificate_pem):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate_pem)).hexdigest()


def served(webhook):
    with webhook.client() as client:
        return hashlib.sha256(client.socket.getpeercert(binary_form=True)).hexdigest()


def bad_pairs(ca, good):
    """(what must be said of it, a pair that must never be served)"""
    other = Authority("another CA")
    between = Authority("an intermediate CA", signed_by=ca)
    leaf = between.issue(dns=NAMES)
    encrypted = openssl("pkcs8", "-topk8", "-v2", "aes256", "-passout", "pass:secret", stdin=good.key)
    return {
        "mismatch": ("do not belong together", Pair(good.certificate, ca.issue(dns=NAMES).key)),
        "half a certificate": ("incomplete", Pair(good.certificate[:400], good.key)),
        "half a key": ("incomplete", Pair(good.certificate, good.key[:100])),
        "empty": ("is empty", Pair("", "")),
        "expired": ("expired at", ca.issue(dns=NAMES, begins=-2 * DAY, ends=-HOUR)),
        "not yet valid": ("not valid before", ca.issue(dns=NAMES, begins=HOUR, ends=DAY)),
        "RSA 1024": ("RSA of 1024 bits", ca.issue(dns=NAMES, key="RSA 1024")),
        "P-521": ("curve secp521r1", ca.issue(dns=NAMES, key="P-521")),
        "Ed25519": ("type ED25519", ca.issue(dns=NAMES, key="Ed25519")),
        "another name": ("no DNS SAN covers hook.kubeflow.svc", ca.issue(dns=("localhost", "*.svc"))),
        "CA first": ("the leaf must come before its chain", Pair(other.certificate + good.certificate, good.key)),
        "root first": ("in the wrong order", Pair(leaf.certificate + ca.certificate + between.certificate, leaf.key)),
        "for clients": ("lacks serverAuth", ca.issue(dns=NAMES, purposes="clientAuth")),
        "encrypted": ("the key is encrypted", Pair(good.certificate, encrypted)),
    }


class Callers:
    """Reviews without pause: on new connections all the time, and on one that is kept. A failure is kept, too."""

    def __init__(self, webhook):
        self.webhook = webhook
        self.answered = 0
        self.failures = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(kept,)) for kept in (True, False)]

    def _run(self, kept):
        with contextlib.ExitStack() as stack:
            client = stack.enter_context(self.webhook.client()) if kept else None
            while not self._ended.wait(0.005):
                try:
                    client.ask() if kept else self.webhook.ask()
                    self.answered += 1
                except Exception as error:  # whatever it is, it is a Pod that was not created
                    self.failures.append(repr(error))
                    return

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()


def change_without_a_failure(webhook, change, good, bad, next_good):
    """Bad pairs one after the other, then a good one, while callers call."""
    assert served(webhook) == fingerprint(good.certificate)
    with Callers(webhook) as callers:
        for words, pair in bad:
            change(pair)
            wait_until(lambda words=words: words in webhook.health("/readyz?verbose")[1], words)
            assert served(webhook) == fingerprint(good.certificate), words
            assert webhook.health("/readyz")[0] == 200
            assert webhook.metric("certificate_up_to_date", certificate="server") == 0
        change(next_good)
        wait_until(lambda: served(webhook) == fingerprint(next_good.certificate), "the next pair is served")
        so_far = callers.answered
        wait_until(lambda: callers.failures or callers.answered > so_far + 20, "callers go on")
    assert callers.failures == []
    assert webhook.metric("certificate_up_to_date", certificate="server") == 1
    assert webhook.metric("certificate_loads_total", certificate="server", result="error") == len(bad)
    assert "[+]certificate ok\n" in webhook.health("/readyz?verbose")[1]
    for words, _ in bad:
        lines = webhook.logged(words)
        assert len(lines) == 1, lines
        assert lines[0]["message"].startswith("the offered certificate cannot be used, the last good one stays in use: ")


def test_every_change_of_the_files_under_load(launch, tmp_path, ca):
    """Three webhooks at once, one for each way to change a file; the bad pairs are dealt out among them."""
    good, next_good = ca.issue(dns=NAMES), ca.issue(dns=NAMES)
    bad = list(bad_pairs(ca, good).values())
    troubles = []

    def go(way, share):
        try:
            files = Files(tmp_path / way, ca)
            change = getattr(files, way)
            change(good)
            webhook = launch(*files.flags, ca=files.root)
            change_without_a_failure(webhook, change, good, share, next_good)
        except BaseException as trouble:  # also what pytest raises: a thread must not swallow it
            troubles.append((way, trouble))

    ways = ("write_in_place", "rename", "swap")
    threads = [threading.Thread(target=go, args=(way, bad[number :: len(ways)])) for number, way in enumerate(ways)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_openssl_verifies_chain_and_names(launch, tmp_path):
    root = Authority("a root CA")
    between = Authority("an intermediate CA", signed_by=root)
    leaf = between.issue(dns=NAMES)
    files = Files(tmp_path / "files", root)
    files.write_in_place(Pair(leaf.certificate + between.certificate, leaf.key))
    webhook = launch(*files.flags, ca=files.root)
    for name in NAMES:
        verify = ("-CAfile", files.root, "-verify_return_error", "-verify_hostname", name, "-servername", name, "-showcerts")
        code, said = s_client(webhook, *verify)
        assert code == 0 and "Verification: OK" in said and f"Verified peername: {name}" in said, said
        assert said.count("BEGIN CERTIFICATE") == 2, "the leaf and the intermediate CA, without the root"
    code, said = s_client(webhook, "-CAfile", files.root, "-verify_return_error", "-verify_hostname", "other.kubeflow.svc")
    assert code != 0 and "hostname mismatch" in said
    served_leaf = tmp_path / "served.crt"
    served_leaf.write_text(ssl.get_server_certificate(("127.0.0.1", webhook.port)))
    (tmp_path / "between.crt").write_text(between.certificate)
    untrusted = ("-untrusted", tmp_path / "between.crt")
    assert "OK" in openssl("verify", "-purpose", "sslserver", "-CAfile", files.root, *untrusted, served_leaf)
    names = openssl("x509", "-in", served_leaf, "-noout", "-ext", "subjectAltName")
    assert "DNS:hook.kubeflow.svc, DNS:localhost" in names


def test_a_certificate_of_issue_certificate_serves(launch, tmp_path):
    made = subprocess.run(
        [BINARY, "issue-certificate", f"--service={SERVICE}", "--dns=localhost", f"--out={tmp_path}/made"], capture_output=True
    )
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "made"
    assert "OK" in openssl(
        "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "hook.kubeflow.svc", "-CAfile", folder / "ca.crt",
        folder / "tls.crt",
    )  # fmt: skip
    webhook = launch(
        f"--tls-cert={folder}/tls.crt", f"--tls-key={folder}/tls.key", f"--service={SERVICE}", ca=folder / "ca.crt"
    )
    webhook.ask()


@pytest.mark.parametrize("flag", ["--tls-cipher-suites=TLS_WRONG", "--tls-cipher-suites=RC4-MD5", "--service=hook"])
def test_a_setting_that_makes_no_sense_is_wrong_use(flag):
    done = subprocess.run([BINARY, "serve", f"--profiles={HERE / 'profiles'}", flag], capture_output=True, text=True)
    assert done.returncode == 2 and flag.split("=")[0] in done.stderr


def test_a_start_with_a_certificate_for_another_name_fails(tmp_path, ca):
    files = Files(tmp_path / "files", ca)
    files.write_in_place(ca.issue(dns=("localhost",)))
    done = subprocess.run(
        [BINARY, "serve", f"--profiles={HERE / 'profiles'}", "--port=0", "--metrics-port=0", *files.flags],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1 and "no DNS SAN covers hook.kubeflow.svc" in done.stderr
