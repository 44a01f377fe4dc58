"""Runs the program as a person does and gives back what it printed."""

import json
import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("PIW_BINARY", str(ROOT / "build/release/profile-iam-webhook"))
DATA = ROOT / "tests/testdata/cli"
ROLE = "arn:aws:iam::111122223333:role/team-a"


class Printed:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self):
        return json.loads(self.out)

    def jsons(self):
        """JSON values one after the other."""
        decoder, found, rest = json.JSONDecoder(), [], self.out.strip()
        while rest:
            value, end = decoder.raw_decode(rest)
            found.append(value)
            rest = rest[end:].strip()
        return found

    def yaml(self):
        return yaml.safe_load(self.out)

    def yamls(self):
        return list(yaml.safe_load_all(self.out))


def run(*arguments, stdin="", env=None, cwd=DATA):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PROFILE_IAM_WEBHOOK_") and k != "NO_COLOR"}
    done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, cwd=cwd,
                          timeout=60, env={**clean, **(env or {})})
    assert done.returncode in (0, 1, 2), f"ended with {done.returncode}:\n{done.stderr}"
    return Printed(done)


def mutate(*arguments, profiles="profiles.yaml", **options):
    return run("mutate", "--profiles", profiles, *arguments, **options)


def explain(*arguments, profiles="profiles.yaml", **options):
    return run("explain", "--profiles", profiles, *arguments, **options)


def apply_patch(document, patch):
    """RFC 6902's add and replace, in the plainest way."""
    for operation in patch:
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        parent = document
        for part in way:
            parent = parent[int(part)] if isinstance(parent, list) else parent[part]
        if isinstance(parent, list):
            index = len(parent) if last == "-" else int(last)
            assert operation["op"] == "add" or index < len(parent)
            parent[index:index + (operation["op"] == "replace")] = [operation["value"]]
        else:
            assert operation["op"] == "add" or last in parent
            parent[last] = operation["value"]
    return document
