"""The rules of reviews: which cases a doctor may see, and how a word is given and changed."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.accounts.store import AccountStore, insistently
from lentigo.audit.service import Audit
from lentigo.conversations.messages import asked, unread
from lentigo.lesions.naming import named
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import BadInput, Conflict, NotFound
from lentigo.reviews.store import CaseStore, State
from lentigo.reviews.word import MOST_VERSIONS, WAITING, Decision, spoken, told, version_of
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, Records, now
from lentigo.submissions.answer import PICTURES, assessed
from lentigo.submissions.filing import place_of
from lentigo.submissions.papers import ACTS, Form, set_report
from lentigo.submissions.pictures import picture_of

READ_AT_ONCE = 100
READS = 20
"""Pages that are looked through for one answer. Only where almost everybody has withdrawn does a page stay shorter."""


class Reviews:
    """Shows doctors what they may see and keeps what they say.

    A submission is under review while its owner's consent is in force and the owner has not taken it back; both are
    read anew for every request, so that a withdrawal closes every way at once.

    Args:
        records: Where submissions and accounts are kept.
        blobs: The pictures.
        consents: Knows who lets doctors see their pictures.
        audit: Remembers who saw and said what.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        records: Records,
        blobs: Blobs,
        consents: Consents,
        audit: Audit,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._cases = CaseStore(records)
        self._accounts = AccountStore(records)
        self._blobs = blobs
        self._consents = consents
        self._audit = audit
        self._clock = clock

    def queue(self, *, caller: Caller, state: State, after: str | None, limit: int, where: str) -> dict[str, Any]:
        """List cases, most urgent first, then oldest; with `asked` the longest waiting question first.

        Args:
            caller: The doctor.
            state: `waiting`, `done` or `asked`.
            after: Key that the page before gave.
            limit: Most cases wanted.
            where: Address that the request came from.

        Raises:
            BadInput: `after` is no key of this list.
        """
        open_to_doctors, name_of = cache(self._open), cache(self._accounts.name_of)
        found: list[Record] = []
        for _ in range(READS):
            page = self._cases.page(state, after=after, limit=min(READ_AT_ONCE, limit - len(found)))
            found += [record for record in page.records if open_to_doctors(record["owner_id"])]
            after = page.next
            if after is None or len(found) == limit:
                break
        refusing = self._consents.refusing_review()
        total = _total(self._cases.counts(state), refusing)
        # Told with every list: a question about a case that is done shows in no other way.
        questions = total if state == "asked" else _total(self._cases.counts("asked"), refusing)
        detail = {"state": state, "count": len(found), "records": [record["id"] for record in found]}
        self._audit.record(who=caller.id, what="review.listed", where=where, detail=detail)
        cases = [self._summary(record, name_of) for record in found]
        return {"cases": cases, "next": after, "total": total, "questions": questions}

    def waiting(self) -> int:
        """Count the cases that wait for a doctor."""
        return _total(self._cases.counts("waiting"), self._consents.refusing_review())

    def urgent(self) -> int:
        """Count those of them that a doctor should see within days: a high risk, or urgent without a tier."""
        return _total(self._cases.urgent(), self._consents.refusing_review())

    def case(self, *, caller: Caller, reference: str, where: str) -> Record:
        """Find the record of a case. Raises NotFound when it is not under review, after telling the audit."""
        record = self._cases.find(reference)
        if record is not None and _shown(record) and self._open(record["owner_id"]):
            return record
        # The audit names what exists, and not whatever somebody has typed.
        known = record["id"] if record else None
        self._audit.record(who=caller.id, what="review.refused", record=known, where=where)
        raise NotFound("There is no such case before the doctors.")

    def read(self, *, caller: Caller, reference: str, where: str) -> dict[str, Any]:
        """Fetch one case with the person's earlier ones. Raises NotFound when it is not under review."""
        record = self.case(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what="review.read", record=record["id"], where=where)
        return self._whole(record, caller)

    def picture(self, *, caller: Caller, reference: str, what: str, where: str) -> tuple[bytes, str]:
        """Fetch a picture of a case, with its media type. Raises NotFound when it is not under review."""
        record = self.case(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what=f"{what}.read", record=record["id"], where=where)
        return picture_of(record, what, self._blobs)

    def report(self, *, caller: Caller, reference: str, form: Form, where: str) -> bytes:
        """Set the report of a case in the doctor's language. Raises NotFound when it is not under review.

        Args:
            caller: The doctor.
            reference: The submission's number, or its record's id.
            form: As a PDF, or for a health record.
            where: Address that the request came from.
        """
        record = self.case(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what=ACTS[form], record=record["id"], where=where)
        word, name_of = record.get("review"), self._accounts.name_of
        return set_report(
            record,
            form,
            blobs=self._blobs,
            person=name_of(record["owner_id"]),
            language=caller.language,
            review=told(word, name_of=name_of) if word else None,
            lesion=_named(self._cases.lesion(record)),
        )

    def decide(
        self,
        *,
        caller: Caller,
        reference: str,
        decision: Decision,
        condition: str | None,
        note: str,
        version: int,
        where: str,
    ) -> dict[str, Any]:
        """Give a word on a case, or change it; what was said before is kept.

        Args:
            caller: The doctor.
            reference: The submission's number, or its record's id.
            decision: Whether the machine was right.
            condition: What it is; with a confirmation it may be left out.
            note: What the doctor writes.
            version: Version of the word that the doctor has read; 0 for none.
            where: Address that the request came from.

        Raises:
            NotFound: It is not under review.
            Conflict: Another doctor, or the same one elsewhere, has said something meanwhile.
            BadInput: The class contradicts the decision.
        """

        def attempt() -> Record:
            record = self.case(caller=caller, reference=reference, where=where)
            present = version_of(record)
            if version != present:
                raise Conflict(
                    f"Somebody has given a word on this case meanwhile: it is at version {present}, and you have read "
                    f"version {version}; look at it again.",
                    code="reviewed_meanwhile",
                )
            if present >= MOST_VERSIONS:
                raise Conflict(f"This case has {MOST_VERSIONS} words already and takes no more.", code="too_many_words")
            judged = _judged(record["assessment"]["condition"], decision, condition)
            word = spoken(
                record, decision=decision, condition=judged, note=note, doctor_id=caller.id, time=self._clock()
            )
            return self._cases.put(word)

        record = insistently(attempt)
        detail = {"version": version_of(record)}
        self._audit.record(who=caller.id, what=f"review.{decision}", record=record["id"], where=where, detail=detail)
        return self._whole(record, caller)

    def _whole(self, record: Record, caller: Caller) -> dict[str, Any]:
        name_of = cache(self._accounts.name_of)
        number = record["number"]
        lesion = self._cases.lesion(record)
        same = () if lesion is None else self._cases.of_lesion(lesion)
        return {
            **assessed(record, caller.language),
            **self._summary(record, name_of),
            **{f"{what}_url": f"/reviews/{number}/{what}" for what in PICTURES},
            "earlier_words": [told(word, name_of=name_of) for word in record.get("earlier_words", ())],
            "earlier_cases": [self._summary(one, name_of) for one in self._cases.earlier(record) if _shown(one)],
            "lesion": _named(lesion),
            "same_lesion": [self._summary(one, name_of) for one in same if _shown(one) and one["id"] != record["id"]],
        }

    def _summary(self, record: Record, name_of: Callable[[str], str | None]) -> dict[str, Any]:
        facts = assessed(record)
        word = record.get("review")
        return {
            **{name: facts[name] for name in _IN_LISTS},
            "person_name": name_of(record["owner_id"]) or "",
            "age_seconds": max(0, int((self._clock() - record["created"]).total_seconds())),
            "review": told(word, name_of=name_of) if word else WAITING,
            "messages": len(record.get("messages", ())),
            "unanswered": len(unread(record, "doctor")),
            "asked": asked(record),
            "thumbnail_url": f"/reviews/{record['number']}/thumbnail",
        }

    def _open(self, owner_id: str) -> bool:
        return self._consents.allows(owner_id, Purpose.REVIEW)


_IN_LISTS = ("id", "_id", "class", "confidence", "malignancy", "risk", "urgent", "uncertain", "forced", "created")


def _named(lesion: Record | None) -> dict[str, Any] | None:
    return None if lesion is None else named(lesion)


def _shown(record: Record) -> bool:
    """Tell whether its owner has given it for review."""
    return place_of(record) in ("waiting", "done")


def _total(counts: Mapping[str, int], refusing: Container[str]) -> int:
    # Not person by person: a clinic has thousands, and this is asked for with every page of the list.
    return sum(number for owner, number in counts.items() if owner and owner not in refusing)


def _judged(machine: str, decision: Decision, condition: str | None) -> str:
    """Tell what it is to the doctor. Raises BadInput."""
    if decision == "confirmed":
        if condition not in (None, machine):
            raise _fault(f"A confirmation leaves the class as it is, {machine}; received {condition}.")
        return machine
    if condition is None or condition == machine:
        raise _fault(f"A correction names another class than the machine's, {machine}.")
    return condition


def _fault(message: str) -> BadInput:
    return BadInput(message, code="invalid_input", details=[{"field": "class", "message": message}])
