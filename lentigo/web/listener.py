"""Waitress, so that phones on slow networks, full queues and a stop of the service end in answers and not in silence.

One thread reads and writes all connections; a request goes to a worker thread only when its last byte is there, so an
upload that trickles in holds nobody up. To this we add: an upload is refused at once when too many wait; what cannot be
read as HTTP is answered in the contract's form; and a stop lets running requests end.
"""

import json
import signal
import socket
import time
import uuid
from collections.abc import Callable, Collection
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from lentigo.web.headers import ALWAYS, BEHIND_TLS, DATA_POLICY, NOT_KEPT
from lentigo.web.requests import FORM_OVERHEAD_BYTES, PICTURE_PATH

GRACE_SECONDS = 30.0
"""Longest time that a stop waits for running requests."""

IDLE_SECONDS = 60
"""Longest time that a connection may stand still, whether a request is awaited or an answer is not being read."""

_SENTENCES = {
    400: "This is not a request that can be read.",
    413: "The request is far larger than what is taken here.",
    431: "The headers of the request are too long.",
    501: "This transfer encoding is not known here.",
    503: "Too many pictures are waiting at the moment; please try again.",
}
_CODES = {413: "too_large", 503: "unavailable"}


class Busy(Error):  # type: ignore[misc]
    """Too many requests wait for a thread."""

    code = 503
    reason = "Service Unavailable"


class Refusal(ErrorTask):  # type: ignore[misc]
    """Answers what never reaches the application, in the form of all our errors."""

    def execute(self) -> None:
        """Write the answer."""
        fault = self.request.error
        sentence = _SENTENCES.get(fault.code, "Something went wrong on our side.")
        code = _CODES.get(fault.code, "bad_request" if fault.code < 500 else "internal")
        number = uuid.uuid4().hex
        body = json.dumps({"error": sentence, "message": sentence, "code": code, "request_id": number}).encode()
        self.status = f"{fault.code} {fault.reason}"
        self.response_headers += [
            ("Content-Type", "application/json"),
            ("Content-Security-Policy", DATA_POLICY),
            *ALWAYS.items(),
            *NOT_KEPT.items(),
            *(BEHIND_TLS.items() if self._came_through_tls() else ()),
            ("X-Request-ID", number),
            *self._across_origins(),
        ]
        if fault.code == Busy.code:
            self.response_headers.append(("Retry-After", "1"))
        else:
            self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def _across_origins(self) -> list[tuple[str, str]]:
        """Let a page of an allowed origin read the refusal, as Flask-CORS does for what reaches the application."""
        allowed = self.channel.server.cors_origins
        origin = str(self.request.headers.get("ORIGIN", ""))
        if "*" in allowed:
            return [("Access-Control-Allow-Origin", "*")]
        named = [("Access-Control-Allow-Origin", origin)] if origin in allowed else []
        return [*named, ("Vary", "Origin")]

    def _came_through_tls(self) -> bool:
        """Ask the header of the outermost proxy that is trusted, as ProxyFix does for what reaches the application."""
        hops = int(self.channel.server.trusted_proxies)
        told = str(self.request.headers.get("X_FORWARDED_PROTO", "")).split(",")
        return hops > 0 and len(told) >= hops and told[-hops].strip().lower() == "https"


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    error_task_class = Refusal
    _stuck_since: float | None = None

    def is_unread(self, moment: float) -> bool:
        """Tell whether the client has taken nothing of an answer for too long.

        Args:
            moment: The present, seconds since 1970; to be asked again and again.
        """
        if self.total_outbufs_len < self.adj.send_bytes:  # waits to be sent with what follows
            self._stuck_since = None
        elif self._stuck_since is None or self.last_activity > self._stuck_since:
            self._stuck_since = moment
        return self._stuck_since is not None and moment - self._stuck_since > IDLE_SECONDS

    @property
    def at_rest(self) -> bool:
        """Whether nothing of a request has arrived that is not answered, and nothing is left to send."""
        begun = self.request is not None and (self.request.headers_finished or self.request.header_plus)
        return not (self.requests or begun or self.total_outbufs_len)


