"""The metrics that there are: of the program as it answers, of kube-apiserver from a list."""

import contextlib
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import urllib.request

from tools import ROOT, binary

# Of kube-apiserver 1.34, as it names them; tests/e2e/test_monitoring.py asks a real one. The first is STABLE there, the
# others are ALPHA: look here first when a new Kubernetes renames one.
OF_KUBE_APISERVER = {
    "apiserver_admission_webhook_admission_duration_seconds",
    "apiserver_admission_webhook_request_total",
    "apiserver_admission_webhook_rejection_count",
    "apiserver_admission_webhook_fail_open_count",
}
OF_PROMETHEUS = {"up"}  # made by Prometheus itself for each target

# These come with their first value (a zero would look like 1970, or like an alert), which needs a cluster.
# tests/e2e/test_monitoring.py sees them.
WITH_A_CLUSTER = {
    f"profile_iam_webhook_{name}"
    for name in ("state_confirmed_timestamp_seconds", "ca_expiry_timestamp_seconds", "ca_bundle_right", "failure_policy_weaker_than_asked")
}
# These with the first review: test_metrics.py makes one.
WITH_TRAFFIC = {"profile_iam_webhook_admissions_total"}


@contextlib.contextmanager
def serving(*flags):
    """(port of /mutate, port of health) of the program, once it answers on the second."""
    ports = [_free_port(), _free_port()]
    with tempfile.TemporaryDirectory() as folder, open(pathlib.Path(folder) / "log", "w+b") as log:
        command = [binary(), "serve", "--bind-address=127.0.0.1", f"--port={ports[0]}", f"--metrics-port={ports[1]}",
                   "--shutdown-delay=0s", *flags]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 20
            while not _answers(ports[1]):
                assert process.poll() is None and time.monotonic() < deadline, _text(log)
                time.sleep(0.02)
            yield ports
        finally:
            process.kill()
            process.wait()


def metrics(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


def names(exposition):
    """Of all families, a histogram's and a summary's without their endings."""
    return {match[1] for match in re.finditer(r"^# TYPE (\S+) ", exposition, re.MULTILINE)}


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _text(log):
    log.seek(0)
    return log.read().decode(errors="replace")
