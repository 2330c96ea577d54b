"""The records of submissions. Every fetch names the owner, so that another person's record cannot be reached."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lentigo.conditions import Tier
from lentigo.storage.records import Kind, Record, Records, Scalar, Stale, now
from lentigo.submissions.filing import filed, range_of

SUBMISSION = Kind(
    name="submission",
    unique=("reference", "sent_key"),
    indexed=("owner_id", "condition", "risk", "decision", "lesion_id"),
    ordered=("number", "created", "rank", "asked"),
)
"""Filed by `lentigo.submissions.filing`."""
KINDS = (SUBMISSION,)

_PAGE = 200
_BEYOND = 2**53
"""A number that no submission has."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions of a person are wanted; what is None is not asked for.

    Attributes:
        condition: The machine's class.
        risk: The tier.
        reviewed: Whether a doctor has given a word.
        since: Earliest time, inclusive.
        until: Latest time, exclusive.
        lesion_id: The lesion that it shows.
    """

    condition: str | None = None
    risk: Tier | None = None
    reviewed: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    lesion_id: str | None = None

    def where(self, owner_id: str) -> dict[str, Scalar]:
        """Give the equalities that ask for it; a word of either kind is none."""
        asked = {
            "owner_id": owner_id,
            "condition": self.condition,
            "risk": self.risk,
            "lesion_id": self.lesion_id,
        }
        equal: dict[str, Scalar] = {name: value for name, value in asked.items() if value is not None}
        return {**equal, "decision": None} if self.reviewed is False else equal


EVERYTHING = Wanted()


class SubmissionStore:
    """Submissions in a record store.

    A record holds no name and no e-mail address: those stand in the account alone and are joined when it is answered.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, record: Mapping[str, Any]) -> Record:
        """Store a new submission under the next number."""
        number = self._records.next("submission")
        return self._records.insert(SUBMISSION, filed({**record, "number": number, "reference": str(number)}))

    def put(self, record: Mapping[str, Any]) -> Record:
        """Write a submission that was read before and changed. Raises Stale when somebody else was faster."""
        return self._records.replace(SUBMISSION, filed(record))

    def file_all(self) -> int:
        """File what an earlier version has kept without; gives how many there were."""
        count = 0
        while found := self._records.find(SUBMISSION, where={"rank": None}, limit=_PAGE).records:
            for record in found:
                with suppress(Stale):  # another process files it at the same moment, or it is being deleted
                    self.put(record)
                    count += 1
        return count

    def of_owner(self, owner_id: str, reference: str) -> Record | None:
        """Fetch one submission of a person.

        Args:
            owner_id: Account id of the owner.
            reference: The rising number, or the record's id.
        """
        record = self.signed_for(reference)
        return record if record is not None and record["owner_id"] == owner_id else None

    def signed_for(self, reference: str) -> Record | None:
        """Fetch one submission of anybody; only for an address whose signature then names this very record."""
        record = self._any(reference)
        return None if record is None or record["owner_id"] is None else record

    def sent_under(self, sent_key: str) -> Record | None:
        """Fetch the submission that an upload under this key has made, deleted ones included; see `once.Mark`."""
        return self._records.get_by(SUBMISSION, "sent_key", sent_key)

    def withdraw(self, record: Record) -> Record:
        """Take one that nobody was told of out of every view, its key with it, before it is erased. Raises Stale.

        Whoever sends it again from now on makes another. Where its erasure is cut off, the sweep takes it up.
        """
        gone = {"owner_id": record["owner_id"], "until": now(), "erasing": True}
        return self.put({**record, "owner_id": None, "deleted": gone, "sent_key": None})

    def deleted_of(self, owner_id: str, reference: str) -> Record | None:
        """Fetch one submission that a person has deleted and that is not erased yet."""
        record = self._any(reference)
        return record if record and (record.get("deleted") or {}).get("owner_id") == owner_id else None

    def _any(self, reference: str) -> Record | None:
        if reference.isascii() and reference.isdigit():
            return self._records.get_by(SUBMISSION, "reference", reference)
        return self._records.get(SUBMISSION, reference)

    def deleted(self, owner_id: str | None = None) -> Iterator[Record]:
        """Walk through what was deleted and not erased yet, of one person or of everybody."""
        since, until = range_of("deleted")
        after: str | None = None
        while True:
            page = self._records.find(SUBMISSION, order="rank", since=since, until=until, after=after, limit=_PAGE)
            yield from (one for one in page.records if owner_id in (None, one["deleted"]["owner_id"]))
            after = page.next
            if after is None:
                return

    def history(
        self, owner_id: str, *, before: int | None = None, limit: int | None = None, wanted: Wanted = EVERYTHING
    ) -> Iterator[Record]:
        """Walk through a person's submissions, newest first.

        Args:
            owner_id: Account id of the owner.
            before: Only submissions with a smaller number.
            limit: Largest number of submissions; all when None.
            wanted: Which of them.
        """
        first, end = self._numbers(owner_id, wanted)
        end = min((number for number in (before, end) if number is not None), default=None)
        after: str | None = None
        left = limit
        while left is None or left > 0:
            page = self._records.find(
                SUBMISSION,
                where=wanted.where(owner_id),
                order="number",
                descending=True,
                since=first,
                until=end,
                after=after,
                limit=_PAGE if left is None else min(left, _PAGE),
            )
            found = [one for one in page.records if not (wanted.reviewed and one.get("decision") is None)]
            yield from found
            left = None if left is None else left - len(found)
            after = page.next
            if after is None:
                return

    def count(self, owner_id: str, wanted: Wanted = EVERYTHING) -> int:
        """Count a person's submissions, or the wanted ones of them."""
        first, end = self._numbers(owner_id, wanted)
        by_decision = self._records.count(
            SUBMISSION, by="decision", where=wanted.where(owner_id), order="number", since=first, until=end
        )
        return sum(number for word, number in by_decision.items() if not (wanted.reviewed and word is None))

    def count_by_lesion(self, owner_id: str) -> dict[str | None, int]:
        """Count a person's submissions by the lesion that they show; under None those that show none."""
        return self._records.count(SUBMISSION, by="lesion_id", where={"owner_id": owner_id})

    def _numbers(self, owner_id: str, wanted: Wanted) -> tuple[int | None, int | None]:
        """Turn a range of time into one of numbers, which rise with it: the history is ordered by one field alone."""
        first = None if wanted.since is None else self._number_at(owner_id, wanted.since) or _BEYOND
        end = None if wanted.until is None else self._number_at(owner_id, wanted.until)
        return first, end

    def _number_at(self, owner_id: str, moment: datetime) -> int | None:
        """Tell the number of a person's first submission from a moment on."""
        found = self._records.find(
            SUBMISSION, where={"owner_id": owner_id}, order="created", since=moment, limit=1
        ).records
        return int(found[0]["number"]) if found else None

    def older_than(self, moment: datetime) -> Iterator[Record]:
        """Walk through everybody's submissions from before a moment, oldest first; only for retention."""
        after: str | None = None
        while True:
            page = self._records.find(SUBMISSION, order="created", until=moment, after=after, limit=_PAGE)
            yield from page.records
            after = page.next
            if after is None:
                return

    def picture_keys(self) -> Iterator[str]:
        """Walk through the keys of all pictures that anybody's submission names, deleted ones included."""
        after: str | None = None
        while True:
            page = self._records.find(SUBMISSION, order="created", after=after, limit=_PAGE)
            for record in page.records:
                yield from (record["picture_key"], record["thumbnail_key"])
            after = page.next
            if after is None:
                return

    def remove(self, record: Record) -> bool:
        """Delete one submission's record."""
        return self._records.delete(SUBMISSION, record["id"])
