"""The records of followed lesions. Which pictures show one stands in the submissions, under its id."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lentigo.accounts.store import delete_all
from lentigo.storage.records import Kind, Record, Records, now

LESION = Kind(name="lesion", indexed=("owner_id",), ordered=("created",))
KINDS = (LESION,)

_PAGE = 200


class LesionStore:
    """Lesions in a record store. Every fetch names the owner, so that another person's cannot be reached.

    Args:
        records: The store.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, owner_id: str, fields: Mapping[str, Any]) -> Record:
        """Store a new lesion of a person: its name, site and side."""
        return self._records.insert(LESION, {**fields, "owner_id": owner_id, "created": now()})

    def put(self, record: Record) -> Record:
        """Write a lesion that was read before and changed. Raises Stale when somebody else was faster."""
        return self._records.replace(LESION, record)

    def of_owner(self, owner_id: str, lesion_id: str | None) -> Record | None:
        """Fetch one lesion of a person; None where there is none of this id."""
        record = self._records.get(LESION, lesion_id) if lesion_id else None
        return record if record is not None and record["owner_id"] == owner_id else None

    def all_of(self, owner_id: str) -> Iterator[Record]:
        """Walk through a person's lesions, newest first."""
        after: str | None = None
        while True:
            page = self._records.find(
                LESION, where={"owner_id": owner_id}, order="created", descending=True, after=after, limit=_PAGE
            )
            yield from page.records
            after = page.next
            if after is None:
                return

    def count(self, owner_id: str) -> int:
        """Count a person's lesions."""
        return sum(self._records.count(LESION, where={"owner_id": owner_id}).values())

    def older_than(self, moment: datetime) -> Iterator[Record]:
        """Walk through everybody's lesions from before a moment, oldest first; only for retention."""
        after: str | None = None
        while True:
            page = self._records.find(LESION, order="created", until=moment, after=after, limit=_PAGE)
            yield from page.records
            after = page.next
            if after is None:
                return

    def remove(self, record: Record) -> bool:
        """Delete one lesion's record; tells whether it was this call that did."""
        return self._records.delete(LESION, record["id"])

    def erase_all(self, owner_id: str) -> None:
        """Delete every lesion of a person, names and all; may be repeated after a failure."""
        delete_all(self._records, LESION, {"owner_id": owner_id})
        self._records.scrub(LESION)
