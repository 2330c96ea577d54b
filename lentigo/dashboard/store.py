"""Counts of submissions; no record leaves the store for them."""

from collections.abc import Mapping
from datetime import datetime

from lentigo.storage.records import Records
from lentigo.submissions.store import SUBMISSION


class SubmissionCounts:
    """Counts submissions of a range of time, the start inclusive and the end exclusive.

    Args:
        records: The store.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def between(self, since: datetime | None, until: datetime | None) -> int:
        """Count all of them."""
        return self._records.count(SUBMISSION, order="created", since=since, until=until)[None]

    def by(self, field: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """Count by class (`condition`) or tier (`risk`)."""
        found = self._records.count(SUBMISSION, by=field, order="created", since=since, until=until)
        return {value: number for value, number in found.items() if value is not None}

    def judged(self, decision: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """Count what doctors have confirmed or corrected, by the machine's class."""
        where = {"decision": decision}
        found = self._records.count(SUBMISSION, by="condition", where=where, order="created", since=since, until=until)
        return {value: number for value, number in found.items() if value is not None}
