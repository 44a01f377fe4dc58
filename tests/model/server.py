"""The real binary with Profiles from files, and a keep-alive connection to it over TLS."""

import http.client
import json
import os
import ssl
import subprocess
import threading
import time
from pathlib import Path

from policy import command_line

START_LIMIT_S, ANSWER_LIMIT_S = 30, 20


def binary():
    named = os.environ.get("PIW_BINARY")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "build" / "release" / "profile-iam-webhook"


class Server:
    """`with Server(folder, flags, scratch) as server: server.post(body)`"""

    def __init__(self, profiles, flags, scratch):
        self.ca = scratch / "ca.pem"
        self.command = [str(binary()), "serve", "--profiles", str(profiles), "--port", "0", "--metrics-port", "0", "--bind-address", "127.0.0.1",
                        "--development-ca-file", str(self.ca), "--log-format", "json", *command_line(flags)]
        self.lines, self.serving, self.connection = [], threading.Event(), None
        self.port = self.metrics_port = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        deadline = time.monotonic() + START_LIMIT_S
        if not self.serving.wait(START_LIMIT_S) or self.port is None:
            self.__exit__()
            raise RuntimeError("the server did not start:\n" + " ".join(self.command) + "\n" + "\n".join(self.lines[-20:]))
        while not self.is_ready():
            if time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("the server is not ready:\n" + "\n".join(self.lines[-20:]))
            threading.Event().wait(0.05)
        return self

    def read_log(self):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace").rstrip()
            self.lines = [*self.lines[-200:], line]
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and entry.get("message") == "serving":
                self.port, self.metrics_port = entry["port"], entry["metrics_port"]
                self.serving.set()
        self.serving.set()

    def is_ready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=ANSWER_LIMIT_S)
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def __exit__(self, *_):
        if self.connection:
            self.connection.close()
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()

    def connect(self):
        context = ssl.create_default_context(cafile=str(self.ca))
        self.connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=ANSWER_LIMIT_S)

    def post(self, body):
        """(status, bytes of the answer). A connection that the server closed while it was idle is opened once more."""
        for attempt in (1, 2):
            if self.connection is None:
                self.connect()
            try:
                self.connection.request("POST", "/mutate?timeout=10s", body=body, headers={"Content-Type": "application/json"})
                response = self.connection.getresponse()
                return response.status, response.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection = None
                if attempt == 2 or self.process.poll() is not None:
                    raise
        raise AssertionError
