"""The records of submissions. Every fetch names the owner, so that another person's record cannot be reached."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lentigo.storage.records import Kind, Record, Records

SUBMISSION = Kind(
    name="submission",
    unique=("reference",),
    indexed=("owner_id",),
    ordered=("number", "created"),
)
KINDS = (SUBMISSION,)

_PAGE = 200


class SubmissionStore:
    """Submissions in a record store.

    A record holds no name and no e-mail address: those stand in the account alone and are joined when it is answered.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, record: Mapping[str, Any]) -> Record:
        """Store a new submission under the next number."""
        number = self._records.next("submission")
        return self._records.insert(SUBMISSION, {**record, "number": number, "reference": str(number)})

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
        if reference.isascii() and reference.isdigit():
            return self._records.get_by(SUBMISSION, "reference", reference)
        return self._records.get(SUBMISSION, reference)

    def history(self, owner_id: str, *, before: int | None = None, limit: int | None = None) -> Iterator[Record]:
        """Walk through a person's submissions, newest first.

        Args:
            owner_id: Account id of the owner.
            before: Only submissions with a smaller number.
            limit: Largest number of submissions; all when None.
        """
        after: str | None = None
        left = limit
        while left is None or left > 0:
            page = self._records.find(
                SUBMISSION,
                where={"owner_id": owner_id},
                order="number",
                descending=True,
                until=before,
                after=after,
                limit=_PAGE if left is None else min(left, _PAGE),
            )
            yield from page.records
            left = None if left is None else left - len(page.records)
            after = page.next
            if after is None:
                return

    def count(self, owner_id: str) -> int:
        """Count a person's submissions."""
        return self._records.count(SUBMISSION, where={"owner_id": owner_id})[None]

    def older_than(self, moment: datetime) -> Iterator[Record]:
        """Walk through everybody's submissions from before a moment, oldest first; only for retention."""
        after: str | None = None
        while True:
            page = self._records.find(SUBMISSION, order="created", until=moment, after=after, limit=_PAGE)
            yield from page.records
            after = page.next
            if after is None:
                return

    def remove(self, record: Record) -> bool:
        """Delete one submission's record."""
        return self._records.delete(SUBMISSION, record["id"])
