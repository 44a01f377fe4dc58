"""Python's `ssl` as a client of the webhook, for what it shows of itself."""

import socket
import ssl

from cryptography import x509

from .webhook import NAMESPACE, SERVICE

HOST = f"{SERVICE}.{NAMESPACE}.svc"  # the name that kube-apiserver verifies


def served(webhook, ca=None):
    """The leaf that it shows just now; with `ca` (PEM) as kube-apiserver sees it: verified, by the name of the Service."""
    context = ssl.create_default_context(cadata=ca) if ca else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca:
        context.verify_flags |= ssl.VERIFY_X509_STRICT
    else:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((webhook.address, webhook.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as secured,
    ):
        return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True))
