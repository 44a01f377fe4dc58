"""The program under test, as one replica of its Deployment."""

import json
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

from . import network
from .kubeconfig import write_kubeconfig
from .paths import MANIFESTS, WEBHOOK
from .process import Process
from .waiting import PATIENCE_S, eventually

NAMESPACE, SERVICE = "profile-iam-system", "profile-iam-webhook"  # as in manifests/rbac.yaml
USER = f"system:serviceaccount:{NAMESPACE}:{SERVICE}"


class Identity:
    """The ServiceAccount that the replicas run as, with the rights of manifests/rbac.yaml, and a kubeconfig whose token is
    in a file of its own, as a kubelet projects it."""

    def __init__(self, cluster, folder):
        self._cluster = cluster
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.token_file = self.folder / "token"
        self.restore_rights()
        self.renew_token()
        self.kubeconfig = write_kubeconfig(self.folder / "kubeconfig", cluster.address, cluster.ca_file, {"tokenFile": str(self.token_file)})

    def renew_token(self, lifetime_s=3600):
        """Writes a new one by renaming, as a kubelet does."""
        new = self.folder / "token.new"
        new.touch(mode=0o600)
        new.write_text(self._cluster.token_of(NAMESPACE, SERVICE, lifetime_s=lifetime_s), encoding="utf-8")
        new.rename(self.token_file)

    def withdraw_rights(self):
        self._cluster.api.delete(f"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{SERVICE}")

    def restore_rights(self):
        self._cluster.kubectl.apply(MANIFESTS / "rbac.yaml")

    def kubeconfig_through(self, address, name="kubeconfig-through"):
        """The same identity, with the API server at another address (a Relay's)."""
        return write_kubeconfig(self.folder / name, address, self._cluster.ca_file, {"tokenFile": str(self.token_file)})


class Certificate:
    """Made by the program itself: for its Service, and for the addresses of its replicas."""

    def __init__(self, folder, addresses=("127.0.0.1", *network.POD_ADDRESSES)):
        self.folder = pathlib.Path(folder)
        command = [WEBHOOK, "issue-certificate", f"--service={NAMESPACE}/{SERVICE}", f"--ip={','.join(addresses)}", f"--out={folder}"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        self.flags = [f"--tls-cert={self.folder}/tls.crt", f"--tls-key={self.folder}/tls.key"]
        self.ca = (self.folder / "ca.crt").read_text(encoding="utf-8")


class Webhook:
    """`profile-iam-webhook serve`. Its ports stay the same when it is started again. `source` are the flags that say where
    Profiles come from: ["--kubeconfig", FILE] or ["--profiles", FOLDER]."""

    def __init__(self, warden, folder, name, source, certificate, *flags, address="127.0.0.1", port=None, metrics_port=None, environment=None):
        self.name = name
        self.address = address
        self.port = port or network.free_port(address)
        self.metrics_port = metrics_port or network.free_port(address)
        arguments = [
            WEBHOOK, "serve", *source, *certificate.flags, f"--bind-address={address}", f"--port={self.port}",
            f"--metrics-port={self.metrics_port}", "--log-format=json", "--shutdown-delay=1s", *flags,
        ]  # fmt: skip
        self.process = Process(warden, name, arguments, pathlib.Path(folder) / f"{name}.log", environment)

    @property
    def url(self):
        return f"https://{self.address}:{self.port}/mutate"

    def start(self, wait=True):
        self.process.start()
        if wait:
            self.wait_ready()
        return self

    def stop(self):
        """As a kubelet ends it; returns the exit code."""
        return self.process.stop(within_s=40)

    def kill(self):
        self.process.kill()

    def health(self, path, within_s=PATIENCE_S):
        """(status, text) from the port of metrics and health; (None, why) when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://{self.address}:{self.metrics_port}{path}", timeout=within_s) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return None, str(error)

    def is_ready(self):
        return self.health("/readyz")[0] == 200

    def wait_ready(self, within_s=PATIENCE_S):
        def ready():
            assert self.process.is_running(), f"{self.name} has ended with exit {self.process.exit_code}\n{self.process.tail()}"
            return self.is_ready()

        eventually(ready, lambda: f"{self.name} is ready; /readyz?verbose says:\n{self.health('/readyz?verbose')[1]}", within_s, explain=self.process.tail)
        return self

    def metric(self, name, **labels):
        """The value of one series, without the prefix of all names; labels in any order. None: no such series."""
        return series(self.health("/metrics")[1], f"profile_iam_webhook_{name}", labels)

    def events(self, message=None):
        """The lines of its log since its last start, decoded; only those with that message, if given."""
        lines = [json.loads(line) for line in self.process.log().splitlines() if line.startswith("{") and line.endswith("}")]
        return lines if message is None else [line for line in lines if line.get("message") == message]

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.process_id}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])


def series(exposition, name, labels):
    """The value of one series in a text of metrics; None: it is not there."""
    for line in exposition.splitlines():
        match = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if match and match[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', match[2] or "")) == labels:
            return float(match[3])
    return None
