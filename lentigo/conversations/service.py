"""The rules of conversations: who may read and write, and what still waits for an answer."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Literal, Protocol

from lentigo.accounts.permissions import Caller
from lentigo.accounts.store import insistently
from lentigo.audit.service import Audit
from lentigo.conversations.messages import (
    MOST_MESSAGES,
    MOST_UNANSWERED,
    Side,
    is_there,
    seen,
    told,
    unread,
    written,
)
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import Conflict
from lentigo.storage.records import Record, now
from lentigo.submissions.store import SubmissionStore

Closed = Literal["no_consent", "withheld", "full", "await_answer"]

_REFUSALS: dict[Closed, str] = {
    "withheld": "You have taken this picture back from the doctors; give it to them again to write to them.",
    "full": f"There are {MOST_MESSAGES} messages about this picture already; no more can be sent.",
    "await_answer": f"{MOST_UNANSWERED} of your messages wait for an answer; wait for a doctor's before you go on.",
}


class Finds(Protocol):
    """Finds a submission that the caller may see. Raises NotFound, after telling the audit."""

    def __call__(self, *, caller: Caller, reference: str, where: str) -> Record:
        """Fetch it."""


class Conversations:
    """Lets a patient and the doctors write to each other about one submission.

    The owner reads what was written whatever they have withdrawn since; doctors read and write as long as the
    submission is under review, and only then may the owner write.

    Args:
        store: The submissions, of which the messages are part.
        own: Finds a submission of the caller's own.
        case: Finds a submission that is under review.
        consents: Knows whether doctors may see the owner's pictures.
        audit: Remembers who read and wrote, and not what.
        name_of: Gives the name that belongs to an account's id, None for one that is no more.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        store: SubmissionStore,
        own: Finds,
        case: Finds,
        consents: Consents,
        audit: Audit,
        name_of: Callable[[str], str | None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._store = store
        self._finds: dict[Side, Finds] = {"patient": own, "doctor": case}
        self._consents = consents
        self._audit = audit
        self._name_of = name_of
        self._clock = clock

    def read(self, *, caller: Caller, side: Side, reference: str, known: int, where: str) -> dict[str, Any]:
        """Give the messages after those that are known; asking whether there are any is not in the audit.

        Args:
            caller: The owner or a doctor.
            side: As which of the two.
            reference: The submission's number, or its record's id.
            known: How many the caller has.
            where: Address that the request came from.

        Raises:
            NotFound: It is not the owner's, or not under review.
        """
        record = self._finds[side](caller=caller, reference=reference, where=where)
        if new := max(0, len(record.get("messages", ())) - known):
            self._note(caller, "message.read", record, where, count=new)
        return self._answer(record, caller, side, known=known)

    def write(
        self, *, caller: Caller, side: Side, reference: str, text: str, key: str | None, known: int | None, where: str
    ) -> dict[str, Any]:
        """Send a message; a doctor's answers all of the patient's that the doctor has read.

        Args:
            caller: The owner or a doctor.
            side: As which of the two.
            reference: The submission's number, or its record's id.
            text: What is written.
            key: What the client calls the message; under the same one it is kept once.
            known: How many messages the writer has read; None for all.
            where: Address that the request came from.

        Raises:
            NotFound: It is not the owner's, or not under review.
            Forbidden: The owner's consent to review by doctors is not in force.
            Conflict: The owner has taken it back from the doctors, or there are too many messages.
        """

        def attempt() -> tuple[Record, bool]:
            record = self._finds[side](caller=caller, reference=reference, where=where)
            if key is not None and is_there(record, author_id=caller.id, key=key):
                return record, False
            closed = self._closed(record, side)
            if closed == "no_consent":
                self._consents.demand(record["owner_id"], Purpose.REVIEW, where=where)
            elif closed is not None:
                raise Conflict(_REFUSALS[closed], code=closed)
            read = len(record.get("messages", ())) if known is None else known
            record = seen(record, side, read)
            sent = written(record, author_id=caller.id, side=side, text=text, key=key, time=self._clock())
            return self._store.put(sent), True

        record, new = insistently(attempt)
        if new:
            self._note(caller, "message.sent", record, where, side=side, number=len(record["messages"]))
        return self._answer(record, caller, side)

    def see(self, *, caller: Caller, side: Side, reference: str, number: int, where: str) -> dict[str, Any]:
        """Note that the caller has seen the first messages, or, for a doctor, that these need no further answer.

        Args:
            caller: The owner or a doctor.
            side: As which of the two.
            reference: The submission's number, or its record's id.
            number: How many.
            where: Address that the request came from.

        Raises:
            NotFound: It is not the owner's, or not under review.
        """

        def attempt() -> tuple[Record, bool]:
            before = self._finds[side](caller=caller, reference=reference, where=where)
            after = seen(before, side, number)
            changed = len(unread(after, side)) != len(unread(before, side))
            return (self._store.put(after) if changed else before), changed

        record, changed = insistently(attempt)
        if changed:
            self._note(caller, "message.seen", record, where, side=side, number=record["messages_seen"][side])
        return self._answer(record, caller, side)

    def _answer(self, record: Record, caller: Caller, side: Side, *, known: int = 0) -> dict[str, Any]:
        closed = self._closed(record, side)
        return {
            "messages": told(record, reader_id=caller.id, name_of=cache(self._name_of), known=known),
            "total": len(record.get("messages", ())),
            "unread": len(unread(record, side)),
            "open": closed is None,
            "closed_because": closed,
        }

    def _closed(self, record: Record, side: Side) -> Closed | None:
        if side == "patient":
            if not self._consents.allows(record["owner_id"], Purpose.REVIEW):
                return "no_consent"
            if record.get("withheld"):
                return "withheld"
            if len(unread(record, "doctor")) >= MOST_UNANSWERED:
                return "await_answer"
        return "full" if len(record.get("messages", ())) >= MOST_MESSAGES else None

    def _note(self, caller: Caller, what: str, record: Record, where: str, **detail: Any) -> None:
        self._audit.record(who=caller.id, what=what, record=record["id"], where=where, detail=detail)
