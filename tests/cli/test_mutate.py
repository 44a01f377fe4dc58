"""`mutate`, whole: files and standard input in, objects, patches, diffs and answers out, exit codes."""

import base64
import json
import os
import pty
import subprocess

import pytest
import yaml
from command import BINARY, DATA, ROLE, apply_patch, mutate, run

WORKLOADS = ["StatefulSet", "Deployment", "ReplicaSet", "DaemonSet", "ReplicationController", "Job", "Notebook", "CronJob"]
BAD_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: bad, namespace: team-a}\nspec:\n  serviceAccountName: default-editor\n" \
          "  containers: 7\n"


def env_of(container):
    return {entry["name"]: entry.get("value") for entry in container.get("env", [])}


def template_of(workload):
    spec = workload["spec"]
    return (spec["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else spec)["template"]


def test_object_is_the_input_and_the_patch():
    printed = mutate("notebook.yaml")
    assert printed.code == 0 and printed.err == ""
    patch = mutate("notebook.yaml", "--output=patch").json()
    assert {operation["op"] for operation in patch} == {"add"}
    before = yaml.safe_load((DATA / "notebook.yaml").read_text())
    assert printed.yaml() == apply_patch(before, patch)
    assert env_of(template_of(printed.yaml())["spec"]["containers"][0])["AWS_ROLE_ARN"] == ROLE


def test_nothing_outside_the_patch_changes():
    container = mutate("pod.yaml").yaml()["spec"]["containers"][0]
    assert container["x-unknown-field"]["yes"] == "no"
    assert container["args"] == ['import boto3\nprint(boto3.client("sts").get_caller_identity())\n']
    annotations = mutate("pod.yaml").yaml()["metadata"]["annotations"]
    assert annotations == {"ratio": "1.0", "when": "2026-01-02"}


def test_numbers_in_json_keep_their_spelling():
    pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"team-a"},"spec":{"containers":[{"name":"c"}],' \
          '"serviceAccountName":"default-editor","x":[1.0,1e3,123456789012345678901234567890]}}'
    out = mutate(stdin=pod).out
    assert all(number in out for number in ("1.0", "1e3", "123456789012345678901234567890"))


def test_a_second_pass_changes_nothing():
    once = mutate("pod.yaml").out
    assert mutate("-", stdin=once).out == once
    assert mutate("-", "-o", "patch", stdin=once).json() == []


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(arguments):
    printed = mutate(*arguments, stdin=(DATA / "notebook.yaml").read_text())
    assert printed.code == 0
    assert printed.yaml()["kind"] == "Notebook"


def test_every_kind_of_template():
    printed = mutate("workloads.yaml")
    assert printed.code == 0
    assert [workload["kind"] for workload in printed.yamls()] == WORKLOADS
    for workload in printed.yamls():
        spec = template_of(workload)["spec"]
        assert env_of(spec["containers"][0])["AWS_ROLE_ARN"] == ROLE, workload["kind"]
        assert [volume["name"] for volume in spec["volumes"]] == ["aws-iam-token"]


def test_the_patch_of_a_template_applies_to_the_whole_object():
    patches = mutate("workloads.yaml", "--output=patch").jsons()
    before = list(yaml.safe_load_all((DATA / "workloads.yaml").read_text()))
    assert [apply_patch(*pair) for pair in zip(before, patches, strict=True)] == mutate("workloads.yaml").yamls()


def test_a_list_of_several_kinds():
    printed = mutate("list.json", "--namespace=team-a")
    assert printed.code == 0
    account, pod, deployment = printed.json()["items"]
    assert account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] == ROLE
    assert pod["spec"]["serviceAccountName"] == "default" and "env" not in pod["spec"]["containers"][0]
    assert env_of(deployment["spec"]["template"]["spec"]["containers"][0])["AWS_ROLE_ARN"] == ROLE


