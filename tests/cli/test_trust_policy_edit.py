"""`trust-policy add` and `remove` as a person uses them: what is printed, written, refused, and left alone."""

import json
import os
import shutil
import subprocess

import pytest
from command import BINARY
from trust_policies import ISSUER, PROVIDER, TEAM_A, TEAM_B, document, statement, subjects_of, trust_policy, written

NOBODY = 65534


def test_add_prints_the_new_document_and_says_what_it_did(tmp_path):
    file = written(tmp_path, document(statement(TEAM_A)))
    done = trust_policy("add", file, "-n", "team-b")
    assert done.code == 0
    assert sorted(subjects_of(done.out)) == [TEAM_A, TEAM_B]
    assert done.err == f"{file}: {TEAM_B}: added to statement 1\n"
    assert file.read_text() == document(statement(TEAM_A))


def test_standard_input_is_the_default():
    text = document(statement(TEAM_A))
    for arguments in (["add", "-n", "team-b"], ["add", "-", "-n", "team-b"]):
        done = trust_policy(*arguments, stdin=text)
        assert done.code == 0 and TEAM_B in subjects_of(done.out) and done.err.startswith("<stdin>: ")


def test_remove_undoes_add_byte_for_byte():
    text = document(statement([TEAM_A, "system:serviceaccount:team-c:x"]), statement(None, Sid="Other", issuer="o.example"))
    added = trust_policy("add", "-n", "team-b", "-s", "one,two", "--provider", PROVIDER, stdin=text)
    assert added.code == 0 and len(subjects_of(added.out)) == 4
    removed = trust_policy("remove", "-n", "team-b", "-s", "two,one", "--provider", PROVIDER, stdin=added.out)
    assert removed.code == 0 and removed.out == text


def test_a_second_add_changes_nothing():
    once = trust_policy("add", "-n", "team-b", stdin=document(statement(TEAM_A)))
    again = trust_policy("add", "-n", "team-b", stdin=once.out)
    assert again.code == 0 and again.out == once.out and "already" in again.err


def test_several_subjects_are_applied_in_order_and_reported_one_by_one():
    whom = ["--subject", f"b:x,{TEAM_B}", "--subject", "c:ws-*"]
    done = trust_policy("add", *whom, "-o", "json", stdin=document(statement(TEAM_A)))
    answer = done.json()
    assert [each["subject"] for each in answer["edits"]] == ["system:serviceaccount:b:x", TEAM_B, "system:serviceaccount:c:ws-*"]
    assert [each["statement"] for each in answer["edits"]] == [1, 1, 2]
    assert answer["changed"] and answer["reached"] and answer["obstacle"] == "" and answer["statement"] == 2
    assert set(subjects_of(answer["document"])) == {TEAM_A, TEAM_B, "system:serviceaccount:b:x", "system:serviceaccount:c:ws-*"}
    assert len(done.err.splitlines()) == 3


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.rstrip("\n"),
    lambda text: json.dumps(json.loads(text), separators=(",", ":")),
    lambda text: text.replace("    ", "\t"),
    lambda text: text + "\n\n",
], ids=["crlf", "no newline at the end", "one line", "tabs", "lines behind it"])  # fmt: skip
def test_line_ends_and_layout_stay(tmp_path, change):
    text = change(document(statement(TEAM_A)))
    file = written(tmp_path, text)
    assert trust_policy("add", file, "-n", "team-b", "--write").code == 0
    edited = file.read_bytes().decode()
    assert TEAM_B in subjects_of(edited)
    assert edited.count("\r\n") == (edited.count("\n") if "\r\n" in text else 0)
    assert edited[-3:] == text[-3:] and edited[:20] == text[:20]
    assert trust_policy("remove", file, "-n", "team-b", "--write").code == 0
    assert file.read_bytes().decode() == text


# --- --write ---


def test_write_keeps_the_mode_and_follows_links(tmp_path):
    (tmp_path / "roles").mkdir()
    file = written(tmp_path / "roles", document(statement(TEAM_A)))
    file.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to("roles/trust.json")
    done = trust_policy("add", link, "-n", "team-b", "--write")
    assert done.code == 0 and done.out == "" and "added to statement 1" in done.err
    assert link.is_symlink() and file.stat().st_mode & 0o7777 == 0o640
    assert TEAM_B in subjects_of(file.read_text())
    assert os.listdir(tmp_path / "roles") == ["trust.json"]


