"""The same application under several WSGI servers, one process with threads each: what led to the choice made.

Run as `python -m benchmarks.servers` with granian and gunicorn installed; what is missing is left out. Waitress stands
for `lentigo serve`, which starts and stops it in its own way (lentigo/web/listener.py).
Beside speed it tries what tells servers apart: uploads that trickle in, chunked bodies, bodies that are too large, and
SIGTERM while requests run.
"""

import argparse
import importlib.util
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import load, machine, memory, subjects, summary
from benchmarks.pictures import pictures
from lentigo.vision.bundle import shipped_bundle_path

THREADS = 16
CLIENTS = (1, 8, 32)
_RESULTS = Path(__file__).parent / "results"
_APPLICATION = "lentigo.app:create_app"
_COMMANDS = {
    "granian": [
        "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1", "--blocking-threads", str(THREADS),
        "--no-ws", "--workers-kill-timeout", "30", "--port", "{port}", _APPLICATION,
    ],
    "gunicorn": [
        "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS),
        "--keep-alive", "30", "--graceful-timeout", "30", "--bind", "127.0.0.1:{port}", f"{_APPLICATION}()",
    ],
    "waitress": ["-m", "lentigo", "serve"],
}  # fmt: skip

Told = dict[str, Any]


def main() -> None:
    """Compare and write."""
    wishes = argparse.ArgumentParser(prog="python -m benchmarks.servers", description=__doc__)
    wishes.add_argument("--rounds", type=int, default=3)
    wishes.add_argument("--seconds", type=float, default=3.0)
    wanted = wishes.parse_args()
    bundle = Path(os.environ.get("LENTIGO_MODEL_DIR") or shipped_bundle_path()).resolve()
    place = subjects.ROOT / "build"
    place.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="servers-", dir=place))
    try:
        with subjects.lentigo(folder, bundle):
            pass  # It makes the store and the administrator, once for all.
        there = {name: command for name, command in _COMMANDS.items() if importlib.util.find_spec(name)}
        told: dict[str, Told] = {name: {} for name in there}

        def start(name: str) -> subjects.Subject:
            return subjects.lentigo(folder, bundle, [sys.executable, *there[name]])

        _speed(start, told, rounds=wanted.rounds, seconds=wanted.seconds)
        for name in there:
            for manner in (_slow_uploads, _chunked, _too_large, _drained):
                told[name] |= manner(start(name))
        described = machine.describe(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    columns = ["", *told]
    rows = [[what, *(found.get(what, "") for found in told.values())] for what in next(iter(told.values()))]
    (_RESULTS / "servers.json").write_text(
        json.dumps({"machine": described, "columns": columns, "rows": rows}, indent=2) + "\n", encoding="utf-8"
    )
    sys.stderr.write(f"wrote {summary.write(_RESULTS)}\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _speed(start: Callable[[str], subjects.Subject], told: dict[str, Told], *, rounds: int, seconds: float) -> None:
    running = {name: start(name).start() for name in told}
    try:
        for name, served in running.items():
            told[name]["ready, s"] = round(served.ready_seconds, 2)
            told[name]["at rest: RSS of all processes, MB"] = memory.resident(served.pid)["rss_mb"]
        token = subjects.sign_in(next(iter(running.values())).port)
        requests = {
            name: subjects.uploads(served, pictures("600x450"), token=token) for name, served in running.items()
        }
        for clients in CLIENTS:
            seen: dict[str, list[load.Load]] = {name: [] for name in told}
            for turn in range(rounds):
                # The order changes, so that none always runs after the same one.
                for name in sorted(told, reverse=bool(turn % 2)):
                    served = running[name]
                    seen[name].append(
                        load.run(served.port, requests[name], clients=clients, seconds=seconds, server_pid=served.pid)
                    )
                    _say(f"{name}, {clients} clients: {seen[name][-1].told()}")
            for name, runs in seen.items():
                together = load.together(runs)
                told[name][f"{clients} clients: requests/s"] = together["per_second"]
                told[name][f"{clients} clients: p50, ms"] = together["p50_ms"]
                told[name][f"{clients} clients: p99, ms"] = together["p99_ms"]
                told[name][f"{clients} clients: processor time a request, ms"] = together["server_cpu_ms"]
                told[name][f"{clients} clients: failures"] = sum(together["failures"].values())
        health = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        for name, served in running.items():
            runs = [load.run(served.port, [health], clients=8, seconds=1.0) for _ in range(rounds)]
            told[name]["/healthz, 8 clients: requests/s"] = load.together(runs)["per_second"]
            told[name]["after load: RSS of all processes, MB"] = memory.resident(served.pid)["rss_mb"]
    finally:
        for served in running.values():
            served.stop()


def _slow_uploads(served: subjects.Subject) -> Told:
    """Let as many uploads as there are threads trickle in, and ask for something else meanwhile."""
    with served:
        token = subjects.sign_in(served.port)
        request = subjects.uploads(served, pictures("600x450"), token=token)[0]
        links = [socket.create_connection(("127.0.0.1", served.port), timeout=60) for _ in range(THREADS)]
        stop = time.perf_counter() + 4.0
        for link in links:
            link.sendall(request[:30_000])
        time.sleep(0.3)
        waited = []
        probe = load.Connection(served.port, patience=6.0)
        while time.perf_counter() < stop:
            begun = time.perf_counter()
            try:
                probe.ask(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                waited.append(time.perf_counter() - begun)
            except OSError:
                waited.append(float("inf"))
            time.sleep(0.1)
        ended = 0
        for link in links:
            link.sendall(request[30_000:])
        for link in links:
            try:
                ended += link.recv(64).startswith(b"HTTP/1.1 200")
            except OSError:
                continue
            finally:
                link.close()
    median = statistics.median(waited)
    return {
        f"{THREADS} uploads stand still: /healthz meanwhile": "no answer" if median > 5 else f"{1000 * median:.0f} ms",
        "… and then end with 200": f"{ended} of {THREADS}",
    }


def _chunked(served: subjects.Subject) -> Told:
    """Send an upload with chunked transfer encoding."""
    with served:
        token = subjects.sign_in(served.port)
        request = subjects.uploads(served, pictures("600x450"), token=token)[0]
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        pieces = [body[at : at + 10_000] for at in range(0, len(body), 10_000)]
        sent = b"\r\n".join([*lines, b"Transfer-Encoding: chunked", b"", b""]) + b"".join(
            b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""]
        )
        return {"chunked upload": _status(served.port, sent)}


def _too_large(served: subjects.Subject) -> Told:
    """Send 30 MB, with a token and without; the client shall read the refusal and not a broken connection."""
    with served:
        token = subjects.sign_in(served.port)
        found = {}
        for name, known in (("413: 30 MB", token), ("401: 30 MB without a token", None)):
            found[f"{name}, answer"] = _status(served.port, load.upload("/predict", b"\xff" * 30_000_000, known))
        return found


def _status(port: int, request: bytes) -> str:
    try:
        return str(load.Connection(port, patience=20).ask(request)[0])
    except OSError as error:
        return type(error).__name__


def _drained(served: subjects.Subject) -> Told:
    """Send SIGTERM while requests run."""
    served.start()
    token = subjects.sign_in(served.port)
    requests = subjects.uploads(served, pictures("600x450"), token=token)
    statuses: list[str] = []

    def ask() -> None:
        statuses.append(_status(served.port, requests[0]))

    clients = [threading.Thread(target=ask) for _ in range(THREADS)]
    for client in clients:
        client.start()
    time.sleep(0.15)
    begun = time.perf_counter()
    stopper = threading.Thread(target=served.stop)
    stopper.start()
    time.sleep(0.1)
    late = _status(served.port, requests[0])
    stopper.join()
    took = time.perf_counter() - begun
    for client in clients:
        client.join()
    return {
        "SIGTERM: running requests answered with 200": f"{statuses.count('200')} of {THREADS}",
        "SIGTERM: a new request": late,
        "SIGTERM: ended after, s": round(took, 2),
    }


if __name__ == "__main__":
    main()
