"""The image does its work: as uid 65532, on a read-only root, without a single capability."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml
from container import Container, mount
from image import ROOT

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="runc makes control groups and namespaces here, which needs root")


@pytest.fixture
def run(image, tmp_path):
    """Starts containers with arguments and mounts; ends them all."""
    assert shutil.which("runc"), "runc is missing: ./dev test image installs it"
    running = []

    def start(*arguments, mounts=()):
        folder = tmp_path / f"{os.getpid()}-{len(running)}"
        folder.mkdir()
        running.append(Container(image, folder, arguments, mounts))
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def webhook(run, tmp_path):
    """Serves the examples; the CA's folder is all that it may write to. (container, file of the CA)"""
    shutil.copytree(ROOT / "examples/profiles", tmp_path / "profiles")
    (tmp_path / "ca").mkdir(mode=0o777)
    (tmp_path / "ca").chmod(0o777)
    container = run(
        "serve", "--profiles=/profiles", "--bind-address=127.0.0.1", "--port=0", "--metrics-port=0", "--log-format=json",
        "--development-ca-file=/ca/ca.pem", "--shutdown-delay=0s",
        mounts=[mount(tmp_path / "profiles", "/profiles", "ro"), mount(tmp_path / "ca", "/ca", "rw")],
    )  # fmt: skip
    container.serving()
    return container, tmp_path / "ca/ca.pem"


def test_it_gives_a_pod_its_role_and_ends_when_told(webhook):
    container, ca = webhook
    ports = container.serving()
    done = subprocess.run(
        [sys.executable, ROOT / "examples/send.py", f"--port={ports['port']}", f"--ca={ca}", ROOT / "examples/notebook-pod.yaml"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + "".join(container.log)
    role = yaml.safe_load((ROOT / "examples/profiles/team-a.yaml").read_text(encoding="utf-8"))["spec"]["plugins"][0]["spec"]["awsIamRole"]
    assert "AWS_ROLE_ARN" in done.stdout and role in done.stdout
    assert container.terminate() == 0, "".join(container.log)


def test_it_needs_no_right(webhook):
    status = webhook[0].status()
    assert status["Uid"].split() == ["65532"] * 4
    assert status["Gid"].split() == ["65532"] * 4
    assert status["NoNewPrivs"] == "1"
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}


def test_the_root_cannot_be_written_to(run, tmp_path):
    """Or the test of it above would show nothing."""
    (tmp_path / "empty").mkdir()
    container = run("serve", "--profiles=/empty", "--port=0", "--metrics-port=0", "--development-ca-file=/etc/ca.pem",
                    mounts=[mount(tmp_path / "empty", "/empty", "ro")])  # fmt: skip
    assert container.process.wait(20) != 0
    container.stop()
    assert "Read-only file system" in "".join(container.log)


def test_without_arguments_it_serves_a_cluster(run):
    """Cmd is `serve`; outside a cluster that says what it misses, and does not fall over."""
    container = run()
    assert container.process.wait(20) in (1, 2)
    container.stop()
    assert "this is no Pod of a cluster" in "".join(container.log)
