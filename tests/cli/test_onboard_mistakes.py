"""`onboard` with flags and files that make no sense: each mistake is named with its place and its remedy, nothing is written."""

import pytest
from command import run
from onboard_fakes import PROVIDER

GOOD = {"": "team-a", "--owner": "alice@example.com", "--bucket": "ml-data/team-a", "--provider": PROVIDER}


def onboard(folder, flags, **options):
    words = [f"{flag}={value}" if flag else value for flag, value in flags.items() if value is not None]
    return run("onboard", *words, cwd=folder, **options)


def test_the_flags_of_these_tests_are_good(tmp_path):
    assert onboard(tmp_path, GOOD).code == 0
    assert sorted(path.name for path in (tmp_path / "team-a").iterdir()) == ["apply.sh", "profile_iam.yaml", "s3_policy.json", "trust.json"]


@pytest.mark.parametrize("flags, words", [
    ({"": None}, ["PROFILE", "--from", "--controller"]),
    ({"": "Team_A"}, ['PROFILE: "Team_A"', "DNS-1123 label"]),
    ({"--owner": None}, ["--owner is missing"]),
    ({"--owner": "alice example"}, ["--owner", "white space"]),
    ({"--owner-kind": "Robot"}, ["--owner-kind", "User, Group, ServiceAccount"]),
    ({"--owner-kind": "ServiceAccount"}, ["--owner", "NAMESPACE/NAME"]),
    ({"--bucket": None}, ["--bucket is missing", "s3-access none"]),
    ({"--bucket": None, "--s3-prefix": "a"}, ["--bucket is missing"]),
    ({"--bucket": "My_Bucket"}, ["--bucket", "lower-case"]),
    ({"--bucket": "192.168.1.1"}, ["--bucket", "IP address"]),
    ({"--bucket": "arn:aws:s3:::data"}, ["--bucket", "not its ARN"]),
    ({"--bucket": "ml-data//a"}, ["--bucket", "slash"]),
    ({"--bucket": "ml-data/*"}, ["--bucket", "*"]),
    ({"--bucket": "ml-data/${aws:username}"}, ["--bucket", "$"]),
    ({"--s3-access": "all"}, ["--s3-access", "none, read, write, full"]),
    ({"--s3-access": "none"}, ["--bucket", "means nothing"]),
    ({"--service-accounts": "Editor"}, ["--service-accounts", "Editor", "DNS-1123"]),
    ({"--service-accounts": "other:editor"}, ["--service-accounts", "other:editor"]),
    ({"--provider": None}, ["--provider is missing", "--issuer"]),
    ({"--provider": "arn:aws:iam::1:oidc-provider/x"}, ["--provider", "twelve digits"]),
    ({"--provider": PROVIDER.replace("oidc-provider/", "oidc-provider/https://")}, ["--provider", "https://"]),
    ({"--account-id": "444455556666"}, ["--account-id", "another account", "111122223333"]),
    ({"--account-id": "1"}, ["--account-id", "twelve digits"]),
    ({"--partition": "aws-cn"}, ["--partition"]),
    ({"--issuer": "https://x.example.com"}, ["--provider and --issuer"]),
    ({"--provider": None, "--issuer": "https://x.example.com"}, ["--account-id is missing"]),
    ({"--provider": None, "--issuer": "http://x.example.com", "--account-id": "111122223333"}, ["--issuer", "https://"]),
    ({"--provider": None, "--issuer": "https://x.example.com", "--account-id": "111122223333", "--partition": "azure"}, ["--partition"]),
    ({"--role-name": "a/b"}, ["--role-name", "a/b"]),
    ({"--role-name": ".."}, ["--role-name"]),
    ({"--path": "kubeflow"}, ["--path", "slash"]),
    ({"--path": "/a//b/"}, ["--path"]),
    ({"--permissions-boundary": "tenants"}, ["--permissions-boundary", "arn:aws:iam::111122223333:policy/"]),
    ({"--permissions-boundary": "arn:aws:iam::444455556666:policy/x"}, ["--permissions-boundary", "no policy of this account"]),
    ({"--region": "europe"}, ["--region", "europe"]),
    ({"--region": "cn-north-1"}, ["--region", "partition"]),
    ({"--audience": "a b"}, ["--audience"]),
    ({"--tag": "team"}, ["--tag", "KEY=VALUE"]),
    ({"--tag": "aws:x=1"}, ["--tag", "belong to AWS"]),
    ({"--tag": "a=1,a=2"}, ["--tag", "twice"]),
    ({"--cluster-name": "-x"}, ["--cluster-name"]),
    ({"--quota": "0"}, ["--quota"]),
    ({"--quota": "9000"}, ["--quota", "8192"]),
    ({"--quota": "400"}, ["trust policy of role kubeflow-profile-team-a", "the quota is 400"]),
    ({"--output": "script", "--out": "x"}, ["--output=script"]),
    ({"--from": "x.csv"}, ["exclude each other"]),
    ({"--profile-namespaces": "a"}, ["--kfctl-defaults"]),
    ({"": "--controller"}, ["--path is missing"]),
    ({"": "--controller", "--path": "/"}, ["--path is missing", "every role"]),
    ({"": "--controller", "--path": "/k/", "--controller-service-account": "x"}, ["--controller-service-account", "NAMESPACE/NAME"]),
    ({"": "--kfctl-defaults", "--region": "eu-west-1"}, ["--cluster-name is missing"]),
    ({"": "--kfctl-defaults", "--cluster-name": "kf"}, ["--region is missing"]),
    ({"": "--kfctl-defaults", "--cluster-name": "kf", "--region": "eu-west-1", "--profile-namespaces": "team-*"},
     ["--profile-namespaces", "team-*", "wildcard"]),
    ({"": "--kfctl-defaults", "--cluster-name": "kf", "--region": "eu-west-1",
      "--profile-namespaces": ",".join(f"a-rather-long-namespace-{i}" for i in range(30))}, ["kf-user-eu-west-1-kf", "quota is 2048"]),
])
def test_each_mistake_is_named_and_nothing_is_written(tmp_path, flags, words):
    printed = onboard(tmp_path, {**GOOD, **flags})
    assert printed.code == 2, printed.out + printed.err
    for word in words:
        assert word in printed.err
    assert "onboard: " in printed.err and printed.out == ""
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_at_once(tmp_path):
    printed = onboard(tmp_path, {"": "Team_A", "--bucket": "x", "--provider": "y", "--tag": "z"})
    assert [line.split(": ")[1] for line in printed.err.splitlines()] == ["--provider", "--tag", "PROFILE", "--owner is missing", "--bucket"]


def test_files_that_differ_are_kept(tmp_path):
    assert onboard(tmp_path, GOOD).code == 0
    trust = tmp_path / "team-a/trust.json"
    assert onboard(tmp_path, GOOD).code == 0, "the same once more is no conflict"
    trust.write_text("mine")
    before = {path: path.read_text() for path in (tmp_path / "team-a").iterdir()}
    printed = onboard(tmp_path, {**GOOD, "--s3-access": "write"})
    assert printed.code == 1 and printed.out == ""
    assert "trust.json" in printed.err and "s3_policy.json" in printed.err and "--force" in printed.err
    assert "profile_iam.yaml" not in printed.err
    assert {path: path.read_text() for path in (tmp_path / "team-a").iterdir()} == before
    assert onboard(tmp_path, {**GOOD, "--s3-access": "write", "--force": "true"}).code == 0
    assert "PutObject" in (tmp_path / "team-a/s3_policy.json").read_text() and trust.read_text() != "mine"


def test_default_editor_left_out_draws_a_warning(tmp_path):
    assert "default-editor is not among" in onboard(tmp_path, {**GOOD, "--service-accounts": "ws-*"}).err
    assert onboard(tmp_path, {**GOOD, "--service-accounts": "*", "--out": "other"}).err == ""
