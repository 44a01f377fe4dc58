"""SIGTERM: not ready first, `Connection: close` on every answer, nothing in flight lost; a second one exits now."""

import signal
import time

import pytest
from webhook import PATIENCE_S, check_refusal, post, review, wait_until

REQUEST = post(review("late"))


def terminate(webhook, number=signal.SIGTERM):
    webhook.process.send_signal(number)
    wait_until(lambda: webhook.health("/readyz")[0] == 503, "not ready")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_in_flight_is_lost(launch, number):
    webhook = launch("--shutdown-delay=1s", "--shutdown-timeout=30s")
    with webhook.client() as idle, webhook.client() as busy:
        idle.ask()
        busy.send(REQUEST[:-5])
        wait_until(lambda: webhook.metric("in_flight_requests") == 1, "in flight")
        terminate(webhook, number)
        assert "shutdown" in webhook.health("/readyz")[1]
        assert webhook.health("/livez")[0] == 200
        assert webhook.ask().closes  # new connections are accepted, and idle ones were not closed early
        assert idle.ask().closes
        assert idle.is_closed()
        assert webhook.process.poll() is None
        busy.send(REQUEST[-5:])
        answer = busy.answer()
        assert answer.status == 200 and answer.closes
    assert webhook.process.wait(PATIENCE_S) == 0


def test_requests_keep_it_alive_until_they_stop(launch):
    webhook = launch("--shutdown-delay=0s", "--shutdown-timeout=30s")
    webhook.ask()
    terminate(webhook)
    started = time.monotonic()
    while time.monotonic() - started < 3:  # longer than the quiet time
        webhook.ask()
    assert webhook.process.wait(PATIENCE_S) == 0


def test_ends_at_once_when_nobody_has_asked(launch):
    webhook = launch("--shutdown-delay=0s", "--shutdown-timeout=30s")
    webhook.process.send_signal(signal.SIGTERM)
    assert webhook.process.wait(PATIENCE_S) == 0


def test_the_stuck_are_sent_elsewhere(launch):
    webhook = launch("--shutdown-delay=0s", "--shutdown-timeout=1s")
    with webhook.client() as stuck:
        stuck.send(REQUEST[:-5])
        wait_until(lambda: webhook.metric("in_flight_requests") == 1, "in flight")
        webhook.process.send_signal(signal.SIGTERM)
        answer = stuck.answer()
        check_refusal(answer, 503)
        assert answer.closes and answer.fields["retry-after"] == "1"
    assert webhook.process.wait(PATIENCE_S) is not None


def test_a_second_signal_exits_now(launch):
    webhook = launch("--shutdown-delay=30s", "--shutdown-timeout=60s")
    terminate(webhook)
    webhook.process.send_signal(signal.SIGTERM)
    assert webhook.process.wait(PATIENCE_S) == 128 + signal.SIGTERM
