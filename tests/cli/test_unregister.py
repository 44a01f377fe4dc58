"""`unregister`, whole: what it sends, what it prints, exit codes."""

import pytest
from api_server import api_server, status
from command import run

PATH = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/"


class Registration:
    """One MutatingWebhookConfiguration; gone once it was deleted."""

    def __init__(self, name="profile-iam-webhook"):
        self.name, self.is_there = name, True

    def __call__(self, method, path, body):
        if path != PATH + self.name or not self.is_there:
            return 404, status(404, "NotFound", "not found")
        if method == "DELETE":
            assert body["preconditions"] == {"uid": "the-uid"}
            self.is_there = False
            return 200, {"kind": "Status", "status": "Success"}
        return 200, {"metadata": {"name": self.name, "uid": "the-uid", "resourceVersion": "7"}}


def unregister(server, folder, *arguments, **options):
    return run("unregister", "--kubeconfig", server.kubeconfig(folder), "--settle=0s", *arguments, **options)


def test_it_deletes_the_registration_and_says_so(tmp_path):
    with api_server(Registration()) as server:
        printed = unregister(server, tmp_path)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith("deleted the MutatingWebhookConfiguration profile-iam-webhook\n")
    assert [method for method, _, _ in server.asked] == ["GET", "DELETE", "GET", "GET"]


def test_another_name(tmp_path):
    with api_server(Registration("other")) as server:
        assert "nothing to do" in unregister(server, tmp_path).out
        assert "deleted the MutatingWebhookConfiguration other" in unregister(server, tmp_path, "--webhook-configuration=other").out


def test_where_there_is_none_it_is_done(tmp_path):
    with api_server(lambda *_: (404, status(404, "NotFound", "not found"))) as server:
        printed = unregister(server, tmp_path)
    assert (printed.code, printed.err) == (0, "")
    assert "nothing to do" in printed.out


def test_what_cannot_be_deleted_fails_with_what_to_do(tmp_path):
    with api_server(lambda *_: (403, status(403, "Forbidden", "ada may not"))) as server:
        printed = unregister(server, tmp_path, "--timeout=1s")
    assert (printed.code, printed.out) == (1, "")
    assert "403: ada may not" in printed.err and "get and delete on mutatingwebhookconfigurations" in printed.err
    assert "secret-token" not in printed.err


def test_the_kubeconfig_of_the_environment_counts(tmp_path):
    with api_server(Registration()) as server:
        printed = run("unregister", "--settle=0s", env={"KUBECONFIG": str(server.kubeconfig(tmp_path))})
    assert printed.code == 0 and "deleted" in printed.out


@pytest.mark.parametrize("arguments, words", [
    (["--kubeconfig=/nowhere"], "/nowhere"),
    (["--context=c"], "--context"),
    (["--webhook-configuration=Not_A_Name"], "--webhook-configuration"),
    (["--settle=-1s"], "--settle"),
    (["--timeout=0s"], "--timeout"),
    ([], "which cluster?"),
])  # fmt: skip
def test_wrong_use(arguments, words):
    printed = run("unregister", *arguments, env={"KUBECONFIG": "", "KUBERNETES_SERVICE_HOST": ""})
    assert (printed.code, printed.out) == (2, "")
    assert words in printed.err


def test_a_context_that_is_not_right_is_wrong_use(tmp_path):
    with api_server(Registration()) as server:
        printed = unregister(server, tmp_path, "--context=other")
    assert printed.code == 2 and server.asked == []