def test_the_namespace_flag_is_for_objects_that_name_none():
    pod = yaml.safe_load((DATA / "pod.yaml").read_text())
    assert mutate("--namespace=team-broken", stdin=json.dumps(pod)).json()["spec"]["volumes"]
    del pod["metadata"]["namespace"]
    assert "volumes" not in mutate(stdin=json.dumps(pod)).json()["spec"]
    assert mutate("-n", "team-a", stdin=json.dumps(pod)).json()["spec"]["volumes"]


@pytest.mark.parametrize("sample", ["notebook-v1-statefulset-pod", "kfp-ml-pipeline-ui-artifact", "sa-create-by-profile-controller"])
def test_an_admission_review(sample):
    review = json.loads((DATA / f"{sample}.json").read_text())
    answer = mutate(f"{sample}.json", "--output=review").json()
    assert answer["response"]["uid"] == review["request"]["uid"]
    patch = json.loads(base64.b64decode(answer["response"]["patch"]))
    assert mutate(f"{sample}.json", "--output=patch").json() == patch
    assert mutate(f"{sample}.json").json() == apply_patch(review["request"]["object"], patch)


def test_a_review_that_changes_nothing():
    printed = mutate("edge-eks-already-injected.json", "-o", "patch", "--namespace", "x")
    assert printed.code == 0 and printed.json() == []


def test_the_same_input_makes_the_same_uid():
    first, second = (mutate("pod.yaml", "-o", "review").json() for _ in range(2))
    assert first == second
    assert first["response"]["uid"] != mutate("notebook.yaml", "-o", "review").json()["response"]["uid"]


def test_diff():
    printed = mutate("notebook.yaml", "--output=diff")
    assert printed.code == 0 and printed.err == ""
    lines = printed.out.splitlines()
    assert lines[:3] == ["notebook.yaml: Notebook team-a/analysis", "  injected: role from Profile team-a", f"  role ARN: {ROLE}"]
    assert lines[3].startswith("@@ -") and "spec.template.spec: containers[analysis].env" in lines[3]
    assert "+        - name: AWS_ROLE_ARN" in lines and not any(line.startswith("-") for line in lines)


def test_diff_of_what_stays_as_it_is():
    printed = mutate("list.json", "-o", "diff", "-n", "team-a")
    assert "list.json: Pod team-a/plain-: unchanged: Profile team-a has a role, but ServiceAccount default is not one that " \
           "takes it (sa_not_managed)" in printed.out.splitlines()


def test_diff_in_mode_observe():
    pod = (DATA / "pod.yaml").read_text().replace("namespace: team-a", "namespace: team-watched")
    assert mutate("-o", "diff", stdin=pod).out == \
        "<stdin>: Pod team-watched/step: unchanged: mode observe; else injected: role from Profile team-watched\n"
    assert mutate("-o", "diff", "--mode=observe", "pod.yaml").out.startswith("pod.yaml: Pod team-a/step: unchanged: mode observe")


