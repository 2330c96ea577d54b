"""The load generator: a few threads that send prepared requests over kept connections, each waiting for its answer.

It runs on the same cores as the server, so it does as little as it can: the bytes of every request are made before the
clock starts, and of an answer it reads the status and the length.
"""

import itertools
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import memory

_BOUNDARY = "lentigo-benchmark-7f3a9c"
_PATIENCE = 120.0
_LONGEST = 10.0


@dataclass(slots=True)
class Load:
    """What one load run saw.

    Attributes:
        clients: Requests that were under way at any time.
        seconds: Length of the measured window.
        latencies: Seconds that each request took which ended with status 200 inside the window.
        failures: Number of other endings, by status or kind of error, warm-up included.
        client_seconds: Processor time of the load generator within the window.
        server_seconds: Processor time of the server within the window.
    """

    clients: int
    seconds: float
    latencies: list[float]
    failures: dict[str, int] = field(default_factory=dict)
    client_seconds: float = 0.0
    server_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.latencies) / self.seconds

    def told(self) -> dict[str, Any]:
        """Give the figures for the results."""
        return {
            "clients": self.clients,
            "requests": len(self.latencies),
            "per_second": round(self.per_second, 2),
            "p50_ms": round(1000 * quantile(self.latencies, 0.50), 1) if self.latencies else None,
            "p99_ms": round(1000 * quantile(self.latencies, 0.99), 1) if self.latencies else None,
            "failures": self.failures,
            "client_cpu_ms": round(1000 * self.client_seconds / max(1, len(self.latencies)), 2),
            "server_cpu_ms": round(1000 * self.server_seconds / max(1, len(self.latencies)), 2),
        }


def quantile(values: Sequence[float], share: float) -> float:
    """Give the value below which a share of all values lies; NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def upload(path: str, picture: bytes, token: str | None = None, *, field_name: str = "image") -> bytes:
    """Write the bytes of one upload request.

    Args:
        path: Address on the server.
        picture: A JPEG.
        token: Bearer token, if one is needed.
        field_name: Name of the file field.
    """
    body = (
        f"--{_BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="{field_name}"; filename="spot.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode() + picture + f"\r\n--{_BOUNDARY}--\r\n".encode()  # fmt: skip
    headers = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Type: multipart/form-data; boundary={_BOUNDARY}",
        f"Content-Length: {len(body)}",
    ]
    if token is not None:
        headers.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*headers, "", ""]).encode() + body


class Connection:
    """One kept connection; opened anew where the server closes it.

    Args:
        port: Port on this machine.
        patience: Longest wait for any byte, in seconds.
    """

    def __init__(self, port: int, patience: float = _PATIENCE) -> None:
        self._port, self._patience = port, patience
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and read the whole answer.

        Returns:
            Status and body.

        Raises:
            OSError: The connection failed.
        """
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=self._patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(request)
            status, body, keep = _read_answer(self._socket)
        except BaseException:
            self.close()
            raise
        if not keep:
            self.close()
        return status, body

    def close(self) -> None:
        """Close the connection, if it is open."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _read_answer(link: socket.socket) -> tuple[int, bytes, bool]:
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _some(link)
    first, *lines = bytes(received[:end]).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    keep = first.startswith("HTTP/1.1") and headers.get("connection", "").lower() != "close"
    body = received[end + 4 :]
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += _some(link)
    else:
        while len(body) < int(headers.get("content-length", 0)):
            body += _some(link)
    return int(first.split(" ", 2)[1]), bytes(body), keep


def _some(link: socket.socket) -> bytes:
    data = link.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection before the answer was complete")
    return data


class _Client(threading.Thread):
    """Sends one request after the other until it is told to stop."""

    def __init__(self, port: int, requests: Sequence[bytes], first: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._connection = Connection(port)
        self._requests = itertools.islice(itertools.cycle(requests), first, None)
        self._halt = stop
        self.done: list[tuple[float, float]] = []
        self.failures: Counter[str] = Counter()

    def run(self) -> None:
        for request in self._requests:
            if self._halt.is_set():
                break
            start = time.perf_counter()
            try:
                status, _ = self._connection.ask(request)
            except OSError as error:
                self.failures[type(error).__name__] += 1
                time.sleep(0.05)
                continue
            end = time.perf_counter()
            if status == 200:
                self.done.append((end, end - start))
            else:
                self.failures[str(status)] += 1
                time.sleep(0.01)
        self._connection.close()


def run(
    port: int,
    requests: Sequence[bytes],
    *,
    clients: int,
    seconds: float,
    server_pid: int | None = None,
    warm_up: float = 0.5,
) -> Load:
    """Put a server under load.

    The window begins once every client had an answer, and lasts at least half as long again as that took, so that a
    slow server's bursts of answers are not cut at a lucky moment; neither lasts longer than ten seconds for it.

    Args:
        port: Port on this machine.
        requests: Complete requests; sent in turn.
        clients: How many wait for an answer at any time.
        seconds: Shortest length of the window.
        server_pid: Process whose family's processor time is measured; none when None.
        warm_up: Shortest time before the window.
    """
    stop = threading.Event()
    threads = [_Client(port, requests, index % len(requests), stop) for index in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    while time.perf_counter() - begun < _LONGEST and not all(thread.done or thread.failures for thread in threads):
        time.sleep(0.01)
    first_answers = time.perf_counter() - begun
    time.sleep(max(0.0, warm_up - first_answers))
    used_before = 0.0 if server_pid is None else memory.processor_seconds(server_pid)
    start, busy = time.perf_counter(), time.process_time()
    time.sleep(max(seconds, min(1.5 * first_answers, _LONGEST)))
    end, busy = time.perf_counter(), time.process_time() - busy
    used = 0.0 if server_pid is None else memory.processor_seconds(server_pid) - used_before
    stop.set()
    for thread in threads:
        thread.join(_PATIENCE)
    inside = [latency for thread in threads for ended, latency in thread.done if start <= ended < end]
    failures: Counter[str] = sum((thread.failures for thread in threads), Counter())
    return Load(clients, end - start, inside, dict(failures), busy, used)


def together(runs: Sequence[Load]) -> dict[str, Any]:
    """Put repeated runs together: the median of their throughput, the quantiles over all their requests."""
    told = Load(
        clients=runs[0].clients,
        seconds=sum(one.seconds for one in runs),
        latencies=[latency for one in runs for latency in one.latencies],
        failures=dict(sum((Counter(one.failures) for one in runs), Counter[str]())),
        client_seconds=sum(one.client_seconds for one in runs),
        server_seconds=sum(one.server_seconds for one in runs),
    ).told()
    return {
        **told,
        "per_second": round(statistics.median(one.per_second for one in runs), 2),
        "per_second_of_each_run": [round(one.per_second, 2) for one in runs],
    }
