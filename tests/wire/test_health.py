"""The plain port: probes, metrics, version; on its own thread."""

import shutil
import socket
import threading

import pytest
from webhook import HERE, check_refusal, post, review, wait_until


@pytest.mark.parametrize(
    ("path", "status", "part"),
    [
        ("/livez", 200, "ok"),
        ("/healthz", 200, "ok"),
        ("/readyz", 200, "ok"),
        ("/readyz?verbose", 200, "readyz check passed"),
        ("/metrics", 200, "profile_iam_webhook_build_info"),
        ("/version", 200, '"libraries"'),
        ("/", 404, "unknown path"),
        ("/mutate", 404, "unknown path"),
    ],
)
def test_endpoints(webhook, path, status, part):
    answered, text = webhook.health(path)
    assert answered == status and part in text


def test_other_methods(webhook):
    assert webhook.health("/livez", "POST")[0] == 405
    assert webhook.health("/livez", "HEAD") == (200, "")


def test_one_connection_serves_many(webhook):
    with socket.create_connection(("127.0.0.1", webhook.metrics_port), 10) as client:
        for _ in range(3):
            client.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(1000).endswith(b"\r\n\r\nok")


def test_more_probes_than_places(webhook):
    idle = [socket.create_connection(("127.0.0.1", webhook.metrics_port), 10) for _ in range(200)]
    assert webhook.health("/livez")[0] == 200
    for each in idle:
        each.close()


def test_health_answers_while_all_workers_are_busy(launch):
    webhook = launch("--workers=1")
    body = review("load")
    request = post(body + b" " * (5 * 2**20 - len(body)))
    over = threading.Event()

    def load():
        with webhook.client(timeout_s=60) as client:
            while not over.is_set():
                client.send(request)
                assert client.answer().status in (200, 503)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: webhook.metric("in_flight_requests") >= 1, "load")
        for _ in range(20):
            assert webhook.health("/livez")[0] == 200
            assert webhook.health("/readyz")[0] == 200
    finally:
        over.set()
        for thread in threads:
            thread.join()


def broken_folder(tmp_path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "broken.yaml").write_text("kind: Profile\n  oops: [\n")
    return folder


def test_not_ready_before_the_first_load(launch, tmp_path):
    folder = broken_folder(tmp_path)
    webhook = launch(profiles=folder)
    assert webhook.health("/livez")[0] == 200
    status, text = webhook.health("/readyz")
    assert status == 503 and "profiles" in text
    with webhook.client() as client:
        client.send(post(review("early")))
        answer = client.answer()
        check_refusal(answer, 503)
        assert answer.closes and answer.fields["retry-after"] == "1"
        assert client.is_closed()
    assert webhook.refused("not_synced") == 1
    (folder / "broken.yaml").unlink()
    shutil.copy(HERE / "profiles" / "team-a.yaml", folder)
    wait_until(lambda: webhook.health("/readyz")[0] == 200, "ready after the files were mended")
    webhook.ask()


def test_observe_answers_before_the_first_load(launch, tmp_path):
    webhook = launch("--mode=observe", profiles=broken_folder(tmp_path))
    answer = webhook.ask()
    assert "patch" not in answer.json()["response"]


def test_a_full_log_pipe_stops_nobody(launch):
    webhook = launch("--log-level=debug", read_log=False)
    with webhook.client() as client:
        for number in range(3000):  # ten times what a pipe holds
            client.ask(f"uid-{number}")
    assert webhook.health("/livez")[0] == 200


def test_a_log_that_nobody_holds_any_more_kills_nobody(launch):
    webhook = launch("--log-level=debug", read_log=False)
    webhook.process.stderr.close()
    for _ in range(5):
        webhook.ask()
    assert webhook.process.poll() is None


def test_no_body_reaches_the_log(launch):
    webhook = launch("--log-level=debug")
    for body in (review("a").replace(b"jupyter", b"SECRET-IMAGE"), b'{"request": SECRET-BROKEN', b"SECRET" * 100):
        with webhook.client() as client:
            client.send(post(body, "Authorization: Bearer SECRET-TOKEN"))
            client.answer()
    wait_until(lambda: len(webhook.log) >= 3, "log lines")
    assert not [line for line in webhook.log if "SECRET" in line]
