"""Every document that `onboard` renders, byte for byte: a folder in tests/testdata/onboard is a case.

`arguments` holds the command line, a word a line; `input` (if there) is standard input; `expected/` is the folder that must
come out, `printed` what must be said. Of apply.sh the functions that all scripts share stand only in the case one_profile;
elsewhere a line takes their place. REWRITE_GOLDEN=1 rewrites `expected/` and `printed`: read the difference before you
commit it.
"""

import json
import os
import re
import shutil

import pytest
import yaml
from command import ROOT, run

GOLDEN = ROOT / "tests/testdata/onboard"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/arguments"))
FUNCTIONS = re.compile(r"\nsay\(\) \{\n.*?(?=\n# The documents that|\nmain\(\) \{\n)", re.DOTALL)
PROVIDERS = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:oidc-provider/([^\"]+)")


def shown(case, path):
    text = path.read_text()
    if path.name == "apply.sh" and case.name != "one_profile":
        text, count = FUNCTIONS.subn("\n# ... the functions that all scripts share ...\n", text)
        assert count == 1
    return text


def made(case, folder):
    words = (case / "arguments").read_text().split("\n")[:-1]
    stdin = (case / "input").read_text() if (case / "input").exists() else ""
    printed = run("onboard", *words, "--out=made", stdin=stdin, cwd=folder)
    assert printed.code == 0, printed.err
    files = {str(path.relative_to(folder / "made")): shown(case, path) for path in sorted((folder / "made").rglob("*")) if path.is_file()}
    return files, printed.out + printed.err


def expected(case):
    files = sorted(path for path in (case / "expected").rglob("*") if path.is_file())
    return {str(path.relative_to(case / "expected")): path.read_text() for path in files}, (case / "printed").read_text()


def rewrite(case, files, printed):
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name, text in files.items():
        path = case / "expected" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (case / "printed").write_text(printed)


@pytest.mark.parametrize("name", CASES)
def test_golden(name, tmp_path):
    case = GOLDEN / name
    files, printed = made(case, tmp_path)
    if os.environ.get("REWRITE_GOLDEN") == "1":
        rewrite(case, files, printed)
    assert (files, printed) == expected(case)
    assert all(path.stat().st_mode & 0o777 == (0o755 if path.suffix == ".sh" else 0o644)
               for path in (tmp_path / "made").rglob("*") if path.is_file())


def test_there_are_cases():
    assert len(CASES) >= 8


def documents():
    return [str(path.relative_to(GOLDEN)) for path in sorted(GOLDEN.rglob("expected/**/*.json"))]


@pytest.mark.parametrize("name", documents())
def test_documents_are_laid_out_as_the_aws_cli_prints_them(name):
    path = GOLDEN / name
    assert path.read_text() == json.dumps(json.loads(path.read_text()), indent=4) + "\n"


@pytest.mark.parametrize("name", [name for name in documents() if name.endswith("trust.json")])
def test_trust_always_names_audience_and_subjects(name):
    path = GOLDEN / name
    for statement in json.loads(path.read_text())["Statement"]:
        issuer = PROVIDERS.fullmatch(statement["Principal"]["Federated"])[1]
        keys = {key: value for each in statement["Condition"].values() for key, value in each.items()}
        assert set(keys) == {f"{issuer}:aud", f"{issuer}:sub"}
        subjects = keys[f"{issuer}:sub"]
        for subject in [subjects] if isinstance(subjects, str) else subjects:
            assert re.fullmatch(r"system:serviceaccount:[a-z0-9-]+:[a-z0-9.*?-]+", subject)
        linted = run("trust-policy", "lint", path, "--audience", keys[f"{issuer}:aud"])
        assert linted.code == 0, linted.out


def manifests():
    return [str(path.relative_to(GOLDEN)) for path in sorted(GOLDEN.rglob("expected/**/profile_iam.yaml"))]


@pytest.mark.parametrize("name", manifests())
def test_the_webhook_reads_the_manifest(name):
    path = GOLDEN / name
    profile = yaml.safe_load(path.read_text())
    plugin, = profile["spec"]["plugins"]
    role = plugin["spec"]["awsIamRole"]
    assert plugin["spec"]["annotateOnly"] is True
    accounts = ["default-editor", *(each.replace("*", "x") for each in plugin["spec"].get("serviceAccounts", []))]
    for account in accounts:
        answer = run("explain", "--profiles", path, "-n", profile["metadata"]["name"], "-s", account, "-o", "json").json()
        assert (answer["roleArn"], answer["warnings"]) == (role, [])
        assert answer["settings"]["audience"] == plugin["spec"].get("audience", "sts.amazonaws.com")
        assert answer["settings"].get("region") == plugin["spec"].get("region")

