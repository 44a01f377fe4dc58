"""The API server as a webhook sees it whose watches are late: events wait here for as long as a test says, while every
other request passes. A watch may be late at any moment; here it always is, at the worst one."""

import http.client
import ssl
import threading
import urllib.parse

from .https_server import Handler, HttpsServer

_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "host", "keep-alive"}


class LateWatch(HttpsServer):
    """`address` stands for the cluster's. Events pass until `hold()`, and again, all that were held too, after `release()`."""

    def __init__(self, cluster, folder):
        self._upstream = urllib.parse.urlsplit(cluster.address)
        self._tls_upstream = ssl.create_default_context(cafile=cluster.ca_file)
        self._passing = threading.Event()
        self._passing.set()
        super().__init__(cluster, folder, lambda *arguments: _Proxy(self, *arguments))

    def hold(self):
        self._passing.clear()

    def release(self):
        self._passing.set()

    def wait_passing(self):
        self._passing.wait()

    def connect(self):
        return http.client.HTTPSConnection(self._upstream.hostname, self._upstream.port, context=self._tls_upstream)

    def __exit__(self, *arguments):
        self.release()
        super().__exit__(*arguments)


class _Proxy(Handler):
    def __init__(self, late_watch, *arguments):
        self._late_watch = late_watch
        super().__init__(*arguments)

    def do_GET(self):
        upstream = self._late_watch.connect()
        try:
            upstream.request("GET", self.path, headers={name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP})
            response = upstream.getresponse()
            headers = {name: value for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP}
            if "watch=" in self.path and response.status == 200:
                self._stream(response, headers)
            else:
                self.answer(response.status, headers, response.read())
        finally:
            upstream.close()

    def _stream(self, response, headers):
        self.close_connection = True
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while events := response.read1(65536):
            self._late_watch.wait_passing()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(events), events))
        self.wfile.write(b"0\r\n\r\n")
