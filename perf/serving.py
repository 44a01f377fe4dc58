#!/usr/bin/python3
"""What a replica needs to serve: processor time for a review, with and without a new connection; memory at rest and under
load.

    apt-get install nghttp2-client                              # h2load
    ./dev build && /usr/bin/python3 perf/serving.py

The processor time is the process's own and not the clock's, so that other work on the machine counts little. The review is
that of a notebook's Pod of examples/, padded with annotations to the size of a real one; its answer is a patch. Exit 1
when an answer is not 200.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from webhook_process import Webhook

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "examples"))
import send  # noqa: E402  (after the path that it is found by)
import yaml  # noqa: E402

REAL_SIZE = 9300  # a notebook's Pod as kube-apiserver sends it, managed fields included


def write_review(file):
    review = send.make_review(yaml.safe_load((ROOT / "examples/notebook-pod.yaml").read_text(encoding="utf-8")))
    annotations = review["request"]["object"]["metadata"].setdefault("annotations", {})
    annotations["example.com/padding"] = "x" * (REAL_SIZE - len(json.dumps(review)) - 40)
    file.write_text(json.dumps(review), encoding="utf-8")


def h2load(webhook, review, requests, clients, *arguments):
    """Runs until that many are answered."""
    command = ["h2load", "--h1", f"--requests={requests}", f"--clients={clients}", f"--data={review}",
               "--header=Content-Type: application/json", *arguments, f"https://127.0.0.1:{webhook.port}/mutate?timeout=10s"]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if f"status codes: {requests} 2xx" not in said:
        sys.exit(f"not every answer was 200:\n{said}")


def handshakes(webhook):
    return int(re.search(r'tls_handshakes_total\{result="done"\} (\d+)', webhook.get("/metrics")[1])[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / "build/release/profile-iam-webhook"))
    parser.add_argument("--reviews", type=int, default=50_000)
    options = parser.parse_args()
    if shutil.which("h2load") is None:
        sys.exit("there is no h2load: apt-get install nghttp2-client")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_review(folder / "review.json")
        webhook = Webhook(options.binary, folder, f"--profiles={ROOT}/examples/profiles", "--workers=2")
        try:
            webhook.wait_ready()
            measure(webhook, folder / "review.json", options.reviews)
        finally:
            webhook.stop()


def measure(webhook, review, reviews):
    print(f"| review of {review.stat().st_size} bytes | CPU, us each | resident memory, MiB |\n|---|---|---|")
    print(f"| at rest | | {webhook.memory_mib('VmRSS'):.1f} |", flush=True)

    def row(label, requests, *arguments):
        before, connected = webhook.cpu_s(), handshakes(webhook)
        h2load(webhook, review, requests, *arguments)
        each_us = (webhook.cpu_s() - before) / requests * 1e6
        print(f"| {label} ({handshakes(webhook) - connected} handshakes) | {each_us:.0f} | {webhook.memory_mib('VmRSS'):.1f} |", flush=True)

    row("8 connections that stay", reviews, 8)
    row("500 connections that stay", reviews, 500)
    # A connection for each review: a burst of kube-apiserver, which never resumes a TLS session.
    new = reviews // 50
    row("a new connection for each", new, new, "--rate=200", "--rate-period=1s")
    print(f"\nmost resident memory: {webhook.memory_mib('VmHWM'):.1f} MiB")


if __name__ == "__main__":
    main()
