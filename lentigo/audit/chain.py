"""Hangs lines on the chain: threads of a process share one write, of several processes the faster gets the number.

A line's number is its id, so a store keeps two writers from the same place by itself. Who loses looks up the new end
and hangs its lines there. Nothing is locked across processes, so nothing stays locked when one is killed.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lentigo.audit.head import HeadAltered, HeadFile
from lentigo.audit.key import ChainKey
from lentigo.audit.lines import AUDIT, START, Head, chain, end_of, last_line, seal_older
from lentigo.problems import Unavailable
from lentigo.storage.forks import in_every_child
from lentigo.storage.records import Duplicate, Record, Records

log = logging.getLogger(__name__)

SERVICE = "service"
"""`who` of a line that the service writes about the audit itself."""

BEGUN = "audit.chain_begun"
"""First line of a chain in a store that has older lines: their number and a code over all of them."""

HEAD_REPLACED = "audit.head_replaced"
"""The head file was missing or altered when a process began to write: until here a cut would not have shown."""

_LARGEST_BATCH = 128
_PATIENCE_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 0.01


class _Job:
    """A line that waits to be written."""

    def __init__(self, line: Record) -> None:
        self.line = line
        self.record: Record | None = None
        self.error: BaseException | None = None

    @property
    def settled(self) -> bool:
        return self.record is not None or self.error is not None

    def outcome(self) -> Record:
        if self.record is None:
            assert self.error is not None  # noqa: S101
            raise self.error
        return self.record


class Chain:
    """The end of the audit, at which lines are written. Safe for threads, processes and forks.

    Args:
        records: Where the lines are kept.
        key: Makes their codes.
        file: Where count and head are kept beside the key.
        clock: Tells the time, aware and UTC.
    """

    _head: Head | None
    """The end as this process has left it; None when it has to be looked up."""

    def __init__(self, records: Records, key: ChainKey, file: HeadFile, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._key = key
        self._file = file
        self._clock = clock
        self._start_afresh()
        in_every_child(self._start_afresh)

    def append(self, line: Record) -> Record:
        """Write one line; when this returns, it is durable and the head file knows it.

        Args:
            line: Clean values, without id.

        Raises:
            Unavailable: The store does not answer, or the head file cannot be written. The line may have been written.
        """
        job = _Job(line)
        self._waiting.append(job)
        with self._turn:
            while not job.settled:
                self._settle([self._waiting.popleft() for _ in range(min(len(self._waiting), _LARGEST_BATCH))])
        return job.outcome()

    def close(self) -> None:
        """Bring the head file to the disk."""
        self._file.sync()

    def _settle(self, batch: list[_Job]) -> None:
        try:
            self._write(batch)
        except BaseException as error:
            # Whether lines of the batch are in the store is not known; the next writer looks.
            self._head = None
            for job in batch:
                if not job.settled:
                    job.error = error
            if not isinstance(error, Exception):
                raise

    def _write(self, batch: list[_Job]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            head, first = (self._head, []) if self._head else self._look_up()
            jobs = [*first, *(job for job in batch if not job.settled)]
            lines = chain(self._key, head, [job.line for job in jobs])
            try:
                self._records.insert_all(AUDIT, lines)
                landed = len(lines)
            except Duplicate:
                landed = self._landed(lines)
            if landed:
                self._head = end_of(lines[landed - 1])
                self._file.advance(self._head)
            for job, line in zip(jobs[:landed], lines, strict=False):
                job.record = line
            if landed == len(lines):
                return
            self._head = None
            if time.monotonic() > deadline:
                raise Unavailable("the audit is busy with other processes; try again", retry_after=1)
            time.sleep(random.random() * _LONGEST_PAUSE_SECONDS)  # noqa: S311 - keeps writers out of step

    def _landed(self, lines: list[Record]) -> int:
        """Count how many of the lines are in the store, though one of them was refused."""
        for number, line in enumerate(lines):
            kept = self._records.get(AUDIT, line["id"])
            if kept is None or kept.get("mac") != line["mac"]:
                return number
        return len(lines)

    def _look_up(self) -> tuple[Head, list[_Job]]:
        """Find where the chain ends, and what must be said before it goes on."""
        last = last_line(self._records)
        if last is not None and last.get("key") != self._key.name:
            raise Unavailable("the audit is chained with another key than this process has; give it the right one")
        end = START if last is None else end_of(last)
        first = []
        try:
            kept, reason = self._file.read(), "missing"
        except HeadAltered:
            kept, reason = None, "altered"
        if kept is None and (last is not None or reason == "altered"):
            log.warning("the head file of the audit is %s; the chain goes on and says so", reason)
            first.append(self._own(HEAD_REPLACED, {"reason": reason, "count": end.count}))
        if kept is not None and kept.count > end.count:
            # The end was cut off. Going on behind the gap keeps it in sight; filling it would hide it for good.
            log.error("the audit ends at line %d, but its head file says %d: lines were cut", end.count, kept.count)
            end = kept
        if end.count == 0:
            older, seal = seal_older(self._key, self._records)
            if older:
                first.insert(0, self._own(BEGUN, {"older": older, "seal": seal}))
        return end, first

    def _own(self, what: str, detail: dict[str, Any]) -> _Job:
        return _Job(line_of(who=SERVICE, what=what, when=self._clock(), detail=detail))

    def _start_afresh(self) -> None:
        self._turn = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._head = None


def line_of(
    *,
    who: str,
    what: str,
    when: datetime,
    record: str | None = None,
    where: str | None = None,
    detail: dict[str, Any] | None = None,
) -> Record:
    """Put together what a line says."""
    return {"who": who, "what": what, "record": record, "when": when, "where": where, "detail": detail}
