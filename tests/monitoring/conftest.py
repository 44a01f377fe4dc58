"""The program's metrics, asked once for all tests."""

import json
import subprocess

import exported
import pytest
from tools import ROOT, binary


@pytest.fixture(scope="session")
def of_files():
    """/metrics of a program that serves Profiles from files."""
    with exported.serving(f"--profiles={ROOT / 'examples/profiles'}") as (_, health):
        yield exported.metrics(health)


@pytest.fixture(scope="session")
def of_a_cluster(tmp_path_factory):
    """/metrics of one that has everything switched on, for a cluster that is away: all series that need no answer."""
    folder = tmp_path_factory.mktemp("cluster")
    made = subprocess.run([binary(), "issue-certificate", "--service=a/b", f"--out={folder}"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    kubeconfig = folder / "kubeconfig"
    kubeconfig.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "x",
        "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}],
        "clusters": [{"name": "x", "cluster": {"server": "https://127.0.0.1:1", "certificate-authority": f"{folder}/ca.crt"}}],
        "users": [{"name": "x", "user": {"token": "x"}}],
    }), encoding="utf-8")  # fmt: skip
    flags = [f"--kubeconfig={kubeconfig}", "--self-signed-secret=a/b", f"--client-ca={folder}/ca.crt"]
    with exported.serving(*flags) as (_, health):
        yield exported.metrics(health)


@pytest.fixture(scope="session")
def known_names(of_files, of_a_cluster):
    """Every metric that a rule or a dashboard may name."""
    live = exported.names(of_files) | exported.names(of_a_cluster)
    return live | exported.WITH_A_CLUSTER | exported.OF_KUBE_APISERVER | exported.OF_PROMETHEUS
