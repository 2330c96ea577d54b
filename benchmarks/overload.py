"""Three times the load that the service can carry: `python -m benchmarks.overload`. Writes `results/overload.json`.

First clients that wait for their answers find the peak. Then uploads are sent at three times that rate, whether earlier
ones are answered or not, as people send them, over loopback and for a bounded time. Told are goodput beside the peak,
how fast the excess is refused, and whether anything crashed, broke off or was never answered. The sender runs on the
same cores as the server, which counts against the server.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import load, machine, memory, subjects
from benchmarks.pictures import pictures
from lentigo.vision.bundle import shipped_bundle_path

FACTOR = 3.0
REFUSED_WITHIN_MS = 20.0
GOODPUT = 0.9
MOST_REQUESTS = 30_000
MOST_CONNECTIONS = 400
"""Below the 512 that the server takes; a request that finds none free is told as not sent."""

PATIENCE = 60.0
_CLIENTS = (8, 16, 32)
_PICTURE = "600x450"
_RESULT = Path(__file__).parent / "results" / "overload.json"


@dataclass(slots=True)
class Storm:
    """What came of a load that waits for nobody.

    Attributes:
        seconds: How long was sent.
        served: Seconds that each answer with status 200 took, with the time at which it came.
        refused: Seconds that each answer with status 503 or 429 took.
        others: Number of other endings, by status or kind of error.
        not_sent: Requests for which no connection was free.
    """

    seconds: float
    served: list[tuple[float, float]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    not_sent: int = 0

    def goodput(self) -> float:
        """Answers with status 200 per second, within the time that was sent."""
        return sum(came <= self.seconds for came, _ in self.served) / self.seconds

    def told(self) -> dict[str, Any]:
        """Give the figures for the results."""
        took = [seconds for _, seconds in self.served]
        return {
            "seconds": round(self.seconds, 1),
            "served": len(self.served),
            "refused": len(self.refused),
            "others": dict(self.others),
            "not_sent": self.not_sent,
            "goodput_per_second": round(self.goodput(), 2),
            "served_p50_ms": _ms(took, 0.5),
            "served_p99_ms": _ms(took, 0.99),
            "refused_p50_ms": _ms(self.refused, 0.5),
            "refused_p90_ms": _ms(self.refused, 0.9),
            "refused_p99_ms": _ms(self.refused, 0.99),
        }


class Sender:
    """Sends requests at a fixed rate over connections that are kept.

    Args:
        port: Port on this machine.
        requests: Complete requests; sent in turn.
    """

    def __init__(self, port: int, requests: list[bytes]) -> None:
        self._port, self._requests = port, requests
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._in_use = 0

    async def send(self, *, per_second: float, seconds: float) -> Storm:
        """Send at this rate for so long, then wait for what is under way."""
        storm, tasks = Storm(seconds), []
        count = min(MOST_REQUESTS, int(per_second * seconds))
        start = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / per_second - time.perf_counter()))
            if self._in_use >= MOST_CONNECTIONS:
                storm.not_sent += 1
                continue
            self._in_use += 1
            tasks.append(asyncio.create_task(self._one(storm, start, self._requests[number % len(self._requests)])))
        storm.seconds = time.perf_counter() - start
        await asyncio.gather(*tasks)
        for _, writer in self._free:
            writer.close()
        return storm

    async def _one(self, storm: Storm, start: float, request: bytes) -> None:
        begun = time.perf_counter()
        try:
            status = await asyncio.wait_for(self._ask(request), PATIENCE)
        except (OSError, EOFError, TimeoutError) as error:
            storm.others[type(error).__name__] += 1
            return
        finally:
            self._in_use -= 1
        now = time.perf_counter()
        if status == 200:
            storm.served.append((now - start, now - begun))
        elif status in (429, 503):
            storm.refused.append(now - begun)
        else:
            storm.others[str(status)] += 1

    async def _ask(self, request: bytes) -> int:
        reader, writer = (
            self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        )
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
            await reader.readexactly(int(length.partition(":")[2]))
        except BaseException:
            writer.close()
            raise
        if "connection: close" in head:
            writer.close()
        else:
            self._free.append((reader, writer))
        return int(head.split(" ", 2)[1])


def measure(folder: Path, *, seconds: float) -> dict[str, Any]:
    """Find the peak, send three times as much, and look at the server afterwards."""
    with subjects.lentigo(folder, shipped_bundle_path(None)) as server:
        requests = subjects.uploads(server, pictures(_PICTURE), token=subjects.sign_in(server.port))
        before = memory.resident(server.pid)["rss_mb"]
        peaks = {
            clients: load.run(server.port, requests, clients=clients, seconds=max(5.0, seconds / 6)).per_second
            for clients in _CLIENTS
        }
        peak = max(peaks.values())
        storm = asyncio.run(Sender(server.port, requests).send(per_second=FACTOR * peak, seconds=seconds))
        after = load.run(server.port, requests, clients=8, seconds=5.0)
        told = storm.told()
        return {
            "picture": _PICTURE,
            "peak_per_second": {str(clients): round(value, 2) for clients, value in peaks.items()},
            "sent_per_second": round(FACTOR * peak, 1),
            "overload": told,
            "goodput_of_peak": round(storm.goodput() / peak, 3),
            "afterwards_per_second": round(after.per_second, 2),
            "resident_mb": {"before": before, **memory.resident(server.pid)},
            "ready_afterwards": server.is_ready(),
            "holds": {
                "no crash and no other ending": server.is_ready() and not storm.others,
                f"excess refused within {REFUSED_WITHIN_MS:g} ms (median)": bool(storm.refused)
                and told["refused_p50_ms"] <= REFUSED_WITHIN_MS,
                f"goodput at least {GOODPUT} of the peak": storm.goodput() >= GOODPUT * peak,
            },
        }


def _ms(values: list[float], share: float) -> float | None:
    return round(1000 * load.quantile(values, share), 1) if values else None


def main() -> None:
    """Measure, write, and end with status 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the overload lasts (at most 300)")
    parser.add_argument("--out", type=Path, default=_RESULT)
    chosen = parser.parse_args()
    place = subjects.ROOT / "build"
    place.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="overload-", dir=place) as folder:
        told = {
            "command": "python -m benchmarks.overload",
            "machine": machine.describe(Path(folder)),
            **measure(Path(folder), seconds=min(300.0, chosen.seconds)),
        }
    text = json.dumps(told, indent=1) + "\n"
    chosen.out.write_text(text, encoding="utf-8")
    print(text)
    raise SystemExit(not all(told["holds"].values()))


if __name__ == "__main__":
    main()
