"""`explain` and `mutate` ask the cluster when no files are given; they need no more rights than the webhook."""

import json
import os
import subprocess

import yaml
from testbed.kubeflow import pod, role_of
from testbed.paths import WEBHOOK


def run(*arguments, text="", environment=()):
    """The program, with no cluster but the one that is named."""
    clean = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"}
    return subprocess.run([WEBHOOK, *map(str, arguments)], input=text, capture_output=True, text=True, timeout=60,
                          env=clean | dict(environment))  # fmt: skip


def test_explain_says_what_the_cluster_says(profiles, identity):
    profiles.create("explained", role_of("explained"))
    done = run("explain", "--kubeconfig", identity.kubeconfig, "-n", "explained", "-o", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["roleArn"], answer["source"], answer["profile"]) == (role_of("explained"), "profile", "explained")


def test_mutate_decides_with_the_cluster_of_the_environment(profiles, identity):
    profiles.create("mutated", role_of("mutated"))
    done = run("mutate", "--namespace", "mutated", text=yaml.safe_dump(pod("x", "mutated")),
               environment={"KUBECONFIG": str(identity.kubeconfig)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    [container] = yaml.safe_load(done.stdout)["spec"]["containers"]
    assert {"name": "AWS_ROLE_ARN", "value": role_of("mutated")} in container["env"]


def test_files_win_over_the_cluster(identity, tmp_path):
    (tmp_path / "none.yaml").write_text("")
    done = run("explain", "--profiles", tmp_path, "--kubeconfig", identity.kubeconfig, "-n", "explained", "-o", "json")
    assert done.returncode == 0, done.stderr
    assert "roleArn" not in json.loads(done.stdout)


def test_a_cluster_that_does_not_answer_is_told_at_once(tmp_path):
    nowhere = {"apiVersion": "v1", "kind": "Config", "current-context": "c",
               "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:9"}}],
               "contexts": [{"name": "c", "context": {"cluster": "c"}}]}  # fmt: skip
    (tmp_path / "kubeconfig").write_text(yaml.safe_dump(nowhere))
    done = run("explain", "--kubeconfig", tmp_path / "kubeconfig", "-n", "team-a")
    assert done.returncode == 1
    assert "cannot be listed" in done.stderr and "127.0.0.1:9" in done.stderr


def test_no_source_at_all_is_wrong_use():
    done = run("explain", "-n", "team-a")
    assert done.returncode == 2
    assert "--profiles" in done.stderr and "--kubeconfig" in done.stderr
