"""Waiting for a condition, under a deadline; nothing here waits for time to pass."""

import time

PATIENCE_S = 30  # for what must happen, and normally happens within a second


def eventually(condition, what, within_s=PATIENCE_S, every_s=0.05, explain=None):
    """Returns the first true value of `condition()`. `what` may be a callable, asked only when the time is over."""
    deadline = time.monotonic() + within_s
    while True:
        if value := condition():
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {within_s} s: {what() if callable(what) else what}" + (f"\n{explain()}" if explain else ""))
        time.sleep(every_s)


def always(condition, what, for_s):
    """Fails as soon as `condition()` is not true; for what must not happen, so keep `for_s` short."""
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        assert condition(), f"held for less than {for_s} s: {what}"
        time.sleep(0.05)
