"""The load generator counts what it should, and the summary is made from the results alone."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks import load, memory, summary


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if b"refuse me" in body else 200)
        self.send_header("Content-Length", "2")
        if b"close" in body:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def port() -> Iterator[int]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served.server_port
    served.shutdown()


@pytest.mark.parametrize("picture", [b"kept connection", b"close"])
def test_answers_are_counted_and_timed(port: int, picture: bytes) -> None:
    seen = load.run(port, [load.upload("/predict", picture)], clients=3, seconds=0.3, server_pid=os.getpid())
    told = load.together([seen, seen])
    assert told["requests"] == 2 * len(seen.latencies) > 0
    assert told["failures"] == {}
    assert 0 < told["p50_ms"] <= told["p99_ms"]
    assert told["per_second"] == pytest.approx(seen.per_second, abs=0.01)


def test_a_refusal_is_a_failure_and_no_answer(port: int) -> None:
    seen = load.run(port, [load.upload("/predict", b"refuse me")], clients=2, seconds=0.2)
    assert not seen.latencies
    assert set(seen.failures) == {"503"}


def test_memory_counts_this_process() -> None:
    found = memory.resident(os.getpid())
    assert found["peak_rss_mb"] >= found["rss_mb"] > 5
    assert found["pss_mb"] <= found["rss_mb"]


def test_the_committed_summary_is_the_one_that_the_results_give(tmp_path: Path) -> None:
    committed = Path(summary.__file__).parent / "results"
    for found in committed.glob("*.json"):
        (tmp_path / found.name).write_text(json.dumps(json.loads(found.read_text())))
    assert summary.write(tmp_path).read_text() == (committed / "summary.md").read_text()
