"""The TLS side of the port: who comes in, and what the others are told."""

import socket
import ssl

import pytest
from authority import openssl, s_client
from webhook import Webhook, wait_until


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


# What `openssl s_client`, an independent client, is given and refused. Its own limits are off, so that a refusal is ours.
ANYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


def agreed(webhook, *arguments, stdin=""):
    """What s_client says, when the handshake is done; else None."""
    code, said = s_client(webhook, *arguments, stdin=stdin)
    return said if code == 0 and "Cipher is (NONE)" not in said else None


@pytest.fixture(scope="module")
def only_1_3(tmp_path_factory):
    started = Webhook(tmp_path_factory.mktemp("webhook"), "--tls-min-version=1.3")
    yield started
    started.stop()


VERSIONS = {"-tls1": "TLSv1", "-tls1_1": "TLSv1.1", "-tls1_2": "TLSv1.2", "-tls1_3": "TLSv1.3"}


@pytest.mark.parametrize("version", VERSIONS)
def test_openssl_is_given_1_2_and_1_3_alone(webhook, only_1_3, version):
    suites = () if version == "-tls1_3" else ("-cipher", ANYTHING)
    for server, spoken in ((webhook, ("-tls1_2", "-tls1_3")), (only_1_3, ("-tls1_3",))):
        said = agreed(server, version, *suites)
        assert (said is not None) == (version in spoken)
        if said:
            assert f"New, {VERSIONS[version]}, Cipher is" in said


def test_openssl_is_given_modern_suites_alone(webhook):
    known = openssl("ciphers", "-s", "-tls1_2", ANYTHING).strip().split(":")
    assert len(known) > 50
    given = {suite for suite in known if agreed(webhook, "-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0")}
    assert given == {
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
    }  # fmt: skip
    of_1_3 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
    assert all(agreed(webhook, "-tls1_3", "-ciphersuites", suite) for suite in of_1_3)
    for weak in ("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"):
        assert agreed(webhook, "-tls1_3", "-ciphersuites", weak) is None


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_agrees_on_x25519_and_p_256_alone(webhook, version):
    # In TLS 1.2 the list governs the curve of the certificate, too, which is P-256.
    for groups, key in {"X25519:P-256": "X25519, 253 bits", "P-256": "ECDH, prime256v1, 256 bits"}.items():
        assert f"Server Temp Key: {key}" in agreed(webhook, version, "-groups", groups)
    for group in ("P-384", "P-521", "X448"):
        assert agreed(webhook, version, "-groups", group) is None


def test_openssl_gets_no_ticket_and_resumes_nothing(webhook):
    said = agreed(webhook, "-tls1_2", "-reconnect")
    assert said.count("New, TLSv1.2") == 6 and "Reused" not in said and "TLS session ticket" not in said
    # The answer comes after any ticket, so the wait for it is the wait for a ticket.
    request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    _, said = s_client(webhook, "-tls1_3", "-quiet", "-msg", "-ign_eof", stdin=request)
    assert "HTTP/1.1 404" in said and "NewSessionTicket" not in said


def test_openssl_may_not_renegotiate_and_gets_no_compression(webhook):
    code, said = s_client(webhook, "-tls1_2", "-comp", "-alpn", "h2,http/1.1", stdin="R\n")
    assert code != 0 and "RENEGOTIATING" in said and "no renegotiation" in said
    assert "Compression: NONE" in said and "ALPN protocol: http/1.1" in said
    assert "Secure Renegotiation IS supported" in said, "the extension itself (RFC 5746) is there, clients insist on it"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("reason", ["unknown CA", "wrong name"])
def test_a_caller_that_does_not_trust_us_is_told_to_the_operator(launch, version, reason):
    webhook = launch()
    context = ssl.create_default_context(cafile=webhook.ca if reason == "wrong name" else None)
    context.minimum_version = context.maximum_version = version
    for number in (1, 2, 3):
        with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection(("127.0.0.1", webhook.port)) as plain:
            context.wrap_socket(plain, server_hostname="wrong.name" if reason == "wrong name" else "localhost")
        wait_until(lambda number=number: webhook.handshakes("server_certificate_refused") == number, "counted")
    lines = wait_until(lambda: webhook.logged("a caller does not accept our certificate"), "logged")
    assert len(lines) == 1, "once a minute"
    assert lines[0]["level"] == "warning" and "caBundle" in lines[0]["message"] and lines[0]["caller"] == "127.0.0.1"
    assert lines[0]["detail"].startswith("the caller's alert: ")
    webhook.ask()
