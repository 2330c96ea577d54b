"""Another process that writes lines while a test watches.

Run as `python -m tests.audit.writers DATA_DIR MONGO_URI THREADS LINES`, which `start` does; LINES 0 is without end.
Each line on standard output is the id of one acknowledged line.
"""

import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lentigo.audit.service import KINDS, Audit, open_audit
from lentigo.settings import Settings, load_settings
from lentigo.storage import open_records

ROOT = Path(__file__).parents[2]


def start(place: Settings, *, threads: int, lines: int = 0) -> "subprocess.Popen[str]":
    """Start a writer on the store at a place."""
    command = [sys.executable, "-m", "tests.audit.writers", str(place.data_dir), place.mongo_uri or ""]
    command += [str(threads), str(lines)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def write(audit: Audit, *, threads: int, lines: int) -> None:
    """Write from several threads at once, so many lines each, and tell the id of each."""

    def one(thread: int) -> None:
        for number in itertools.count() if not lines else range(lines):
            written = audit.record(who=f"thread {thread}", what="submission.read", detail={"number": number})
            os.write(1, f"{written['id']}\n".encode())  # one line in one piece, at once, whatever thread

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))


if __name__ == "__main__":
    _data_dir, _uri, _threads, _lines = sys.argv[1:]
    _place = load_settings(data_dir=Path(_data_dir), mongo_uri=_uri or None, audit_key=None)
    write(open_audit(open_records(_place, KINDS), _place), threads=int(_threads), lines=int(_lines))
