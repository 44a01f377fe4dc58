"""The words that ./dev and examples/send.py understand, and how they refuse the others. Nothing here installs or builds."""

import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
import send  # noqa: E402  (after the path that it is found by)


def dev(*arguments, script=ROOT / "dev", **options):
    return subprocess.run([script, *arguments], capture_output=True, text=True, check=False, timeout=60, **options)


def test_help_names_every_command_and_suite():
    run = dev("help")
    assert run.returncode == 0 and run.stderr == ""
    for word in ("run", "cluster", "build", "image", "test", "bench", "lint", "format", "--once", "--long"):
        assert word in run.stdout
    suites = re.search(r"^suites=\((.*)\)$", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert suites in " ".join(run.stdout.split())


@pytest.mark.parametrize("arguments, wanted", [
    (["walk"], "there is no command walk"),
    (["build", "fast"], "there is no preset fast"),
    (["build", "debug", "asan"], "build takes one preset"),
    (["cluster", "large"], "cluster takes no argument"),
    (["test", "units"], "there is no suite units"),
    (["test", "form", "unit", "--", "-k", "x"], "need exactly one suite"),
    (["test", "asan", "--", "-k", "x"], "need exactly one suite"),
])
def test_wrong_words_are_refused(arguments, wanted):
    run = dev(*arguments)
    assert run.returncode == 2 and wanted in run.stderr and "./dev help" in run.stderr


def test_works_from_anywhere_without_a_home_in_a_path_with_spaces(tmp_path):
    folder = tmp_path / "a clone"
    folder.mkdir()
    shutil.copy(ROOT / "dev", folder)
    environment = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "a cache")}
    run = dev("build", "fast", script=folder / "dev", cwd="/", env=environment)
    assert run.returncode == 2 and run.stderr.startswith("./dev: there is no preset fast")
    assert (tmp_path / "a cache/profile-iam-webhook").is_dir()


def test_says_so_when_the_build_fails(tmp_path):
    shutil.copy(ROOT / "dev", tmp_path)
    (tmp_path / "CMakePresets.json").write_text("no JSON")
    run = dev("build", script=tmp_path / "dev", env={"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path)})
    assert run.returncode == 1 and "./dev: the build failed" in run.stderr


def test_no_colour_where_there_is_no_terminal():
    assert "\033" not in dev("help").stdout + dev("walk").stderr


def test_send_applies_the_patch_that_it_is_given():
    pod = {"spec": {"containers": [{"env": [{"name": "A", "value": "old"}]}]}, "metadata": {"annotations": {}}}
    patched = send.with_patch(pod, [
        {"op": "add", "path": "/spec/containers/0/env/-", "value": {"name": "B"}},
        {"op": "replace", "path": "/spec/containers/0/env/0/value", "value": "new"},
        {"op": "add", "path": "/spec/volumes", "value": []},
        {"op": "add", "path": "/metadata/annotations/a~1b~0c", "value": "d"},
    ])
    assert patched["spec"] == {"containers": [{"env": [{"name": "A", "value": "new"}, {"name": "B"}]}], "volumes": []}
    assert patched["metadata"]["annotations"] == {"a/b~c": "d"}
    assert pod["spec"]["containers"][0]["env"] == [{"name": "A", "value": "old"}]


@pytest.mark.parametrize("audit, wanted", [
    ({"reason": "injected", "source": "profile", "profile": "team-a", "role-arn": "arn"},
     "role from Profile team-a: arn (reason: injected)"),
    ({"reason": "no_role"}, "no role (reason: no_role)"),
    ({"reason": "injected", "source": "default", "role-arn": "arn"}, "the default role (--default-role-arn): arn (reason: injected)"),
])
def test_send_says_where_the_role_is_from(audit, wanted):
    assert send.reason_of(audit) == wanted


@pytest.mark.parametrize("name", ["notebook-pod.yaml", "pipeline-step.yaml"])
def test_examples_make_reviews(name):
    run = subprocess.run([sys.executable, ROOT / "examples/send.py", "--review", ROOT / "examples" / name],
                         capture_output=True, text=True, check=True)
    request = json.loads(run.stdout)["request"]
    assert request["namespace"] == "team-a" and request["object"]["spec"]["serviceAccountName"] == "default-editor"
