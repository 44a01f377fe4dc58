"""Certificates made by the `openssl` program: what the webhook is held against is not its own work."""

import datetime
import pathlib
import subprocess
import tempfile
import typing

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

CONFIGURATION = """
[ca]
default_ca = here
[here]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
certificate = {folder}/ca.crt
private_key = {folder}/ca.key
[any]
commonName = optional
[extensions]
{extensions}
"""
KEYS = {
    "P-256": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "P-384": ("ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "P-521": ("ec", "-pkeyopt", "ec_paramgen_curve:P-521"),
    "RSA 1024": ("rsa:1024",),
    "RSA 2048": ("rsa:2048",),
    "Ed25519": ("ed25519",),
}


class Pair(typing.NamedTuple):
    """PEM texts; the certificate may be followed by its chain."""

    certificate: str
    key: str


def openssl(*arguments, stdin=""):
    """What it prints; it must end well."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}"
    return done.stdout


def s_client(webhook, *arguments, stdin=""):
    """(exit code, all that it says) of `openssl s_client` against the webhook's port."""
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{webhook.port}", *map(str, arguments)], input=stdin,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


class Authority:
    """A CA. `certificate` is its own, `key` its key, both PEM."""

    def __init__(self, name, signed_by=None, **request):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="authority-"))
        if signed_by is None:
            openssl(
                "req", "-x509", "-newkey", *KEYS["P-256"], "-nodes", "-keyout", self._file("ca.key"), "-out",
                self._file("ca.crt"), "-subj", f"/CN={name}", "-days", 10,
            )  # fmt: skip
        else:
            made = signed_by.issue(name, constraints="critical,CA:TRUE", purposes=None, dns=(), **request)
            self._file("ca.crt").write_text(made.certificate)
            self._file("ca.key").write_text(made.key)
        self._file("index").touch()
        self.certificate = self._file("ca.crt").read_text()
        self.key = self._file("ca.key").read_text()

    def _file(self, name):
        return self.folder / name

    def issue(
        self, name="localhost", dns=("localhost",), purposes="serverAuth", key="P-256", constraints="CA:FALSE", begins=-HOUR, ends=DAY,
    ):  # fmt: skip
        """A certificate that is valid between two times from now, and its key."""
        extensions = [f"basicConstraints={constraints}", "authorityKeyIdentifier=keyid"]
        extensions += [f"subjectAltName={','.join(f'DNS:{each}' for each in dns)}"] if dns else []
        extensions += [f"extendedKeyUsage={purposes}"] if purposes else []
        self._file("configuration").write_text(CONFIGURATION.format(folder=self.folder, extensions="\n".join(extensions)))
        openssl(
            "req", "-new", "-newkey", *KEYS[key], "-nodes", "-keyout", self._file("key"), "-out", self._file("request"),
            "-subj", f"/CN={name}",
        )  # fmt: skip
        openssl(
            "ca", "-batch", "-notext", "-config", self._file("configuration"), "-extensions", "extensions", "-startdate",
            _when(begins), "-enddate", _when(ends), "-in", self._file("request"), "-out", self._file("certificate"),
        )  # fmt: skip
        return Pair(self._file("certificate").read_text(), self._file("key").read_text())


def _when(distance):
    return (datetime.datetime.now(datetime.timezone.utc) + distance).strftime("%Y%m%d%H%M%SZ")