def on_terminal(*arguments, **env):
    """What the program prints when its standard output is a terminal."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    with subprocess.Popen([BINARY, "mutate", "--profiles", "profiles.yaml", "notebook.yaml", "-o", "diff", *arguments],
                          stdout=theirs, cwd=DATA, env={**environment, "TERM": "xterm", **env}) as process:
        os.close(theirs)
        text = b""
        try:
            while chunk := os.read(ours, 4096):
                text += chunk
        except OSError:  # the other end is closed
            pass
        assert process.wait(60) == 0
    os.close(ours)
    return text.decode()


def test_colours():
    assert "\x1b[" not in mutate("notebook.yaml", "-o", "diff").out
    assert "\x1b[32m+" in mutate("notebook.yaml", "-o", "diff", "--color=always").out
    assert "\x1b[32m+" in on_terminal()
    assert "\x1b[" not in on_terminal("--color=never")
    assert "\x1b[" not in on_terminal(NO_COLOR="1")
    assert "\x1b[" not in on_terminal(TERM="dumb")
    assert "\x1b[32m+" in on_terminal("--color=always", NO_COLOR="1")


def test_warnings_as_kubectl_prints_them():
    pod = (DATA / "pod.yaml").read_text().replace("namespace: team-a", "namespace: team-broken")
    printed = mutate(stdin=pod)
    assert printed.code == 0
    assert printed.err.startswith("Warning: ") and "team-broken" in printed.err
    assert "  warning: " in mutate("-o", "diff", stdin=pod).out


def test_what_would_be_refused(tmp_path):
    (tmp_path / "mixed.yaml").write_text(BAD_POD + "---\n" + (DATA / "pod.yaml").read_text())
    printed = mutate(tmp_path / "mixed.yaml")
    assert printed.code == 1
    assert printed.err.startswith(f"{tmp_path}/mixed.yaml:6:3: Pod team-a/bad would be refused: profile-iam-webhook: ")
    assert [pod["metadata"]["name"] for pod in printed.yamls()] == ["step"]  # the others are processed


def test_a_conflict_that_is_denied():
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default-editor\n  namespace: team-a\n" \
              "  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/mine'}\n"
    denied = mutate("--on-role-conflict=deny", stdin=account)
    assert denied.code == 1 and "team-a" in denied.err and denied.out == ""
    repaired = mutate(stdin=account)
    assert repaired.code == 0
    assert repaired.yaml()["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] == ROLE


def test_wrong_use_does_not_stop_the_others(tmp_path):
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: [\n")
    (tmp_path / "service.yaml").write_text("apiVersion: v1\nkind: Service\n")
    printed = mutate(tmp_path / "broken.yaml", tmp_path / "absent.yaml", tmp_path, tmp_path / "service.yaml", DATA / "pod.yaml")
    assert printed.code == 2
    broken, absent, folder, service = printed.err.splitlines()
    assert broken.startswith(f"{tmp_path}/broken.yaml:") and broken.split(":")[1].isdigit() and broken.split(":")[2].isdigit()
    assert absent == f"{tmp_path}/absent.yaml: cannot be read: No such file or directory"
    assert "is a folder" in folder
    assert service.startswith(f"{tmp_path}/service.yaml:1:1: kind Service of v1 is not understood, only Pod, ")
    assert printed.yaml()["metadata"]["name"] == "step"


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n---\n"])
def test_nothing_in_it(text):
    printed = mutate(stdin=text)
    assert printed.code == 2 and printed.err == "<stdin>: no object in it\n"


@pytest.mark.parametrize("arguments", [["--output=yaml"], ["--namespace=Not_A_Name"], ["--namespace="], ["--color=maybe"],
                                       ["--token-expiration=5"], ["--profiles=/nowhere"], ["--unknown"]])
def test_wrong_flags(arguments):
    printed = mutate("pod.yaml", *arguments)
    assert printed.code == 2 and printed.out == "" and printed.err


def test_profiles_are_needed():
    printed = run("mutate", "pod.yaml")
    assert printed.code == 2 and "--profiles" in printed.err


def test_a_broken_profile_file_is_named_with_its_line(tmp_path):
    (tmp_path / "p.yaml").write_text("apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: x}\nspec: 7\n")
    printed = mutate("pod.yaml", profiles=tmp_path / "p.yaml")
    assert printed.code == 2 and f"{tmp_path}/p.yaml:4:" in printed.err


def test_policy_flags_count():
    flags = ["--token-audience=aud", "--token-expiration=600", "--aws-default-region=eu-west-1"]
    spec = mutate("pod.yaml", *flags).yaml()["spec"]
    token = spec["volumes"][0]["projected"]["sources"][0]["serviceAccountToken"]
    assert token == {"audience": "aud", "expirationSeconds": 600, "path": "token"}
    assert env_of(spec["containers"][0])["AWS_REGION"] == "eu-west-1"
    from_environment = mutate("pod.yaml", env={"PROFILE_IAM_WEBHOOK_TOKEN_AUDIENCE": "aud"}).yaml()["spec"]
    assert from_environment["volumes"][0]["projected"]["sources"][0]["serviceAccountToken"]["audience"] == "aud"


def test_output_that_cannot_be_written_is_a_failure():
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "mutate", "--profiles", "profiles.yaml", "pod.yaml"], stdout=full, cwd=DATA,
                              stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1 and "cannot be written" in done.stderr
