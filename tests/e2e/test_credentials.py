"""Credentials that work: the real AWS SDK in the environment of a Pod which the webhook has changed. STS judges the token
by the API server's published keys and by the role's trust policy, and nothing else."""

import json
import pathlib
import re
import sys
import tempfile
import time

import jwt
import pytest
from testbed import kubelet, workload
from testbed.aws import REGION, Aws
from testbed.certificates import new_rsa_key
from testbed.cluster import ISSUER
from testbed.injected import MOUNT_PATH, containers
from testbed.kubeflow import pod, role_of
from testbed.trust import trust_policy
from testbed.waiting import eventually
from testbed.workloads import notebook, pipeline_step

TOKEN_FILE = f"{MOUNT_PATH}/token"


@pytest.fixture(scope="module")
def aws(cluster):
    with Aws(cluster.key_set) as each:
        yield each


@pytest.fixture
def home(aws, profiles, serve, request):
    """A namespace of the test's own, whose Profile's role trusts it, and its bucket: all of one name."""
    name = re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_")).rstrip("-")
    profiles.create(name, role_of(name))
    aws.roles[role_of(name)] = trust_policy(name)
    aws.make_bucket(name)
    serve(f"--aws-default-region={REGION}")
    return name


@pytest.fixture
def work(cluster, aws, tmp_path):
    """work(POD, CONTAINER, bucket=, token=): what the SDK says when it works in that container; `token`: in place of the
    one that the kubelet has fetched."""

    def do(of_pod, name, bucket, token=None):
        container = containers(of_pod)[name]
        files = kubelet.tokens_of(cluster, of_pod, container)
        assert TOKEN_FILE in files
        if token:
            files[TOKEN_FILE] = token
        # Without a home the SDK finds no configuration of whoever runs the tests.
        environment = {**kubelet.environment_of(of_pod, container), "AWS_ENDPOINT_URL": aws.endpoint, "HOME": "/nonexistent"}
        command = [sys.executable, "-I", pathlib.Path(workload.__file__), bucket, f"from/{name}"]
        ended = kubelet.run(pathlib.Path(tempfile.mkdtemp(dir=tmp_path)), files, environment, command)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return do


def check_worked(answer, home, container):
    role = f"arn:aws:sts::111122223333:assumed-role/{home}/"
    assert answer.pop("arn").startswith(role)
    assert answer == {"read": "written with the Profile's role", "listed": [f"from/{container}"]}


def test_notebook_works_with_aws(cluster, controllers, aws, home, work):
    cluster.api.create(notebook("mine", home))
    made = eventually(lambda: cluster.api.find(f"/api/v1/namespaces/{home}/pods/mine-0"), "the notebook's Pod", explain=controllers.tail)
    check_worked(work(made, "mine", home), home, "mine")
    claims = next(claims for role, claims in aws.assumed if role == role_of(home))
    assert (claims["iss"], claims["sub"]) == (ISSUER, f"system:serviceaccount:{home}:default-editor")
    assert claims["aud"] == ["sts.amazonaws.com"]
    assert claims["exp"] - claims["iat"] == 86400
    assert claims["kubernetes.io"]["pod"] == {"name": "mine-0", "uid": made["metadata"]["uid"]}


@pytest.mark.parametrize("container", ["init", "wait", "main"])
def test_pipeline_step_works_with_aws(cluster, home, work, container):
    """Each of its containers: `init` and `wait` carry the artifacts."""
    check_worked(work(cluster.api.create(pipeline_step("train", home)), container, home), home, container)


def refusal(code):
    return {"error": code, "of": "AssumeRoleWithWebIdentity"}


def test_wrong_audience(cluster, profiles, aws, home, work):
    """The Profile asks for tokens for somebody else than its role trusts."""
    other = f"{home}-elsewhere"
    profiles.create(other, role_of(other), audience="elsewhere.example.com")
    aws.roles[role_of(other)] = trust_policy(other)
    assert work(cluster.api.create(pod("first", other)), "main", home) == refusal("InvalidIdentityToken")
    aws.roles[role_of(other)] = trust_policy(other, audience="elsewhere.example.com")
    check_worked(work(cluster.api.create(pod("second", other)), "main", home), other, "main")


def test_token_for_the_api_server(cluster, home, work):
    made = cluster.api.create(pod("first", home))
    assert work(made, "main", home, cluster.token_of(home, "default-editor", pod=made)) == refusal("InvalidIdentityToken")


def test_subject_of_another_namespace(cluster, profiles, home, work):
    """A user of another Profile writes this one's role into his Pod. It stays there, and does not help."""
    profiles.create("thief", role_of("thief"))
    asking = pod("first", "thief")
    asking["spec"]["containers"][0]["env"] = [{"name": "AWS_ROLE_ARN", "value": role_of(home)}]
    assert work(cluster.api.create(asking), "main", home) == refusal("AccessDenied")


def forged(cluster, key, home, expires_in_s):
    """A token as the API server makes it, signed with this key."""
    real = cluster.token_of(home, "default-editor", ["sts.amazonaws.com"])
    claims = jwt.decode(real, options={"verify_signature": False})
    now = int(time.time())
    claims |= {"iat": now - 7200, "nbf": now - 7200, "exp": now + expires_in_s}
    return jwt.encode(claims, key, "RS256", {"kid": jwt.get_unverified_header(real)["kid"]})


def test_expired_token(cluster, home, work):
    key = (cluster.folder / "service-accounts.key").read_text(encoding="utf-8")
    made = cluster.api.create(pod("first", home))
    assert work(made, "main", home, forged(cluster, key, home, -60)) == refusal("ExpiredTokenException")


def test_token_of_the_same_key_that_has_not_expired(cluster, home, work):
    """So that it was its time for which the other was refused."""
    key = (cluster.folder / "service-accounts.key").read_text(encoding="utf-8")
    check_worked(work(cluster.api.create(pod("first", home)), "main", home, forged(cluster, key, home, 600)), home, "main")


def test_token_of_another_key(cluster, home, work):
    made = cluster.api.create(pod("first", home))
    assert work(made, "main", home, forged(cluster, new_rsa_key(), home, 600)) == refusal("InvalidIdentityToken")
