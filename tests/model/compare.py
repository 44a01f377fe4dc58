"""One body: the answer of the server against the model and the laws."""

import difflib

from hints import unmatched
from laws import Answer, check_answer, prepared_again
from words import decode_json, encode_json


def check(server, run, body):
    """The differences, as text; none: all is well."""
    expected = run.expected(body)
    answer = Answer(*server.post(body))
    if answer.status != expected.status:
        return [f"status {answer.status}, not {expected.status}: {answer.message} {answer.audit}"]
    if answer.status != 200:
        return answer.faults
    review = decode_json(body)
    faults, after = check_answer(answer, review)
    faults += against_model(answer, after, expected)
    if after is not None and not faults:
        faults += second_pass(server, prepared_again(review, after))
    return [f"{f}   [readings {sorted(expected.readings)}]" if expected.readings else f for f in faults]


def against_model(answer, after, expected):
    faults = []
    if answer.allowed is not expected.allowed:
        faults.append(f"allowed {answer.allowed}, not {expected.allowed}")
    if answer.audit.get("reason") not in expected.reasons:
        faults.append(f"reason {answer.audit.get('reason')!r}, not {expected.reasons}")
    for key, name in (("role", "role-arn"), ("source", "source"), ("profile", "profile"), ("mode", "mode")):
        if key not in expected.free and answer.audit.get(name) != getattr(expected, key):
            faults.append(f"{name} {answer.audit.get(name)!r}, not {getattr(expected, key)!r}")
    if after != expected.object:
        faults.append("the object differs:\n" + show_difference(expected.object, after))
    missing, extra = unmatched(expected.required, expected.optional, answer.warnings)
    if missing or extra:
        faults.append(f"warnings: not told {missing}; told without reason {extra}")
    if not expected.allowed and not answer.message:
        faults.append("a refusal without a message")
    return faults


def show_difference(expected, got):
    lines = [encode_json(o, indent=1, sort_keys=True, ensure_ascii=False).splitlines() for o in (expected, got)]
    return "\n".join(list(difflib.unified_diff(*lines, "expected", "got", lineterm="", n=4))[:60])


def second_pass(server, again):
    answer = Answer(*server.post(encode_json(again).encode()))
    if answer.status != 200:
        return [f"the second pass ended with {answer.status}: {answer.message}"]
    return [f"the second pass brought a patch: {answer.patch}"] if answer.patch is not None else []
