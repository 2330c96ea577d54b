"""The plan of the measurement: what takes turns with what, so that every ratio comes from the same minute."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import load, subjects
from benchmarks.pictures import pictures

CLIENTS = (1, 8, 32)
BATCHES = (1, 4, 16)
THREADS = (1, 8)
SMALL, LARGE = "600x450", "12 MP"

Say = Callable[[str], None]
Told = dict[str, Any]


def readiness(folder: Path, bundle: Path, *, starts: int) -> Told:
    """Measure how long `lentigo serve` takes until `/readyz` answers 200, the model loaded and run once.

    The first start also makes the store and the administrator.
    """
    seconds = []
    for _ in range(starts):
        with subjects.lentigo(folder, bundle) as served:
            seconds.append(served.ready_seconds)
    return {
        "first_start_s": round(seconds[0], 2),
        "later_start_s": round(statistics.median(seconds[1:]), 2),
        "starts_s": [round(value, 2) for value in seconds],
    }


class Round:
    """What is measured in turns, again and again.

    Args:
        worker: Drives the bare network and the classifier.
        ours: Lentigo, running.
        original: The original's way, running; None leaves it out.
        token: Opens Lentigo.
        seconds: Length of one window.
        say: Is told what is measured.
    """

    def __init__(
        self, worker: subjects.Worker, ours: subjects.Subject, original: subjects.Subject | None, *,
        token: str, seconds: float, say: Say,
    ) -> None:  # fmt: skip
        self._worker, self._ours, self._original = worker, ours, original
        self._token, self._seconds, self._say = token, seconds, say
        self._engine: dict[int, list[float]] = {}
        self._assess: dict[str, list[Told]] = {}
        self._http: dict[str, list[load.Load]] = {}

    def small(self) -> None:
        """One turn with the small picture."""
        for batch in BATCHES:
            told = self._worker.ask(do="engine", batch=batch, seconds=self._seconds / 2)
            self._engine.setdefault(batch, []).append(told["per_second"])
            self._say(f"bare engine, batch {batch}: {told['per_second']:.1f}/s")
        for clients in CLIENTS:
            self._load(self._ours, "lentigo", SMALL, clients)
            self._load(self._original, "original", SMALL, clients)
        self._assess_with(SMALL)

    def large(self) -> None:
        """One turn with the large picture."""
        for clients in CLIENTS:
            self._load(self._ours, "lentigo", LARGE, clients)
        # The original takes seconds a picture here; one number of clients tells enough.
        self._load(self._original, "original", LARGE, 8)
        self._assess_with(LARGE)

    def _assess_with(self, picture: str) -> None:
        for threads in THREADS:
            told = self._worker.ask(do="assess", threads=threads, picture=picture, seconds=self._seconds / 2)
            self._assess.setdefault(f"{picture}, {threads} threads", []).append(told)
            self._say(f"Classifier.assess, {picture}, {threads} threads: {told['per_second']:.1f}/s")

    def _load(self, subject: subjects.Subject | None, name: str, picture: str, clients: int) -> None:
        if subject is None:
            return
        requests = subjects.uploads(subject, pictures(picture), token=self._token if name == "lentigo" else None)
        seen = load.run(subject.port, requests, clients=clients, seconds=self._seconds, server_pid=subject.pid)
        key = f"{name}, {picture}, {clients} clients"
        self._http.setdefault(key, []).append(seen)
        told = seen.told()
        self._say(f"{key}: {told['per_second']:.1f}/s, p50 {told['p50_ms']} ms, p99 {told['p99_ms']} ms")

    def engine(self) -> list[Told]:
        """Give the figures of the bare engine."""
        return [
            {
                "batch": batch,
                "images_per_second": round(statistics.median(values), 2),
                "of_each_run": [round(value, 2) for value in values],
            }
            for batch, values in self._engine.items()
        ]

    def assess(self) -> list[Told]:
        """Give the figures of the classifier."""
        return [
            {
                "case": case,
                **{
                    name: round(statistics.median(told[told_as] for told in runs), 2)
                    for name, told_as in (
                        ("images_per_second", "per_second"), ("p50_ms", "p50_ms"), ("p99_ms", "p99_ms"),
                    )
                },
                "of_each_run": [round(told["per_second"], 2) for told in runs],
            }
            for case, runs in self._assess.items()
        ]  # fmt: skip

    def http(self) -> list[Told]:
        """Give the figures over HTTP."""
        return [{"case": case, **load.together(runs)} for case, runs in self._http.items()]

    def ratios(self) -> list[Told]:
        """Give the ratios, each from measurements of the same turn."""
        best_engine = [max(values) for values in zip(*self._engine.values(), strict=True)]
        found = []
        for clients in CLIENTS:
            ours = self._per_second(f"lentigo, {SMALL}, {clients} clients")
            theirs = self._per_second(f"original, {SMALL}, {clients} clients")
            found.append(_ratio(f"/predict, {clients} clients : bare engine at its best batch", ours, best_engine))
            if theirs:
                found.append(_ratio(f"/predict, {clients} clients : the original's way", ours, theirs))
        most = self._per_second(f"original, {SMALL}, {max(CLIENTS)} clients")
        if most:
            found.append(_ratio("bare engine at its best batch : the original's way", best_engine, most))
        large = self._per_second(f"original, {LARGE}, 8 clients")
        if large:
            ours = self._per_second(f"lentigo, {LARGE}, 8 clients")
            found.append(_ratio(f"/predict, {LARGE}, 8 clients : the original's way", ours, large))
        return found

    def _per_second(self, case: str) -> list[float]:
        return [seen.per_second for seen in self._http.get(case, [])]


def _ratio(name: str, over: Sequence[float], under: Sequence[float]) -> Told:
    each = [top / bottom for top, bottom in zip(over, under, strict=False) if bottom]
    return {
        "ratio": name,
        "median": round(statistics.median(each), 3) if each else None,
        "of_each_run": [round(one, 3) for one in each],
    }


def lone(subject: subjects.Subject, token: str, *, requests: int = 40) -> Told:
    """Measure requests that come alone, with rests in between: `/predict`, and the heat map that it names."""
    data = subjects.uploads(subject, pictures(SMALL), token=token)
    connection = load.Connection(subject.port)
    predict, heatmap = [], []
    for index in range(requests + 5):
        time.sleep(0.1)
        start = time.perf_counter()
        status, answer = connection.ask(data[index % len(data)])
        middle = time.perf_counter()
        if status != 200:
            raise RuntimeError(f"/predict: expected 200, received {status}")
        address = json.loads(answer)["heatmap_url"]
        asked = time.perf_counter()
        status, _ = connection.ask(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        if status != 200:
            raise RuntimeError(f"{address}: expected 200, received {status}")
        if index >= 5:
            predict.append(middle - start)
            heatmap.append(time.perf_counter() - asked)
    connection.close()
    return {
        name: {
            "p50_ms": round(1000 * load.quantile(values, 0.5), 1),
            "p99_ms": round(1000 * load.quantile(values, 0.99), 1),
        }
        for name, values in (("predict", predict), ("heatmap_picture", heatmap))
    }
