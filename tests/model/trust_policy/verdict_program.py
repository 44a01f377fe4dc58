"""The evaluator in C++, driven as a program: one JSON object a line in, one a line out."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 120


def program():
    """Beside the binary under test, where its build folder has it."""
    named = os.environ.get("PIW_BINARY")
    folder = Path(named).resolve().parent if named else ROOT / "build" / "release"
    return folder / "tests" / "trust_policy_verdicts"


def verdicts(pairs):
    """What the program says of each (policy, claims), in order."""
    asked = "".join(json.dumps({"policy": policy, "claims": claims}) + "\n" for policy, claims in pairs)
    done = subprocess.run([str(program())], input=asked.encode(), capture_output=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(pairs), f"{len(answers)} answers to {len(pairs)} questions"
    return answers
