#!/usr/bin/python3
"""What is known of the source: version, commit, and the time that stands for "now" in all that is made from it.

Called as a program it prints the image's labels, as `name=value`, and `epoch=SECONDS`; or arguments for Dockerfile.
"""

import argparse
import dataclasses
import datetime
import os
import pathlib
import re
import sys

from problem import Problem, call

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAME = "profile-iam-webhook"
DESCRIPTION = "Gives the Pods of a Kubeflow Profile the AWS role that the Profile names."
LICENSE = "Apache-2.0"


@dataclasses.dataclass(frozen=True)
class Facts:
    version: str
    revision: str  # commit, `-dirty` when the tree differs from it; "" when the tree is of no repository
    epoch: int  # seconds since 1970

    def created(self):
        """RFC 3339, as SPDX and OCI want it."""
        moment = datetime.datetime.fromtimestamp(self.epoch, datetime.timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


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


def labels(known, source):
    """https://specs.opencontainers.org/image-spec/annotations/; what is not known is left out, not made up."""
    values = {
        "created": known.created(),
        "description": DESCRIPTION,
        "licenses": LICENSE,
        "revision": known.revision,
        "source": source,
        "title": NAME,
        "version": known.version,
    }
    return {f"org.opencontainers.image.{name}": value for name, value in values.items() if value}


def build_arguments(known):
    """Words for `docker build`; none has a space in it."""
    values = {"VERSION": known.version, "REVISION": known.revision, "CREATED": known.created(), "SOURCE_DATE_EPOCH": known.epoch}
    return " ".join(f"--build-arg {name}={value}" for name, value in values.items())


def main():
    parser = argparse.ArgumentParser(description="Prints the labels of the image and the time of its files.")
    parser.add_argument("--source", default="", help="where the source is published (URL)")
    parser.add_argument("--build-args", action="store_true", help="arguments for `docker build` instead")
    asked = parser.parse_args()
    try:
        known = facts()
    except Problem as problem:
        sys.exit(f"source.py: {problem}")
    if asked.build_args:
        return print(build_arguments(known))
    for name, value in labels(known, asked.source).items():
        print(f"{name}={value}")
    return print(f"epoch={known.epoch}")


if __name__ == "__main__":
    main()
