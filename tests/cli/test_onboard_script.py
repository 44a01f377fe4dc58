"""apply.sh against fakes of aws and kubectl: the first run makes, the second changes nothing, what is there survives."""

import json

import pytest
from command import run
from onboard_fakes import ISSUER, PROVIDER, World

ROLE = "kubeflow-profile-team-a"
ARN = f"arn:aws:iam::111122223333:role/kubeflow/{ROLE}"
BOUNDARY = "arn:aws:iam::111122223333:policy/tenants"
FLAGS = ("team-a", "--bucket=ml-data/team-a", f"--provider={PROVIDER}", "--path=/kubeflow/")
FOREIGN = {"Sid": "Mine", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "a world")


def onboard(world, *flags):
    owner = [] if any(flag.startswith("--owner=") for flag in flags) else ["--owner=alice@example.com"]
    printed = run("onboard", *FLAGS, *owner, *flags, "--force", "--out", world.folder / "out")
    assert printed.code == 0, printed.err
    return world.folder / "out/apply.sh"


def document(world, name):
    return json.loads((world.folder / "out" / name).read_text())


def lines(done):
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


def refused(world, script, *words, options=()):
    """The script ends with 1 and these words, and nothing has changed."""
    before = world.state()
    done = world.run(script, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("apply.sh: ") or "\napply.sh: " in done.stderr
    for word in words:
        assert word in done.stderr
    assert (world.state(), world.changes()) == (before, [])
    return done


def test_first_run_makes_and_second_changes_nothing(world):
    script = onboard(world, f"--permissions-boundary={BOUNDARY}", "--tag=team=a,cost-center=x y")
    assert lines(world.run(script)) == [
        f"OIDC provider {ISSUER}: unchanged", f"role {ROLE}: created",
        f"policy profile-iam-webhook-s3 of role {ROLE}: created", "profile team-a: created"]
    made = world.state()
    assert made["roles"][ROLE] == {
        "path": "/kubeflow/", "boundary": BOUNDARY, "trust": document(world, "trust.json"),
        "policies": {"profile-iam-webhook-s3": document(world, "s3_policy.json")},
        "tags": [{"Key": "team", "Value": "a"}, {"Key": "cost-center", "Value": "x y"}]}
    assert made["profiles"]["team-a"]["spec"] == {
        "owner": {"kind": "User", "name": "alice@example.com"},
        "plugins": [{"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": ARN, "annotateOnly": True}}]}
    assert len(world.changes()) == 3
    assert lines(world.run(script)) == [
        f"OIDC provider {ISSUER}: unchanged", f"role {ROLE}: unchanged",
        f"policy profile-iam-webhook-s3 of role {ROLE}: unchanged", "profile team-a: unchanged"]
    assert (world.state(), world.changes()) == (made, [])


def test_as_one_script_through_a_pipe(world):
    printed = run("onboard", *FLAGS, "--owner=alice@example.com", "--output=script")
    first = world.run(None, stdin=printed.out)
    assert lines(first)[-1] == "profile team-a: created"
    assert {line.split(": ")[-1] for line in lines(world.run(None, stdin=printed.out))} == {"unchanged"}
    script = onboard(world)
    assert {line.split(": ")[-1] for line in lines(world.run(script))} == {"unchanged"}, "files and script are one"
    assert list(world.folder.glob("tmp.*")) == [], "nothing is left behind"


def test_dry_run_changes_nothing_and_shows_commands(world):
    script = onboard(world)
    printed = lines(world.run(script, "--dry-run"))
    assert [line.split()[2:5] for line in printed if line.startswith("would run: ")] == [
        ["aws", "iam", "create-role"], ["aws", "iam", "put-role-policy"], ["kubectl", "create", "--filename"]]
    assert f"role {ROLE}: would be created" in printed and "profile team-a: would be created" in printed
    assert (world.changes(), world.state()["roles"]) == ([], {})
    assert world.run(script, "--dry").returncode == 2


def test_a_foreign_statement_survives(world):
    script = onboard(world)
    trust = {"Version": "2012-10-17", "Statement": [FOREIGN]}
    world.change(roles={ROLE: {"path": "/kubeflow/", "boundary": None, "trust": trust, "policies": {}, "tags": []}})
    shown = lines(world.run(script, "--dry-run"))
    assert f"role {ROLE}: would be updated" in shown and any(line.startswith("+") and ":sub" in line for line in shown)
    assert world.changes() == []
    assert f"role {ROLE}: updated" in lines(world.run(script))
    after = world.state()["roles"][ROLE]["trust"]
    assert after["Statement"] == [FOREIGN, *document(world, "trust.json")["Statement"]]
    world.changes()
    assert f"role {ROLE}: unchanged" in lines(world.run(script))
    assert world.changes() == []


