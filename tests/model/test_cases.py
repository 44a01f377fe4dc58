"""The folders of tests/testdata/admission against the model: two readings of the specification, written apart, must agree."""

import json
from pathlib import Path

import pytest

from cluster import Cluster
from model import answer
from patches import apply_patch
from policy import Policy
from words import decode_json, encode_json

FOLDER = Path(__file__).resolve().parent.parent / "testdata" / "admission"
CASES = sorted(p.name for p in FOLDER.iterdir() if p.is_dir())


def load(case, name):
    file = FOLDER / case / name
    return json.loads(file.read_text()) if file.exists() else {}


def test_there_are_cases():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES)
def test_the_model_agrees_with_the_case(case):
    body = (FOLDER / case / "request.json").read_bytes()
    want = load(case, "expect.json")
    got = answer(Cluster([load(case, "cluster.json")]), Policy.of(load(case, "policy.json")), body)
    assert got.status == want["status"]
    if want["status"] != 200:
        return
    assert got.allowed == want["allowed"]
    assert want["reason"] in got.reasons
    for key in ("role", "source", "profile"):
        if key in want and key not in got.free:
            assert getattr(got, key) == want[key], key
    assert got.mode == want.get("mode")
    before = decode_json(body)["request"].get("object")
    patch = decode_json(encode_json(want["patch"]).encode())
    assert got.object == (None if patch == "none" else apply_patch(before, patch))
    if "warnings" in want:
        assert len(got.required) <= len(want["warnings"]) <= len(got.required) + len(got.optional), got
