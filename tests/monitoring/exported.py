"""The metrics that there are: of the program as it answers, of kube-apiserver from a list."""

import contextlib
import re
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


@contextlib.contextmanager
def serving(*flags):
    """(port of /mutate, port of health) of the program, once it serves."""
    with tempfile.TemporaryFile("w+") as log:
        command = [binary(), "serve", "--bind-address=127.0.0.1", "--port=0", "--metrics-port=0", "--log-format=json", *flags]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield _ports(process, log)
        finally:
            process.kill()
            process.wait()


def _ports(process, log):
    """The log names them."""
    deadline = time.monotonic() + 20
    while True:
        log.seek(0)
        text = log.read()
        if found := re.search(r'"port":(\d+),"metrics_port":(\d+)', text):
            return int(found[1]), int(found[2])
        assert process.poll() is None and time.monotonic() < deadline, text
        time.sleep(0.02)


def metrics(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


def names(exposition):
    """Of all families, a histogram's and a summary's without their endings."""
    return {match[1] for match in re.finditer(r"^# TYPE (\S+) ", exposition, re.MULTILINE)}
