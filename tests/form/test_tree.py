"""Holds every rule of checker.py against this tree."""

import collections
import pathlib
import re
import warnings

import checker
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tree():
    return checker.Tree.read(ROOT)


@pytest.mark.parametrize("rule", checker.RULES, ids=lambda rule: rule.__name__)
def test_tree_keeps(rule, tree):
    complaints = rule(tree)
    assert not complaints, f"{rule.__doc__}\n" + "\n".join(complaints)


def test_tree_is_there(tree):
    # A checker that looks at nothing is content with everything.
    assert {"core/mutation", "certs", "server/http"} <= set(tree.rooms)
    assert len(list(tree.code("core"))) > 20


def test_long_files_are_told(tree):
    if long := checker.long_files(tree):
        warnings.warn("look for the second idea in " + ", ".join(long))


def test_no_two_scenarios_make_the_same_profile():
    # One control plane serves them all: the second of two would fail, and only when both run.
    made = collections.Counter(
        name for file in (ROOT / "tests/e2e").glob("test_*.py") for name in re.findall(r'profiles\.create\("([^"]+)"', file.read_text())
    )
    assert made and not [name for name, count in made.items() if count > 1]
