"""Bodies that cannot be read, and a few that only look so."""

import copy
import json

from world import maybe


def dump(review):
    return json.dumps(review, ensure_ascii=False).encode("utf-8", "surrogatepass")


def break_fields(r, review):
    """A review with one field wrong: 400 by the specification."""
    review = copy.deepcopy(review)
    q = review["request"]
    changes = [lambda: review.update(kind=r.choice(["Review", None, 7, "admissionreview"])), lambda: review.update(apiVersion=r.choice(["v1", "admission.k8s.io/v2", None, 1, "admission.k8s.io/V1"])),
               lambda: review.pop("kind"), lambda: review.pop("apiVersion"), lambda: review.update(request=r.choice([None, [], "x", 7, True])), lambda: review.pop("request"),
               lambda: q.update(uid=r.choice(["", None, 7, [], {}])), lambda: q.pop("uid"), lambda: q.update(object=r.choice([[], "x", 7, None, True])), lambda: q.pop("object"),
               lambda: q.update(namespace=r.choice(["UPPER", "a/b", "..", "-a", "a-", "a" * 64, "a.b", "ü", 7, ["x"], "a b", "a\n", "a%2fb"]))]
    if isinstance(q.get("object"), dict):
        changes += [lambda: q["object"].update(kind=r.choice(["Node", "pod", 7, "List"])), lambda: q["object"].update(metadata=r.choice([[], "x", 7]))]
    if q["kind"]["kind"] == "Pod" and isinstance(q.get("object"), dict) and isinstance(q["object"].get("spec"), dict):
        changes.append(lambda: q["object"]["spec"].update(serviceAccountName=r.choice(["../x", "A", "a b", "x" * 254, "a/b", "ü", "-a", "a..b", 7, ["x"], {"a": 1}])))
    r.choice(changes)()
    return dump(review)


def break_bytes(r, body):
    """Not JSON any more."""
    at = r.randint(1, len(body) - 1)
    quote = body.index(b'"uid"')
    return r.choice([
        lambda: body[:at], lambda: b"", lambda: body + b"}", lambda: body + b" x", lambda: b"[" * 200_000, lambda: b'{"a":' * 5000, lambda: b"null", lambda: b"[]", lambda: b'"x"', lambda: b"0",
        lambda: body[:quote] + b'"a": 01, ' + body[quote:], lambda: body[:quote] + b'"a": NaN, ' + body[quote:], lambda: body[:quote] + b'"a": +1, ' + body[quote:],
        lambda: body[:quote] + b'"a": "\xff", ' + body[quote:], lambda: body[:quote] + b'"a": "\xc0\x80", ' + body[quote:], lambda: body[:quote] + b'"a": "\xed\xa0\x80", ' + body[quote:],
        lambda: body[:quote] + b'"a": "\x01", ' + body[quote:], lambda: body[:quote] + b'"a": "x\x00", ' + body[quote:], lambda: body[:quote] + b'"a": "\\x", ' + body[quote:],
        lambda: body[:quote] + b"'a': 1, " + body[quote:], lambda: body[:quote] + b'"a": 1,, ' + body[quote:], lambda: body[:quote] + b'"a": [1,], ' + body[quote:],
        lambda: body[:quote] + b'/* c */ ' + body[quote:], lambda: body[:quote] + b'"a": .5, ' + body[quote:], lambda: body[:quote] + b'"a": 1., ' + body[quote:], lambda: body[:quote] + b'"a": 1e, ' + body[quote:],
        lambda: body[:quote] + b'"a": tru, ' + body[quote:], lambda: b"\x00" + body, lambda: body.replace(b'"', b"'"), lambda: body[:quote] + b'"a": ' + b"[" * 130 + b"]" * 130 + b", " + body[quote:],
    ])()


def only_odd(r, body):
    """Still the same review."""
    quote = body.index(b'"uid"')
    return r.choice([
        lambda: b" \t\r\n" + body + b"\n\n", lambda: body.replace(b'"uid"', b'"\\u0075id"', 1), lambda: body[:quote] + b'"a": 1e-2147483648, "b": 1e999999, "c": -0, ' + body[quote:],
        lambda: body[:quote] + b'"uid": "first", ' + body[quote:], lambda: body[:quote] + b'"object": [], "namespace": {}, "operation": "DELETE", ' + body[quote:],
        lambda: body[:quote] + b'"a": "\\u0000\\ud83d\\ude00\x7f", ' + body[quote:], lambda: body[:quote] + b'"a": ' + b"[" * 100 + b"]" * 100 + b", " + body[quote:],
        lambda: json.dumps(json.loads(body), indent=3).encode(), lambda: json.dumps(json.loads(body)).encode(), lambda: body[:quote] + b'"": {"": null}, ' + body[quote:],
    ])()


def odd_body(r, review):
    """(bytes, is certainly 400)"""
    choice = r.random()
    if choice < 0.4:
        return break_fields(r, review)
    if choice < 0.75:
        return break_bytes(r, dump(review))
    return only_odd(r, dump(review))


def prefixes(r, body, count):
    """Strict prefixes: every one is broken JSON."""
    stripped = len(body.rstrip())
    return [body[: r.randint(0, stripped - 1)] for _ in range(count)]


def maybe_odd(r, review):
    """The bytes to send: usually plain."""
    if maybe(r, 0.03):
        return odd_body(r, review)
    return dump(review) if maybe(r, 0.9) else json.dumps(review).encode()
