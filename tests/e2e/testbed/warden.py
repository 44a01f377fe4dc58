"""Ends what a test run has started, when that run is gone however it went, `kill -9` included.

A process of its own that waits for the end of its standard input, which only the run holds open. Linux' own
PR_SET_PDEATHSIG will not do: it fires when the *thread* that started the child ends, and tests restart an API server
from threads."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys


class Warden:
    """Told of every process and folder of the run."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def watch(self, process_id):
        self._tell("watch", process_id)

    def forget(self, process_id):
        """Its exit has been waited for: the number may become another's."""
        self._tell("forget", process_id)

    def remove_at_end(self, folder):
        self._tell("remove", folder)

    def keep(self, folder):
        self._tell("keep", folder)

    def close(self):
        """Ends whatever still runs."""
        self._process.stdin.close()
        self._process.wait()

    def _tell(self, word, value):
        self._process.stdin.write(f"{word} {value}\n".encode())
        self._process.stdin.flush()


def keep_watch(lines):
    processes, folders = set(), set()
    for line in lines:
        word, value = line.rstrip("\n").split(" ", 1)
        if word in ("watch", "forget"):
            (processes.add if word == "watch" else processes.discard)(int(value))
        else:
            (folders.add if word == "remove" else folders.discard)(value)
    for process_id in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(pathlib.Path(folder), ignore_errors=True)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    keep_watch(sys.stdin)
