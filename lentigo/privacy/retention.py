"""How long submissions are kept: older ones are deleted with their pictures, by whoever runs first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lentigo.audit.service import Audit
from lentigo.lesions.store import LesionStore
from lentigo.problems import Problem, Unavailable
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, Records, now
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.store import SubmissionStore, Wanted

RETENTION = "retention"
"""`who` of a deletion that nobody asked for but the retention period."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A submission whose time is over; names nobody.

    Attributes:
        id: The submission's id.
        number: The number that its owner knows it by.
        owner_id: Pseudonymous id of its owner.
        created: When it was made.
    """

    id: str
    number: int
    owner_id: str
    created: datetime


class Retention:
    """Deletes submissions that are older than the retention period. Two at the same time do no harm.

    Args:
        records: Where submissions are kept.
        blobs: Where their pictures are.
        audit: Remembers each deletion.
        days: The retention period.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self, *, records: Records, blobs: Blobs, audit: Audit, days: int, clock: Callable[[], datetime] = now
    ) -> None:
        self._store = SubmissionStore(records)
        self._lesions = LesionStore(records)
        self._erasure = Erasure(store=self._store, blobs=blobs)
        self._audit = audit
        self._days = days
        self._clock = clock

    def overdue(self) -> Iterator[Overdue]:
        """Walk through what a run would delete now, oldest first; changes nothing."""
        for record in self._store.older_than(self._latest()):
            owner_id = record["owner_id"] or record["deleted"]["owner_id"]
            yield Overdue(record["id"], record["number"], owner_id, record["created"])

    def preview(self, *, who: str) -> list[Overdue]:
        """List what a run would delete now, and remember that somebody looked."""
        found = list(self.overdue())
        self._audit.record(who=who, what="retention.previewed", detail={"days": self._days, "count": len(found)})
        return found

    def run(self, *, who: str = RETENTION) -> int:
        """Delete what is overdue, pictures included.

        Args:
            who: Who runs it: RETENTION for the server by itself, OPERATOR for the command line.

        Returns:
            How many submissions this run deleted; what another one was faster with is not counted.

        Raises:
            Unavailable: A store does not answer, or some pictures cannot be deleted. The others are, and what is left
                waits for the next run.
        """
        deleted, left = 0, 0
        fault: Problem | None = None
        for record in self._store.older_than(self._latest()):
            try:
                erased = self._erasure.erase(record)
            except Problem as problem:  # one that cannot be deleted must not keep the others
                left, fault = left + 1, problem
                continue
            if erased:
                deleted += 1
                detail = {"days": self._days}
                self._audit.record(who=who, what="submission.expired", record=record["id"], detail=detail)
        if deleted or who != RETENTION:  # a day on which nothing was due is no news
            self._audit.record(who=who, what="retention.run", detail={"days": self._days, "count": deleted})
        if fault is not None:
            raise Unavailable(f"{deleted} submissions were deleted, {left} could not be: {fault.message}") from fault
        self._forget_lesions(who)
        return deleted

    def _forget_lesions(self, who: str) -> None:
        """Delete the lesions from before the period of which no picture is left: their names may tell of a person."""
        for lesion in self._lesions.older_than(self._latest()):
            if not self._shown(lesion) and self._lesions.remove(lesion):
                self._audit.record(who=who, what="lesion.expired", record=lesion["id"], detail={"days": self._days})

    def _shown(self, lesion: Record) -> bool:
        """Tell whether a picture shows a lesion, or one that can still be had back does."""
        if self._store.count(lesion["owner_id"], Wanted(lesion_id=lesion["id"])):
            return True
        return any(one.get("lesion_id") == lesion["id"] for one in self._store.deleted(lesion["owner_id"]))

    def _latest(self) -> datetime:
        return self._clock() - timedelta(days=self._days)
