"""When each alert fires and when it must not. Time runs in steps of 30 s, of which each series gives its values in the
notation of promtool: `0+1x20` counts up twenty times, `5x20` stays, `_x20` is not there."""

import dataclasses

STEP_S = 30


@dataclasses.dataclass(frozen=True)
class Case:
    claim: str
    series: dict  # {series: values}
    # {minute: what fires then}: a list of labels, each a part of an alert's; all of that name must be in it.
    fires: dict
    alert: str = ""


def ours(name, /, instance="a", **labels):
    """A series of a replica."""
    return _series(f"profile_iam_webhook_{name}", job="webhook", namespace="profile-iam-system", instance=instance, **labels)


def of_kube_apiserver(metric, /, **labels):
    return _series(metric, job="apiserver", instance="api", **{"type": "admit", **labels})


def _series(metric, /, **labels):
    return f"{metric}{{{','.join(f'{key}={chr(34)}{value}{chr(34)}' for key, value in labels.items())}}}"


def webhook(name):
    return f"{name}.profile-iam-webhook.kubeflow.org"


UP = {_series("up", job="apiserver", instance="api"): "1x400"}
ALWAYS = (1, 2, 3, 5, 6, 8, 10, 12, 15, 20, 30)


def never(minutes=ALWAYS):
    return {minute: [] for minute in minutes}


def reviews(per_step, steps=200, **labels):
    return {ours("admission_duration_seconds_count", **labels): f"0+{per_step}x{steps}"}


def refused(reason, values, **labels):
    return {ours("refused_total", reason=reason, **labels): values}


BY_US = {"seen_by": "webhook", "severity": "critical"}
BY_IT = {"seen_by": "kube-apiserver", "severity": "critical"}


def rejected(values, error_type="calling_webhook_error", name="pods"):
    found = of_kube_apiserver(
        "apiserver_admission_webhook_rejection_count", name=name if "." in name else webhook(name), error_type=error_type, rejection_code="503"
    )
    return {**UP, found: values}


ERRORS = [
    Case("10 % unknown objects", {**reviews(100), **refused("unknown_objects", "0+10x200")}, {4: [], 12: [BY_US], 60: [BY_US]}),
    Case("6 % not synced, which no duration counts", {**reviews(94), **refused("not_synced", "0+6x200")}, {4: [], 12: [BY_US]}),
    Case("4 % is just below", {**reviews(100), **refused("unknown_objects", "0+4x200")}, never()),
    Case("overload, of two kinds", {
        **reviews(1000), **refused("in_flight_limit", "0+40x200"), **refused("body_memory_limit", "0+20x200"),
    }, {12: [BY_US]}),
    Case("one of two replicas has lost the API server", {
        **reviews(10), **reviews(10, instance="b"), **refused("unknown_objects", "0+10x200"), **refused("unknown_objects", "0x200", instance="b"),
    }, {12: [BY_US]}),
    Case("all reviews are refused and none decided", {**reviews(0), **refused("not_synced", "0+10x200")}, {12: [BY_US]}),
    Case("requests that nobody should send", {
        **reviews(10), **refused("broken_json", "0+90x200"), **refused("content_type", "0+90x200"),
    }, never()),
    Case("a rollout: a burst while a replica ends", {
        **reviews(10), **refused("draining", "0x10 30x200"), **refused("not_synced", "0x10 30x200"),
    }, never()),
    Case("it is over: it resolves", {**reviews(100), **refused("unknown_objects", "0+10x30 300x100")}, {12: [BY_US], 21: [], 30: []}),
    Case("nobody asks", {**reviews(0), **refused("unknown_objects", "0x200")}, never()),
    Case("a restart sets counters back to zero", {
        ours("admission_duration_seconds_count"): "0+10x20 0+10x100", **refused("unknown_objects", "500x20 0x100"),
    }, never()),
    Case("a restart every two minutes hides nothing", {
        ours("admission_duration_seconds_count"): " ".join(["0+10x3"] * 30), **refused("unknown_objects", " ".join(["0+5x3"] * 30)),
    }, {15: [BY_US], 30: [BY_US]}),
    Case("nothing is scraped", {}, never()),
    Case("Pods are refused again and again", rejected("_x20 1+1x100"), {10: [], 14: [], 17: [{**BY_IT, "name": webhook("pods")}]}),
    Case("a single Pod is refused, the first ever", rejected("_x20 1x100"), never()),
    Case("a single Pod is refused", rejected("4x20 5x100"), never()),
    Case("a webhook of somebody else", rejected("0+1x200", name="pods.example.com"), never()),
    Case("the webhook says no, as it should", rejected("0+1x200", error_type="no_error"), never()),
    Case("kube-apiserver restarts", rejected("50x20 _x4 1x100"), never()),
]  # fmt: skip


def durations(**per_step):
    """Of 1000 reviews in a step, how many are not slower than so; keywords as `le_0_5`."""
    return {
        ours("admission_duration_seconds_bucket", le=bound.removeprefix("le_").replace("_", ".").replace("inf", "+Inf")): values
        for bound, values in per_step.items()
    }


