"""An HTTPS server in a thread of the tests' own, for what stands beside the webhook or between it and the API server."""

import http.server
import pathlib
import ssl
import threading


class HttpsServer:
    """Serves `handler`, a BaseHTTPRequestHandler, with a certificate of the cluster's authority. As a context manager it
    ends with its block. `listens_at` is (address, port)."""

    def __init__(self, cluster, folder, handler, address="127.0.0.1"):
        self._folder = pathlib.Path(folder)
        self._server = _Server((address, 0), handler)
        self.listens_at = self._server.server_address
        self.address = f"https://{address}:{self.listens_at[1]}"
        # The handshake belongs to the thread of its connection, not to the one that accepts.
        self._server.socket = self._tls(cluster).wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="https", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _tls(self, cluster):
        file = self._folder / f"https-{self.listens_at[1]}.pem"
        file.touch(mode=0o600)
        file.write_text("".join(cluster.authority.issue("tests", ip=[self.listens_at[0]])), encoding="utf-8")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a connection may be idle for ever

    def handle_error(self, request, client_address):
        """A peer that goes away is no news."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Nobody reads it."""

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
