#!/usr/bin/python3
"""Runs clang-tidy over every file of ours that CMake compiles, several at once, and remembers which were clean.

A file is looked at again only when something that clang-tidy would see has changed: the file, a header of ours that it
includes (found by following `#include "..."`, which starts at the root), its compile command, the configuration,
clang-tidy, or an installed development package. A line for each file: `passed<tab>FILE` or `failed<tab>FILE`; other
lines say how many there are, and what clang-tidy says of a file that failed.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import time

TIDY = "clang-tidy-19"
ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Where paths begin in what the compiler writes: clang-tidy sees nothing of it.
WITHOUT_MEANING = re.compile(r" -ffile-prefix-map=\S+")
# How long a clean result is kept unused: the cache must not grow for ever.
KEPT_DAYS = 30


def with_headers(source, root=ROOT):
    """The file and every header of ours that it includes, directly or not, in a stable order."""
    found, todo = set(), [pathlib.Path(source)]
    while todo:
        path = todo.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        todo += [root / name.decode() for name in INCLUDE.findall(path.read_bytes())]
    return sorted(found)


def configurations(source, root=ROOT):
    """The .clang-tidy files in force for a source: its folder's and those above it, up to the root."""
    folders = [folder for folder in pathlib.Path(source).parents if folder == root or root in folder.parents]
    return [folder / ".clang-tidy" for folder in folders if (folder / ".clang-tidy").is_file()]


def key(entry, environment, root=ROOT):
    """A hash of all that the result for this compile command depends on; the same in another clone."""
    digest = hashlib.sha256(environment.encode())
    asked = json.dumps([WITHOUT_MEANING.sub("", entry["command"]), entry["file"], entry["directory"]])
    digest.update(asked.replace(str(root), "ROOT").encode())
    for path in configurations(entry["file"], root) + with_headers(entry["file"], root):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def environment():
    packages = subprocess.run(["dpkg-query", "-W", "*-dev", TIDY], capture_output=True, text=True, check=False).stdout
    return subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout + packages


def look_at(entry, build):
    """What clang-tidy says about one file; empty: nothing."""
    run = subprocess.run([TIDY, "--quiet", "-p", build, entry["file"]], capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return ""
    noise = re.compile(r"^\d+ warnings? (treated as errors?|generated)|^Error while processing|^Suppressed")
    said = [line for line in (run.stdout + run.stderr).splitlines() if line.strip() and not noise.match(line)]
    return "\n".join(said) or f"{TIDY} ended with {run.returncode}"


def is_costly(entry):
    return any(b"boost/" in path.read_bytes() for path in with_headers(entry["file"]))


def our_entries(build):
    entries = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
    ours = [entry for entry in entries if pathlib.Path(entry["file"]).is_relative_to(ROOT)]
    return sorted(ours, key=lambda entry: (not is_costly(entry), entry["file"]))  # the longest first


def drop_old(cache):
    for path in cache.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_DAYS * 86400:
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder with compile_commands.json")
    parser.add_argument("--cache", required=True, type=pathlib.Path, help="folder in which clean results are remembered")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    drop_old(arguments.cache)
    around = environment()
    entries = [(entry, arguments.cache / key(entry, around)) for entry in our_entries(arguments.build)]
    changed = sum(not mark.exists() for _, mark in entries)
    print(f"{len(entries)} files, {changed} of them not looked at before", flush=True)

    def judge(entry_and_mark):
        entry, mark = entry_and_mark
        said = "" if mark.exists() else look_at(entry, arguments.build)
        if not said:
            mark.touch()
        return entry, said

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for entry, said in pool.map(judge, entries):
            if said:
                print(said)
            print("failed" if said else "passed", pathlib.Path(entry["file"]).relative_to(ROOT), sep="\t", flush=True)


if __name__ == "__main__":
    main()
