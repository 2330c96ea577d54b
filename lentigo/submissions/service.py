"""The rules of submissions: one upload from its bytes to a kept record, and what its owner may do with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.accounts.store import insistently
from lentigo.audit.service import Audit
from lentigo.lesions.store import LesionStore
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import NotFound, Problem
from lentigo.reports.compose import Reporter
from lentigo.reports.facts import Facts
from lentigo.reports.paper import Paper
from lentigo.settings import Settings
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record
from lentigo.submissions.assessments import from_record
from lentigo.submissions.deletions import Deletions
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.intake import Intake
from lentigo.submissions.keeping import Keeping
from lentigo.submissions.once import Sent
from lentigo.submissions.papers import ACTS, Form, paper_of, set_report
from lentigo.submissions.pictures import picture_of
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.store import EVERYTHING, SubmissionStore, Wanted
from lentigo.submissions.telling import Teller
from lentigo.vision.classifier import Classifier

_NOT_YOURS = "There is no such submission among yours."


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that is kept of one submission.

    Attributes:
        told: The submission as the history tells it.
        heatmap: The heat map, as PNG.
        picture: The kept picture, of the media type that `told` names; None when it cannot be had.
        paper: What its printed report shows; None without the picture.
        missing: Why the picture cannot be had, in a sentence; empty when it can.
    """

    told: dict[str, Any]
    heatmap: bytes
    picture: bytes | None
    paper: Paper | None
    missing: str = ""


