"""`trust-policy render`, `diff`, `lint` and `capacity` as a person uses them."""

import json
import subprocess

from trust_policies import ISSUER, PROVIDER, TEAM_A, TEAM_B, document, statement, subjects_of, trust_policy, written

WILD = "system:serviceaccount:*:default-editor"


# --- render ---


def test_render_is_what_the_aws_cli_prints():
    done = trust_policy("render", "-n", "team-a", "--provider", PROVIDER)
    assert done.code == 0 and done.err == ""
    assert done.out == json.dumps(json.loads(done.out), indent=4) + "\n"
    assert json.loads(done.out) == json.loads(document(statement(TEAM_A)))


def test_render_with_patterns_and_several():
    done = trust_policy("render", "--subject", f"{TEAM_A},team-b:ws-*,{TEAM_A}", "--provider", PROVIDER, "--audience=a")
    condition = done.json()["Statement"][0]["Condition"]
    assert condition["StringEquals"] == {f"{ISSUER}:aud": "a"}
    assert condition["StringLike"] == {f"{ISSUER}:sub": [TEAM_A, "system:serviceaccount:team-b:ws-*"]}


def test_render_from_an_issuer():
    made_of = ["--provider=https://o.example:8443/x", "--account-id=111122223333", "--partition=aws-cn"]
    done = trust_policy("render", "-n", "a", *made_of)
    assert done.json()["Statement"][0]["Principal"]["Federated"] == "arn:aws-cn:iam::111122223333:oidc-provider/o.example:8443/x"


def test_layouts():
    compact = trust_policy("render", "-n", "a", "--provider", PROVIDER, "--compact").out
    assert compact == json.dumps(json.loads(compact), separators=(",", ":")) + "\n"
    narrow = trust_policy("render", "-n", "a", "--provider", PROVIDER, "--indent=1").out
    assert narrow == json.dumps(json.loads(narrow), indent=1) + "\n"
    for wrong in (["--compact", "--indent=1"], ["--indent=17"], ["--indent=-1"]):
        assert trust_policy("render", "-n", "a", "--provider", PROVIDER, *wrong).code == 2


def test_render_needs_provider_and_subject():
    assert "--provider is missing" in trust_policy("render", "-n", "a").err
    assert "the ServiceAccount is missing" in trust_policy("render", "--provider", PROVIDER).err


# --- diff ---


def test_diff_is_a_patch_from_the_one_to_the_other(tmp_path):
    (tmp_path / "roles").mkdir()
    file = written(tmp_path / "roles", document(statement(TEAM_A), statement("system:serviceaccount:team-c:x")))
    done = trust_policy("diff", "./roles/trust.json", "--add", "team-b:default-editor", "--remove", "team-c:x", cwd=tmp_path)
    assert done.code == 1 and done.err == ""
    assert done.out.startswith("--- a/roles/trust.json\n+++ b/roles/trust.json\n@@ ")
    subprocess.run(["git", "apply", "-"], input=done.out, text=True, cwd=tmp_path, check=True)
    added = trust_policy("add", "-n", "team-b", stdin=document(statement(TEAM_A), statement("system:serviceaccount:team-c:x")))
    assert file.read_text() == trust_policy("remove", "--subject", "team-c:x", stdin=added.out).out


def test_diff_of_nothing_is_nothing():
    done = trust_policy("diff", "-n", "team-a", "--remove", "team-b:x", stdin=document(statement(TEAM_A)))
    assert (done.code, done.out, done.err) == (0, "", "")


def test_diff_says_what_cannot_be_reached():
    denied = trust_policy("diff", "-n", "team-b", stdin=document(statement(TEAM_A), statement(TEAM_B, "Deny")))
    assert denied.code == 1 and "denies it" in denied.err
    full = trust_policy("diff", "-n", "team-b", "--quota=300", stdin=document(statement(TEAM_A)))
    assert full.code == 1 and "the quota is 300" in full.err and full.out


def test_diff_has_colours_where_asked():
    text = document(statement(TEAM_A))
    painted = trust_policy("diff", "-n", "b", "--color=always", stdin=text).out
    assert "\x1b[31m-" in painted and "\x1b[32m+" in painted
    assert "\x1b" not in trust_policy("diff", "-n", "b", stdin=text).out


def test_diff_needs_something_to_compare():
    assert trust_policy("diff", stdin=document(statement(TEAM_A))).code == 2
    assert "--add: the subject" in trust_policy("diff", "--add=x", stdin=document(statement(TEAM_A))).err


# --- lint ---


def test_lint_names_place_code_and_remedy(tmp_path):
    good = written(tmp_path, document(statement(TEAM_A)), "good.json")
    bad = written(tmp_path, document(statement(WILD, operator="StringLike")), "bad.json")
    done = trust_policy("lint", good, bad)
    assert done.code == 1
    [line] = done.out.splitlines()
    place, rest = line.split(": error wildcard_namespace: ")
    name, row, column = place.rsplit(":", 2)
    text = bad.read_text().splitlines()[int(row) - 1]
    assert name == str(bad) and text[int(column) - 1:].startswith(f'"{WILD}"') and "; " in rest
    assert done.err == "1 error, 0 warnings in 2 files\n"


