"""Which submissions lie before the doctors. Whether they may be seen is decided by `service`, each time anew."""

from collections.abc import Mapping

from lentigo.storage.records import Page, Record, Records
from lentigo.submissions.filing import Place, range_of
from lentigo.submissions.store import SUBMISSION, SubmissionStore

EARLIER = 50
"""Most earlier submissions of one person that are looked through."""


class CaseStore:
    """Submissions as cases, in a record store.

    Args:
        records: The store.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._submissions = SubmissionStore(records)

    def find(self, reference: str) -> Record | None:
        """Fetch a submission of anybody, by its number or its record's id."""
        return self._submissions.signed_for(reference)

    def page(self, place: Place, *, after: str | None, limit: int) -> Page:
        """Fetch a page of a place, riskiest first, then oldest. Raises BadInput for a key of another list."""
        since, until = range_of(place)
        return self._records.find(SUBMISSION, order="rank", since=since, until=until, after=after, limit=limit)

    def counts(self, place: Place) -> Mapping[str, int]:
        """Count what lies in a place, by the id of its owner."""
        since, until = range_of(place)
        return self._records.count(SUBMISSION, by="owner_id", order="rank", since=since, until=until)

    def earlier(self, record: Record) -> list[Record]:
        """List the submissions that the same person sent before this one, newest first."""
        return list(self._submissions.history(record["owner_id"], before=record["number"], limit=EARLIER))

    def put(self, record: Record) -> Record:
        """Write a changed submission. Raises Stale when somebody else was faster."""
        return self._submissions.put(record)
