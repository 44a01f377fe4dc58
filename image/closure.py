"""Which shared libraries a program loads: the dynamic loader is asked, nothing is guessed from names."""

import pathlib
import re

from problem import Problem, call

# `	libssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x00007f...)`, or the loader itself without an arrow.
LOADED = re.compile(r"^\s+(?:\S+ => )?(/\S+) \(0x[0-9a-f]+\)$", re.MULTILINE)
MISSING = re.compile(r"^\s+(\S+) => not found$", re.MULTILINE)


def libraries_of(binary):
    """The loader and all libraries of the closure, by the names under which the loader opens them; sorted."""
    said = call("ldd", str(binary), package="libc-bin", accept=(0, 1))
    if missing := MISSING.findall(said):
        raise Problem(f"{binary} needs {', '.join(sorted(missing))}, which this machine has not: ./dev build release installs them")
    found = sorted(pathlib.Path(path) for path in LOADED.findall(said))
    if not found:
        raise Problem(f"{binary} is no program that loads shared libraries: build it with ./dev build release")
    # A variant for this machine's processor would not run on an older one.
    if special := [str(path) for path in found if "glibc-hwcaps" in path.parts]:
        raise Problem(f"the loader chooses {', '.join(special)} for this processor: build the image without that package")
    return found
