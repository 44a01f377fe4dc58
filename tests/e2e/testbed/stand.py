"""Replicas behind their Service for as long as a test lasts."""

from . import registration
from .service import Deployment
from .webhook import Webhook


class Stand:
    """What the fixtures `deploy` and `install` have started; the logs are shown if the test fails."""

    def __init__(self, request, cluster, warden, folder):
        request.node.webhooks = self._webhooks = getattr(request.node, "webhooks", [])
        self._cluster, self._warden, self._folder = cluster, warden, folder
        self._running = []

    def maker(self, source, certificate, *flags, environment=None):
        """For Deployment."""

        def make(name, address):
            webhook = Webhook(
                self._warden, self._folder, name, source, certificate, *flags,
                address=address, port=8443, metrics_port=8080, environment=environment,
            )  # fmt: skip
            self._webhooks.append(webhook)
            return webhook

        return make

    def deployment(self, make_webhook, replicas):
        self._running.append(Deployment(self._cluster, make_webhook, replicas))
        return self._running[-1]

    def close(self):
        # Not called any more before they end, so that nobody waits for them.
        registration.unregister(self._cluster)
        for each in self._running:
            each.close()
