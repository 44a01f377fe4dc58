"""What `kubectl logs` and `helm test --logs` ask a kubelet for, by way of the API server."""

from ..https_server import Handler, HttpsServer
from .links import GATEWAY


class LogServer(HttpsServer):
    """For all Nodes."""

    def __init__(self, cluster, folder, nodes):
        super().__init__(cluster, folder, lambda *arguments: _Logs(nodes, *arguments), address=GATEWAY)


class _Logs(Handler):
    def __init__(self, nodes, *arguments):
        self._nodes = nodes
        super().__init__(*arguments)

    def do_GET(self):
        """/containerLogs/NAMESPACE/POD/CONTAINER; all that the container has written, whatever is asked for beside."""
        _, _, _, name, container = self.path.split("?")[0].split("/")
        found = next((each for each in self._nodes.known_pods() if each.name == name), None)
        if found is None or container not in found.containers:
            self.answer(404, {"Content-Type": "text/plain"}, b"no such container")
        else:
            self.answer(200, {"Content-Type": "text/plain"}, found.containers[container].log().encode())
