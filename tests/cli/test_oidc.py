"""`oidc render` and `oidc check` as an administrator uses them, from the first publication through a rotation."""

import json

import pytest
from api_server import api_server, status
from command import run
from oidc_issuer import ISSUER, Signer, served, write_served


@pytest.fixture(scope="module")
def signers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: Signer(folder, name, kind) for name, kind in {"old": "rsa", "new": "P-256", "third": "P-521"}.items()}


def render(folder, flags, *more):
    return run("oidc", "render", *flags, f"--out={folder / 'published'}", *more)


def check(folder, flags, *more):
    return run("oidc", "check", *flags, f"--published={folder / 'published'}", *more)


def rotation(printed):
    [line] = [line for line in printed.out.splitlines() if line[5:].startswith("rotation")]
    return line


def published_keys(folder):
    return json.loads((folder / "published/openid/v1/jwks").read_text())["keys"]


def note_accept(server):
    """The Accept headers of what it is asked from now on."""
    accepted = []

    class Noting(server._server.RequestHandlerClass):
        def do_GET(self):
            accepted.append(self.headers["Accept"])
            self.reply()

    server._server.RequestHandlerClass = Noting
    return accepted


def test_what_is_rendered_passes_the_check(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    printed = render(tmp_path, flags)
    assert (printed.code, printed.err) == (0, "")
    assert published_keys(tmp_path) == [signers["old"].jwk]
    discovery = json.loads((tmp_path / "published/.well-known/openid-configuration").read_text())
    assert (discovery["issuer"], discovery["jwks_uri"]) == (ISSUER, f"{ISSUER}/openid/v1/jwks")
    assert f"aws iam create-open-id-connect-provider --url {ISSUER} --client-id-list sts.amazonaws.com\n" in printed.out
    assert "s3://oidc-team/openid/v1/jwks" in printed.out and f"--service-account-issuer={ISSUER}\n" in printed.out
    checked = check(tmp_path, flags)
    assert (checked.code, checked.err) == (0, "")
    assert {line[:4] for line in checked.out.splitlines()} <= {"ok  ", "    "}
    assert "step 1 of 4: one key everywhere" in rotation(checked)


def test_next_keys_get_the_numbers_and_the_kid_that_kubernetes_gives_them(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    printed = render(tmp_path, flags, f"--next-key={signers['new'].file}", f"--next-key={signers['third'].file}")
    assert printed.code == 0, printed.err
    assert published_keys(tmp_path) == [signers[name].jwk for name in ("old", "new", "third")]
    discovery = json.loads((tmp_path / "published/.well-known/openid-configuration").read_text())
    assert discovery["id_token_signing_alg_values_supported"] == ["RS256", "ES256", "ES512"]


def test_a_rotation_is_led_through_its_four_steps(tmp_path, signers):
    old, new = signers["old"], signers["new"]
    only_old = write_served(tmp_path / "first", old)
    assert render(tmp_path, only_old, f"--next-key={new.file}").code == 0
    named = f"--next-kid={new.kid}"
    assert "ok   rotation   step 2 of 4" in rotation(check(tmp_path, only_old, named))
    assert "warn rotation   step 2 of 4" in rotation(check(tmp_path, only_old))

    both = write_served(tmp_path / "both", old, new)
    assert render(tmp_path, both).code == 0
    assert "step 3 of 4" in rotation(check(tmp_path, both, named))
    for signer, step in ((old, 3), (new, 4)):
        token = tmp_path / "token"
        token.write_text(signer.token())
        checked = check(tmp_path, both, named, f"--token={token}")
        assert checked.code == 0, checked.out
        assert f"ok   rotation   step {step} of 4" in rotation(checked)

    only_new = write_served(tmp_path / "last", new)
    printed = render(tmp_path, only_new)
    assert f'held the key "{old.kid}", which is left out now' in printed.out
    assert published_keys(tmp_path) == [new.jwk]
    assert "the rotation is over" in rotation(check(tmp_path, only_new, named))


def test_a_signer_that_is_not_published_fails(tmp_path, signers):
    assert render(tmp_path, write_served(tmp_path / "before", signers["old"])).code == 0
    checked = check(tmp_path, write_served(tmp_path / "now", signers["old"], signers["new"]))
    assert checked.code == 1
    assert rotation(checked).startswith("fail") and "out of order" in rotation(checked) and signers["new"].kid in rotation(checked)


def test_a_key_with_the_same_kid_and_another_modulus_fails(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    assert render(tmp_path, flags).code == 0
    file = tmp_path / "published/openid/v1/jwks"
    file.write_text(file.read_text().replace(signers["old"].jwk["n"], "x" + signers["old"].jwk["n"][1:]))
    checked = check(tmp_path, flags)
    assert checked.code == 1 and "another modulus or exponent" in checked.out


def test_private_keys_fail_loudly_and_are_never_printed(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    assert render(tmp_path, flags).code == 0
    file = tmp_path / "published/openid/v1/jwks"
    file.write_text(json.dumps({"keys": [{**signers["old"].jwk, "d": "c2VjcmV0", "p": "c2VjcmV0"}]}))
    for more in ((), ("--output=json",)):
        checked = check(tmp_path, flags, *more)
        assert checked.code == 1 and "THE PRIVATE KEY" in checked.out
        assert "c2VjcmV0" not in checked.out + checked.err
    refused = run("oidc", "render", flags[0], f"--jwks={file}", f"--out={tmp_path / 'other'}")
    assert refused.code == 2 and "private part" in refused.err and not (tmp_path / "other").exists()
    assert "c2VjcmV0" not in refused.out + refused.err
    refused = render(tmp_path, flags, f"--next-key={signers['new'].key}")
    assert refused.code == 2 and "holds a private key" in refused.err


def test_a_token_is_judged_and_never_printed(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    assert render(tmp_path, flags).code == 0
    token = tmp_path / "token"
    for text, words in {
        signers["new"].token(): "which is not published: STS refuses it",
        signers["old"].token(issuer=ISSUER + "/"): "they differ in a slash at the end",
        signers["old"].token(audiences=["vault"]): 'it is for "vault", not for "sts.amazonaws.com"',
    }.items():
        token.write_text(text + "\n")
        checked = check(tmp_path, flags, f"--token={token}")
        assert checked.code == 1 and words in checked.out, checked.out
        assert not any(part in checked.out + checked.err for part in text.split("."))
    token.write_text("no.token")
    assert check(tmp_path, flags, f"--token={token}").code == 2


def test_the_provider_in_iam_is_compared(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    assert render(tmp_path, flags).code == 0
    file = tmp_path / "provider.json"
    right = {"Url": ISSUER.removeprefix("https://"), "ClientIDList": ["sts.amazonaws.com"], "ThumbprintList": ["a" * 40], "Tags": []}
    for change, words in (({}, ""), ({"Url": "x.example.com"}, "it is registered for"), ({"ClientIDList": ["x"]}, "it takes tokens for")):
        file.write_text(json.dumps({**right, **change}))
        checked = check(tmp_path, flags, f"--provider={file}")
        assert checked.code == (1 if words else 0) and words in checked.out, checked.out


def test_a_move_to_another_issuer(tmp_path, signers):
    cluster_name = "https://kubernetes.default.svc.cluster.local"
    flags = write_served(tmp_path / "served", signers["old"], issuer=cluster_name)
    refused = render(tmp_path, flags)
    assert refused.code == 2 and "STS must reach it over the public internet" in refused.err
    printed = render(tmp_path, flags, f"--issuer={ISSUER}", f"--jwks-uri={ISSUER}/keys.json")
    assert printed.code == 0 and (tmp_path / "published/keys.json").exists()
    assert printed.out.index(f"--service-account-issuer={ISSUER}\n") < printed.out.index(f"--service-account-issuer={cluster_name}\n")
    before = check(tmp_path, flags)
    assert before.code == 1 and f'the API server\'s tokens say "{cluster_name}"' in before.out
    after = check(tmp_path, write_served(tmp_path / "after", signers["old"]))
    assert after.code == 0


def test_json_says_the_same(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    printed = render(tmp_path, flags, f"--next-key={signers['new'].file}", "--output=json").json()
    assert [(key["kid"], key["alg"], key["next"]) for key in printed["keys"]] == [
        (signers["old"].kid, "RS256", False), (signers["new"].kid, "ES256", True)]  # fmt: skip
    for file in printed["files"]:
        with open(file["path"], encoding="utf-8") as written:
            assert written.read() == file["content"]
        assert file["url"].startswith(ISSUER)
    checked = check(tmp_path, flags, "--output=json")
    assert checked.json()["result"] == "warn" and checked.code == 0
    assert {finding["about"] for finding in checked.json()["findings"]} == {"issuer", "discovery", "key", "rotation"}


def test_both_are_fetched_through_a_kubeconfig(tmp_path, signers):
    documents = dict(zip(("/.well-known/openid-configuration", "/openid/v1/jwks"), served(signers["old"]), strict=True))
    with api_server(lambda _, path, __: (200, documents[path])) as server:
        accepted = note_accept(server)
        cluster = [f"--kubeconfig={server.kubeconfig(tmp_path)}"]
        assert render(tmp_path, cluster).code == 0
        assert check(tmp_path, cluster).code == 0
    assert published_keys(tmp_path) == [signers["old"].jwk]
    assert accepted == ["application/json, application/jwk-set+json"] * 4  # else a real one answers 406 for its key set


@pytest.mark.parametrize(
    "code, words", [(403, "ClusterRole system:service-account-issuer-discovery"), (404, "must be an https URL"), (500, "500")]
)
def test_an_api_server_that_does_not_show_them_is_told_with_what_to_do(tmp_path, code, words):
    words = {404: "only when its --service-account-issuer is an https URL"}.get(code, words)
    with api_server(lambda *_: (code, status(code, "Reason", "ada may not"))) as server:
        printed = render(tmp_path, [f"--kubeconfig={server.kubeconfig(tmp_path)}"])
    assert printed.code == 2 and words in printed.err and "secret-token" not in printed.err


@pytest.mark.parametrize(
    "change, words",
    [
        ("discovery", "--jwks"), ("jwks", "--discovery"), ("missing", "cannot be read"), ("broken", "jwks.json"), ("status", "Status"),
        ("keyless", "/keys is missing"), ("swapped", "no discovery document"),
    ],  # fmt: skip
)
def test_what_cannot_be_read_is_wrong_use(tmp_path, signers, change, words):
    discovery, keys = write_served(tmp_path / "served", signers["old"])
    if change in ("broken", "keyless"):
        (tmp_path / "served/jwks.json").write_text("{" if change == "broken" else "{}")
    if change == "status":
        (tmp_path / "served/discovery.json").write_text(json.dumps(status(403, "Forbidden", "no")))
    flags = {
        "discovery": [discovery], "jwks": [keys], "missing": [discovery, "--jwks=nowhere.json"],
        "swapped": ["--discovery=" + keys.split("=")[1], "--jwks=" + discovery.split("=")[1]],
    }.get(change, [discovery, keys])  # fmt: skip
    printed = render(tmp_path, flags)
    assert (printed.code, printed.out) == (2, "") and words in printed.err
    assert not (tmp_path / "published").exists()


def test_flags_that_miss_each_other_are_wrong_use(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    for arguments in (["render", *flags], ["check", *flags], ["check", *flags, "--published-jwks=x"],
                      ["check", *flags, "--published=x", "--published-jwks=x"], ["render", *flags, "--out=x", "--retire=nobody"], []):  # fmt: skip
        printed = run("oidc", *arguments, cwd=tmp_path)
        assert printed.code == 2 and printed.err + printed.out, arguments
    assert run("oidc", "render", "--out=x", cwd=tmp_path, env={"KUBECONFIG": ""}).code == 2


def test_a_folder_that_cannot_be_written_fails(tmp_path, signers):
    flags = write_served(tmp_path / "served", signers["old"])
    (tmp_path / "published").write_text("a file")
    printed = render(tmp_path, flags)
    assert printed.code == 1 and "oidc render: " in printed.err and (tmp_path / "published").read_text() == "a file"