class _Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Worker threads, without a line in the log for each request that waits."""

    def add_task(self, task: Channel) -> None:
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()


class Dispatcher(_Threads):
    """The worker threads and the requests that wait for one.

    What is refused is answered by a thread of its own: under the load that is the reason, no other one would be free.

    Args:
        threads: Requests that are worked on at the same time.
        capacity: Requests that may wait; one more picture is refused, everything else still waits.
    """

    def __init__(self, threads: int, capacity: int) -> None:
        super().__init__()
        self._capacity = capacity
        self._refuser = _Threads()
        self._refuser.set_thread_count(1)
        self.set_thread_count(threads)

    def add_task(self, task: Channel) -> None:
        """Put a request in the queue, or refuse it."""
        request = task.requests[0]
        if request.error is None and _brings_picture(request) and len(self.queue) >= self._capacity:
            request.error = Busy("")
        if request.error is None:
            super().add_task(task)
        else:
            self._refuser.add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads."""
        self._refuser.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


def _brings_picture(request: Any) -> bool:
    return bool(request.command == "POST" and request.path.rstrip("/") == PICTURE_PATH)


class Listener:
    """A socket, its connections, and the threads that answer.

    Args:
        application: The WSGI application.
        host: Address to listen on.
        port: TCP port.
        threads: Requests that are worked on at the same time.
        queue: Uploads that may wait for a thread.
        largest: Bytes of the largest upload that the application takes.
        trusted_proxies: Proxies in front of it whose X-Forwarded-Proto is believed.
        cors_origins: Origins whose pages may read its answers; `*` for all.

    Raises:
        OSError: The address cannot be had.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        *,
        host: str,
        port: int,
        threads: int,
        queue: int,
        largest: int,
        trusted_proxies: int = 0,
        cors_origins: Collection[str] = (),
    ) -> None:
        self._stopping = False
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        own = socket.socket(family, socket.SOCK_STREAM)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind(address)
        self._server: TcpWSGIServer = create_server(
            application,
            _dispatcher=Dispatcher(threads, queue),
            sockets=[own],
            ident=None,
            # Our application trusts as many proxies as it is told to, and no header beyond.
            clear_untrusted_proxy_headers=False,
            # So that it can answer what is too large itself, token first; what is far too large never gets that far.
            max_request_body_size=3 * (largest + FORM_OVERHEAD_BYTES),
            max_request_header_size=64 * 1024,
            # Larger bodies wait on the disk and not in memory.
            inbuf_overflow=256 * 1024,
            recv_bytes=256 * 1024,
            connection_limit=512,
            channel_timeout=IDLE_SECONDS,
            asyncore_use_poll=True,
        )
        self._server.channel_class = Channel
        self._server.trusted_proxies = trusted_proxies
        self._server.cors_origins = frozenset(cors_origins)

    def run(self) -> None:
        """Answer until SIGTERM or SIGINT; then take nothing new and let running requests end."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        while not self._stopping:
            self._turn(1.0)
        self._drain()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        # Whoever asks twice does not want to wait.
        signal.signal(number, signal.SIG_DFL)
        self._server.pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._server._map, count=1)
        # Waitress closes what is idle only between requests; a large answer that is not read would keep its thread.
        for channel in list(self._server.active_channels.values()):
            if channel.is_unread(time.time()):
                channel.handle_close()

    def _drain(self) -> None:
        # What has reached this machine already is not new: connections that wait to be accepted, and first bytes.
        for _ in range(self._server.adj.backlog):
            before = len(self._server.active_channels)
            self._turn(0.0)
            if len(self._server.active_channels) <= before:
                break
        wasyncore.dispatcher.close(self._server)
        deadline = time.monotonic() + GRACE_SECONDS
        while self._server.active_channels and time.monotonic() < deadline:
            for channel in list(self._server.active_channels.values()):
                channel.will_close = channel.will_close or channel.at_rest
            self._turn(0.1)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._server._map)
