"""Two evaluators of trust policies, one in C++ and one in Python, each written from AWS's documentation alone: on random pairs
of a policy and a caller they never disagree. PIW_TRUST_POLICY_PAIRS and PIW_TRUST_POLICY_SEED say how many pairs, and which
come beside those of the fixed seed (100000, none). Where the documentation is silent: ../AMBIGUITIES.md."""

import collections
import itertools
import json
import os
import random

import pytest

from iam_conditions import EACH, ONE, PLAIN, operator_of
from iam_documented import CASES
from iam_edges import edges
from iam_evaluate import conditions, deciding, evaluate, read
from iam_generate import pair
from iam_values import OPERATORS
from verdict_program import program, verdicts

FIXED_SEED = 7
PAIRS = int(os.environ.get("PIW_TRUST_POLICY_PAIRS", "100000"))
SEEDS = [FIXED_SEED, *([int(os.environ["PIW_TRUST_POLICY_SEED"])] if os.environ.get("PIW_TRUST_POLICY_SEED") else [])]
PARTS = 10
SHARE = 0.05
SHOWN = 3


def pairs(seed, part):
    """A tenth of all, the same each time."""
    r = random.Random(f"{seed}/{part}")
    return [pair(r) for _ in range(PAIRS // PARTS)]


def check_agreement(asked):
    """Prints the first pairs of which both do not say the same: the verdict, what decides it, and each statement's answer."""
    different = [(p, told, mine) for p, told in zip(asked, verdicts(asked)) if told != (mine := evaluate(*p))]
    for (policy, claims), told, mine in different[:SHOWN]:
        print(f"\n{policy}\n{json.dumps(claims)}\nC++    {told}\nPython {mine}")
    if different:
        pytest.fail(f"{len(different)} of {len(asked)} verdicts differ", pytrace=False)


def test_the_program_is_there():
    assert program().exists(), f"{program()} is missing: build the target trust_policy_verdicts"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed{seed}")
def test_both_evaluators_agree(seed, part):
    print(f"seed {seed}, part {part}: {PAIRS // PARTS} pairs")
    check_agreement(pairs(seed, part))


def test_both_evaluators_agree_on_odd_values():
    check_agreement(list(edges()))


def test_every_verdict_occurs():
    found = collections.Counter(evaluate(*p)["verdict"] for p in pairs(FIXED_SEED, 0))
    assert set(found) == {"allowed", "denied", "refused", "depends"}
    assert all(count >= SHARE * PAIRS / PARTS for count in found.values()), found


def every_form():
    """Every operator under every quantifier, with IfExists and without."""
    names = {f"{q}{name}{suffix}" for q in (PLAIN, ONE, EACH) for name in OPERATORS for suffix in ("", "ifexists")}
    return {operator_of(name) for name in names | {"null"}}


def test_every_form_of_every_operator_decides():
    """By its yes and by its no: a condition decides when the opposite answer would make another verdict."""
    r = random.Random(FIXED_SEED)
    missing = {(form, answer) for form in every_form() for answer in ("yes", "no")}
    assert len(missing) == 2 * (3 * 2 * len(OPERATORS) + 1)
    for policy, claims in itertools.chain.from_iterable(pairs(FIXED_SEED, part) for part in range(PARTS)):
        places = [(i, j, c[0]) for i, s in enumerate(read(policy)[0]) for j, c in enumerate(conditions(s))]
        for i, j, name in r.sample(places, min(2, len(places))):
            answer, decides = deciding(policy, claims, i, j)
            missing -= {(operator_of(name), answer)} if decides else set()
        if not missing:
            break
    assert not missing


@pytest.mark.parametrize("expected, policy, claims", [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_python_says_what_the_documentation_says(expected, policy, claims):
    assert evaluate(policy, claims)["verdict"] == expected


def test_the_program_says_what_the_documentation_says():
    told = verdicts([(policy, claims) for _, _, policy, claims in CASES])
    assert [(c[0], t["verdict"]) for c, t in zip(CASES, told)] == [(c[0], c[1]) for c in CASES]
