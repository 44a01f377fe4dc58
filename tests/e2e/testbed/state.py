"""What a webhook says of its sources: their metrics, and its log."""

import contextlib
import threading

RESOURCES = ("profiles", "namespaces", "serviceaccounts")


def of_each(webhook, metric, **labels):
    """{resource: value} of one metric."""
    return {resource: webhook.metric(metric, resource=resource, **labels) for resource in RESOURCES}


def is_healthy(webhook):
    return all(value == 1 for value in of_each(webhook, "watch_healthy").values())


def is_cut_off(webhook):
    """From all three."""
    return all(value == 0 for value in of_each(webhook, "watch_healthy").values())


def lists(webhook):
    return of_each(webhook, "watch_lists_total")


def complaints(webhook, reason):
    """The log lines about a source in this condition, of all levels that are written."""
    return [line for line in webhook.events() if line.get("reason") == reason]


@contextlib.contextmanager
def holding(condition, what):
    """Fails at the end of the block if `condition()`, looked at again and again, was ever not true in it."""
    over = threading.Event()
    broken = []

    def look():
        while not over.is_set():
            if not condition():
                broken.append(what)
                return
            over.wait(0.02)

    thread = threading.Thread(target=look, name="holding", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not broken, f"it did not hold: {what}"