def test_lint_as_json(tmp_path):
    bad = written(tmp_path, document(statement(TEAM_A), statement(None)))
    done = trust_policy("lint", bad, "-o", "json")
    [finding] = done.json()
    assert list(finding) == ["file", "line", "column", "severity", "code", "pointer", "statement", "what", "remedy"]
    assert finding["code"] == "audience_without_subject" and finding["statement"] == 2 and finding["file"] == str(bad)
    assert trust_policy("lint", "-o", "json", stdin=document(statement(TEAM_A))).json() == []


def test_strict_makes_warnings_count():
    text = document(statement([TEAM_A, TEAM_A]))
    lenient, strict = (trust_policy("lint", *flags, stdin=text) for flags in ([], ["--strict"]))
    assert (lenient.code, strict.code) == (0, 1) and "<stdin>:" in strict.out and "0 errors, 1 warning in 1 file" in strict.err


def test_lint_goes_on_after_a_file_that_cannot_be_read(tmp_path):
    bad = written(tmp_path, "{")
    done = trust_policy("lint", tmp_path / "none", bad)
    assert done.code == 2 and "No such file" in done.err and f"{bad}:1:2: error broken_json" in done.out


def test_lint_holds_documents_against_what_is_expected():
    text = document(statement(TEAM_A))
    assert trust_policy("lint", "--provider", PROVIDER, "--account-id=111122223333", stdin=text).code == 0
    assert trust_policy("lint", "--provider", f"https://{ISSUER}", stdin=text).code == 0
    for flag, code in (("--provider=https://o.example", "unknown_provider"), ("--account-id=444455556666", "another_account"),
                       ("--audience=other", "wrong_audience"), ("--quota=100", "too_long")):
        done = trust_policy("lint", flag, stdin=text)
        assert done.code == 1 and f"error {code}: " in done.out
    for wrong in (["--provider=eks"], ["--provider=arn:aws:iam::1:role/x"], ["--account-id=1"], ["--audience="], ["-", "-"]):
        assert trust_policy("lint", *wrong, stdin=text).code == 2, wrong


def test_rules_are_listed():
    rules = trust_policy("lint", "--list-rules", "-o", "json").json()
    assert {"broken_json", "duplicate_key", "audience_without_subject", "wildcard_namespace"} <= {rule["code"] for rule in rules}
    lines = trust_policy("lint", "--list-rules").out.splitlines()
    assert lines == [f"{rule['severity']} {rule['code']}: {rule['meaning']}" for rule in rules]


def test_severities_have_colours_where_asked():
    painted = trust_policy("lint", "--color=always", stdin=document(statement(WILD, operator="StringLike"))).out
    assert ": \x1b[31merror\x1b[0m wildcard_namespace: " in painted


# --- capacity ---


def test_capacity_is_what_can_be_added():
    text = document(statement(TEAM_A))
    answer = trust_policy("capacity", "-o", "json", stdin=text).json()
    assert answer["size"] == len(json.dumps(json.loads(text), separators=(",", ":"))) and answer["subject_length"] == len(TEAM_A)
    assert [row["quota"] for row in answer["quotas"]] == [2048, 4096, 8192]
    more = answer["quotas"][0]["more"]
    names = ",".join(f"t{number:05}:default-editor" for number in range(more + 1))
    assert trust_policy("add", "--subject", names.rsplit(",", 1)[0], stdin=text).code == 0
    assert trust_policy("add", "--subject", names, stdin=text).code == 1


def test_capacity_says_what_it_counted_with():
    text = document(statement([TEAM_A, "system:serviceaccount:platform:ab"]))
    assert "the average of the 2 subjects in the document" in trust_policy("capacity", stdin=text).out
    assert "namespaces of 63, service account default-editor" in trust_policy("capacity", stdin=document(statement(None))).out
    assert trust_policy("capacity", "--name-length=20", "-s", "x", "-o", "json", stdin=text).json()["subject_length"] == 44
    named = trust_policy("capacity", "-n", "team-a", "-o", "json", stdin=text).json()
    assert named["subject_from"] == "as named" and named["subject_length"] == len(TEAM_A)
    for wrong in ("--name-length=64", "-n a --name-length=3", "-n a -s b -s c", "-s b -s c"):
        assert trust_policy("capacity", *wrong.split(), stdin=text).code == 2, wrong


# --- together ---


def test_the_commands_agree_with_each_other():
    """What add lets in, evaluate lets in; what remove takes out, it does not; and lint is content with both."""
    text = trust_policy("render", "-n", "team-a", "--provider", PROVIDER).out
    for name in ("b", "c-d", "x9"):
        text = trust_policy("add", "-n", name, "-s", "default-editor,ws-*", stdin=text).out
        assert trust_policy("evaluate", "-n", name, "-s", "ws-1", stdin=text).code == 0
    assert trust_policy("lint", "--strict", stdin=text).code == 0
    text = trust_policy("remove", "-n", "c-d", "-s", "ws-*", stdin=text).out
    assert trust_policy("evaluate", "-n", "c-d", "-s", "ws-1", stdin=text).code == 1
    assert trust_policy("evaluate", "-n", "c-d", stdin=text).code == 0
    assert trust_policy("diff", "--add", "team-a:default-editor,b:ws-*", "--remove", "c-d:ws-*", stdin=text).code == 0
    assert len(subjects_of(text)) == 6
