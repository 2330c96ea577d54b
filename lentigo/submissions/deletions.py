"""Deletion that can be undone for a short while: out of every view at once, erased for good when the time is over.

A submission that is deleted so loses its owner: whichever view asks by owner, as all do, does not find it. The record
remembers whose it was, so that its owner can have it back and the erasure of an account takes it along.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from lentigo.accounts.store import insistently
from lentigo.audit.service import SERVICE, Audit
from lentigo.problems import NotFound, Problem
from lentigo.storage.records import Record, Stale, now
from lentigo.storage.values import instant_text
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.store import SubmissionStore

log = logging.getLogger(__name__)

MARGIN = timedelta(seconds=2)
"""Between the last moment of an undo and the erasure, for the clocks of several machines."""

REST_SECONDS = 600.0
"""How often it is looked for what a process has left that was killed, where nothing was deleted here."""


class Deletions:
    """Marks, gives back and erases.

    Args:
        store: The records.
        erasure: Erases a submission with its pictures.
        audit: Remembers what was done.
        seconds: How long a deletion can be undone.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        store: SubmissionStore,
        erasure: Erasure,
        audit: Audit,
        seconds: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._store = store
        self._erasure = erasure
        self._audit = audit
        self._life = timedelta(seconds=seconds)
        self._clock = clock
        self._wake = threading.Event()
        self._over = False

    def mark(self, record: Record, *, where: str) -> datetime:
        """Take a submission out of every view; gives the time until which it can be had back.

        Raises:
            Stale: It was changed since it was read.
        """
        owner_id, until = record["owner_id"], self._clock() + self._life
        self._store.put({**record, "owner_id": None, "deleted": {"owner_id": owner_id, "until": until}})
        detail = {"undo_until": instant_text(until)}
        self._audit.record(who=owner_id, what="submission.deleted", record=record["id"], where=where, detail=detail)
        self._wake.set()
        return until

    def restore(self, owner_id: str, reference: str, *, where: str) -> Record:
        """Give a deleted submission back to its owner.

        Raises:
            NotFound: The owner has deleted no such submission, or its time is over.
        """

        def attempt() -> Record:
            record = self._store.deleted_of(owner_id, reference)
            if record is None or record["deleted"].get("erasing") or record["deleted"]["until"] < self._clock():
                known = record["id"] if record else None
                self._audit.record(who=owner_id, what="submission.refused", record=known, where=where)
                raise NotFound("There is no such deleted submission of yours, or the time to have it back is over.")
            return self._store.put({**record, "owner_id": owner_id, "deleted": None})

        record = insistently(attempt)
        self._audit.record(who=owner_id, what="submission.restored", record=record["id"], where=where)
        return record

    def sweep(self) -> float:
        """Erase what can be had back no longer. May be done by several processes at the same time.

        Returns:
            Seconds until there is something to erase again, as far as it is known.

        Raises:
            Problem: Something could not be erased, and waits; the others were.
        """
        rest = REST_SECONDS
        fault: Problem | None = None
        for record in list(self._store.deleted()):
            left = record["deleted"]["until"] + MARGIN - self._clock()
            if left > timedelta():
                rest = min(rest, left.total_seconds())
                continue
            try:
                self._erase(record)
            except Problem as problem:  # one that cannot be erased must not keep the others
                fault = problem
        if fault is not None:
            raise fault
        return rest

    def keep_sweeping(self, *, first: float = 5.0) -> None:
        """Sweep in a thread of its own, soon after the start and whenever something is due."""

        def run() -> None:
            rest = first
            while not self._over:
                self._wake.wait(rest)
                self._wake.clear()
                rest = self._quietly()

        # A daemon: it may be cut off anywhere, pictures go before their record, and the next sweep takes up the rest.
        threading.Thread(target=run, name="deletions", daemon=True).start()

    def stop(self) -> None:
        """End the thread after what it is at."""
        self._over = True
        self._wake.set()

    def _erase(self, record: Record) -> None:
        try:
            # From here on it cannot be had back, so that nobody gets a submission without its pictures.
            claimed = self._store.put({**record, "deleted": {**record["deleted"], "erasing": True}})
        except Stale:
            return
        if self._erasure.erase(claimed):
            self._audit.record(who=SERVICE, what="submission.erased", record=record["id"])

    def _quietly(self) -> float:
        try:
            return self.sweep()
        except Problem as problem:
            log.warning("deleted submissions wait for their erasure: %s", problem.message)
        except Exception:
            log.exception("deleted submissions could not be erased")
        return 60.0
