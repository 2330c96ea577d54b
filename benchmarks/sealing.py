"""What sealing costs a picture, beside the same picture kept plain: `python -m benchmarks.sealing`.

Writes `results/sealing.md`. Plain and sealed take turns in one run. Processor time is the figure that other programs on
the machine hardly touch; the time on the clock includes the wait for the disk, which a picture needs either way.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine, subjects
from lentigo.settings import load_settings
from lentigo.storage import open_blobs
from lentigo.storage.folder import FolderBlobs

SIZES = {"thumbnail, 20 kB": 20_000, "dermoscopy, 300 kB": 300_000, "photograph, 3 MB": 3_000_000, "20 MB": 20_000_000}
TURNS = 25
_RESULT = Path(__file__).parent / "results" / "sealing.md"

Times = dict[str, tuple[list[float], list[float]]]


def measure(folder: Path, size: int, turns: int) -> Times:
    """Put and get pictures of one size, plain and sealed in turns; milliseconds of the clock and of the processor."""
    plain = FolderBlobs(folder / "plain")
    sealed = open_blobs(load_settings(data_dir=folder / "data", mongo_uri=None, blob_url=None))
    times: Times = {f"{verb} {way}": ([], []) for verb in ("put", "get") for way in ("plain", "sealed")}

    def timed(name: str, act: Callable[[], object]) -> object:
        began, worked = time.perf_counter(), time.thread_time()
        outcome = act()
        times[name][1].append(1000 * (time.thread_time() - worked))
        times[name][0].append(1000 * (time.perf_counter() - began))
        return outcome

    data = os.urandom(size)
    for _ in range(turns):
        for way, store in (("plain", plain), ("sealed", sealed)):
            key = str(timed(f"put {way}", lambda store=store: store.put(data)))  # type: ignore[misc]
            got = timed(f"get {way}", lambda store=store, key=key: store.get(key))  # type: ignore[misc]
            assert got == data  # noqa: S101
            store.delete(key)
    return times


def main() -> None:
    """Measure and write."""
    place = subjects.ROOT / "build"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sealing-", dir=place) as folder:
        told = machine.describe(Path(folder))
        rows = [_row(name, measure(Path(folder), size, TURNS if size < 5e6 else 8)) for name, size in SIZES.items()]
    _RESULT.write_text(
        "# What sealing costs a picture\n\n"
        f"Made by `python -m benchmarks.sealing`, {told['measured']}, {told['cpu']}, {told['cores']} cores, "
        f"load {told['load_before']}. Medians in milliseconds, plain → sealed.\n\n"
        "| picture | put: clock | ratio | put: processor | get: clock | ratio | get: processor |\n"
        "|---|---:|---:|---:|---:|---:|---:|\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )


def _row(name: str, times: Times) -> str:
    cells = [name]
    for verb in ("put", "get"):
        clock, processor = (
            [statistics.median(times[f"{verb} {way}"][which]) for way in ("plain", "sealed")] for which in (0, 1)
        )
        cells += [f"{clock[0]:.2f} → {clock[1]:.2f}", f"{clock[1] / clock[0]:.2f}"]
        cells.append(f"{processor[0]:.2f} → {processor[1]:.2f}")
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
