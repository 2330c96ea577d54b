"""A process that reads one picture and tells, as JSON, what it was thought to take and what it took at its peak.

It has a process to itself because a peak counts only above what memory earlier pictures left behind.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lentigo.reports.paper import LONGEST_EDGE
from lentigo.vision import decode as decoding
from lentigo.vision.room import Room, keep_memory_low
from tests.hostile.memory import forget_peak, peak_mb, resident_mb
from tests.vision.files import encoded, scene


class Listening(Room):
    """A room that remembers what was asked of it."""

    asked = 0

    @contextmanager
    def take(self, size: int, *, patience: float | None = None) -> Iterator[None]:
        self.asked = size
        with super().take(size, patience=patience):
            yield


def main(what: str, file: str) -> None:
    """Read the file as `what` says, after a small one that brings in the libraries."""
    keep_memory_low()
    decoding.DECODING = room = Listening(1)
    data = Path(file).read_bytes()
    small = scene(600, 600)
    for kind in ("JPEG", "PNG", "WEBP"):
        decoding.shrunk(encoded(small, kind), 100)
    decoding.decode(encoded(small, "BMP"))
    gc.collect()
    rest = resident_mb(os.getpid())
    forget_peak(os.getpid())
    if what == "decode":
        decoding.decode(data)
    else:
        decoding.shrunk(data, LONGEST_EDGE)
    print(json.dumps({"estimate": room.asked / 1e6, "peak": peak_mb(os.getpid()) - rest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