def test_a_second_service_account_joins_the_first(world):
    world.run(onboard(world))
    world.changes()
    script = onboard(world, "--service-accounts=default-editor,reader")
    assert f"role {ROLE}: updated" in lines(world.run(script))
    statement, = world.state()["roles"][ROLE]["trust"]["Statement"]
    assert sorted(statement["Condition"]["StringEquals"][f"{ISSUER}:sub"]) == [
        "system:serviceaccount:team-a:default-editor", "system:serviceaccount:team-a:reader"]
    assert [words[2] for words in world.changes()] == ["update-assume-role-policy"]


def test_without_our_program_a_differing_trust_policy_stops_it(tmp_path):
    world = World(tmp_path / "w", with_program=False)
    script = onboard(world)
    trust = {"Version": "2012-10-17", "Statement": [FOREIGN]}
    world.change(roles={ROLE: {"path": "/kubeflow/", "boundary": None, "trust": trust, "policies": {}, "tags": []}})
    refused(world, script, "profile-iam-webhook adds to it", "system:serviceaccount:team-a:default-editor")
    world.change(roles={ROLE: {"path": "/kubeflow/", "boundary": None, "trust": document(world, "trust.json"),
                               "policies": {}, "tags": []}})
    assert f"role {ROLE}: unchanged" in lines(world.run(script)), "the same document needs no program"


def test_a_deny_stops_it(world):
    script = onboard(world)
    deny = {**document(world, "trust.json")["Statement"][0], "Effect": "Deny"}
    trust = {"Version": "2012-10-17", "Statement": [deny]}
    world.change(roles={ROLE: {"path": "/kubeflow/", "boundary": None, "trust": trust, "policies": {}, "tags": []}})
    refused(world, script, "could not be extended; it is left as it is")


def test_a_boundary_is_put_back(world):
    script = onboard(world, f"--permissions-boundary={BOUNDARY}")
    world.run(script)
    state = world.state()
    state["roles"][ROLE]["boundary"] = None
    world.write(state)
    world.changes()
    assert f"role {ROLE}: updated" in lines(world.run(script))
    assert [words[2] for words in world.changes()] == ["put-role-permissions-boundary"]
    assert world.state()["roles"][ROLE]["boundary"] == BOUNDARY
    world.run(onboard(world))
    assert world.state()["roles"][ROLE]["boundary"] == BOUNDARY, "none is asked for: a boundary that is there stays"


def test_our_policy_is_renewed(world):
    world.run(onboard(world))
    script = onboard(world, "--s3-access=write")
    assert f"policy profile-iam-webhook-s3 of role {ROLE}: updated" in lines(world.run(script))
    assert world.state()["roles"][ROLE]["policies"] == {"profile-iam-webhook-s3": document(world, "s3_policy.json")}


@pytest.mark.parametrize("state, words", [
    ({"account": "444455556666"}, ["444455556666", "nothing was done"]),
    ({"providers": {}}, ["does not exist", "create-open-id-connect-provider", f"https://{ISSUER}"]),
    ({"providers": {PROVIDER: ["sigstore"]}}, ["does not know the audience", "add-client-id-to-open-id-connect-provider"]),
    ({"discovery": '{"issuer":"https://other.example.com"}'}, ["another issuer", "--any-cluster"]),
    ({"roles": {ROLE: {"path": "/", "boundary": None, "trust": {}, "policies": {}, "tags": []}}}, ["path /, not /kubeflow/"]),
    ({"broken": "aws sts get-caller-identity"}, ["Unable to locate credentials"]),
    ({"broken": "aws iam get-role"}, ["Unable to locate credentials", "stopped, because this failed"]),
    ({"broken": "kubectl get profiles.kubeflow.org"}, ["stopped, because this failed"]),
], ids=["account", "provider", "audience", "cluster", "path", "credentials", "iam", "kubectl"])
def test_surprises_stop_it_before_anything_is_done(world, state, words):
    script = onboard(world)
    world.change(**state)
    refused(world, script, *words)


def test_a_change_that_fails_stops_it(world):
    script = onboard(world)
    world.change(broken="aws iam put-role-policy")
    done = world.run(script)
    assert done.returncode == 1 and "stopped, because this failed" in done.stderr
    assert world.state()["profiles"] == {}
    world.change(broken="")
    assert lines(world.run(script))[1:] == [
        f"role {ROLE}: unchanged", f"policy profile-iam-webhook-s3 of role {ROLE}: created", "profile team-a: created"]


def test_a_cluster_that_does_not_tell_its_issuer(world):
    script = onboard(world)
    world.change(discovery="")
    assert any(line.startswith("cluster: cannot say") for line in lines(world.run(script)))
    world.change(discovery='{"issuer":"https://other.example.com"}')
    assert world.run(script, "--any-cluster").returncode == 0


