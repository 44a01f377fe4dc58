"""What is known of the source: version, commit, and the time that stands for "now" in all that is made from it."""

import dataclasses
import os
import pathlib
import re

from problem import Problem, call

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAME = "profile-iam-webhook"
LICENSE = "Apache-2.0"


@dataclasses.dataclass(frozen=True)
class Facts:
    version: str
    revision: str  # commit, `-dirty` when the tree differs from it; "" when the tree is of no repository
    epoch: int  # seconds since 1970


def git(*arguments):
    """What git says; "" in a tree without a repository. The tree may belong to another user than the one who builds."""
    return call("git", "--no-optional-locks", "-c", "safe.directory=*", "-C", str(ROOT), *arguments, package="git", accept=(0, 1, 128)).strip()


def version():
    found = re.search(r"^project\(\S+ VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise Problem(f"{ROOT}/CMakeLists.txt names no version")
    return found[1]


def revision():
    """PIW_REVISION says it for a tree without .git, as in a build by Dockerfile."""
    if "PIW_REVISION" in os.environ:
        return os.environ["PIW_REVISION"]
    if not (ROOT / ".git").exists():
        return ""
    commit = git("rev-parse", "--verify", "--quiet", "HEAD")
    return commit + ("-dirty" if commit and git("status", "--porcelain") else "")


def epoch():
    """SOURCE_DATE_EPOCH (reproducible-builds.org), else the date of the commit, else 1970."""
    asked = os.environ.get("SOURCE_DATE_EPOCH", "")
    if asked and not asked.isdecimal():
        raise Problem(f"SOURCE_DATE_EPOCH is {asked!r}, which is no number of seconds")
    return int(asked or ((ROOT / ".git").exists() and git("log", "-1", "--format=%ct")) or 0)


def facts():
    return Facts(version(), revision(), epoch())
