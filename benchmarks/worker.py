"""A process that measures the bare network and the classifier when it is told to, and rests in between.

It reads one JSON object a line, `{"do": "engine", "batch": 4, "seconds": 1.5}` or
`{"do": "assess", "threads": 8, "picture": "600x450", "seconds": 1.5}`, and answers each with one. Being a process of
its own, it can take turns with the servers, so that ratios come from the same minute.

Run as `python -m benchmarks.worker BUNDLE`.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.load import quantile
from benchmarks.pictures import pictures
from lentigo.vision.bundle import load_bundle
from lentigo.vision.classifier import Classifier


class BareEngine:
    """OpenVINO alone: the network compiled for one batch size each, squares that are ready, nothing else.

    Args:
        network: The OpenVINO model file.
        side: Side of the network's input in pixels.
    """

    def __init__(self, network: Path, side: int) -> None:
        import openvino

        self._core = openvino.Core()
        self._network, self._side = network, side
        self._requests: dict[int, Any] = {}

    def run(self, batch: int, seconds: float) -> dict[str, Any]:
        """Run batches of one size for a time."""
        request = self._requests.get(batch)
        squares = np.random.default_rng(batch).integers(0, 256, (batch, self._side, self._side, 3), dtype=np.uint8)
        if request is None:
            model = self._core.read_model(self._network)
            model.reshape([batch, self._side, self._side, 3])
            compiled = self._core.compile_model(model, "CPU", {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1"})
            request = self._requests[batch] = compiled.create_infer_request()
            for _ in range(2):
                request.infer({0: squares})
        per_second, latencies = _timed(lambda: request.infer({0: squares}, share_inputs=True), seconds)
        return {"per_second": batch * per_second, "p50_ms": 1000 * quantile(latencies, 0.5)}


def assess(classifier: Classifier, data: list[bytes], threads: int, seconds: float) -> dict[str, Any]:
    """Assess pictures from several threads for a time, decoding included."""
    gathered: list[list[float]] = []
    lock = threading.Lock()

    def work(first: int) -> None:
        turn = first

        def one() -> None:
            nonlocal turn
            turn += 1
            classifier.assess(data[turn % len(data)], force=True)

        _, latencies = _timed(one, seconds)
        with lock:
            gathered.append(latencies)

    classifier.assess(data[0], force=True)
    workers = [threading.Thread(target=work, args=(index,)) for index in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - start
    latencies = [latency for each in gathered for latency in each]
    return {
        "per_second": len(latencies) / took,
        "p50_ms": 1000 * quantile(latencies, 0.5),
        "p99_ms": 1000 * quantile(latencies, 0.99),
    }


def _timed(step: Callable[[], object], seconds: float) -> tuple[float, list[float]]:
    """Repeat a step for a time; gives steps per second, and what each took in seconds."""
    latencies: list[float] = []
    start = now = time.perf_counter()
    while now - start < seconds:
        step()
        latencies.append(-now + (now := time.perf_counter()))
    return len(latencies) / (now - start), latencies


def main() -> None:
    """Answer orders until there are no more."""
    bundle = load_bundle(sys.argv[1])
    engine = BareEngine(bundle.folder / "model.xml", bundle.input.size)
    classifier = Classifier(bundle)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "engine":
            told = engine.run(order["batch"], order["seconds"])
        else:
            told = assess(classifier, pictures(order["picture"]), order["threads"], order["seconds"])
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    classifier.close()


if __name__ == "__main__":
    main()