SLOW = [
    Case("two in a hundred take longer than half a second", durations(le_0_5="0+980x200", le_1="0+1000x200", le_inf="0+1000x200"),
         {8: [], 20: [{"severity": "warning"}]}),
    Case("one in two hundred does", durations(le_0_5="0+995x200", le_1="0+1000x200", le_inf="0+1000x200"), never()),
    Case("just below: all take nearly half a second",
         durations(le_0_25="0x200", le_0_5="0+1000x200", le_1="0+1000x200", le_inf="0+1000x200"), never()),
    Case("three minutes of it are a rollout, or a restart of the API server",
         durations(le_0_5="0+900x6 5400+1000x200", le_1="0+1000x200", le_inf="0+1000x200"), never()),
    Case("nobody asks", durations(le_0_5="0x200", le_1="0x200", le_inf="0x200"), never()),
    Case("a restart sets counters back to zero",
         durations(le_0_5="0+1000x20 0+1000x100", le_1="0+1000x20 0+1000x100", le_inf="0+1000x20 0+1000x100"), never()),
    Case("nothing is scraped", {}, never()),
]  # fmt: skip

DAY_S = 86400


def expires(at_days, metric="certificate", **labels):
    """In so many days from the start."""
    return {ours(f"{metric}_expiry_timestamp_seconds", **labels): f"{round(at_days * DAY_S)}x200"}


WARNED = {"certificate": "server", "severity": "warning"}
PAGED = {"certificate": "server", "severity": "critical"}
CERTIFICATE = [
    Case("13 days are left", expires(13), {14: [], 16: [WARNED]}),
    Case("14 days and an hour are left", expires(14.05), never()),
    Case("half a day is left", expires(0.5), {16: [WARNED, PAGED]}),
    Case("it has expired", {ours("certificate_expiry_timestamp_seconds"): "60x200"}, {16: [WARNED, PAGED]}),
    Case("the CA", {**expires(60), **expires(10, "ca")}, {16: [{**WARNED, "certificate": "ca"}]}),
    Case("the client CA", {**expires(60), **expires(10, "client_ca")}, {16: [{**WARNED, "certificate": "client_ca"}]}),
    Case("one replica of two serves the old one", {**expires(60), **expires(10, instance="b")}, {16: [{**WARNED, "instance": "b"}]}),
    Case("it is renewed after ten minutes", {ours("certificate_expiry_timestamp_seconds"): f"{13 * DAY_S}x20 {90 * DAY_S}x100"}, never()),
    Case("nothing is scraped", {}, never()),
]

OF_PROFILES = {"resource": "profiles"}


def confirmed(values, **labels):
    return {ours("state_confirmed_timestamp_seconds", **{**OF_PROFILES, **labels}): values}


STATE_OLD = [
    Case("nothing is heard any more", {**confirmed("0x100"), **confirmed("0+30x100", resource="namespaces")},
         {5: [], 8: [{**OF_PROFILES, "severity": "warning"}], 40: [OF_PROFILES]}),
    Case("a bookmark comes every minute", confirmed(" ".join(f"{60 * minute}x1" for minute in range(60))), never()),
    Case("four minutes and a half without the API server", confirmed("0x9 300+30x100"), never()),
    Case("it comes back: it resolves", confirmed("0x20 600+30x100"), {8: [OF_PROFILES], 11: []}),
    Case("the replica is gone", confirmed("0x4 stale"), never()),
    Case("nothing is scraped", {}, never()),
]  # fmt: skip


def synced(values, **labels):
    return {ours("watch_synced", **{**OF_PROFILES, **labels}): values}


NOT_SYNCED = [
    Case("profiles cannot be listed", {**synced("0x100"), **synced("1x100", resource="namespaces")},
         {4: [], 6: [{**OF_PROFILES, "severity": "warning"}]}),
    Case("a replica starts for four minutes", synced("0x8 1x100"), never()),
    Case("a rollout: each new replica takes a minute", {
        **synced("0x2 1x20 stale", instance="a"), **synced("_x10 0x2 1x100", instance="b"), **synced("_x20 0x2 1x100", instance="c"),
    }, never()),
    Case("nothing is scraped", {}, never()),
]  # fmt: skip


def ready(**by_instance):
    return {ours("ready", instance=instance): values for instance, values in by_instance.items()}


