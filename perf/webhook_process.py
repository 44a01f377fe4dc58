"""`profile-iam-webhook serve` as a process that is measured: its ports, its health, what the kernel says of it."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

PATIENCE_S = 120


def wait_until(condition, what, process):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if process.poll() is not None:
            sys.exit(f"the webhook has ended with {process.returncode}, waiting for {what}")
        if time.monotonic() > deadline:
            sys.exit(f"not within {PATIENCE_S} s: {what}")
        time.sleep(0.01)


class Webhook:
    """On free ports of loopback, with a development certificate in `folder`; `flags` say where Profiles come from."""

    def __init__(self, binary, folder, *flags):
        self.ca_file = pathlib.Path(folder) / "ca.pem"
        arguments = [binary, "serve", "--bind-address=127.0.0.1", "--port=0", "--metrics-port=0", f"--development-ca-file={self.ca_file}",
                     "--log-format=json", *flags]  # fmt: skip
        self.started = time.monotonic()
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.port, self.metrics_port = None, None
        threading.Thread(target=self._read_log, daemon=True).start()
        self.wait(lambda: self.metrics_port, "the line that says the ports")

    def wait(self, condition, what):
        wait_until(condition, what, self.process)

    def wait_ready(self):
        self.wait(lambda: self.get("/readyz")[0] == 200, "ready")

    def _read_log(self):
        for line in self.process.stderr:
            if b'"metrics_port"' in line:
                said = json.loads(line)
                self.port, self.metrics_port = said["port"], said["metrics_port"]

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self, field):
        """`VmRSS`: resident now; `VmHWM`: the most that was."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
        raise KeyError(field)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