def test_write_does_not_touch_a_file_that_says_so_already(tmp_path):
    file = written(tmp_path, document(statement(TEAM_A)))
    os.utime(file, ns=(1, 1))
    before = file.stat()
    for arguments in (["add", file, "-n", "team-a"], ["remove", file, "-n", "team-z"]):
        assert trust_policy(*arguments, "--write").code == 0
        after = file.stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def as_nobody(program, *arguments):
    drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run([program, "trust-policy", *map(str, arguments)], capture_output=True, text=True, timeout=60, **drop)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path, what):
    # /tmp/pytest-of-root is closed to others; a folder of their own is not. Nor may they look into the home of root, where
    # the tree and its build may lie.
    program = shutil.copy(BINARY, tmp_path / "program")
    folder = tmp_path / "roles"
    folder.mkdir()
    text = document(statement(TEAM_A))
    file = written(folder, text)
    file.chmod(0o444 if what == "file" else 0o666)
    folder.chmod(0o555 if what == "folder" else 0o777)
    opened = [parent for parent in tmp_path.parents if os.access(parent, os.X_OK) and parent.stat().st_uid == os.geteuid()]
    modes = [(parent, parent.stat().st_mode) for parent in [tmp_path, *opened]]
    try:
        for parent, mode in modes:
            parent.chmod(mode | 0o011)
        done = as_nobody(program, "add", file, "-n", "team-b", "--write")
    finally:
        for parent, mode in modes:
            parent.chmod(mode)
        folder.chmod(0o755)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("trust-policy add: cannot write ") and "Permission denied" in done.stderr
    assert file.read_text() == text and os.listdir(folder) == ["trust.json"]


def test_write_needs_a_file():
    done = trust_policy("add", "-n", "team-b", "--write", stdin=document(statement(TEAM_A)))
    assert done.code == 2 and done.out == "" and "--write needs a FILE" in done.err


# --- what is refused ---


def test_an_edit_beyond_the_quota_is_refused_with_sizes_and_a_remedy(tmp_path):
    file = written(tmp_path, document(statement(TEAM_A)))
    counted = len(json.dumps(json.loads(file.read_text()), separators=(",", ":")))
    done = trust_policy("add", file, "-n", "team-b", "--write", f"--quota={counted + 10}")
    assert done.code == 1 and done.out == "" and file.read_text() == document(statement(TEAM_A))
    assert f"it has {counted}" in done.err and f"the quota is {counted + 10}" in done.err and "another role" in done.err
    fits = trust_policy("add", file, "-n", "team-b", f"--quota={counted + len(TEAM_B) + 5}")
    assert fits.code == 0, fits.err
    assert trust_policy("add", file, "-n", "team-b", f"--quota={counted + len(TEAM_B) + 4}").code == 1


def test_a_document_over_the_quota_can_be_looked_at_and_shrunk():
    many = [f"system:serviceaccount:team-{number}:default-editor" for number in range(60)]
    text = document(statement(many))
    assert trust_policy("add", "-n", "team-x", stdin=text).code == 1
    assert trust_policy("add", "-n", "team-7", stdin=text).out == text
    removed = trust_policy("remove", "-n", "team-7", stdin=text)
    assert removed.code == 0 and len(subjects_of(removed.out)) == 59


def test_a_deny_stands_in_the_way_and_nothing_is_written(tmp_path):
    text = document(statement(TEAM_A), statement(TEAM_B, "Deny"))
    file = written(tmp_path, text)
    done = trust_policy("add", file, "-n", "team-b", "--write")
    assert done.code == 1 and done.out == "" and file.read_text() == text
    assert "statement 2" in done.err and "denies it" in done.err and "nothing was written" in done.err
    answer = trust_policy("add", file, "-n", "team-b", "-o", "json").json()
    assert not answer["changed"] and not answer["reached"] and "denies it" in answer["obstacle"] and answer["document"] == text


def test_remove_does_not_pretend_while_a_pattern_lets_the_subject_in():
    text = document(statement([TEAM_A, TEAM_B]), statement("system:serviceaccount:team-a:*", operator="StringLike"))
    done = trust_policy("remove", "-n", "team-a", stdin=text)
    assert done.code == 1 and "system:serviceaccount:team-a:*" in done.err
    assert TEAM_A not in done.out and TEAM_B in done.out  # what can be taken out is
    both = trust_policy("remove", "-n", "team-a", "-s", "default-editor,*", stdin=text)
    assert both.code == 0 and subjects_of(both.out) == [TEAM_B]


def test_old_errors_are_pointed_to(tmp_path):
    file = written(tmp_path, document(statement(TEAM_A), statement(None)))
    done = trust_policy("add", file, "-n", "team-b")
    assert done.code == 0 and f"see profile-iam-webhook trust-policy lint {file}" in done.err
    assert "audience_without_subject" in done.err
    assert "lint" not in trust_policy("add", "-n", "team-b", stdin=document(statement(TEAM_A))).err