def profile(plugins=None, owner=None):
    spec = {"owner": owner or {"kind": "User", "name": "alice@example.com"}, "resourceQuotaSpec": {"hard": {"cpu": "4"}}}
    return {"metadata": {"name": "team-a", "resourceVersion": "7"}, "spec": {**spec, **({} if plugins is None else {"plugins": plugins})}}


OURS = {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": ARN, "annotateOnly": True}}
OTHER = {"kind": "WorkloadIdentity", "spec": {"gcpServiceAccount": "a|b"}}


@pytest.mark.parametrize("plugins, outcome, after", [
    (None, "updated", [OURS]),
    ([], "updated", [OURS]),
    ([OTHER], "updated", [OTHER, OURS]),
    ([OTHER, OURS], "unchanged", [OTHER, OURS]),
    ([OURS], "unchanged", [OURS]),
])
def test_an_existing_profile_gets_the_plugin_and_nothing_else(world, plugins, outcome, after):
    script = onboard(world)
    world.change(profiles={"team-a": profile(plugins)})
    assert lines(world.run(script))[-1] == f"profile team-a: {outcome}"
    assert world.state()["profiles"]["team-a"]["spec"] == profile(after)["spec"]
    world.changes()
    assert lines(world.run(script))[-1] == "profile team-a: unchanged"
    assert world.changes() == []


def test_a_plugin_with_the_role_but_other_settings_stays(world):
    script = onboard(world, "--service-accounts=default-editor,ws-*")
    theirs = {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": ARN, "annotateOnly": False}}
    world.change(profiles={"team-a": profile([theirs])})
    printed = lines(world.run(script))
    assert printed[-1] == "profile team-a: unchanged" and "is left as it is" in printed[-2] and "ws-*" in printed[-2]
    assert world.state()["profiles"]["team-a"] == profile([theirs])


@pytest.mark.parametrize("plugins, owner, words", [
    ([{"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "arn:aws:iam::111122223333:role/other"}}], None, ["role/other"]),
    ([{"kind": "AwsIamForServiceAccount", "spec": {}}, OURS], None, ["another role"]),
    ([OURS], {"kind": "User", "name": "bob@example.com"}, ["belongs to User bob@example.com"]),
    (None, {"kind": "Group", "name": "alice@example.com"}, ["belongs to Group alice@example.com"]),
])
def test_a_profile_that_contradicts_stops_it_before_a_role_is_made(world, plugins, owner, words):
    script = onboard(world)
    world.change(profiles={"team-a": profile(plugins, owner)})
    refused(world, script, *words)


def test_owner_that_is_a_service_account(world):
    script = onboard(world, "--owner-kind=ServiceAccount", "--owner=ci/robot")
    assert lines(world.run(script))[-1] == "profile team-a: created"
    assert world.state()["profiles"]["team-a"]["spec"]["owner"] == {"kind": "ServiceAccount", "namespace": "ci", "name": "robot"}
    assert lines(world.run(script))[-1] == "profile team-a: unchanged"


def test_controller(world):
    printed = run("onboard", "--controller", f"--provider={PROVIDER}", "--path=/kubeflow/", "--out", world.folder / "out")
    assert printed.code == 0, printed.err
    script = world.folder / "out/apply.sh"
    name = "kubeflow/profiles-controller-service-account"
    role = "arn:aws:iam::111122223333:role/kubeflow-profile-controller"
    assert lines(world.run(script))[-1] == f"serviceaccount {name}: created"
    assert world.state()["accounts"][name]["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": role}
    world.changes()
    assert {line.split(": ")[-1] for line in lines(world.run(script))} == {"unchanged"} and world.changes() == []
    world.change(accounts={name: {"metadata": {"name": name.split("/")[1]}}})
    assert lines(world.run(script))[-1] == f"serviceaccount {name}: updated"
    world.change(accounts={name: {"metadata": {"annotations": {"eks.amazonaws.com/role-arn": role + "2"}}}})
    world.changes()
    refused(world, script, "has another role")


def test_kfctl_defaults_create_the_provider(world):
    printed = run("onboard", "--kfctl-defaults", f"--provider={PROVIDER}", "--cluster-name=kf", "--region=eu-west-1",
                  "--profile-namespaces=team-a,team-b", "--with-viewer", "--out", world.folder / "out")
    assert printed.code == 0, printed.err
    world.change(providers={})
    assert lines(world.run(world.folder / "out/apply.sh")) == [
        f"OIDC provider {ISSUER}: created", "role kf-admin-eu-west-1-kf: created", "role kf-user-eu-west-1-kf: created"]
    assert world.state()["providers"] == {PROVIDER: ["sts.amazonaws.com"]}
    world.changes()
    assert {line.split(": ")[-1] for line in lines(world.run(world.folder / "out/apply.sh"))} == {"unchanged"}
    assert world.changes() == []
