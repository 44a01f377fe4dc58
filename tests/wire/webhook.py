"""The program under test, and clients that speak to it byte by byte: what a library would mend must go out as it is."""

import json
import os
import pathlib
import queue
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BINARY = os.environ.get("PIW_BINARY", str(ROOT / "build/release/profile-iam-webhook"))
SANITIZED = re.search(r"/(asan|tsan)/", BINARY) is not None
PATIENCE_S = 60 if SANITIZED else 20  # for what must happen, and normally happens at once


def wait_until(condition, what, within_s=PATIENCE_S):
    """Waits for a condition under a deadline; returns its first true value."""
    deadline = time.monotonic() + within_s
    while True:
        if value := condition():
            return value
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.02)


class Webhook:
    """`profile-iam-webhook serve` on ports of its own. `ca`: the file to trust, when flags name the certificate."""

    def __init__(self, folder, *flags, profiles=HERE / "profiles", read_log=True, ca=None):
        self.ca = str(ca or folder / f"ca-{time.monotonic_ns()}.pem")
        development = () if ca else (f"--development-ca-file={self.ca}",)
        arguments = [
            BINARY, "serve", "--profiles", str(profiles), "--bind-address=127.0.0.1", "--port=0", "--metrics-port=0",
            "--log-format=json", *development, *flags,
        ]  # fmt: skip
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.log = []
        serving = self._read_until_serving()
        self.port, self.metrics_port = serving["port"], serving["metrics_port"]
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        if read_log:
            self._reader.start()
        self.context = ssl.create_default_context(cafile=self.ca)

    def _read_until_serving(self):
        found = queue.Queue()

        def read():
            for line in iter(self.process.stderr.readline, b""):
                self.log.append(line.decode())
                if line.startswith(b"{") and json.loads(line).get("message") == "serving":
                    return found.put(json.loads(line))
            return found.put(None)

        threading.Thread(target=read, daemon=True).start()
        serving = found.get(timeout=PATIENCE_S)
        assert serving, "it does not serve:\n" + "".join(self.log)
        return serving

    def _read_log(self):
        for line in iter(self.process.stderr.readline, b""):
            self.log.append(line.decode())

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert not any("Sanitizer" in line for line in self.log), "".join(self.log)

    def client(self, **options):
        return Client(self, **options)

    def ask(self, **options):
        """A good review on a connection of its own must be answered; returns the answer."""
        with self.client(**options) as client:
            return client.ask()

    def health(self, path, method="GET"):
        """(status, text) from the health port."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.metrics_port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name, **labels):
        """The value of one series; labels in any order. None: no such series."""
        for line in self.health("/metrics")[1].splitlines():
            match = re.fullmatch(r"profile_iam_webhook_(\w+)(?:\{(.*)\})? (\S+)", line)
            if match and match[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', match[2] or "")) == labels:
                return float(match[3])
        return None

    def handshakes(self, result):
        return self.metric("tls_handshakes_total", result=result)

    def logged(self, words):
        """The lines of the log so far whose message holds these words."""
        lines = [json.loads(line) for line in self.log if line.startswith("{")]
        return [line for line in lines if words in line["message"]]

    def refused(self, reason):
        return self.metric("refused_total", reason=reason)

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])


class Answer:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = fields
        self.body = body

    def json(self):
        return json.loads(self.body)

    @property
    def closes(self):
        return self.fields.get("connection", "").lower() == "close"


class Client:
    """One connection. `tls=False`: only TCP so far."""

    def __init__(self, webhook, tls=True, source="127.0.0.1", context=None, timeout_s=PATIENCE_S):
        self.socket = socket.create_connection(("127.0.0.1", webhook.port), timeout_s, source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        if tls:
            try:
                self.socket = (context or webhook.context).wrap_socket(self.socket, server_hostname="localhost")
            except OSError:
                self.socket.close()
                raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, *pieces):
        for piece in pieces:
            self.socket.sendall(piece)

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError):
            data = b""
        self.buffer += data
        return data

    def answer(self, without_body=False):
        """The next response; None when the connection ends before it."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                assert not self.buffer, f"half an answer: {self.buffer!r}"
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status_line, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = 0 if without_body else int(fields.get("content-length", 0))
        while len(self.buffer) < length:
            assert self._more(), "the connection ended in the middle of an answer's body"
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Answer(int(status_line.split()[1]), fields, body)

    def is_closed(self):
        """True when the peer ends the connection without another byte."""
        return not self.buffer and not self._more()

    def ask(self, uid="good"):
        """A good review must be answered; returns the answer."""
        self.send(post(review(uid)))
        answer = self.answer()
        assert answer is not None and answer.status == 200, answer and answer.body
        assert answer.json()["response"]["uid"] == uid
        assert answer.json()["response"]["allowed"] is True
        return answer

    def expect_refusal(self, status, closes):
        """The next response is a refusal as product.md has it, and the connection goes on as it says."""
        answer = self.answer()
        check_refusal(answer, status)
        assert answer.closes == closes, answer.fields
        if closes:
            assert self.is_closed()
        else:
            self.ask("after a refusal")
        return answer


def check_refusal(answer, status):
    assert answer is not None, "closed without an answer"
    assert answer.status == status, answer.body
    assert answer.fields["content-type"] == "application/json"
    body = answer.json()
    assert (body["kind"], body["apiVersion"], body["status"], body["code"]) == ("Status", "v1", "Failure", status)
    assert body["message"].startswith("profile-iam-webhook: ") and len(body["message"]) > 30


def review(uid, padding=0):
    """A notebook Pod as kube-apiserver sends it, with so many bytes of annotation more."""
    pod = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "notebook-0", "namespace": "team-a", "annotations": {"padding": "x" * padding}},
        "spec": {"serviceAccountName": "default-editor", "containers": [{"name": "notebook", "image": "jupyter"}]},
    }  # fmt: skip
    request = {
        "uid": uid, "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"}, "name": "notebook-0", "namespace": "team-a",
        "operation": "CREATE", "userInfo": {"username": "ada"}, "object": pod, "oldObject": None, "dryRun": False,
    }  # fmt: skip
    return json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).encode()


def post(body, *extra, target="/mutate?timeout=10s", length=None, host="localhost", content_type="application/json", version="1.1"):
    """A request as kube-apiserver writes it; None leaves a header out, `length` lies."""
    length = len(body) if length is None else length
    lines = [f"POST {target} HTTP/{version}"]
    lines += [f"Host: {host}"] if host is not None else []
    lines += ["User-Agent: kube-apiserver-admission"]
    lines += [f"Content-Length: {length}"] if length != "none" else []
    lines += ["Accept: application/json, */*"]
    lines += [f"Content-Type: {content_type}"] if content_type is not None else []
    lines += [*extra, "Accept-Encoding: gzip"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
