"""The rules of oversight: nothing without the setting, and nothing without a line in the audit that tells it apart."""

from typing import Any

from lentigo.accounts.permissions import Caller, Right
from lentigo.accounts.store import AccountStore
from lentigo.audit.service import Audit
from lentigo.problems import Forbidden, NotFound
from lentigo.reviews.word import told
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, Records
from lentigo.submissions.answer import PICTURES, assessed
from lentigo.submissions.pictures import picture_of
from lentigo.submissions.store import SubmissionStore

SETTING = "LENTIGO_ADMINS_READ_RECORDS"


class Oversight:
    """Lets administrators read submissions of other persons, where the operator has said so.

    Args:
        records: Where submissions and accounts are kept.
        blobs: The pictures.
        audit: Remembers who read what.
        allowed: Whether the setting lets administrators read.
    """

    def __init__(self, *, records: Records, blobs: Blobs, audit: Audit, allowed: bool) -> None:
        self._submissions = SubmissionStore(records)
        self._accounts = AccountStore(records)
        self._blobs = blobs
        self._audit = audit
        self._allowed = allowed

    def demand(self, *, caller: Caller, route: str, where: str) -> None:
        """Make sure that the setting lets administrators read.

        Raises:
            Forbidden: It does not; the audit remembers that somebody has tried.
        """
        if self._allowed:
            return
        detail = {"right": str(Right.OVERSEE), "route": route, "code": "reading_not_allowed"}
        self._audit.record(who=caller.id, what="access.refused", where=where, detail=detail)
        raise Forbidden(
            f"Administrators read no records of other persons here; the operator can let them with {SETTING}=true.",
            code="reading_not_allowed",
        )

    def listed(self, *, caller: Caller, owner: str, before: int | None, limit: int, where: str) -> list[dict[str, Any]]:
        """List a person's submissions, newest first."""
        found = list(self._submissions.history(owner, before=before, limit=limit))
        detail = {"count": len(found), "records": [record["id"] for record in found]}
        known = owner if self._accounts.get(owner) else None  # the audit names what exists, not what somebody typed
        self._audit.record(who=caller.id, what="oversight.listed", record=known, where=where, detail=detail)
        return [self._told(record) for record in found]

    def read(self, *, caller: Caller, reference: str, where: str) -> dict[str, Any]:
        """Fetch anybody's submission. Raises NotFound."""
        record = self._find(reference)
        self._remember(caller, "oversight.read", record, where)
        return self._told(record)

    def picture(self, *, caller: Caller, reference: str, what: str, where: str) -> tuple[bytes, str]:
        """Fetch a picture of anybody's submission, with its media type. Raises NotFound."""
        record = self._find(reference)
        self._remember(caller, f"oversight.{what}_read", record, where)
        return picture_of(record, what, self._blobs)

    def _find(self, reference: str) -> Record:
        record = self._submissions.signed_for(reference)
        if record is None:
            raise NotFound("There is no such submission.")
        return record

    def _remember(self, caller: Caller, what: str, record: Record, where: str) -> None:
        detail = {"owner": record["owner_id"]}
        self._audit.record(who=caller.id, what=what, record=record["id"], where=where, detail=detail)

    def _told(self, record: Record) -> dict[str, Any]:
        word = record.get("review")
        return {
            **assessed(record),
            "owner": record["owner_id"],
            "review": told(word, name_of=self._accounts.name_of) if word else None,
            # Not signed: a signed address would open without a token, and the audit could not say who looked.
            **{f"{what}_url": f"/oversight/submissions/{record['number']}/{what}" for what in PICTURES},
        }