FEW, NONE = {"severity": "warning"}, {"severity": "critical"}
REPLICAS = [
    Case("two are ready", ready(a="1x200", b="1x200"), never()),
    Case("one is ready, and one is not", ready(a="1x200", b="0x200"), {4: [], 6: [FEW], 30: [FEW]}),
    Case("one is ready, and one is gone", ready(a="1x200", b="1x20 stale"), {10: [], 14: [], 16: [FEW]}),
    Case("none is ready", ready(a="0x200", b="0x200"), {2: [], 4: [NONE], 6: [FEW, NONE]}),
    Case("nothing is scraped, and never was", {}, {2: [], 4: [NONE], 6: [FEW, NONE], 30: [FEW, NONE]}),
    Case("all are gone", ready(a="1x20 stale", b="1x20 stale"), {10: [], 14: [NONE], 16: [FEW, NONE]}),
    Case("one replica, seen by a ServiceMonitor and a PodMonitor", {
        **ready(a="1x200"), ours("ready").replace('job="webhook"', 'job="other"'): "1x200",
    }, {6: [FEW]}),
    Case("a rollout without a gap", ready(a="1x10 stale", b="1x16 stale", c="_x8 0x1 1x200", d="_x14 0x1 1x200"), never()),
    Case("a node is drained: one is away for four minutes", ready(a="1x200", b="1x10 0x8 1x200"), never()),
    Case("all Pods are made anew at once: two minutes", ready(a="1x10 stale", b="1x10 stale", c="_x11 0x3 1x200", d="_x11 0x3 1x200"), never()),
]  # fmt: skip


def opened(name, values, up=UP):
    found = name if "." in name else webhook(name)
    return {**up, of_kube_apiserver("apiserver_admission_webhook_fail_open_count", name=found): values}


OPEN_PODS = {"name": webhook("pods"), "severity": "critical"}
FAILED_OPEN = [
    Case("the first Pod ever", opened("pods", "_x60 1x100"), {29: [], 31: [OPEN_PODS], 39: [OPEN_PODS], 42: []}),
    Case("one more Pod", opened("pods", "5x60 6x100"), {29: [], 31: [OPEN_PODS], 42: []}),
    Case("irsa-pods., which is always Ignore", opened("irsa-pods", "_x60 1x100"), {31: [{**OPEN_PODS, "name": webhook("irsa-pods")}]}),
    Case("a ServiceAccount, on which no Pod depends", opened("serviceaccounts", "_x60 1x100"), {31: [{"severity": "warning"}], 42: []}),
    Case("a debug container", opened("ephemeralcontainers", "_x60 1x100"), {31: [{"severity": "warning"}]}),
    Case("long ago", opened("pods", "7x200"), never()),
    Case("Prometheus has just begun to look", opened("pods", "_x10 7x200", up=dict.fromkeys(UP, "_x10 1x200")), never()),
    Case("kube-apiserver restarts and counts from the start", opened("pods", "7x60 _x4 1x100"), {29: [], 34: [OPEN_PODS], 44: []}),
    Case("kube-apiserver restarts, and nothing failed", opened("pods", "7x60 stale"), never((29, 31, 35, 40))),
    Case("a webhook of somebody else", opened("pods.example.com", "_x60 1x100"), never((29, 31, 35))),
    Case("nothing is scraped", {}, never()),
]

WEAK_POLICY = [
    Case("it stays Ignore", {ours("failure_policy_weaker_than_asked"): "1x100", ours("failure_policy_weaker_than_asked", instance="b"): "1x100"},
         {4: [], 6: [{"severity": "warning", "namespace": "profile-iam-system"}]}),
    Case("a fresh install raises it", {ours("failure_policy_weaker_than_asked"): "1x1 0x100"}, never()),
    Case("a tool sets it back again and again, and it is raised", {ours("failure_policy_weaker_than_asked"): " ".join(["1 0x2"] * 40)}, never()),
    Case("certificates from files: nobody knows", {ours("ready"): "1x100"}, never()),
    Case("nothing is scraped", {}, never()),
]  # fmt: skip


def not_working(reason, values, **labels):
    return {ours("profiles_not_working", reason=reason, **labels): values}


NOT_WORKING = [
    Case("a bad ARN, as two replicas see it", {
        **not_working("plugin_invalid", "2x100"), **not_working("plugin_invalid", "2x100", instance="b"), **not_working("not_owned", "0x100"),
    }, {14: [], 16: [{"reason": "plugin_invalid", "severity": "warning"}]}),
    Case("two reasons", {**not_working("not_owned", "1x100"), **not_working("namespace_not_labelled", "1x100")},
         {16: [{"reason": "not_owned"}, {"reason": "namespace_not_labelled"}]}),
    Case("a Profile before its namespace, for a minute", not_working("not_owned", "0x10 1x2 0x100"), never()),
    Case("mended after ten minutes", not_working("plugin_invalid", "1x20 0x100"), never()),
    Case("all work", not_working("plugin_invalid", "0x100"), never()),
    Case("nothing is scraped", {}, never()),
]  # fmt: skip

_OF_ALERT = {
    "Errors": ERRORS, "Slow": SLOW, "CertificateExpiring": CERTIFICATE, "StateOld": STATE_OLD, "NotSynced": NOT_SYNCED,
    "TooFewReplicas": REPLICAS, "FailedOpen": FAILED_OPEN, "FailurePolicyWeak": WEAK_POLICY, "ProfilesNotWorking": NOT_WORKING,
}  # fmt: skip
CASES = [dataclasses.replace(case, alert=f"ProfileIamWebhook{alert}") for alert, cases in _OF_ALERT.items() for case in cases]
