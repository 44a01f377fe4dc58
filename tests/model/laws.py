"""What holds for every answer, whatever the model says."""

import base64
import collections
import re

from hints import LONGEST
from patches import DoesNotApply, apply_patch, step, tokens
from words import Broken, decode_json

AUDIT = {"reason", "role-arn", "source", "profile", "mode"}
REPLACED = re.compile(r"/spec/(containers|initContainers)/[0-9]+/env/[0-9]+/value")


class Answer:
    """An answer taken apart; `faults` says what is wrong with its form."""

    def __init__(self, status, raw):
        self.status, self.faults = status, []
        self.patch, self.warnings, self.audit, self.allowed, self.message = None, [], {}, None, ""
        try:
            self.body = decode_json(raw)
        except Broken as error:
            self.body = {}
            self.faults.append(f"the answer is no JSON: {error}")
        if status != 200:
            self.read_status()
            return
        response = self.body.get("response") or {}
        self.uid, self.allowed = response.get("uid"), response.get("allowed")
        self.warnings, self.audit = response.get("warnings") or [], response.get("auditAnnotations") or {}
        self.message = (response.get("status") or {}).get("message", "")
        if ("patch" in response) != ("patchType" in response):
            self.faults.append("patch and patchType belong together")
        if "patch" in response:
            self.read_patch(response)

    def read_status(self):
        self.message = self.body.get("message", "") if isinstance(self.body, dict) else ""
        if not isinstance(self.body, dict) or self.body.get("kind") != "Status" or self.body.get("apiVersion") != "v1":
            self.faults.append("a refusal is a v1 Status")
        if not self.message.startswith("profile-iam-webhook: "):
            self.faults.append(f"the message of a refusal starts with our name: {self.message!r}")

    def read_patch(self, response):
        if response["patchType"] != "JSONPatch":
            self.faults.append(f"patchType {response['patchType']!r}")
        try:
            self.patch = decode_json(base64.b64decode(response["patch"], validate=True))
        except (ValueError, Broken) as error:
            self.faults.append(f"the patch cannot be read: {error}")
        if self.patch == []:
            self.faults.append("an empty patch")


def check_answer(answer, review):
    """The faults of a 200, and the object after the patch (None without one)."""
    faults, after = list(answer.faults), None
    request = review["request"]
    if answer.body.get("kind") != "AdmissionReview" or answer.body.get("apiVersion") != review["apiVersion"]:
        faults.append("kind and apiVersion are echoed")
    if answer.uid != request["uid"]:
        faults.append(f"uid {answer.uid!r} is not the request's")
    for w in answer.warnings:
        if not isinstance(w, str) or len(w) > LONGEST or any(0xD800 <= ord(c) <= 0xDFFF for c in w):
            faults.append(f"a bad warning: {w!r}")
    if len(set(answer.warnings)) != len(answer.warnings):
        faults.append(f"a warning twice: {answer.warnings}")
    if not set(answer.audit) <= AUDIT or "reason" not in answer.audit:
        faults.append(f"audit annotations {answer.audit}")
    if answer.patch is not None:
        try:
            after = apply_patch(request["object"], answer.patch)
            faults += check_patch(answer.patch, request["object"], after, request["kind"]["kind"])
        except DoesNotApply as error:
            faults.append(f"the patch does not apply: {error}")
    return faults, after


def check_patch(patch, before, after, kind):
    faults = []
    state = before
    for operation in patch:
        if kind == "Pod":
            faults += check_addition(operation, state)
        elif not operation["path"].startswith("/metadata/annotations"):
            faults.append(f"not an annotation: {operation}")
        state = apply_patch(state, [operation])
    if kind == "Pod":
        faults += check_doubles(before, after)
    return faults


def check_addition(operation, state):
    """An addition never overwrites (but null) and never shifts; the one replacement is a role."""
    path = operation["path"]
    if operation["op"] == "replace":
        return [] if REPLACED.fullmatch(path) else [f"a replacement elsewhere: {operation}"]
    *parents, last = tokens(path)
    target = state
    for token in parents:
        target = step(target, token)
    if isinstance(target, list) and last != "-":
        return [f"an addition that is not at the end: {operation}"]
    if isinstance(target, dict) and target.get(last) is not None:
        return [f"an addition that overwrites: {operation}"]
    return []


def doubles(items):
    return {k: n for k, n in collections.Counter(items).items() if n > 1}


def trimmed(path):
    return path[:-1] if isinstance(path, str) and path.endswith("/") else path


def check_doubles(before, after):
    faults = []
    views = {"volume": lambda p: {"": [v.get("name") for v in p["spec"].get("volumes") or []]}}
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        views[f"{kind} env"] = lambda p, kind=kind: {i: [e.get("name") for e in c.get("env") or []] for i, c in enumerate(p["spec"].get(kind) or [])}
        views[f"{kind} mount"] = lambda p, kind=kind: {i: [trimmed(m.get("mountPath")) for m in c.get("volumeMounts") or []] for i, c in enumerate(p["spec"].get(kind) or [])}
    for what, view in views.items():
        old, new = view(before), view(after)
        for at, items in new.items():
            if doubles(items) != doubles(old.get(at, [])):
                faults.append(f"{what} twice: {doubles(items)}")
    return faults


def prepared_again(review, after):
    """The same review with the patched object, as `reinvocationPolicy: IfNeeded` sends it."""
    again = dict(review, request=dict(review["request"], object=after))
    return again