WRONG_USES = {
    "no service account": ([], "the ServiceAccount is missing"),
    "service account without namespace": (["-s", "x"], "--namespace is missing"),
    "both forms": (["-n", "a", "--subject", "a:b"], "--subject stands in place of"),
    "several namespaces": (["-n", "a,b"], "must be one DNS-1123 label"),
    "wildcard in the namespace": (["-n", "team-*"], "a wildcard in the namespace lets other teams in"),
    "bad namespace": (["-n", "Team"], "the namespace must be a DNS-1123 label"),
    "bad name": (["-n", "a", "-s", "B"], "the service account must be a DNS-1123 subdomain"),
    "bad subject": (["--subject", "a"], "write NAMESPACE:SERVICEACCOUNT"),
    "neither ARN nor URL": (["-n", "a", "--provider", "eks"], 'is neither the ARN of an OIDC provider'),
    "role ARN": (["-n", "a", "--provider", "arn:aws:iam::111122223333:role/a"], "is no ARN of an OIDC provider"),
    "unencrypted issuer": (["-n", "a", "--provider", "http://o.example"], "must begin with https://"),
    "issuer without account": (["-n", "a", "--provider", "https://o.example"], "--account-id is missing"),
    "another account": (["-n", "a", "--account-id", "444455556666"], "is of another account than --account-id=444455556666"),
    "another partition": (["-n", "a", "--partition", "aws-cn"], "is of another partition than --partition=aws-cn"),
    "bad account": (["-n", "a", "--account-id", "1"], "--account-id must be twelve digits"),
    "bad partition": (["-n", "a", "--partition", "azure"], "--partition must be aws, aws-cn"),
    "empty audience": (["-n", "a", "--audience="], "--audience must not be empty"),
    "quota of nothing": (["-n", "a", "--quota", "0"], "--quota"),
    "two files": (["-n", "a", "more.json"], "more.json"),
}  # fmt: skip


@pytest.mark.parametrize("arguments, message", WRONG_USES.values(), ids=WRONG_USES.keys())
def test_wrong_use_says_what_is_wrong(tmp_path, arguments, message):
    file = written(tmp_path, document(statement(TEAM_A)))
    done = trust_policy("add", file, "--write", *arguments)
    assert done.code == 2 and done.out == "" and message in done.err, done.err
    assert file.read_text() == document(statement(TEAM_A))


def test_the_provider_is_asked_for_when_the_document_does_not_settle_it():
    several = document(statement(TEAM_A), statement(TEAM_A, issuer="o.example"))
    done = trust_policy("add", "-n", "b", stdin=several)
    assert done.code == 2 and PROVIDER in done.err and "oidc-provider/o.example" in done.err
    chosen = trust_policy("add", "-n", "team-b", "--provider", f"https://{ISSUER}", stdin=several)
    assert chosen.code == 0 and subjects_of(chosen.out).count(TEAM_B) == 1
    ec2 = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    none = trust_policy("add", "-n", "b", stdin=document(ec2))
    assert none.code == 2 and "names no OIDC provider" in none.err


BROKEN = {
    "duplicate key": (document(statement(TEAM_A, Sid="a")).replace('"Sid"', '"Sid": "b", "Sid"'), ": error duplicate_key: "),
    "comma": ('{"Version": "2012-10-17",\n "Statement": [],}', ": error broken_json: "),
    "empty": ("", ":1:1: error broken_json: "),
    "byte order mark": ("\ufeff" + document(statement(TEAM_A)), ":1:1: error broken_json: a byte order mark"),
    "a role": ('{"Role": {"AssumeRolePolicyDocument": {"Statement": []}}}', "--query Role.AssumeRolePolicyDocument"),
    "no policy": ("[1]", ":1:1: error "),
}


@pytest.mark.parametrize("command", ["add", "remove", "diff", "evaluate", "capacity"])
@pytest.mark.parametrize("text, message", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_document_is_named_with_its_place(tmp_path, command, text, message):
    file = written(tmp_path, text)
    done = trust_policy(command, file, "-n", "team-b")
    assert done.code == 2 and done.out == ""
    assert done.err.startswith(f"trust-policy {command}: {file}:") and message in done.err, done.err
    assert "; " in done.err and file.read_bytes().decode() == text


def test_files_that_cannot_be_read(tmp_path):
    large = written(tmp_path, " " * 1_100_000)
    for file, message in ((tmp_path / "none", "No such file"), (tmp_path, "is a folder"), (large, "1 MiB")):
        done = trust_policy("add", file, "-n", "a")
        assert done.code == 2 and done.out == "" and message in done.err and str(file) in done.err


def test_remove_gives_an_open_document_back_and_says_that_it_is_open(tmp_path):
    open_to_all = json.loads(document(statement(TEAM_A)))
    del open_to_all["Statement"][0]["Condition"]["StringEquals"][f"{ISSUER}:sub"]
    file = tmp_path / "trust.json"
    file.write_text(json.dumps(open_to_all, indent=2))
    before = file.read_bytes()
    assert trust_policy("add", "-n", "team-b", "--write", file).code == 0
    assert file.read_bytes() != before
    done = trust_policy("remove", "-n", "team-b", "--write", file)
    assert done.code == 1 and "statement 1 (line 4) lets it in" in done.err and file.read_bytes() == before
