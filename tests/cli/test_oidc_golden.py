"""What `oidc render` makes of tests/testdata/oidc, to the letter; with REWRITE_GOLDEN=1 it is written anew."""

import os
import pathlib
import shutil

import pytest
from command import ROOT, run

DATA = ROOT / "tests/testdata/oidc"
CASES = {
    "own_host": [],
    "next_keys": ["--next-key=keys/p256.pem,keys/p384.pem,keys/p521.pem"],
    "s3_virtual_hosted": ["--issuer=https://oidc-team.s3.eu-central-1.amazonaws.com/prod"],
    "s3_path_style": ["--issuer=https://s3.eu-central-1.amazonaws.com/oidc-team", "--jwks-uri=https://s3.eu-central-1.amazonaws.com/oidc-team/keys.json"],
    "as_json": ["--next-key=keys/p256.pem", "--output=json"],
}


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", CASES)
def test_is_as_somebody_has_read_it(name, tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    for file in ("keys", "self_managed"):
        (tmp_path / file).symlink_to(DATA / file)
    served = ["--discovery=self_managed/openid-configuration.json", "--jwks=self_managed/jwks.json"]
    printed = run("oidc", "render", *served, "--out=made/published", *CASES[name], cwd=tmp_path)
    assert printed.code == 0, printed.err
    (made / "printed").write_text(printed.out)
    golden = DATA / "rendered" / name
    if os.environ.get("REWRITE_GOLDEN"):
        shutil.rmtree(golden, ignore_errors=True)
        shutil.copytree(made, golden)
    assert files_of(made) == files_of(pathlib.Path(golden)), "if that is meant: REWRITE_GOLDEN=1, and read the difference"
