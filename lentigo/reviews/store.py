"""Which submissions lie before the doctors. Whether they may be seen is decided by `service`, each time anew."""

from collections.abc import Mapping
from typing import Literal

from lentigo.lesions.store import LesionStore
from lentigo.storage.records import Page, Record, Records
from lentigo.submissions.filing import range_of, range_of_asked, range_of_first
from lentigo.submissions.store import SUBMISSION, SubmissionStore, Wanted

State = Literal["waiting", "done", "asked"]
"""Cases without and with a doctor's word, and those where a message of the patient's waits for an answer."""

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
        self._lesions = LesionStore(records)

    def find(self, reference: str) -> Record | None:
        """Fetch a submission of anybody, by its number or its record's id."""
        return self._submissions.signed_for(reference)

    def page(self, state: State, *, after: str | None, limit: int) -> Page:
        """Fetch a page of the cases of a state, in its order. Raises BadInput for a key of another list."""
        order, since, until = _range(state)
        return self._records.find(SUBMISSION, order=order, since=since, until=until, after=after, limit=limit)

    def counts(self, state: State) -> Mapping[str, int]:
        """Count the cases of a state, by the id of their owner."""
        order, since, until = _range(state)
        return self._records.count(SUBMISSION, by="owner_id", order=order, since=since, until=until)

    def urgent(self) -> Mapping[str, int]:
        """Count the waiting cases that come before all others, by the id of their owner."""
        since, until = range_of_first("waiting")
        return self._records.count(SUBMISSION, by="owner_id", order="rank", since=since, until=until)

    def earlier(self, record: Record) -> list[Record]:
        """List the submissions that the same person sent before this one, newest first."""
        return list(self._submissions.history(record["owner_id"], before=record["number"], limit=EARLIER))

    def lesion(self, record: Record) -> Record | None:
        """Fetch the lesion that a submission shows."""
        return self._lesions.of_owner(record["owner_id"], record.get("lesion_id"))

    def of_lesion(self, lesion: Record) -> list[Record]:
        """List the submissions that show a lesion, oldest first; of very many, the newest."""
        wanted = Wanted(lesion_id=lesion["id"])
        return list(self._submissions.history(lesion["owner_id"], limit=EARLIER, wanted=wanted))[::-1]

    def put(self, record: Record) -> Record:
        """Write a changed submission. Raises Stale when somebody else was faster."""
        return self._submissions.put(record)


def _range(state: State) -> tuple[str, str, str]:
    """Give the field by which the cases of a state are ordered, and its range: from, inclusive, to, exclusive."""
    return ("asked", *range_of_asked()) if state == "asked" else ("rank", *range_of(state))
