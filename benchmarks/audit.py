"""What a line of the audit costs, beside a plain record: `python -m benchmarks.audit [MONGO_URI]`.

Prints, as Markdown, milliseconds and microseconds of processor time a line, and lines a second, for one thread and for
eight; and the processor time of `verify`. Processor time is the figure that other programs on the machine hardly touch.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lentigo.audit.key import load_key
from lentigo.audit.lines import AUDIT
from lentigo.audit.service import KINDS, head_file, open_audit
from lentigo.audit.verify import verify
from lentigo.settings import load_settings
from lentigo.storage import now, open_records

LINES = 800


def measure(act: Callable[[], object], threads: int) -> tuple[float, float]:
    """Do something LINES times from several threads; gives the seconds that it took, and those of the processor."""

    def some(_: int) -> None:
        for _ in range(LINES // threads):
            act()

    began, worked = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, range(threads)))
    return time.perf_counter() - began, time.process_time() - worked


def main(uri: str | None) -> None:
    """Measure on SQLite, or on the MongoDB at an address (an empty database)."""
    with tempfile.TemporaryDirectory() as folder:
        place = load_settings(data_dir=Path(folder), mongo_uri=uri, audit_key=None)
        records = open_records(place, KINDS)
        audit = open_audit(records, place)

        def plain() -> None:
            said = {"who": "a person", "what": "submission.read", "record": "a record", "where": "192.0.2.7"}
            records.insert(AUDIT, {**said, "when": now(), "detail": None})

        def chained() -> None:
            audit.record(who="a person", what="submission.read", record="a record", where="192.0.2.7")

        print("| | threads | ms a line | µs of processor | lines a second |\n|---|---:|---:|---:|---:|")
        for name, act in (("plain record", plain), ("chained line", chained)):
            for threads in (1, 8):
                seconds, processor = measure(act, threads)
                figures = f"{1000 * seconds / LINES:.2f} | {1e6 * processor / LINES:.0f} | {LINES / seconds:.0f}"
                print(f"| {name} | {threads} | {figures} |")
        key = load_key(place)
        assert key is not None  # noqa: S101
        began = time.process_time()
        verdict = verify(records, key, head_file(place, key), check_search=uri is None)
        seconds = time.process_time() - began
        print(f"\nverify: {1e6 * seconds / verdict.head.count:.0f} µs of processor a line; fault: {verdict.fault}")
        records.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
