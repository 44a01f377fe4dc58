"""A container of the image, run by runc as Kubernetes would run it under Pod Security `restricted`."""

import json
import pathlib
import signal
import subprocess
import threading

PATIENCE_S = 20


def mount(source, target, *options):
    return {"destination": target, "type": "bind", "source": str(source), "options": ["rbind", "nosuid", "nodev", *options]}


def specification(image, root, arguments, mounts):
    """OCI runtime-spec 1.0: user, program and environment are what the image says; no rights, and nothing to write to but
    the mounts. The network is that of this machine."""
    configuration = image.configuration["config"]
    user, group = map(int, configuration["User"].split(":"))
    return {
        "ociVersion": "1.0.2",
        "process": {
            "terminal": False,
            "user": {"uid": user, "gid": group},
            "args": [*configuration["Entrypoint"], *(arguments or configuration["Cmd"])],
            "env": configuration.get("Env", []),
            "cwd": configuration["WorkingDir"],
            "capabilities": {name: [] for name in ("bounding", "effective", "inheritable", "permitted", "ambient")},
            "noNewPrivileges": True,
        },
        "root": {"path": str(root), "readonly": True},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755"]},
            *mounts,
        ],
        "linux": {"namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")]},
    }


class Container:
    """Started in `folder`; `stop` ends it whatever happened. Its standard error is `log`."""

    def __init__(self, image, folder, arguments, mounts):
        self.name = f"profile-iam-webhook-test-{folder.name}"
        self.folder = folder
        root = image.unpack(folder / "rootfs")  # its own: runc makes the mount points in it
        (folder / "config.json").write_text(json.dumps(specification(image, root, arguments, mounts)), encoding="utf-8")
        self.process = subprocess.Popen(self._runc("run", "--bundle", folder, self.name), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)  # fmt: skip
        self.log, self._serving, self._news = [], None, threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _runc(self, *arguments):
        return ["runc", "--root", str(self.folder / "state"), *map(str, arguments)]

    def _read(self):
        for line in self.process.stderr:
            self.log.append(line)
            if line.startswith("{") and json.loads(line).get("message") == "serving":
                self._serving = json.loads(line)
                self._news.set()
        self._news.set()

    def serving(self):
        """What it says once it serves: `port`, `metrics_port`."""
        assert self._news.wait(PATIENCE_S) and self._serving, "it does not serve:\n" + "".join(self.log)
        return self._serving

    def status(self):
        """/proc/PID/status of the program, {field: value}."""
        state = json.loads(subprocess.run(self._runc("state", self.name), capture_output=True, text=True, check=True).stdout)
        lines = pathlib.Path(f"/proc/{state['pid']}/status").read_text(encoding="utf-8").splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def terminate(self):
        """As kubelet ends a container; the exit code."""
        number = self.process.pid  # runc passes the signal on
        assert self.process.poll() is None, f"{number} has ended:\n" + "".join(self.log)
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def stop(self):
        subprocess.run(self._runc("delete", "--force", self.name), capture_output=True, check=False)
        self.process.kill()
        self.process.wait()
        self._reader.join(PATIENCE_S)
        self.process.stderr.close()
