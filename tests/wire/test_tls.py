"""The TLS side of the port: who comes in, and what the others are told."""

import socket
import ssl

import pytest
from webhook import wait_until


NOISE = {
    "zeros": b"\0" * 100,
    "a record too large": b"\x16\x03\x01\xff\xff" + b"x" * 200,
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
    "every byte": bytes(range(256)) * 100,
}


def test_plain_http_is_told_that_this_is_tls(webhook):
    before = webhook.metric("tls_handshakes_total", result="plain_http")
    with webhook.client(tls=False) as client:
        client.send(b"POST /mutate HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
        answer = client.answer()
        assert answer.status == 400 and b"TLS" in answer.body and answer.closes
        assert client.is_closed()
    assert webhook.metric("tls_handshakes_total", result="plain_http") == before + 1


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_noise_is_closed(webhook, noise):
    with webhook.client(tls=False) as client:
        client.send(noise)
        client.socket.shutdown(socket.SHUT_WR)
        while client._more():
            pass  # at most an alert
    webhook.ask()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions(webhook, version):
    context = ssl.create_default_context(cafile=webhook.ca)
    context.minimum_version = context.maximum_version = version
    webhook.ask(context=context)


def test_tls_1_1_is_refused(webhook):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    before = webhook.metric("tls_handshakes_total", result="protocol_version")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        webhook.client(context=context)
    wait_until(lambda: webhook.metric("tls_handshakes_total", result="protocol_version") == before + 1, "counted")


@pytest.mark.parametrize("offer", [["http/1.1"], ["h2", "http/1.1"], ["h2"], ["spdy"]])
def test_any_offer_of_protocols_gets_http_1_1(webhook, offer):
    context = ssl.create_default_context(cafile=webhook.ca)
    context.set_alpn_protocols(offer)
    with webhook.client(context=context) as client:
        assert client.socket.selected_alpn_protocol() in (None, "http/1.1")
        client.ask()


def test_half_handshakes_do_not_keep_good_clients_out(launch):
    webhook = launch("--workers=2")
    hello = client_hello(webhook)
    stalled = [webhook.client(tls=False) for _ in range(200)]
    try:
        for client in stalled:
            client.send(hello[:40])
        for _ in range(5):
            webhook.ask(timeout_s=8)  # before any of them runs into its deadline of 10 s
        for client in stalled[:3]:  # and whoever goes on is served
            client.send(hello[40:])
            assert client._more()
    finally:
        for client in stalled:
            client.close()


def client_hello(webhook):
    """The first flight of a real client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = webhook.context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def test_a_probe_that_only_connects(webhook):
    before = webhook.metric("tls_handshakes_total", result="reset")
    webhook.client(tls=False).close()
    wait_until(lambda: webhook.metric("tls_handshakes_total", result="reset") == before + 1, "counted")
    webhook.ask()
