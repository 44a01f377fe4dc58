"""A new Profile by `onboard`: its script run by the real `aws` and `kubectl`, twice; then a Pod of that Profile works with its
bucket. And what others have added to the role survives the script."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import pytest
from testbed import kubelet, workload
from testbed.aws import REGION, Aws
from testbed.cluster import ISSUER
from testbed.iam import ACCOUNT_ID, Account
from testbed.injected import check_complete, containers
from testbed.kubeflow import pod
from testbed.paths import WEBHOOK

AUDIENCE = "sts.amazonaws.com"
OWNER = "alice@example.com"
# What changes nothing begins with one of these.
READING = ("Get", "List", "Simulate")
FOREIGN = {
    "Sid": "TheAuditorsToo", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}, "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": "audit"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def aws(cluster):
    with Aws(cluster.key_set) as each:
        yield each


@pytest.fixture(scope="module")
def account(aws, cluster, tmp_path_factory):
    return Account(aws, cluster.kubeconfig, tmp_path_factory.mktemp("administrator"))


@pytest.fixture(scope="module")
def provider(account):
    return account.add_provider(ISSUER)


class Team:
    """A Profile that is onboarded: its name, and the folder of what `onboard` has written."""

    def __init__(self, name, folder, account, provider):
        self.name, self.folder, self._account = name, folder, account
        flags = [f"--owner={OWNER}", f"--bucket={name}", f"--provider={provider}", "--s3-access=write", f"--out={folder}"]
        self.rendered = command("onboard", name, *flags)
        assert self.rendered.returncode == 0, self.rendered.stderr

    def apply(self, *flags):
        """What the script says; it must succeed."""
        script, environment = self.folder / "apply.sh", self._account.environment
        ended = subprocess.run([script, *flags], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False)
        assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
        return ended.stdout + ended.stderr


def command(*arguments, stdin=None):
    """The finished process of our program."""
    return subprocess.run([WEBHOOK, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def team(aws, account, provider, tmp_path, request):
    """Rendered, not yet applied; its bucket is there. Named after the test."""
    name = re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_")).strip("-")
    aws.make_bucket(name)
    return Team(name, tmp_path / "onboarding", account, provider)


def role_of(account, cluster, name):
    """(ARN, name) of the role that the Profile names."""
    (plugin,) = cluster.api.get(f"/apis/kubeflow.org/v1/profiles/{name}")["spec"]["plugins"]
    arn = plugin["spec"]["awsIamRole"]
    return arn, arn.rpartition("/")[2]


def evaluated(document, token, tmp_path):
    """(exit code, what it says) of `trust-policy evaluate`, for a document as IAM holds it."""
    for name, text in (("trust.json", json.dumps(document)), ("token", token)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = command("trust-policy", "evaluate", tmp_path / "trust.json", "--token", tmp_path / "token", "--output=json")
    assert token not in done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout)


def works(cluster, aws, made, bucket, tmp_path):
    """What the AWS SDK says in the only container of this Pod, with a token as its kubelet fetches it, working in the bucket."""
    container = containers(made)["main"]
    environment = {**kubelet.environment_of(made, container), "AWS_ENDPOINT_URL": aws.endpoint, "HOME": "/nonexistent"}
    command_line = [sys.executable, "-I", pathlib.Path(workload.__file__), bucket, "first"]
    inside = pathlib.Path(tempfile.mkdtemp(dir=tmp_path))
    ended = kubelet.run(inside, kubelet.tokens_of(cluster, made, container), environment, command_line)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def changes(aws, since):
    """What IAM and STS were asked for that changes something."""
    return [each for each in aws.actions[since:] if not each.startswith(READING)]


def test_new_team_works_with_its_bucket(cluster, aws, account, team, profiles, serve, tmp_path):
    asked = len(aws.actions)
    assert "would be created" in team.apply("--dry-run")
    assert changes(aws, asked) == []
    assert cluster.api.find(f"/apis/kubeflow.org/v1/profiles/{team.name}") is None
    team.apply()
    arn, role = role_of(account, cluster, team.name)
    assert arn == account.role(role)["role"]["Arn"]
    profiles.reconcile(cluster.api.get(f"/apis/kubeflow.org/v1/profiles/{team.name}"))

    # The document that IAM holds says the same of real tokens as STS will.
    document = account.trust_policy(role)
    code, said = evaluated(document, cluster.token_of(team.name, "default-editor", [AUDIENCE]), tmp_path)
    assert (code, said["verdict"], said["decided_by"]) == (0, "allowed", 1)
    for token in (cluster.token_of(team.name, "default-viewer", [AUDIENCE]), cluster.token_of(team.name, "default-editor")):
        code, said = evaluated(document, token, tmp_path)
        assert (code, said["verdict"]) == (1, "refused")

    aws.roles[arn] = document
    serve(f"--aws-default-region={REGION}")
    made = cluster.api.create(pod("first", team.name))
    check_complete(made, arn, region=REGION)
    aws.make_bucket("of-another-team")
    with aws.judging_s3():
        answer = works(cluster, aws, made, team.name, tmp_path)
        assert works(cluster, aws, made, "of-another-team", tmp_path) == {"error": "AccessDenied", "of": "PutObject"}
    assert "error" not in answer, answer
    assert answer.pop("arn").startswith(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/{role}/")
    assert answer == {"read": "written with the Profile's role", "listed": ["first"]}


def test_applied_again(cluster, aws, account, team):
    """The second run finds everything as it should be, says so, and asks AWS for no change. Nor does the third, when
    somebody else has added a statement to the trust policy, a policy and a tag: they stay."""
    team.apply()
    _, role = role_of(account, cluster, team.name)
    made, profile = account.role(role), cluster.api.get(f"/apis/kubeflow.org/v1/profiles/{team.name}")
    assert len(made["inline"]) == 1
    check_unchanged(cluster, aws, account, team, role)

    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}
    account.set_trust_policy(role, {**account.trust_policy(role), "Statement": [FOREIGN, *account.trust_policy(role)["Statement"]]})
    account.iam.put_role_policy(RoleName=role, PolicyName="theirs", PolicyDocument=json.dumps(document))
    account.iam.tag_role(RoleName=role, Tags=[{"Key": "cost-center", "Value": "7"}])
    check_unchanged(cluster, aws, account, team, role)
    assert FOREIGN in account.trust_policy(role)["Statement"]
    assert cluster.api.get(f"/apis/kubeflow.org/v1/profiles/{team.name}") == profile


def check_unchanged(cluster, aws, account, team, role):
    before, asked = account.role(role), len(aws.actions)
    said = team.apply()
    assert [line for line in said.splitlines() if not line.endswith(": unchanged")] == []
    assert len(said.splitlines()) == 4  # the provider, the role, its policy, the Profile
    assert changes(aws, asked) == []
    assert account.role(role) == before


def test_what_is_missing_is_put_back_beside_what_others_added(cluster, account, team):
    """Only somebody else's statement is left in the trust policy: ours comes back, his stays."""
    team.apply()
    _, role = role_of(account, cluster, team.name)
    mine = account.trust_policy(role)
    account.set_trust_policy(role, {**mine, "Statement": [FOREIGN]})
    assert f"role {role}: updated" in team.apply()
    assert account.trust_policy(role) == {**mine, "Statement": [FOREIGN, *mine["Statement"]]}
