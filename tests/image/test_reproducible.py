"""The same commit gives the same bytes, wherever, whenever and by whom it is built."""

import json
import os
import shlex
import shutil
import subprocess

import pytest
from image import ROOT, Image, binary

SOURCE = "certs/pem.cpp"  # names itself in what is compiled from it, by way of OpenSSL's macros


def test_two_builds_give_one_digest_and_one_archive(image, tmp_path):
    """The second in another folder, with another umask, another clock and no home."""
    second = Image(tmp_path / "another folder", umask=0o077, cwd="/", HOME="/nonexistent", TZ="Asia/Kathmandu")
    assert second.digest == image.digest
    assert second.archive.read_bytes() == image.archive.read_bytes()


def compile_command(clone, build):
    """How the tree's build compiles SOURCE, as if the tree lay in `clone`; the arguments after the compiler cache."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    (entry,) = [entry for entry in entries if entry["file"] == str(ROOT / SOURCE)]
    words = shlex.split(entry["command"])
    words = words[next(i for i, word in enumerate(words) if "clang" in word):]
    relative = f"-ffile-prefix-map={os.path.relpath(ROOT, build)}/"
    return [word.replace(relative, "-ffile-prefix-map=../../").replace(str(build), str(clone / "build/release"))
            .replace(str(ROOT), str(clone)) for word in words]  # fmt: skip


def compile_in(clone, build, prefix=(), **environment):
    if not clone.exists():
        for room in ("core", "certs"):
            shutil.copytree(ROOT / room, clone / room)
        (clone / "build/release").mkdir(parents=True)
    words = compile_command(clone, build)
    out = clone / "out.o"
    words[words.index("-o") + 1] = str(out)
    subprocess.run([*prefix, *words], check=True, cwd=clone / "build/release", env={**os.environ, **environment})
    return out.read_bytes()


@pytest.fixture(scope="module")
def build():
    return binary().resolve().parent


@pytest.fixture(scope="module")
def compiled(build, tmp_path_factory):
    return compile_in(tmp_path_factory.mktemp("compiled") / "a", build)


def test_the_compiler_writes_the_same_in_every_folder(compiled, build, tmp_path):
    assert SOURCE.encode() in compiled
    assert compile_in(tmp_path / "deeper/in another", build) == compiled


def test_the_compiler_cache_makes_no_difference(compiled, build, tmp_path):
    """Not even for those who let ccache make paths relative (base_dir), and neither when it answers from its memory."""
    ccache = {"CCACHE_DIR": str(tmp_path / "cache"), "CCACHE_BASEDIR": "/"}
    for _ in ("new", "remembered"):
        assert compile_in(tmp_path / "another clone", build, ("ccache",), **ccache) == compiled
