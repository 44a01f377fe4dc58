"""What the tests of the documentation need: the program, helm, and the chart's own words."""

import json
import os
import pathlib
import sys

import pytest
import yaml
from pages import ROOT, all_pages

sys.path.insert(0, str(ROOT / "docs"))

CHART = ROOT / "charts/profile-iam-webhook"


def _program(variable: str, name: str) -> pathlib.Path:
    path = pathlib.Path(os.environ.get(variable, "/nowhere"), name) if name else pathlib.Path(os.environ.get(variable, "/nowhere"))
    if not path.exists():
        pytest.fail(f"{variable} names no {name or 'program'}: run ./dev test docs, which sets it", pytrace=False)
    return path


@pytest.fixture(scope="session")
def binary() -> pathlib.Path:
    return _program("PIW_BINARY", "")


@pytest.fixture(scope="session")
def helm() -> pathlib.Path:
    return _program("PIW_TOOLS", "helm")


@pytest.fixture(scope="session")
def pages():
    found = all_pages()
    # Tests that look at nothing are content with everything.
    assert {"README.md", "docs/install.md", "docs/operations.md"} <= {page.name for page in found}
    return found


@pytest.fixture(scope="session")
def schema() -> dict:
    return json.loads((CHART / "values.schema.json").read_text())


@pytest.fixture(scope="session")
def values() -> dict:
    return yaml.safe_load((CHART / "values.yaml").read_text())
