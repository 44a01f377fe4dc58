"""The binary against the model and the laws. PIW_MODEL_CASES and PIW_MODEL_SEED say how many and which cases (2000, 1)."""

import os
import random
import tempfile
from pathlib import Path

import pytest

from compare import check
from generate import runs
from laws import Answer
from malformed import dump, prefixes
from replay import record
from server import Server, binary
from world import write_files

SEED = int(os.environ.get("PIW_MODEL_SEED", "1"))
CASES = int(os.environ.get("PIW_MODEL_CASES", "2000"))
RUNS = runs(SEED, CASES)
SHOWN = 5


def serve(run, folder, shuffle_seed):
    profiles = folder / "profiles"
    profiles.mkdir(parents=True)
    write_files(profiles, run.objects, random.Random(shuffle_seed))
    return Server(profiles, run.flags, folder)


@pytest.fixture(scope="module", params=range(len(RUNS)), ids=lambda i: f"flags{i}")
def served(request, tmp_path_factory):
    run = RUNS[request.param]
    with serve(run, tmp_path_factory.mktemp("run"), 1) as server:
        yield run, server


def test_the_binary_is_there():
    assert binary().exists(), f"{binary()} is missing: build it, or name it in PIW_BINARY"


def test_answers_are_those_of_the_model(served):
    run, server = served
    failed = []
    for body in run.bodies:
        faults = check(server, run, body)
        if faults:
            failed.append((body, faults))
    keep = Path(tempfile.mkdtemp(prefix="model-")) if failed else None
    told = [record(keep / str(i), run, body, faults) + "\n" + "\n".join(faults) for i, (body, faults) in enumerate(failed)]
    if failed:
        pytest.fail(f"{len(failed)} of {len(run.bodies)} differ; flags {run.flags}\n\n" + "\n\n".join(told[:SHOWN]), pytrace=False)


def test_every_prefix_of_a_body_is_answered(served):
    run, server = served
    r = random.Random(SEED)
    for review in run.reviews[:5]:
        for part in prefixes(r, dump(review), 12):
            answer = Answer(*server.post(part))
            assert (answer.status, answer.faults) == (400, []), part


def test_the_order_of_the_objects_in_files_does_not_matter(served, tmp_path):
    run, server = served
    with serve(run, tmp_path, 2) as other:
        for body in run.bodies[:40]:
            assert server.post(body) == other.post(body)
