"""Clients that take their time. All start at once, each in a thread of its own, so that the module waits for 10 s once."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from webhook import SANITIZED, check_refusal, post, review

DEADLINE_S = 10
LATE_S = 25 if SANITIZED else 16  # our own machine may be slow; a deadline that never comes is what must fail


def answer_time(client, started):
    answer = client.answer()
    return answer, client.is_closed() if answer else True, time.monotonic() - started


def trickle(webhook, request, first=1):
    """All but the end of a request, byte by byte, until the server has had enough."""
    with webhook.client(timeout_s=40) as client:
        started = time.monotonic()
        client.send(request[:first])
        client.socket.settimeout(0.3)
        for byte in request[first:-1]:
            try:
                client.buffer += client.socket.recv(1)
                break
            except TimeoutError:
                client.send(bytes([byte]))
        client.socket.settimeout(40)
        return answer_time(client, started)


def stall(webhook, request):
    """The beginning of a request, and then nothing."""
    with webhook.client(timeout_s=40) as client:
        started = time.monotonic()
        client.send(request)
        return answer_time(client, started)


def tcp_only(webhook, data):
    """A handshake that never goes on; returns how long it lived."""
    with webhook.client(tls=False, timeout_s=40) as client:
        started = time.monotonic()
        client.send(data)
        while client._more():
            pass
        return time.monotonic() - started


def never_reads(webhook):
    """Sends reviews and reads no answer; returns how long it took until the server gave up."""
    with webhook.client(timeout_s=40) as client:
        client.socket.settimeout(0.5)
        started = time.monotonic()
        request = post(review("unread", padding=4000))
        while time.monotonic() - started < 40:
            try:
                client.socket.send(request)
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - started


def silent_after_handshake(webhook):
    with webhook.client(timeout_s=40) as client:
        time.sleep(DEADLINE_S + 3)  # its 120 s are too long for a test; that it outlives the other deadlines is not
        client.ask("after a silence")
        return True


@pytest.fixture(scope="module")
def slow(webhook):
    body = post(review("slow", padding=1000))
    head = body.index(b"\r\n\r\n") + 4
    work = {
        "slow header": lambda: trickle(webhook, body),
        "slow body": lambda: trickle(webhook, body, first=head + 1),
        "half a header": lambda: stall(webhook, body[: head - 3]),
        "no body": lambda: stall(webhook, body[:head]),
        "half a body": lambda: stall(webhook, body[:-100]),
        "announced more": lambda: stall(webhook, post(review("lie"), length=100_000)),
        "half a body for another path": lambda: stall(webhook, post(b"x", target="/nowhere", length=100)),
        "silent": lambda: tcp_only(webhook, b""),
        "half a record": lambda: tcp_only(webhook, b"\x16\x03\x01"),
        "never reads": lambda: never_reads(webhook),
        "silent after its handshake": lambda: silent_after_handshake(webhook),
    }
    with ThreadPoolExecutor(len(work)) as pool:
        futures = {name: pool.submit(run) for name, run in work.items()}
        time.sleep(1)
        webhook.ask()  # none of them is in anybody's way
        yield {name: future.result() for name, future in futures.items()}


@pytest.mark.parametrize(
    "name",
    ["slow header", "slow body", "half a header", "no body", "half a body", "announced more", "half a body for another path"],
)
def test_a_request_has_10_seconds(slow, name):
    answer, closed, elapsed_s = slow[name]
    check_refusal(answer, 408)
    assert answer.closes and closed
    assert DEADLINE_S - 1 < elapsed_s < LATE_S


@pytest.mark.parametrize("name", ["silent", "half a record"])
def test_a_handshake_has_10_seconds(slow, name):
    assert DEADLINE_S - 1 < slow[name] < LATE_S


def test_an_answer_that_nobody_reads_is_given_up(slow):
    assert slow["never reads"] < 35


def test_an_idle_connection_lives_longer(slow):
    assert slow["silent after its handshake"]


def test_timeouts_are_counted(slow, webhook):
    assert webhook.refused("timeout") >= 7
    assert webhook.metric("tls_handshakes_total", result="timeout") == 2


def test_nothing_is_left_in_flight(slow, webhook):
    assert webhook.metric("in_flight_requests") == 0


def test_a_half_open_socket_is_no_burden(slow, webhook):
    for _ in range(20):
        socket.create_connection(("127.0.0.1", webhook.port)).close()
    webhook.ask()
