"""Every row of product.md's table of refusals, on the wire; what goes on afterwards is part of the row."""

import base64
import json

import pytest
from webhook import check_refusal, post, review

GOOD = review("row")


def counted(webhook, reason):
    """A context in which exactly one refusal of this reason must be counted."""

    class Counted:
        def __enter__(self):
            self.before = webhook.refused(reason)

        def __exit__(self, failed, *_):
            assert failed or webhook.refused(reason) == self.before + 1

    return Counted()


@pytest.mark.parametrize(
    ("status", "reason", "request_bytes"),
    [
        pytest.param(404, "unknown_path", post(GOOD, target="/nowhere"), id="unknown path"),
        pytest.param(404, "unknown_path", post(GOOD, target="/mutate/"), id="path with a slash more"),
        pytest.param(404, "unknown_path", post(GOOD, target="/readyz"), id="path of the other port"),
        pytest.param(405, "method", b"GET /mutate HTTP/1.1\r\nHost: x\r\n\r\n", id="GET without a body"),
        pytest.param(405, "method", post(GOOD).replace(b"POST", b"PUT", 1), id="PUT with a body"),
        pytest.param(405, "method", post(GOOD).replace(b"POST", b"post", 1), id="methods are case-sensitive"),
        pytest.param(415, "content_type", post(GOOD, content_type="text/plain"), id="text/plain"),
        pytest.param(415, "content_type", post(GOOD, content_type=None), id="no type"),
        pytest.param(415, "content_type", post(GOOD, content_type="application/jsonx"), id="nearly JSON"),
        pytest.param(415, "content_type", post(GOOD, "Content-Type: application/json"), id="type twice"),
        pytest.param(400, "broken_json", post(b""), id="empty body"),
        pytest.param(400, "broken_json", post(GOOD[:-1]), id="half a body"),
    ],
)
def test_the_connection_goes_on_after(webhook, status, reason, request_bytes):
    with webhook.client() as client, counted(webhook, reason):
        client.send(request_bytes)
        client.expect_refusal(status, closes=False)


