"""The way of one upload, from its bytes to a kept record."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.accounts.store import insistently
from lentigo.audit.service import Audit
from lentigo.lesions.store import LesionStore
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import Conflict, NotFound, NotSignedIn, Problem
from lentigo.reports.compose import Reporter
from lentigo.reports.facts import Facts
from lentigo.settings import Settings
from lentigo.storage.records import Duplicate, Record
from lentigo.storage.values import new_id
from lentigo.submissions.assessments import to_record
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.keeping import Keeping
from lentigo.submissions.once import KeyReused, Mark, Sent
from lentigo.submissions.store import SubmissionStore
from lentigo.submissions.telling import Teller
from lentigo.vision.classifier import Classifier
from lentigo.vision.decode import decode
from lentigo.vision.thumbnail import thumbnail_jpeg


class Intake:
    """Takes pictures in and keeps what came of them, each once, however often it is sent.

    Args:
        settings: Limits of an upload.
        store: The records.
        lesions: The followed lesions that pictures may show.
        keeping: Writes a submission whole, or not at all.
        erasure: Erases it.
        classifier: Judges a picture.
        reporter: Writes the report.
        audit: Remembers who did what.
        owner_stands: Tells whether an account still stands, by its id.
        consents: Knows what the owner's data may be used for.
        teller: Tells a submission to its owner.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        store: SubmissionStore,
        lesions: LesionStore,
        keeping: Keeping,
        erasure: Erasure,
        classifier: Classifier,
        reporter: Reporter,
        audit: Audit,
        owner_stands: Callable[[str], bool],
        consents: Consents,
        teller: Teller,
    ) -> None:
        self._settings = settings
        self._store = store
        self._lesions = lesions
        self._keeping = keeping
        self._erasure = erasure
        self._classifier = classifier
        self._reporter = reporter
        self._audit = audit
        self._owner_stands = owner_stands
        self._consents = consents
        self._teller = teller

    def take(
        self,
        *,
        caller: Caller,
        data: bytes,
        force: bool,
        tta: bool,
        where: str,
        key: str | None,
        lesion_id: str | None,
    ) -> Sent:
        """Assess a picture and keep it with its assessment and report; see `Submissions.submit`."""
        mark = None if key is None else Mark.of(caller.id, key, data)
        if mark is not None and (first := self._first(mark, caller, where)) is not None:
            return first
        if lesion_id is not None and self._lesions.of_owner(caller.id, lesion_id) is None:
            raise NotFound("There is no such spot among those that you follow.")
        record, kept, thumbnail = self._made(caller=caller, data=data, force=force, tta=tta, where=where)
        if mark is not None:
            record |= {"sent_key": mark.key, "sent_picture": mark.picture}
        if lesion_id is not None:
            record |= {"lesion_id": lesion_id}
        # Once: where somebody else has been told of it meanwhile, it is the keeping that must see it written.
        note = cache(
            lambda: self._audit.record(who=caller.id, what="submission.created", record=record["id"], where=where)
        )
        try:
            stored = self._keeping.keep(record, kept, thumbnail, note)
        except Duplicate:
            # It was sent twice at the same moment, and the other one was quicker.
            if mark is None or (first := self._first(mark, caller, where)) is None:
                raise Conflict("The same was sent at the same moment; try again.", retry_after=1) from None
            return first
        with self._keeping.until_told(stored, note):
            self.demand_owner(stored, caller)
            if not self._consents.allows(caller.id, Purpose.STORAGE):
                self._erasure.erase(stored)
                self._consents.demand(caller.id, Purpose.STORAGE, where=where)
            note()
            return Sent(self._teller.one(stored, caller), again=False)

    def demand_owner(self, record: Record, caller: Caller) -> None:
        """Leave nothing of an account that was erased meanwhile. Raises NotSignedIn."""
        if not self._owner_stands(caller.id):
            self._erasure.erase(record)
            raise NotSignedIn("This account no longer exists.")

    def _made(
        self, *, caller: Caller, data: bytes, force: bool, tta: bool, where: str
    ) -> tuple[dict[str, Any], bytes, bytes]:
        """Judge a picture and write its report; gives what to keep: the record, the picture and a small one."""
        try:
            picture = decode(
                data,
                max_bytes=self._settings.max_upload_mb * 1_000_000,
                max_pixels=self._settings.max_megapixels * 1_000_000,
            )
            assessment = self._classifier.assess_picture(picture, force=force, turns=tta)
        except Problem as problem:
            self._refused(problem, caller, where)
            raise
        kept, media_type = picture.kept()
        width, height, thumbnail = picture.width, picture.height, thumbnail_jpeg(picture)
        # A language model may take its time, and a long narrow picture has two hundred megabytes.
        del picture
        allow_model = self._consents.allows(caller.id, Purpose.LANGUAGE_MODEL)
        report = self._reporter.compose(Facts.of_assessment(assessment, caller.language), allow_model=allow_model)
        record = {
            "id": new_id(),
            "owner_id": caller.id,
            "assessment": to_record(assessment),
            "report": dict(report.slots),
            "report_source": report.source,
            "language": caller.language,
            "width": width,
            "height": height,
            "media_type": media_type,
            "sha256": hashlib.sha256(kept).hexdigest(),
        }
        return record, kept, thumbnail

    def _first(self, mark: Mark, caller: Caller, where: str) -> Sent | None:
        """Answer with what was made under this key before; None where nothing was.

        Raises:
            KeyReused: It was made of another picture.
            Conflict: Its owner has deleted it, and it is not erased yet.
        """

        def attempt() -> Record | None:
            record = self._store.sent_under(mark.key)
            if record is None:
                return None
            mark.demand_same(record)
            if record["owner_id"] is None:
                raise Conflict("What was sent under this Idempotency-Key was deleted; send it under another one.")
            # From here on it stands, even where the request that made it fails before it can answer.
            return record if record.get("sent_again") else self._store.put({**record, "sent_again": True})

        try:
            record = insistently(attempt)
        except KeyReused as problem:
            self._refused(problem, caller, where)
            raise
        if record is None:
            return None
        self._audit.record(who=caller.id, what="submission.read", record=record["id"], where=where)
        return Sent(self._teller.one(record, caller), again=True)

    def _refused(self, problem: Problem, caller: Caller, where: str) -> None:
        self._audit.record(who=caller.id, what="picture.refused", where=where, detail={"code": problem.code})
