"""Which files of this machine were compiled and linked into the program: the compiler and the linker wrote it down.

Headers are in Ninja's record of dependencies, archives and start files in the linker's (cmake/compile_options.cmake).
Shared libraries are left out: they are not in the program but beside it.
"""

import pathlib
import re

from problem import Problem, call

TARGET = "profile-iam-webhook"
LINKED = "CMakeFiles/profile-iam-webhook.link.d"
SHARED = re.compile(r"\.so(\.\d+)*$")


def ninja(build, *arguments):
    return call("ninja", "-C", str(build), *arguments, package="ninja-build")


def headers(build):
    """Every header that an object of the program included."""
    inputs = ninja(build, "-t", "inputs", TARGET).splitlines()
    objects = [name for name in inputs if name.endswith(".o")]
    said = ninja(build, "-t", "deps", *objects)
    if not objects or not said.strip():
        raise Problem(f"{build} has no record of what was compiled: ./dev build release makes it")
    return {line.strip() for line in said.splitlines() if line.startswith(" ")}


def linked(build):
    """Every file that the linker read, without those that are only named in the program."""
    record = build / LINKED
    if not record.is_file():
        raise Problem(f"there is no {record}: build the program once more with ./dev build release")
    words = record.read_text(encoding="utf-8").replace("\\\n", " ").partition(":")[2].split("\n\n")[0].split()
    return {word for word in words if not SHARED.search(word)}


def source_of(build):
    """The tree that the build folder was configured for."""
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    return pathlib.Path(re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.+)$", cache, re.MULTILINE)[1]).resolve()


def foreign_files(build):
    """Real paths of all that is in the program and not ours, sorted."""
    if not (build / "build.ninja").is_file():
        raise Problem(f"{build} is no build folder (no build.ninja): name the one that the program was built in with --build")
    build = build.resolve()
    ours = (source_of(build), build)
    found = {(build / name).resolve() for name in headers(build) | linked(build)}
    return sorted(path for path in found if not any(path.is_relative_to(folder) for folder in ours))
