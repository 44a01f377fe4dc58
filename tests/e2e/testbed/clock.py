"""A wall clock that a scenario moves, for the real program: every replica that is started with it sees it move at once.

kube-apiserver's clock is this machine's and cannot be moved, and it refuses a certificate of the future. So replicas begin
in the past, and their clock is moved forward, up to now."""

import datetime
import mmap
import pathlib
import struct
import subprocess

_SOURCE = pathlib.Path(__file__).parent / "clock" / "moved_clock.cpp"
# The compiler of ./dev, without which there would be nothing to test. Not by CMake, because what is tested may come from
# elsewhere (PIW_BINARY), and it takes a second.
_COMPILE = ["clang++-19", "-std=c++23", "-O2", "-shared", "-fPIC", "-Wall", "-Wextra", "-Wshadow", "-Werror"]


def build_clock(folder):
    """The library for LD_PRELOAD."""
    library = pathlib.Path(folder) / "moved_clock.so"
    run = subprocess.run([*_COMPILE, str(_SOURCE), "-o", str(library)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return library


class Clock:
    """`environment` is what a process needs to live by it."""

    def __init__(self, library, file, offset=datetime.timedelta()):
        file = pathlib.Path(file)
        file.write_bytes(bytes(8))
        with file.open("r+b") as opened:
            self._mapped = mmap.mmap(opened.fileno(), 8)
        self._offset = datetime.timedelta()
        self.move(offset)
        self.environment = {"LD_PRELOAD": str(library), "PIW_E2E_CLOCK": str(file)}

    def move(self, by):
        """From now on it is so much later (than it was) for all who live by it."""
        self._offset += by
        self._mapped[:] = struct.pack("=q", self._offset // datetime.timedelta(microseconds=1) * 1000)

    def move_to(self, time):
        self.move(time - self.now())

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + self._offset
