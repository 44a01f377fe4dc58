#!/usr/bin/python3
"""What `serve` costs in a large cluster: CPU from its start to ready, memory then and after each of ten relists.

    ./dev build && /usr/bin/python3 perf/start_in_large_cluster.py

The cluster is perf/large_cluster.py. Ten relists take five minutes: before each the webhook waits longer, up to a minute, as
client-go does. Exit 1 when a bound of --max-cpu-s, --max-rss-mib or --max-growth-mib is broken.
"""

import argparse
import pathlib
import sys
import tempfile
import time

import large_cluster
from webhook_process import Webhook as WebhookProcess

ROOT = pathlib.Path(__file__).resolve().parents[1]

KUBECONFIG = """apiVersion: v1
kind: Config
current-context: large
clusters: [{{name: large, cluster: {{server: "http://127.0.0.1:{port}"}}}}]
users: [{{name: large, user: {{token: none}}}}]
contexts: [{{name: large, context: {{cluster: large, user: large}}}}]
"""


class Webhook(WebhookProcess):
    """`serve` beside the cluster."""

    def __init__(self, binary, folder, api_port):
        kubeconfig = folder / "kubeconfig"
        kubeconfig.write_text(KUBECONFIG.format(port=api_port), encoding="utf-8")
        super().__init__(binary, folder, f"--kubeconfig={kubeconfig}")


def measure(webhook, api, relists):
    """(label, seconds, CPU seconds, RSS in MiB) for the start and for each relist."""
    rows = []

    def row(label, started, cpu_before):
        rows.append((label, time.monotonic() - started, webhook.cpu_s() - cpu_before, webhook.memory_mib("VmRSS")))
        print("| {} | {:.2f} | {:.2f} | {:.1f} |".format(*rows[-1]), flush=True)

    print("| | seconds | CPU seconds | resident memory, MiB |\n|---|---|---|---|")
    webhook.wait_ready()
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
