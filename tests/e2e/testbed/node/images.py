"""Images as the Nodes have them."""

import dataclasses
import pathlib
import re
import subprocess
import sys

from ..paths import ROOT, WEBHOOK


@dataclasses.dataclass(frozen=True)
class Image:
    """A root file system, and what an image says beside it. Numbers of user and group."""

    root: pathlib.Path
    entrypoint: tuple
    command: tuple
    user: int
    group: int


def version():
    return re.search(r"project\([^)]*VERSION\s+([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def own_image(folder):
    """Of the program under test: the very files that `./dev image` packs, and what it says of them."""
    root = pathlib.Path(folder)
    beside = pathlib.Path(WEBHOOK).resolve().parent
    # Its bill of materials comes from the build folder; a program from elsewhere gets that of this tree's.
    build = beside if (beside / "build.ninja").exists() else ROOT / "build/release"
    command = [sys.executable, ROOT / "image/root.py", "--binary", WEBHOOK, "--build", build, "--out", root]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"image/root.py: {run.stderr}{run.stdout}"
    return Image(root, ("/usr/bin/profile-iam-webhook",), ("serve",), 65532, 65532)
