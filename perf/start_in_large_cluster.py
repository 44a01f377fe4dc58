#!/usr/bin/python3
"""What `serve` costs in a large cluster: CPU from its start to ready, memory then and after each of ten relists.

    ./dev build && /usr/bin/python3 perf/start_in_large_cluster.py

The cluster is perf/large_cluster.py. Ten relists take five minutes: before each the webhook waits longer, up to a minute, as
client-go does. Exit 1 when a bound of --max-cpu-s, --max-rss-mib or --max-growth-mib is broken.
"""

import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import large_cluster

ROOT = pathlib.Path(__file__).resolve().parents[1]
PATIENCE_S = 120

KUBECONFIG = """apiVersion: v1
kind: Config
current-context: large
clusters: [{{name: large, cluster: {{server: "http://127.0.0.1:{port}"}}}}]
users: [{{name: large, user: {{token: none}}}}]
contexts: [{{name: large, context: {{cluster: large, user: large}}}}]
"""


def wait_until(condition, what, process):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if process.poll() is not None:
            sys.exit(f"the webhook has ended with {process.returncode}, waiting for {what}")
        if time.monotonic() > deadline:
            sys.exit(f"not within {PATIENCE_S} s: {what}")
        time.sleep(0.01)


class Webhook:
    """`serve` beside the cluster, and what the kernel says of it."""

    def __init__(self, binary, folder, api_port):
        kubeconfig = folder / "kubeconfig"
        kubeconfig.write_text(KUBECONFIG.format(port=api_port), encoding="utf-8")
        arguments = [binary, "serve", "--kubeconfig", str(kubeconfig), "--bind-address=127.0.0.1", "--port=0",
                     "--metrics-port=0", f"--development-ca-file={folder}/ca.pem", "--log-format=json"]  # fmt: skip
        self.started = time.monotonic()
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.metrics_port, self.log = None, []
        threading.Thread(target=self._read_log, daemon=True).start()
        self.wait(lambda: self.metrics_port, "the line that says the ports")

    def wait(self, condition, what):
        wait_until(condition, what, self.process)

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode())
            if b'"metrics_port"' in line:
                self.metrics_port = json.loads(line)["metrics_port"]

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


def measure(webhook, api, relists):
    """(label, seconds, CPU seconds, RSS in MiB) for the start and for each relist."""
    rows = []

    def row(label, started, cpu_before):
        rows.append((label, time.monotonic() - started, webhook.cpu_s() - cpu_before, webhook.memory_mib("VmRSS")))
        print("| {} | {:.2f} | {:.2f} | {:.1f} |".format(*rows[-1]), flush=True)

    print("| | seconds | CPU seconds | resident memory, MiB |\n|---|---|---|---|")
    webhook.wait(lambda: webhook.get("/readyz")[0] == 200, "ready")
    row("start to ready", webhook.started, 0)
    webhook.wait(api.all_watched, "a watch of each kind")
    for number in range(1, relists + 1):
        started, cpu_before, wanted = time.monotonic(), webhook.cpu_s(), api.lists() + 1
        api.expire()
        webhook.wait(lambda n=wanted: api.lists() >= n and api.all_watched(), f"relist {number}")
        row(f"relist {number}", started, cpu_before)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / "build/release/profile-iam-webhook"))
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--namespaces", type=int, default=10_000)
    parser.add_argument("--service-accounts", type=int, default=100_000)
    parser.add_argument("--relists", type=int, default=10)
    parser.add_argument("--max-cpu-s", type=float, default=3)
    parser.add_argument("--max-rss-mib", type=float, default=60)
    parser.add_argument("--max-growth-mib", type=float, default=2, help="from the second relist to the last")
    options = parser.parse_args()
    cluster = large_cluster.collections(options.profiles, options.namespaces, options.service_accounts)
    for path, each in cluster.items():
        print(f"{path}: {each.bytes() / 1e6:.1f} MB")
    api = large_cluster.ApiServer(cluster)
    with tempfile.TemporaryDirectory() as folder:
        webhook = Webhook(options.binary, pathlib.Path(folder), api.port)
        try:
            rows = measure(webhook, api, options.relists)
            print(f"highest resident memory: {webhook.memory_mib('VmHWM'):.1f} MiB")
        finally:
            webhook.stop()
    broken = []
    if rows[0][2] > options.max_cpu_s:
        broken.append(f"{rows[0][2]:.2f} s of CPU to ready, {options.max_cpu_s} may be")
    if (most := max(row[3] for row in rows)) > options.max_rss_mib:
        broken.append(f"{most:.1f} MiB resident, {options.max_rss_mib} may be")
    if len(rows) > 3 and (growth := rows[-1][3] - rows[2][3]) > options.max_growth_mib:
        broken.append(f"{growth:.1f} MiB more after the last relist than after the second")
    if broken:
        sys.exit("; ".join(broken))


if __name__ == "__main__":
    main()
