"""Keep-alive, pipelining, Expect, and clients that send in odd pieces or lie about lengths."""

import socket
import struct

import pytest
from webhook import check_refusal, post, review


def test_many_requests_on_one_connection(webhook):
    with webhook.client() as client:
        for number in range(200):
            assert not client.ask(f"uid-{number}").closes


def test_pipelined_requests_are_answered_in_order(webhook):
    uids = [f"pipelined-{number}" for number in range(50)]
    with webhook.client() as client:
        client.send(b"".join(post(review(uid)) for uid in uids))
        assert [client.answer().json()["response"]["uid"] for _ in uids] == uids


def test_pipelined_refusals_keep_their_place(webhook):
    with webhook.client() as client:
        client.send(post(review("a")) + post(b"zzz", target="/nowhere") + post(review("b")) + post(b"abc", length="x") + post(review("c")))
        assert [client.answer().status for _ in range(4)] == [200, 404, 200, 400]
        assert client.is_closed()


def test_a_request_may_come_byte_by_byte(webhook):
    with webhook.client() as client:
        for byte in post(review("bytes")):
            client.send(bytes([byte]))
        assert client.answer().json()["response"]["uid"] == "bytes"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100, 1000, 16383, 16384, 16385, 40000])
def test_pieces_do_not_matter(webhook, size):
    request = post(review("pieces", padding=50_000 if size >= 100 else 0))
    with webhook.client() as client:
        client.send(*(request[at : at + size] for at in range(0, len(request), size)))
        assert client.answer().json()["response"]["uid"] == "pieces"


def test_the_client_may_ask_to_close(webhook):
    with webhook.client() as client:
        client.send(post(review("close"), "Connection: keep-alive, Close"))
        answer = client.answer()
        assert answer.status == 200 and answer.closes
        assert client.is_closed()


def test_a_continue_is_given_before_the_body_is_read(webhook):
    request = post(review("continue"), "Expect: 100-continue")
    head = request.index(b"\r\n\r\n") + 4
    with webhook.client() as client:
        client.send(request[:head])
        assert client.answer().status == 100
        client.send(request[head:])
        assert client.answer().json()["response"]["uid"] == "continue"
        client.ask()


@pytest.mark.parametrize(
    ("status", "changed"),
    [(415, {"content_type": "text/plain"}), (404, {"target": "/nowhere"}), (413, {"length": 8 * 2**20}), (411, {"length": "none"})],
)
def test_a_refusal_takes_the_place_of_a_continue(webhook, status, changed):
    request = post(review("no"), "Expect: 100-continue", **changed)
    with webhook.client() as client:
        client.send(request[: request.index(b"\r\n\r\n") + 4])
        client.expect_refusal(status, closes=True)


def test_a_length_that_is_too_small_ends_the_connection(webhook):
    body = review("short")
    with webhook.client() as client:
        client.send(post(body, length=len(body) - 10))
        check_refusal(client.answer(), 400)  # broken JSON; what is left is no request
        client.expect_refusal(400, closes=True)


def end_sending(client):
    """FIN without close_notify; the ssl module's own `shutdown` would forget that there was TLS."""
    raw = socket.socket(fileno=client.socket.fileno())
    raw.shutdown(socket.SHUT_WR)
    raw.detach()


def test_a_sender_that_ends_in_the_middle_is_told(webhook):
    with webhook.client() as client:
        client.send(post(review("half"))[:-10])
        end_sending(client)
        client.expect_refusal(400, closes=True)
    webhook.ask()


def test_a_request_before_the_sending_side_ends_is_answered(webhook):
    with webhook.client() as client:
        client.send(post(review("last words")))
        end_sending(client)
        assert client.answer().json()["response"]["uid"] == "last words"


def test_clients_that_vanish_hurt_nobody(webhook):
    for cut in (0, 10, 200, -1):
        client = webhook.client()
        client.send(post(review("gone"))[:cut] if cut else b"")
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()  # RST
    client = webhook.client()
    client.send(post(review("gone")) * 20)
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    webhook.ask()
