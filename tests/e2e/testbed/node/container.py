"""One container of a Pod: its process, its starts and ends, what its status says."""

import itertools
import json
import os
import pathlib
import signal
import sys
import time

from ..process import Process
from .layout import described
from .probes import Probes
from .times import now
from .volumes import NotYet

_SHIM = pathlib.Path(__file__).parent / "shim.py"
_BACK_OFF_S, _LONGEST_BACK_OFF_S = 10, 300  # a kubelet's; the first restart is at once
_QUIET_S = 600  # having run so long, a container is forgiven


class Container:
    """All but `process_id` belongs to the thread of the Pod."""

    def __init__(self, place, spec):
        """`place`: the Pod's `PlaceOfPod`, see pod.py."""
        self.spec, self._place = spec, place
        self._numbers = itertools.count()
        self._process = self._probes = None
        self._state, self._last_state = {"waiting": {"reason": "ContainerCreating"}}, {}
        self._starts = self._back_off_s = self._not_before = 0
        self._killed_for = None  # why the kubelet ends it
        self._kill_at = None

    # --- what others see ---

    @property
    def is_running(self):
        return "running" in self._state

    @property
    def is_over(self):
        """For good."""
        return "terminated" in self._state and not self._comes_again()

    @property
    def exit_code(self):
        return self._state["terminated"]["exitCode"]

    @property
    def ready(self):
        return self.is_running and self._probes.ready

    @property
    def process_id(self):
        """Of the program itself, as this machine numbers it; None when it does not run."""
        if self._process is None or not self._process.is_running():
            return None
        shim = self._process.process_id
        children = pathlib.Path(f"/proc/{shim}/task/{shim}/children").read_text(encoding="ascii").split()
        return int(children[0]) if children else None

    @property
    def process(self):
        """Of its last start; None before the first."""
        return self._process

    def log(self):
        return self._process.log() if self._process else ""

    def status(self):
        image, state, last_state = self.spec["image"], self._state, self._last_state
        if "terminated" in state and not self.is_over:
            state, last_state = {"waiting": {"reason": "CrashLoopBackOff"}}, state
        return {
            "name": self.spec["name"], "image": image, "imageID": image, "ready": self.ready, "restartCount": max(0, self._starts - 1),
            "started": self.is_running and self._probes.started, "state": state, "lastState": last_state,
        }  # fmt: skip

    @property
    def has_started_once(self):
        return self._starts > 0

    def why_not_ready(self):
        """What its probe of readiness was told; None: nothing yet, or it is ready."""
        return self._probes.why("readiness") if self.is_running else None

    def explain(self):
        """For people."""
        return "ready" if self.ready else self.why_not_ready() or str(self._state)

    # --- its life ---

    def look(self, ending=False):
        """What a kubelet does about it now; the Pod may be `ending`."""
        if self.is_running:
            self._look_after(ending)
        elif not ending and not self.is_over and time.monotonic() >= self._not_before and self._place.may_start():
            self._try_to_start()

    def end(self, grace_s):
        """Asks it to; after so many seconds it is killed."""
        if self.is_running and self._kill_at is None:
            self._kill_at = time.monotonic() + grace_s
            self._place.journal(f"{self.spec['name']}: SIGTERM, {grace_s} s to go")
            self._process.signal(signal.SIGTERM)

    def crash(self):
        """`kill -9`, which nobody has announced."""
        os.kill(self.process_id, signal.SIGKILL)

    def kill(self):
        if self._process is not None and self._process.is_running():
            self._process.kill()

    def _look_after(self, ending):
        if not self._process.is_running():
            self._process.wait()
            self._has_ended()
        elif self._kill_at is not None and time.monotonic() >= self._kill_at:
            self._place.journal(f"{self.spec['name']}: SIGKILL")
            self._process.kill()
            self._has_ended()
        elif why := self._probes.look(ending or self._kill_at is not None):
            self._killed_for = why
            self._place.journal(f"{self.spec['name']}: {why}")
            self.end(self._place.grace_s)

    def _has_ended(self):
        code = self._process.exit_code
        code = 128 - code if code < 0 else code
        self._place.journal(f"{self.spec['name']}: ended with {code}")
        self._state = {
            "terminated": {
                "exitCode": code, "reason": "Completed" if code == 0 else "Error", "startedAt": self._state["running"]["startedAt"],
                "finishedAt": now(), "message": self._last_words(code),
            },
        }  # fmt: skip
        self._kill_at = None
        ran_s = time.monotonic() - self._started_at
        if ran_s > _QUIET_S:
            self._back_off_s = 0
        self._not_before = time.monotonic() + self._back_off_s
        self._back_off_s = min(max(_BACK_OFF_S, 2 * self._back_off_s), _LONGEST_BACK_OFF_S)

    def _comes_again(self):
        policy = self._place.pod["spec"]["restartPolicy"]
        return policy == "Always" or (policy == "OnFailure" and self.exit_code != 0)

    def _last_words(self, code):
        words = self._words.read_text(encoding="utf-8", errors="replace")
        if not words and code != 0 and self.spec["terminationMessagePolicy"] == "FallbackToLogsOnError":
            words = "\n".join(self.log().splitlines()[-80:])
        return words[-2048:]

    def _try_to_start(self):
        image = self._place.images.get(self.spec["image"])
        if image is None:
            self._wait("ErrImagePull", f"there is no image {self.spec['image']}")
            return
        try:
            self._place.volumes.refresh()
        except NotYet as why:
            self._wait("ContainerCreating", str(why))
            return
        if "terminated" in self._state:
            self._last_state = self._state
        self._start(image)

    def _wait(self, reason, message):
        self._not_before = time.monotonic() + 1
        if self._state.get("waiting", {}).get("message") != message:
            self._place.journal(f"{self.spec['name']}: {reason}: {message}")
            self._state = {"waiting": {"reason": reason, "message": message}}

    def _start(self, image):
        folder = self._place.folder / f"{self.spec['name']}-{next(self._numbers)}"
        folder.mkdir(parents=True)
        self._words = folder / "termination-log"
        self._words.touch()
        self._words.chmod(0o666)
        file = folder / "container.json"
        file.write_text(json.dumps(described(self._place, self.spec, image, folder, self._words)), encoding="utf-8")
        name = f"{self._place.pod['metadata']['name']}/{self.spec['name']}"
        self._process = Process(self._place.warden, name, [sys.executable, "-I", "-S", _SHIM, file], folder / "log")
        self._probes = Probes(self.spec, self._place.address)
        self._process.start()
        self._starts += 1
        self._started_at = time.monotonic()
        self._state = {"running": {"startedAt": now()}}
        self._killed_for = None
        self._place.journal(f"{self.spec['name']}: started")
