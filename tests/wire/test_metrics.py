"""What /metrics says of the state at this moment."""

import pathlib
import shutil

import yaml
from webhook import wait_until

HERE = pathlib.Path(__file__).resolve().parent


def profile(name, role):
    plugin = {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": role}}
    return {"apiVersion": "kubeflow.org/v1", "kind": "Profile", "metadata": {"name": name},
            "spec": {"owner": {"kind": "User", "name": "ada@example.com"}, "plugins": [plugin]}}  # fmt: skip


def test_ready_follows_readyz(launch, tmp_path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "broken.yaml").write_text("kind: Profile\n  oops: [\n")
    webhook = launch(profiles=folder)
    assert webhook.health("/readyz")[0] == 503 and webhook.metric("ready") == 0
    (folder / "broken.yaml").unlink()
    shutil.copy(HERE / "profiles" / "team-a.yaml", folder)
    wait_until(lambda: webhook.health("/readyz")[0] == 200, "ready after the files were mended")
    assert webhook.metric("ready") == 1


def test_mode(launch, webhook):
    assert (webhook.metric("mode", mode="inject"), webhook.metric("mode", mode="observe")) == (1, 0)
    observing = launch("--mode=observe")
    assert (observing.metric("mode", mode="inject"), observing.metric("mode", mode="observe")) == (0, 1)


def test_profiles_that_do_not_work_are_counted_and_named(launch, tmp_path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    file = folder / "all.yaml"
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "taken", "annotations": {"owner": "eve@example.com"}}}
    good, bad = "arn:aws:iam::123456789012:role/team", "not an ARN"
    file.write_text(yaml.safe_dump_all([profile("works", good), profile("broken", bad), profile("taken", good), namespace]))
    webhook = launch("--allowed-profile-role=arn:aws:iam::123456789012:role/team", profiles=folder)
    counts = {reason: webhook.metric("profiles_not_working", reason=reason) for reason in ("plugin_invalid", "not_owned", "namespace_not_labelled")}
    assert counts == {"plugin_invalid": 1, "not_owned": 1, "namespace_not_labelled": 0}
    [line] = wait_until(lambda: webhook.logged("whose Pods get no credentials"), "it is in the log, too")
    assert (line["plugin_invalid"], line["not_owned"]) == ("broken", "taken")
    file.write_text(yaml.safe_dump_all([profile("works", good)]))
    wait_until(lambda: webhook.metric("profiles_not_working", reason="plugin_invalid") == 0, "the count is zero again")
    wait_until(lambda: webhook.logged("every Profile with an AWS role works"), "so does the log")


def test_a_role_that_is_not_allowed_does_not_work(launch):
    webhook = launch("--allowed-profile-role=arn:aws:iam::1*:role/other")
    assert webhook.metric("profiles_not_working", reason="plugin_invalid") == 1
