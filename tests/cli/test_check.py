"""`check --admission`, whole: the Pod that it sends, its lines, its JSON, exit codes."""

import pytest
from api_server import api_server, status
from command import ROLE, run

FOLDER = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
REFUSAL = (
    'Internal error occurred: failed calling webhook "pods.profile-iam-webhook.kubeflow.org": failed to call webhook: Post '
    '"https://profile-iam-webhook.profile-iam-system.svc:443/mutate?timeout=12s": tls: failed to verify certificate: x509: '
    "certificate signed by unknown authority"
)


def injected(pod):
    container = pod["spec"]["containers"][0]
    container["env"] = [{"name": "AWS_ROLE_ARN", "value": ROLE}, {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": FOLDER + "/token"}]
    container["volumeMounts"] = [{"name": "aws-iam-token", "mountPath": FOLDER, "readOnly": True}]
    token = {"serviceAccountToken": {"audience": "sts.amazonaws.com", "path": "token"}}
    pod["spec"]["volumes"] = [{"name": "aws-iam-token", "projected": {"sources": [token]}}]
    return pod


def with_credentials(_method, _path, body):
    return 201, injected(body)


def without_credentials(method, path, body):
    if method == "POST":
        return 201, body
    if path == "/api/v1/namespaces/team-a":
        return 200, {"metadata": {"name": "team-a", "labels": {"app.kubernetes.io/part-of": "kubeflow-profile"}}}
    return 404, status(404, "NotFound", "not found")


def check(answer, folder, *arguments, **options):
    with api_server(answer) as server:
        subject = "--admission=team-a/default-editor"
        printed = run("check", subject, "--kubeconfig", server.kubeconfig(folder), "--timeout=0s", *arguments, **options)
    printed.asked = server.asked
    return printed


def test_credentials_are_ok(tmp_path):
    printed = check(with_credentials, tmp_path, "--role", ROLE)
    assert (printed.code, printed.err) == (0, "")
    lines = printed.out.splitlines()
    assert [line[:5] for line in lines] == ["ok   "] * 4
    assert len({line[5:].index(line[5:].split("  ", 1)[1].lstrip()) for line in lines}) == 1, "not aligned"
    assert f"AWS_ROLE_ARN is {ROLE}" in printed.out


def test_one_dry_run_is_all_that_it_sends(tmp_path):
    [(method, path, body)] = check(with_credentials, tmp_path).asked
    assert method == "POST"
    assert path.startswith("/api/v1/namespaces/team-a/pods?") and "dryRun=All" in path
    assert '"serviceAccountName":"default-editor"' in body


def test_no_credentials_fail_and_say_why(tmp_path):
    printed = check(without_credentials, tmp_path)
    assert printed.code == 1
    failed = [line for line in printed.out.splitlines() if line.startswith("fail ")]
    assert "without credentials" in failed[0]
    assert "there is no MutatingWebhookConfiguration profile-iam-webhook" in failed[1]
    assert "-> install the chart" in printed.out


def test_another_role_fails(tmp_path):
    printed = check(with_credentials, tmp_path, "--role=arn:aws:iam::111122223333:role/other")
    assert printed.code == 1 and "fail role" in printed.out


def test_a_webhook_that_cannot_be_called_is_told_with_what_to_look_at(tmp_path):
    printed = check(lambda *_: (500, status(500, "InternalError", REFUSAL)), tmp_path)
    assert printed.code == 1
    assert "x509: certificate signed by unknown authority" in printed.out
    assert "-> the caBundle of the registration does not fit" in printed.out


def test_json(tmp_path):
    shown = check(without_credentials, tmp_path, "--output=json").json()
    assert shown["result"] == "fail"
    assert {finding["level"] for finding in shown["findings"]} == {"ok", "fail"}
    assert check(with_credentials, tmp_path, "--output=json").json()["result"] == "ok"


def test_warnings_of_the_api_server_are_shown_and_do_not_fail(tmp_path):
    printed = check(lambda *review: (*with_credentials(*review), ("Warning", '299 - "mend the Profile"')), tmp_path)
    assert printed.code == 0
    assert "warn warning" in printed.out and "mend the Profile" in printed.out


def test_it_tries_again_until_the_registration_is_in_force(tmp_path):
    answers = iter([without_credentials])
    printed = check(lambda *review: next(answers, with_credentials)(*review), tmp_path, "--timeout=20s")
    assert printed.code == 0 and len(printed.asked) == 2
    assert printed.err.startswith("trying again: ")


@pytest.mark.parametrize("arguments, words", [
    ([], "--admission NAMESPACE/SERVICE-ACCOUNT"),
    (["--role", ROLE], "--role (command line): needs --admission"),
    (["--admission=team-a"], "must be NAMESPACE/SERVICE-ACCOUNT"),
    (["--admission=team-a/Not_A_Name"], "must be NAMESPACE/SERVICE-ACCOUNT"),
    (["--admission=a/b/c"], "must be NAMESPACE/SERVICE-ACCOUNT"),
    (["--admission=team-a/x", "--role=admin"], "--role"),
    (["--admission=team-a/x", "--output=yaml"], "--output"),
    (["--admission=team-a/x"], "which cluster?"),
])  # fmt: skip
def test_wrong_use(arguments, words):
    printed = run("check", *arguments, env={"KUBECONFIG": "", "KUBERNETES_SERVICE_HOST": ""})
    assert (printed.code, printed.out) == (2, "")
    assert words in printed.err
