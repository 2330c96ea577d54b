"""How the server behaves towards slow, careless and too many clients."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from lentigo.settings import EXISTING_CLIENT
from lentigo.web import listener as listener_module
from lentigo.web.listener import Listener
from tests.server import Person, Server, free_port


def raw(server: Server, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are; gives status, headers and body of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
        link.sendall(data)
        received = b""
        while b"\r\n\r\n" not in received:
            received += link.recv(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers["content-length"]):
            body += link.recv(65536)
    return int(first.split()[1]), headers, body


def test_uploads_that_trickle_in_hold_nobody_up(server: Server, patient: Person, melanoma: bytes) -> None:
    begun = (
        b"POST /predict HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 100000\r\n\r\nfirst bytes"
    )
    links = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    try:
        for link in links:
            link.sendall(begun % str(patient.token).encode())
        time.sleep(0.2)
        start = time.monotonic()
        patient.upload(melanoma, expect=200)
        assert time.monotonic() - start < 5
    finally:
        for link in links:
            link.close()


def test_an_upload_that_is_too_large_gets_an_answer_and_not_a_broken_connection(patient: Person) -> None:
    answer = patient.upload(b"\xff" * 30_000_000, expect=413)
    assert answer.json()["code"] == "too_large"


def test_without_a_token_even_an_upload_that_is_too_large_gets_401(server: Server) -> None:
    server.visitor().upload(b"\xff" * 30_000_000, expect=401)


def test_a_chunked_upload_is_as_good_as_another(server: Server, patient: Person, melanoma: bytes) -> None:
    form = httpx.Request("POST", f"{server.url}/predict", files={"image": ("spot.jpg", melanoma)})
    body = form.read()
    answer = patient.post(
        "/predict",
        content=(body[at : at + 1000] for at in range(0, len(body), 1000)),
        headers={"Content-Type": form.headers["Content-Type"]},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nno header at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + 70_000 * b"x" + b"\r\n\r\n", 431),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n", 413),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    ],
    ids=["malformed", "long headers", "unknown encoding", "far too large", "two lengths"],
)
def test_what_never_reaches_the_application_is_answered_in_its_form(
    server: Server, request_bytes: bytes, status: int
) -> None:
    found, headers, body = raw(server, request_bytes)
    told = json.loads(body)
    assert found == status
    assert told["error"] == told["message"]
    assert told["code"]
    assert told["request_id"] == headers["x-request-id"]


def test_a_page_of_an_allowed_origin_may_read_the_refusal_and_another_may_not(server: Server) -> None:
    asked = b"POST /predict HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nContent-Length: 5000000000\r\n\r\n"
    _, headers, _ = raw(server, asked % EXISTING_CLIENT.encode())
    assert (headers["access-control-allow-origin"], headers["vary"]) == (EXISTING_CLIENT, "Origin")
    _, headers, _ = raw(server, asked % b"http://elsewhere.example")
    assert "access-control-allow-origin" not in headers


def test_no_answer_names_the_server_software(server: Server) -> None:
    _, headers, _ = raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "waitress" not in " ".join(headers.values()).lower()


def test_uploads_beyond_the_queue_are_refused_and_reading_is_not() -> None:
    release = threading.Event()

    def application(environ: dict[str, str], start_response: object) -> list[bytes]:
        release.wait(10)
        start_response("200 OK", [("Content-Length", "0")])  # type: ignore[operator]
        return []

    port = free_port()
    listener = Listener(application, host="127.0.0.1", port=port, threads=1, queue=1, largest=1000)
    threading.Thread(target=_turn_for_ever, args=(listener,), daemon=True).start()
    answers: list[httpx.Response] = []

    def ask(method: str, path: str = "/predict") -> threading.Thread:
        url = f"http://127.0.0.1:{port}{path}"
        thread = threading.Thread(target=lambda: answers.append(httpx.request(method, url, timeout=20)))
        thread.start()
        time.sleep(0.2)
        return thread

    asked = [ask("POST"), ask("POST"), ask("POST"), ask("GET", "/submissions"), ask("POST", "/login")]
    # No thread is free, and none is needed for it.
    asked[2].join(8)
    assert [answer.status_code for answer in answers] == [503]
    release.set()
    for thread in asked:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 503]
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["code"] == "unavailable"


def test_an_answer_that_nobody_reads_gives_its_thread_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "IDLE_SECONDS", 1)

    def application(environ: dict[str, str], start_response: object) -> Iterator[bytes]:
        start_response("200 OK", [])  # type: ignore[operator]
        for _ in range(100 if environ["PATH_INFO"] == "/large" else 1):
            yield bytes(1_000_000)

    port = free_port()
    listener = Listener(application, host="127.0.0.1", port=port, threads=1, queue=1, largest=1000)
    threading.Thread(target=_turn_for_ever, args=(listener,), daemon=True).start()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        link.recv(1000)
        assert len(httpx.get(f"http://127.0.0.1:{port}/small", timeout=20).content) == 1_000_000


def test_an_answer_that_is_read_slowly_or_made_slowly_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "IDLE_SECONDS", 1)

    def application(environ: dict[str, str], start_response: object) -> Iterator[bytes]:
        start_response("200 OK", [])  # type: ignore[operator]
        yield b"first"
        time.sleep(2.5)
        yield bytes(4_000_000)

    port = free_port()
    listener = Listener(application, host="127.0.0.1", port=port, threads=1, queue=1, largest=1000)
    threading.Thread(target=_turn_for_ever, args=(listener,), daemon=True).start()
    with httpx.stream("GET", f"http://127.0.0.1:{port}/", timeout=20) as answer:
        length = 0
        for piece in answer.iter_bytes(400_000):
            length += len(piece)
            time.sleep(0.3)
    assert length == 4_000_005


def _turn_for_ever(listener: Listener) -> None:
    while True:
        listener._turn(0.2)
