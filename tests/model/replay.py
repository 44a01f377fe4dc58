"""`python3 tests/model/replay.py FOLDER`: sends the body of a failed case again and says how the answer differs.

The folder holds flags.json, profiles/ and body.json, as test_against_model.py leaves them."""

import json
import sys
import tempfile
from pathlib import Path

import yaml

from cluster import Cluster
from compare import check
from model import answer
from policy import Policy
from server import Server


class Recorded:
    def __init__(self, folder):
        self.flags = json.loads((folder / "flags.json").read_text())
        objects = [o for f in sorted((folder / "profiles").iterdir()) for o in yaml.safe_load_all(f.read_text())]
        self.cluster, self.policy = Cluster(objects), Policy.of(self.flags)

    def expected(self, body):
        return answer(self.cluster, self.policy, body)


def record(folder, run, body, faults):
    """Writes a folder for `replay`: only the objects of the review's namespace."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True)
    near = [o for o in run.objects if concerns(o, body)]
    (profiles / "objects.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": near}, indent=1, ensure_ascii=False))
    (folder / "flags.json").write_text(json.dumps(run.flags))
    (folder / "body.json").write_bytes(body)
    (folder / "difference.txt").write_text("\n".join(faults))
    return f"python3 {Path(__file__).resolve()} {folder}"


def concerns(o, body):
    meta = o["metadata"]
    name = meta.get("namespace") if o["kind"] in ("ServiceAccount", "ConfigMap") else meta["name"]
    return f'"{name}"'.encode() in body


def main():
    folder = Path(sys.argv[1])
    run, body = Recorded(folder), (folder / "body.json").read_bytes()
    with tempfile.TemporaryDirectory() as scratch, Server(folder / "profiles", run.flags, Path(scratch)) as server:
        status, raw = server.post(body)
        print(status, raw.decode("utf-8", "replace"))
        print("expected:", run.expected(body))
        print("\n".join(check(server, run, body)) or "no difference")


if __name__ == "__main__":
    main()