class Submissions:
    """Takes pictures in, keeps what came of them, and gives it to its owner.

    Args:
        settings: Limits of an upload.
        store: The records.
        lesions: The followed lesions that pictures may show.
        blobs: The pictures.
        classifier: Judges a picture.
        reporter: Writes the report.
        audit: Remembers who did what.
        signer: Signs picture addresses.
        owner_stands: Tells whether an account still stands, by its id.
        consents: Knows what the owner's data may be used for.
        name_of: Gives the name that belongs to an account's id, None for one that is no more.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        store: SubmissionStore,
        lesions: LesionStore,
        blobs: Blobs,
        classifier: Classifier,
        reporter: Reporter,
        audit: Audit,
        signer: PictureSigner,
        owner_stands: Callable[[str], bool],
        consents: Consents,
        name_of: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._audit = audit
        self._signer = signer
        self._consents = consents
        self._teller = Teller(signer=signer, consents=consents, lesions=lesions, name_of=name_of)
        self._erasure = Erasure(store=store, blobs=blobs)
        self._intake = Intake(
            settings=settings,
            store=store,
            lesions=lesions,
            keeping=Keeping(store=store, blobs=blobs, erasure=self._erasure),
            erasure=self._erasure,
            classifier=classifier,
            reporter=reporter,
            audit=audit,
            owner_stands=owner_stands,
            consents=consents,
            teller=self._teller,
        )
        self.deletions = Deletions(store=store, erasure=self._erasure, audit=audit, seconds=settings.undo_seconds)

    def submit(
        self,
        *,
        caller: Caller,
        data: bytes,
        force: bool,
        where: str,
        tta: bool = False,
        key: str | None = None,
        lesion_id: str | None = None,
    ) -> Sent:
        """Assess a picture and keep it with its assessment and report; under a key, once.

        Args:
            caller: Who sends it.
            data: The uploaded bytes.
            force: Assess it even when it should not be.
            where: Address that the request came from.
            tta: Average over its eight flips and quarter turns.
            key: What the client calls this upload: sent again under the same, it is answered as it was the first time.
            lesion_id: The caller's lesion that it shows.

        Returns:
            The answer of `/predict`.

        Raises:
            Conflict: What was sent under this key was deleted, or is being sent at this moment.
            KeyReused: Another picture was sent under this key.
            Forbidden: The consent to keep pictures was withdrawn, perhaps only now; nothing was kept.
            NotFound: There is no such lesion among the caller's.
            TooLarge, NotAPicture, Unassessable: As `vision.decode` and the classifier find.
            Unavailable: The engine's queue or the disk is full, or the store does not answer; nothing was kept.
        """
        return self._intake.take(
            caller=caller, data=data, force=force, tta=tta, where=where, key=key, lesion_id=lesion_id
        )

    def own(self, *, caller: Caller, reference: str, where: str) -> Record:
        """Find the record of one of the caller's submissions. Raises NotFound, after telling the audit."""
        record = self._store.of_owner(caller.id, reference)
        if record is None:
            # The audit names what exists, and not whatever somebody has typed.
            another = self._store.signed_for(reference)
            self._audit.record(
                who=caller.id, what="submission.refused", record=another["id"] if another else None, where=where
            )
            raise NotFound(_NOT_YOURS)
        return record

    def history(
        self, *, caller: Caller, before: int | None, limit: int | None, wanted: Wanted, where: str
    ) -> list[dict[str, Any]]:
        """List the caller's own submissions, or the wanted ones of them, newest first."""
        records = list(self._store.history(caller.id, before=before, limit=limit, wanted=wanted))
        self._audit.record(who=caller.id, what="submission.listed", where=where, detail={"count": len(records)})
        return self._teller.several(records, caller)

    def read(self, *, caller: Caller, reference: str, where: str) -> dict[str, Any]:
        """Fetch one of the caller's submissions. Raises NotFound."""
        record = self.own(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what="submission.read", record=record["id"], where=where)
        return self._teller.one(record, caller)

    def told(self, records: Iterable[Record], caller: Caller) -> list[dict[str, Any]]:
        """Tell submissions of the caller's own that were found before."""
        return self._teller.several(records, caller)

    def give(self, *, caller: Caller, reference: str, given: bool, where: str) -> dict[str, Any]:
        """Give one of the caller's submissions to the doctors, or take it back from them; holds at once.

        Raises:
            NotFound: There is no such submission among the caller's.
            Forbidden: It is to be given, and the consent to review by doctors is not.
        """

        def attempt() -> Record:
            record = self.own(caller=caller, reference=reference, where=where)
            if given:
                self._consents.demand(caller.id, Purpose.REVIEW, where=where)
            if bool(record.get("withheld")) != given:
                return record
            changed = self._store.put({**record, "withheld": not given})
            what = "submission.given_for_review" if given else "submission.taken_from_review"
            self._audit.record(who=caller.id, what=what, record=record["id"], where=where)
            return changed

        return self._teller.one(insistently(attempt), caller)

    def facts(self, *, caller: Caller, reference: str, where: str) -> Facts:
        """Fetch what a report about one of the caller's submissions may say. Raises NotFound."""
        record = self.own(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what="report.written", record=record["id"], where=where)
        return Facts.of_assessment(from_record(record["assessment"]))

    def picture(self, *, caller: Caller, reference: str, what: str, where: str) -> tuple[bytes, str]:
        """Fetch a picture of one of the caller's submissions, with its media type. Raises NotFound."""
        record = self.own(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what=f"{what}.read", record=record["id"], where=where)
        return picture_of(record, what, self._blobs)

    def signed_picture(
        self, *, reference: str, what: str, expires: str, signature: str, where: str
    ) -> tuple[bytes, str]:
        """Fetch a picture through a signed address. Raises NotFound when the signature does not open it."""
        record = self._store.signed_for(reference)
        if record is None or not self._signer.opens(record["id"], what, expires=expires, signature=signature):
            raise NotFound("This picture address is not valid, or no longer: an address opens for five minutes.")
        self._audit.record(who="signed address", what=f"{what}.read", record=record["id"], where=where)
        return picture_of(record, what, self._blobs)

    def report(self, *, caller: Caller, reference: str, form: Form, where: str) -> bytes:
        """Set the report of one of the caller's submissions. Raises NotFound.

        Args:
            caller: Its owner.
            reference: The submission's number, or its record's id.
            form: As a PDF, or for a health record.
            where: Address that the request came from.
        """
        record = self.own(caller=caller, reference=reference, where=where)
        self._audit.record(who=caller.id, what=ACTS[form], record=record["id"], where=where)
        told = {"review": self._teller.review(record, caller), "lesion": self._teller.lesion(record, caller)}
        return set_report(record, form, blobs=self._blobs, person=caller.name, language=caller.language, **told)

    def count(self, caller: Caller, wanted: Wanted = EVERYTHING) -> int:
        """Count the caller's own submissions, or the wanted ones of them."""
        return self._store.count(caller.id, wanted)

    def everything(self, *, caller: Caller, where: str) -> Iterator[Whole]:
        """Walk through the caller's own submissions with all that is kept of them, newest first, one in memory at once.

        Args:
            caller: Their owner.
            where: Address that the request came from.

        Yields:
            One submission at a time; one that is deleted meanwhile is left out, and a picture that
            cannot be read keeps nobody from the rest.
        """
        for record in self._store.history(caller.id):
            told = self._teller.whole(record, caller)
            heatmap, _ = picture_of(record, "heatmap", self._blobs)
            try:
                picture, _ = picture_of(record, "image", self._blobs)
            except Problem as problem:
                if self._store.of_owner(caller.id, record["id"]) is not None:
                    yield Whole(told, heatmap, None, None, problem.message)
                continue
            self._audit.record(who=caller.id, what="submission.exported", record=record["id"], where=where)
            paper = paper_of(
                record,
                person=caller.name,
                language=caller.language,
                picture=picture,
                heatmap=heatmap,
                review=told["review"],
                lesion=told["lesion"],
            )
            yield Whole(told, heatmap, picture, paper)

    def remove(self, *, caller: Caller, reference: str, undo: bool, where: str) -> datetime | None:
        """Delete one of the caller's submissions with its pictures.

        Args:
            caller: Its owner.
            reference: Its number, or its record's id.
            undo: Leave a short time in which it can be had back.
            where: Address that the request came from.

        Returns:
            Until when it can be had back; None where it is erased.

        Raises:
            NotFound: There is no such submission among the caller's.
        """
        if undo:
            return insistently(
                lambda: self.deletions.mark(self.own(caller=caller, reference=reference, where=where), where=where)
            )
        record = self.own(caller=caller, reference=reference, where=where)
        if not self._erasure.erase(record):
            raise NotFound(_NOT_YOURS)  # another request of the same person was faster, and has told the audit
        self._audit.record(who=caller.id, what="submission.deleted", record=record["id"], where=where)
        return None

    def restore(self, *, caller: Caller, reference: str, where: str) -> dict[str, Any]:
        """Give back one of the caller's submissions that was deleted a moment ago. Raises NotFound."""
        record = self.deletions.restore(caller.id, reference, where=where)
        self._intake.demand_owner(record, caller)
        return self._teller.one(record, caller)

    def erase_all(self, owner_id: str) -> None:
        """Delete every submission of a person, pictures included; may be repeated after a failure."""
        self._erasure.erase_all(owner_id)
