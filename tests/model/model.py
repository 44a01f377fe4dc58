"""An independent model of the specification: files, flags and an AdmissionReview in; what must come back out.

Written from the specification alone, never from the code of `core/`, so that one misreading does not hide another.
Where the specification leaves room, AMBIGUITIES.md names the reading, and `Expected.readings` the entries that were used."""

from accounts import review_account
from cluster import Cluster
from containers import selected
from decide import decide, settings
from ephemeral import inject_ephemeral
from expected import Expected
from inject import inject
from policy import Policy
from words import Broken, decode_json, is_label, is_subdomain

VERSIONS = ("admission.k8s.io/v1", "admission.k8s.io/v1beta1")
MIRROR, SKIP_LABEL = "kubernetes.io/config.mirror", "eks.amazonaws.com/skip-pod-identity-webhook"
POD, ACCOUNT = {"group": "", "version": "v1", "kind": "Pod"}, {"group": "", "version": "v1", "kind": "ServiceAccount"}


def answer(cluster: Cluster, policy: Policy, body: bytes) -> Expected:
    """For the bytes of a body."""
    try:
        review = decode_json(body)
        return answer_review(cluster, policy, review)
    except Broken:
        return Expected(status=400)


def asked(request):
    """'pod', 'ephemeral', 'account' or None: by kind, subresource and operation."""
    kind, sub, operation = request.get("kind"), request.get("subResource") or "", request.get("operation")
    kind = {k: (kind or {}).get(k) or "" for k in POD}
    if kind == POD and sub == "" and operation == "CREATE":
        return "pod"
    if kind == POD and sub == "ephemeralcontainers" and operation == "UPDATE":
        return "ephemeral"
    if kind == ACCOUNT and sub == "" and operation in ("CREATE", "UPDATE"):
        return "account"
    return None


def answer_review(cluster, policy, review):
    if not isinstance(review, dict) or review.get("kind") != "AdmissionReview" or review.get("apiVersion") not in VERSIONS:
        raise Broken("not an AdmissionReview")
    request = review.get("request")
    if not isinstance(request, dict):
        raise Broken("/request")
    uid = request.get("uid")
    if type(uid) is not str or not uid:
        raise Broken("/request/uid")
    if request.get("namespace") is not None and type(request["namespace"]) is not str:
        raise Broken("/request/namespace")
    what = asked(request)
    if what is None:
        return Expected(reasons=("not_asked",), free={"profile", "mode"})
    check_request(request, what)
    namespace = request.get("namespace") or ""
    mode = cluster.mode(namespace, policy.mode)
    if mode == "off":
        return Expected(reasons=("off",), free={"profile", "mode"}, rows={"off"})
    answer_one = {"pod": answer_pod, "ephemeral": answer_ephemeral, "account": answer_account}[what]
    expected = answer_one(cluster, policy, request, namespace)
    if mode == "observe":
        observe(expected)
    return expected


def check_request(request, what):
    o = request.get("object")
    if not isinstance(o, dict) or o.get("kind") != request["kind"]["kind"] or o.get("apiVersion") != "v1":
        raise Broken("/request/object")
    namespace = request.get("namespace") or ""
    if namespace and not is_label(namespace):
        raise Broken("/request/namespace")
    meta = o.get("metadata")
    if meta is not None and not isinstance(meta, dict):
        raise Broken("/request/object/metadata")
    name = account_of(o) if what != "account" else (meta or {}).get("name") or ""
    if type(name) is not str or (name and not is_subdomain(name)):
        raise Broken("the service account's name")


def account_of(pod):
    spec = pod.get("spec") if isinstance(pod.get("spec"), dict) else {}
    return spec.get("serviceAccountName") or spec.get("serviceAccount") or ""


def observe(expected):
    expected.mode = "observe"
    expected.object, expected.required, expected.optional, expected.allowed = None, [], [], True
    expected.rows = {"observe " + r for r in expected.rows} | {"observe"}


def exempt(pod):
    """The reasons that come before anything else, None when there is none."""
    meta = pod.get("metadata") or {}
    annotations, labels = meta.get("annotations"), meta.get("labels")
    if isinstance(annotations, dict) and MIRROR in annotations:
        return "mirror_pod"
    if isinstance(labels, dict) and SKIP_LABEL in labels:
        return "skip_label"
    return None


def pod_annotations(pod):
    value = (pod.get("metadata") or {}).get("annotations")
    return value if isinstance(value, dict) else {}


def answer_pod(cluster, policy, request, namespace):
    pod = request["object"]
    reason, annotations = exempt(pod), pod_annotations(pod)
    chosen = selected(pod, policy, annotations)
    if not reason:
        refuse_spec(pod)
    if not reason and not chosen and not selection_unknown(pod):
        reason = "all_skipped"
    if reason:
        return Expected(reasons=(reason,), free={"profile"}, rows={reason})
    account = account_of(pod)
    d = decide(cluster, policy, namespace, account)
    if d.role is None:
        return Expected(reasons=d.reasons, profile=d.profile, required=list(d.warnings), optional=list(d.optional), readings=set(d.readings), rows={"row " + d.row})
    s = settings(cluster, policy, d, namespace, account, annotations)
    result = inject(pod, policy, d, s, chosen)
    expected = from_injection(result, d)
    expected.required += d.warnings
    expected.rows.add(f"row {d.row} -> {d.source}")
    return expected


def refuse_spec(pod):
    if pod.get("spec") is not None and not isinstance(pod["spec"], dict):
        raise Broken("/request/object/spec")


def selection_unknown(pod):
    """Lists of containers or annotations of a wrong type: nobody can say which containers are selected."""
    annotations = (pod.get("metadata") or {}).get("annotations")
    if annotations is not None and not isinstance(annotations, dict):
        return True
    spec = pod.get("spec") or {}
    return any(spec.get(k) is not None and not isinstance(spec[k], list) or any(not isinstance(c, dict) for c in spec.get(k) or []) for k in ("containers", "initContainers"))


def from_injection(result, d):
    return Expected(reasons=result.reasons, source=d.source, role=d.role, profile=d.profile, object=result.object, required=list(result.required),
                    optional=list(result.optional), readings=set(result.readings) | set(d.readings), rows=set(result.rows))


def answer_ephemeral(cluster, policy, request, namespace):
    pod = request["object"]
    reason, annotations = exempt(pod), pod_annotations(pod)
    free = {"profile", "role", "source"}
    if reason:
        return Expected(reasons=(reason,), free=free, rows={"ephemeral " + reason})
    refuse_spec(pod)
    result = inject_ephemeral(pod, request.get("oldObject"), policy, annotations)
    return Expected(reasons=result.reasons, free=free, object=result.object, required=list(result.required), optional=list(result.optional),
                    readings=set(result.readings), rows={"ephemeral " + result.reasons[0]})


def answer_account(cluster, policy, request, namespace):
    o = request["object"]
    d, result, denied = review_account(cluster, policy, namespace, o, request.get("oldObject"), request["operation"])
    expected = from_injection(result, d)
    expected.allowed = not denied
    if result.reasons[0] in ("not_managed", "terminating", "no_role"):
        expected.free |= {"role", "source", "profile"}
    if d.source == "service_account" or d.source == "default" and d.annotation:
        expected.free |= {"role", "source"}
    expected.rows = {"account " + result.reasons[0]} | result.rows
    return expected
