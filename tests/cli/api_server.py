"""As much of an API server as a command sees, on loopback, and a kubeconfig for it."""

import contextlib
import http.server
import json
import threading

import yaml


def status(code, reason, message, **details):
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason, "code": code, "details": details}


class ApiServer:
    """`answer(method, path, body)` gives (status, object) or (status, object, header lines); what was asked is in `asked`."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                outer.asked.append((self.command, self.path, body))
                code, content, *headers = outer.answer(self.command, self.path, json.loads(body) if body else None)
                text = json.dumps(content).encode()
                self.send_response(code)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_DELETE = reply  # noqa: N815

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def kubeconfig(self, folder):
        config = {
            "apiVersion": "v1", "kind": "Config", "current-context": "c",
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{self._server.server_port}"}}],
            "users": [{"name": "u", "user": {"token": "secret-token"}}],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}, {"name": "other", "context": {"cluster": "none"}}],
        }  # fmt: skip
        file = folder / "kubeconfig"
        file.write_text(yaml.safe_dump(config))
        return file

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def api_server(answer):
    server = ApiServer(answer)
    try:
        yield server
    finally:
        server.close()
