"""What another process does to a store while a test watches.

Run as `python -m tests.contract.workers TASK DATA_DIR MONGO_URI ARGUMENTS…`, which `start` does. Each line on standard
output is one acknowledged change.
"""

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lentigo.settings import Settings, load_settings
from lentigo.storage import Duplicate, Records, Stale, open_blobs, open_records
from tests.contract.kinds import KINDS, NOTES, PEOPLE, person

ROOT = Path(__file__).parents[2]
WRITERS = 4


def start(task: str, place: Settings, *arguments: object) -> "subprocess.Popen[str]":
    """Start a worker on the store at a place."""
    command = [sys.executable, "-m", "tests.contract.workers", task, str(place.data_dir), place.mongo_uri or ""]
    return subprocess.Popen([*command, *map(str, arguments)], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def said(worker: "subprocess.Popen[str]") -> list[str]:
    """Wait for a worker's end and return its lines."""
    output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0
    return output.split()


def raise_score(records: Records, record_id: str, times: int) -> int:
    """Raise a number in a record by compare-and-set until it has been done so many times; returns the vain tries."""
    vain = 0
    while times:
        record = records.get(PEOPLE, record_id)
        assert record is not None
        try:
            records.replace(PEOPLE, record | {"size": record["size"] + 1})
            times -= 1
        except Stale:
            vain += 1
    return vain


def _tell(text: object) -> None:
    os.write(1, f"{text}\n".encode())  # one line in one piece, at once, whatever thread


def _draw(place: Settings, number: str) -> None:
    records = open_records(place, KINDS)
    with ThreadPoolExecutor(4) as pool:
        for drawn in pool.map(lambda _: records.next("case"), range(int(number))):
            _tell(drawn)


def _raise(place: Settings, record_id: str, times: str) -> None:
    records = open_records(place, KINDS)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: raise_score(records, record_id, int(times)), range(4)))


def _claim(place: Settings, number: str) -> None:
    """Insert the same people as every other process does; tells which ones were still free."""
    records = open_records(place, KINDS)
    for n in range(int(number)):
        try:
            records.insert(PEOPLE, person(n))
            _tell(n)
        except Duplicate:
            continue


def _write(place: Settings) -> None:
    """Write with four threads until killed: inserts, and every third time a change, told as id:version."""
    records = open_records(place, KINDS)

    def write(thread: int) -> None:
        for n in itertools.count(thread):
            note = records.insert(NOTES, {"created": person(n)["created"], "text": f"note {n} " * 20})
            if n % 3 == 0:
                note = records.replace(NOTES, note | {"text": f"changed {n}"})
            _tell(f"{note['id']}:{note['version']}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


def _put(place: Settings) -> None:
    """Store pictures with four threads until killed, told as key:hash."""
    blobs = open_blobs(place)

    def put(_: int) -> None:
        while True:
            data = os.urandom(30_000)
            _tell(f"{blobs.put(data)}:{hashlib.sha256(data).hexdigest()}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(put, range(WRITERS)))


TASKS: dict[str, Callable[..., None]] = {"draw": _draw, "raise": _raise, "claim": _claim, "write": _write, "put": _put}

if __name__ == "__main__":
    _task, _data_dir, _uri, *_rest = sys.argv[1:]
    TASKS[_task](load_settings(data_dir=Path(_data_dir), mongo_uri=_uri or None), *_rest)
