"""A server on this machine that speaks OpenRouter's protocol, or breaks it in whatever way a test wants.

It works on real sockets, so that a server which hangs, drips or hangs up is what it would be in life.
"""

import contextlib
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[[socket.socket], None]
"""What the server does with a connection after it has read the request."""

GOOD = {
    "overview": "The picture resembles a melanoma most, with a confidence of 87.3%. A melanoma is a kind of skin "
    "cancer that begins in the cells which give the skin its colour.",
    "importance_of_early_detection": "A melanoma that is found while it is still thin can usually be taken out "
    "completely. The deeper it grows, the harder it becomes to treat.",
    "recommendation": "A doctor will look at the spot with a dermatoscope. If the suspicion remains, the whole spot "
    "is cut out under local anaesthetic and examined under a microscope.",
    "confidence_explanation": "The confidence of 87.3% is an estimate from a single picture. Even a high figure "
    "leaves room for error, because the program knows nothing about the person's history.",
}
"""An answer about a melanoma of 87.3% that a careful model would give."""


@dataclass
class Received:
    """One request as it came."""

    head: str
    body: bytes

    @property
    def question(self) -> dict[str, Any]:
        """The body as JSON."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


@dataclass
class OpenRouter:
    """The running server: its address, what it received, and what it will do.

    Attributes:
        url: Its address, for OPENROUTER_BASE_URL.
        script: What to do with each request in turn; the last one is repeated.
        received: Every request so far.
    """

    url: str
    script: list[Behaviour]
    received: list[Received] = field(default_factory=list)

    def will(self, *behaviours: Behaviour) -> None:
        """Set what the server does from now on, and forget what came so far."""
        self.script[:] = behaviours
        self.received.clear()


@contextlib.contextmanager
def openrouter(*behaviours: Behaviour) -> Iterator[OpenRouter]:
    """Run the server as long as the block lasts."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                request = _read_request(self.request)
                if request is None:
                    return
                turn = len(fake.received)
                fake.received.append(request)
                fake.script[min(turn, len(fake.script) - 1)](self.request)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        fake = OpenRouter(f"http://127.0.0.1:{server.server_address[1]}/api/v1", list(behaviours) or [says(GOOD)])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()


def says(slots: object, **choice: Any) -> Behaviour:
    """Answer with these slots as a model would."""
    return says_text(json.dumps(slots), **choice)


def says_text(text: str, **choice: Any) -> Behaviour:
    """Answer with this text in place of the JSON that was asked for."""
    message = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop", **choice}
    whole = {"id": "gen-1", "object": "chat.completion", "created": 1, "model": "test/model", "choices": [message]}
    return replies(200, json.dumps(whole).encode())


def replies(status: int, body: bytes, *headers: str, media_type: str = "application/json") -> Behaviour:
    """Answer with this status and body."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(_head(status, len(body), media_type, headers) + body)

    return behave


def refuses(status: int, *headers: str) -> Behaviour:
    """Refuse as OpenRouter does."""
    return replies(status, json.dumps({"error": {"code": status, "message": "no"}}).encode(), *headers)


def hangs(seconds: float = 60) -> Behaviour:
    """Take the request and never answer."""
    return lambda connection: time.sleep(seconds)


def drips(body: bytes, *, every: float = 0.05, head_too: bool = False) -> Behaviour:
    """Send one byte after another, so that the connection is never silent for long."""

    def behave(connection: socket.socket) -> None:
        head = _head(200, len(body), "application/json", ())
        if not head_too:
            connection.sendall(head)
        for byte in (head if head_too else b"") + body:
            connection.sendall(bytes([byte]))
            time.sleep(every)

    return behave


def hangs_up(body: bytes = b"", *, promised: int = 4096) -> Behaviour:
    """Send the beginning of an answer and close; without a body, close at once."""

    def behave(connection: socket.socket) -> None:
        if body:
            connection.sendall(_head(200, promised, "application/json", ()) + body)

    return behave


def floods(megabytes: int = 200) -> Behaviour:
    """Send an answer that is far too long."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(_head(200, megabytes * 1_000_000, "application/json", ()))
        for _ in range(megabytes):
            connection.sendall(b" " * 1_000_000)

    return behave


def _head(status: int, length: int, media_type: str, headers: tuple[str, ...]) -> bytes:
    lines = (f"HTTP/1.1 {status} X", f"Content-Type: {media_type}", f"Content-Length: {length}", *headers)
    return ("\r\n".join((*lines, "Connection: close")) + "\r\n\r\n").encode()


def _read_request(connection: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return Received(head.decode("latin-1"), body)
