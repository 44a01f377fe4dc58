"""The limits of the flag table, and what happens at each."""

import contextlib
import socket

import pytest
from webhook import SANITIZED, check_refusal, post, review, wait_until


def is_turned_away(webhook, **options):
    """A new connection is closed before it is served."""
    try:
        with webhook.client(**options) as client:
            client.send(post(review("no room")))
            return client.answer() is None
    except OSError:
        return True


def open_clients(stack, webhook, count, request=b"", **options):
    clients = []
    for _ in range(count):
        clients.append(stack.enter_context(contextlib.closing(webhook.client(**options))))
        clients[-1].send(request) if request else clients[-1].ask()
    return clients


def test_the_longest_idle_connection_makes_room(launch):
    webhook = launch("--max-connections=4", "--max-connections-per-address=4")
    with contextlib.ExitStack() as stack:
        first, second, third, fourth = open_clients(stack, webhook, 4)
        first.ask()  # now the second is the one that was idle longest
        with webhook.client() as newcomer:
            newcomer.ask()
            assert second.is_closed()
            for client in (first, third, fourth):
                client.ask()
    wait_until(lambda: webhook.metric("connections_closed_total", reason="made_room") == 1, "counted")


def test_who_has_a_request_keeps_the_place(launch):
    webhook = launch("--max-connections=4", "--max-connections-per-address=4")
    request = post(review("busy"))
    with contextlib.ExitStack() as stack:
        busy = open_clients(stack, webhook, 4, request[:-5])
        wait_until(lambda: webhook.metric("in_flight_requests") == 4, "four in flight")
        assert is_turned_away(webhook)
        for client in busy:
            client.send(request[-5:])
            assert client.answer().json()["response"]["uid"] == "busy"
    webhook.ask()


def test_an_address_has_a_limit_of_its_own(launch):
    webhook = launch("--max-connections=100", "--max-connections-per-address=2")
    with contextlib.ExitStack() as stack:
        (bystander,) = open_clients(stack, webhook, 1)
        first, second = open_clients(stack, webhook, 2, source="127.0.0.2")
        with webhook.client(source="127.0.0.2") as newcomer:
            newcomer.ask()
            assert first.is_closed()
            second.ask()
            bystander.ask()


def test_silent_connections_make_room(launch):
    webhook = launch("--max-connections=8", "--max-connections-per-address=8")
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(contextlib.closing(webhook.client(tls=False)))
        webhook.ask()
        wait_until(lambda: webhook.metric("connections") <= 8, "the others are closed")


def test_over_max_in_flight(launch):
    webhook = launch("--max-in-flight=3")
    request = post(review("slow"))
    with contextlib.ExitStack() as stack:
        busy = open_clients(stack, webhook, 3, request[:-5])
        wait_until(lambda: webhook.metric("in_flight_requests") == 3, "three in flight")
        seen = {}
        for number in range(24):
            uid = f"uid-{number % 12}"
            with webhook.client() as client:
                client.send(post(review(uid)))
                answer = client.answer()
                check_refusal(answer, 503)
                assert answer.closes and client.is_closed()
                assert seen.setdefault(uid, answer.fields["retry-after"]) == answer.fields["retry-after"]
        assert set(seen.values()) == {"1", "2"}
        assert webhook.refused("in_flight_limit") == 24
        for client in busy:
            client.send(request[-5:])
            assert client.answer().status == 200
    webhook.ask()


def test_over_max_in_flight_whoever_waits_for_a_continue_is_told_at_once(launch):
    webhook = launch("--max-in-flight=1")
    request = post(review("slow"))
    with webhook.client() as busy, webhook.client() as client:
        busy.send(request[:-5])
        wait_until(lambda: webhook.metric("in_flight_requests") == 1, "one in flight")
        client.send(post(b"", "Expect: 100-continue", length=1000))
        assert client.expect_refusal(503, closes=True).fields["retry-after"] == "1"


def test_announced_bytes_take_no_memory(launch):
    webhook = launch("--max-body-memory=8MiB")
    with contextlib.ExitStack() as stack:
        open_clients(stack, webhook, 50, post(b"", length=7 * 2**20))
        wait_until(lambda: webhook.metric("in_flight_requests") == 50, "fifty in flight")
        webhook.ask()
        assert webhook.refused("body_memory_limit") == 0


def test_over_max_body_memory(launch):
    webhook = launch("--max-body-memory=8MiB")
    webhook.ask()
    before_kib = webhook.resident_kib()
    size = 6 * 2**20
    body = review("large")
    body += b" " * (size - len(body))
    with contextlib.ExitStack() as stack:
        # The first holds nearly all of the budget; the others find no room and are read to their end.
        (holder,) = open_clients(stack, webhook, 1, post(body)[:-100])
        for number in range(10):
            uid = f"uid-{number}"
            with webhook.client() as client:
                client.send(post(review(uid) + b" " * (size - 1000)))
                answer = client.answer()
                check_refusal(answer, 503)
                assert answer.closes and answer.fields["retry-after"] in ("1", "2")
        if not SANITIZED:
            assert webhook.resident_kib() - before_kib < 24 * 1024
        assert webhook.refused("body_memory_limit") == 10
        holder.send(body[-100:])
        assert holder.answer().json()["response"]["uid"] == "large"
    with webhook.client() as client:  # all of it was given back
        client.send(post(body))
        assert client.answer().status == 200


def test_max_body_size(launch):
    webhook = launch("--max-body-size=2000")
    with webhook.client() as client:
        client.send(post(review("x", padding=2000)))
        assert "2000" in client.expect_refusal(413, closes=True).json()["message"]
    webhook.ask()


def test_an_old_connection_is_asked_to_go(launch):
    webhook = launch("--max-connection-age=1s")
    with webhook.client() as client:
        assert not client.ask().closes
        wait_until(lambda: client.ask().closes, "Connection: close")
        assert client.is_closed()
    wait_until(lambda: webhook.metric("connections_closed_total", reason="age") == 1, "counted")


@pytest.mark.parametrize("flag", ["--port", "--metrics-port"])
def test_a_port_in_use_is_named_with_its_flag(tmp_path, flag):
    import subprocess

    from webhook import BINARY, HERE, PATIENCE_S

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = {"--port": 0, "--metrics-port": 0} | {flag: port}
        flags = [f"{name}={value}" for name, value in ports.items()]
        run = subprocess.run(
            [BINARY, "serve", "--profiles", str(HERE / "profiles"), "--bind-address=127.0.0.1", *flags],
            capture_output=True, timeout=PATIENCE_S, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 1
    assert f"port {port}" in run.stderr and f"{flag};" not in run.stderr and f" {flag}" in run.stderr
