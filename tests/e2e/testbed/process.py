"""A program that runs beside the tests."""

import os
import pathlib
import signal
import subprocess

from .waiting import eventually


class Process:
    """Started with its output in a file; ended by its number, never by its name."""

    def __init__(self, warden, name, arguments, log, environment=None):
        """`environment`: variables on top of our own. A second start appends to the log."""
        self.name = name
        self._warden = warden
        self._arguments = [str(argument) for argument in arguments]
        self._log = pathlib.Path(log)
        self._environment = environment or {}
        self._popen = None
        self._log_start = 0

    def add_arguments(self, *arguments):
        """For its next start."""
        self._arguments += map(str, arguments)

    def start(self):
        assert not self.is_running(), f"{self.name} runs already"
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            # A session of its own: Ctrl-C in a terminal is for us, who then end everything in order.
            self._popen = subprocess.Popen(
                self._arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **self._environment},
            )  # fmt: skip
        self._warden.watch(self._popen.pid)
        return self

    @property
    def process_id(self):
        return self._popen.pid

    @property
    def exit_code(self):
        """None while it runs."""
        return self._popen.poll()

    def is_running(self):
        return self._popen is not None and self._popen.poll() is None

    def signal(self, number):
        self._popen.send_signal(number)

    def pause(self):
        """From now on it neither reads nor answers, but its connections stay open, until `resume`."""
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        self._end(signal.SIGKILL, 10)

    def stop(self, within_s=20):
        """SIGTERM; after so many seconds SIGKILL. Returns the exit code."""
        return self._end(signal.SIGTERM, within_s)

    def wait(self, within_s=20):
        """Waits for its end, which something else has brought about; returns the exit code."""
        eventually(lambda: not self.is_running(), f"{self.name} ends", within_s, explain=self.tail)
        self._warden.forget(self._popen.pid)
        return self._popen.returncode

    def _end(self, number, within_s):
        if self._popen is None:
            return None
        self.signal(number)
        try:
            self._popen.wait(within_s)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self._popen.wait()
        self._warden.forget(self._popen.pid)
        return self._popen.returncode

    def log(self, all_starts=False):
        """What it has written, by default since its last start."""
        if not self._log.exists():
            return ""
        with self._log.open("rb") as file:
            file.seek(0 if all_starts else self._log_start)
            return file.read().decode(errors="replace")

    def tail(self, lines=40):
        # kube-apiserver reports every connection to etcd that it gives up on purpose, several a second; the webhook, every
        # Pod of the creators.
        noise = ("] [core] [Channel #", '"message":"admission"')
        worth_reading = [line for line in self.log(all_starts=True).splitlines() if not any(each in line for each in noise)]
        return f"--- the last lines of {self.name} ({self._log}):\n" + "\n".join(worth_reading[-lines:])