@pytest.mark.parametrize(
    ("status", "reason", "request_bytes"),
    [
        pytest.param(411, "no_length", post(GOOD, length="none"), id="no length"),
        pytest.param(400, "bad_framing", post(b"0\r\n\r\n", "Transfer-Encoding: chunked", length="none"), id="chunked"),
        pytest.param(400, "bad_framing", post(GOOD, "Transfer-Encoding: identity"), id="identity"),
        pytest.param(400, "bad_framing", post(GOOD, "transfer-encoding:"), id="empty encoding"),
        pytest.param(400, "bad_framing", post(GOOD, f"Content-Length: {len(GOOD)}"), id="the same length twice"),
        pytest.param(400, "bad_framing", post(GOOD, "Content-Length: 3"), id="two lengths"),
        pytest.param(400, "bad_framing", post(b"abc", length="3, 3"), id="a list of lengths"),
        pytest.param(400, "bad_framing", post(b"abc", length="+3"), id="length with a sign"),
        pytest.param(400, "bad_framing", post(b"abc", length="-1"), id="negative length"),
        pytest.param(400, "bad_framing", post(b"abc", length="0x3"), id="hexadecimal length"),
        pytest.param(400, "bad_framing", post(b"abc", length=""), id="empty length"),
        pytest.param(400, "bad_framing", post(b"abc", length="3 3"), id="length with a space"),
        pytest.param(400, "bad_framing", post(GOOD, "Host: other"), id="two hosts"),
        pytest.param(400, "bad_framing", post(GOOD, host=None), id="no host"),
        pytest.param(400, "bad_framing", post(GOOD, "X-Folded: a", " b"), id="folded header"),
        pytest.param(400, "bad_framing", post(GOOD, "X-Space : a"), id="space before the colon"),
        pytest.param(400, "bad_framing", post(GOOD, "No colon"), id="no colon"),
        pytest.param(400, "bad_framing", post(GOOD, ": no name"), id="no name"),
        pytest.param(400, "bad_framing", post(GOOD, "X: a\0b"), id="NUL in a value"),
        pytest.param(400, "bad_framing", post(GOOD, "X: a\rb"), id="bare CR"),
        pytest.param(400, "bad_framing", post(GOOD).replace(b"\r\n", b"\n"), id="bare LF throughout"),
        pytest.param(400, "bad_framing", post(GOOD, "X: a\nY: b"), id="one bare LF"),
        pytest.param(400, "bad_framing", b"\r\n" + post(GOOD), id="empty request line"),
        pytest.param(400, "bad_framing", b"hello\r\n\r\n", id="not HTTP"),
        pytest.param(400, "bad_framing", b"GET /\r\n\r\n", id="HTTP/0.9"),
        pytest.param(505, "http_version", post(GOOD, version="1.0"), id="HTTP/1.0"),
        pytest.param(505, "http_version", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2 preface"),
        pytest.param(413, "body_too_large", post(b"", length=7 * 2**20 + 1), id="one byte too many"),
        pytest.param(413, "body_too_large", post(b"", length="9" * 100), id="more bytes than numbers have"),
        pytest.param(431, "headers_too_large", post(GOOD, "X: " + "x" * 16384), id="header too large"),
        pytest.param(431, "headers_too_large", b"POST /" + b"x" * 20000, id="target without an end"),
    ],
)
def test_the_connection_ends_after(webhook, status, reason, request_bytes):
    with webhook.client() as client, counted(webhook, reason):
        client.send(request_bytes)
        client.expect_refusal(status, closes=True)
    webhook.ask()


def test_405_says_what_is_allowed(webhook):
    with webhook.client() as client:
        client.send(b"DELETE /mutate HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.expect_refusal(405, closes=False).fields["allow"] == "POST"


def test_a_head_is_refused_without_a_body(webhook):
    with webhook.client() as client:
        client.send(b"HEAD /mutate HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.answer(without_body=True).status == 405
        client.ask()


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y"])
def test_json_goes_by_these_names(webhook, kind):
    with webhook.client() as client:
        client.send(post(GOOD, content_type=kind))
        assert client.answer().status == 200


def test_a_header_of_16_kib_is_not_too_large(webhook):
    empty = post(GOOD, "X: ")
    room = 16384 - empty.index(b"\r\n\r\n") - 4
    with webhook.client() as client:
        client.send(post(GOOD, "X: " + "x" * room))
        assert client.answer().status == 200
    with webhook.client() as client:
        client.send(post(GOOD, "X: " + "x" * (room + 1)))
        client.expect_refusal(431, closes=True)


def test_17_mb_from_a_client_that_writes_before_it_reads(webhook):
    with webhook.client() as client:
        client.send(post(b"x" * 17_000_000))
        client.expect_refusal(413, closes=True)


def test_a_refused_body_of_other_paths_is_read_and_forgotten(webhook):
    with webhook.client() as client:
        client.send(post(b"x" * 1_000_000, target="/nowhere"))
        client.expect_refusal(404, closes=False)


def test_the_largest_body_is_read(webhook):
    body = review("large")
    body += b" " * (7 * 2**20 - len(body))
    with webhook.client() as client:
        client.send(post(body))
        assert client.answer().json()["response"]["uid"] == "large"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 200_000, id="200 KB of ["),
        pytest.param(b'{"a":' * 50_000, id="objects without an end"),
        pytest.param(b'{"request":{"uid":"\xff\xfe"}}', id="invalid UTF-8"),
        pytest.param(b'{"request":{"uid":"a\0b"}}', id="NUL in a string"),
        pytest.param(b"\0" * 1000, id="nothing but NUL"),
        pytest.param(review("a") + b"{}", id="something behind it"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}', id="no request"),
        pytest.param(b'{"apiVersion":"v1","kind":"Pod","metadata":{}}', id="a Pod"),
    ],
)
def test_bodies_that_are_no_review(webhook, body):
    with webhook.client() as client:
        client.send(post(body))
        client.expect_refusal(400, closes=False)


@pytest.mark.parametrize("number", ["1e-2147483648", "1e2147483648", "9" * 5000, "-0.0e+000000000000001", "1" * 46 + ".5"])
def test_numbers_of_any_size_are_only_skipped(webhook, number):
    with webhook.client() as client:
        client.send(post(GOOD.replace(b'"dryRun"', b'"x":' + number.encode() + b',"dryRun"')))
        assert client.answer().status == 200


def test_the_last_of_repeated_keys_counts(webhook):
    with webhook.client() as client:
        client.send(post(GOOD.replace(b'"uid": "row"', b'"uid": "first", "uid": "second"')))
        assert client.answer().json()["response"]["uid"] == "second"


def test_every_beginning_of_a_body_has_an_answer(webhook):
    with webhook.client() as client:
        for cut in range(0, len(GOOD), 7):
            client.send(post(GOOD[:cut]))
            check_refusal(client.answer(), 400)
        client.ask()


def test_a_notebook_gets_its_role(webhook):
    with webhook.client() as client:
        response = client.ask().json()["response"]
    patch = json.loads(base64.b64decode(response["patch"]))
    assert "arn:aws:iam::123456789012:role/team-a" in json.dumps(patch)
    assert response["auditAnnotations"]["reason"] == "injected"
