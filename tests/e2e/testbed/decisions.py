"""What the webhook has decided, as the API server wrote it down: the audit annotations of an answer, by their own names."""

from .registration import DOMAIN
from .waiting import eventually


def decisions(cluster, in_namespace, name, webhook="pods"):
    """Of every request about this object that the webhook was called for, oldest first. The key `dryRun` is ours."""
    found = []
    for event in cluster.audit_events(containing=f'"namespace":"{in_namespace}"'):
        answer = _answer(event, f"{webhook}.{DOMAIN}/")
        if answer and event["objectRef"].get("namespace") == in_namespace and event["objectRef"].get("name") == name:
            found.append({**answer, "dryRun": "dryRun=All" in event["requestURI"]})
    return found


def decision(cluster, in_namespace, name, webhook="pods"):
    """Of the last request about it. Waits for one: the line may be written a moment after the creator has its answer."""
    return eventually(lambda: decisions(cluster, in_namespace, name, webhook), f"a decision about {in_namespace}/{name}")[-1]


def _answer(event, prefix):
    return {key.removeprefix(prefix): value for key, value in event.get("annotations", {}).items() if key.startswith(prefix)}
