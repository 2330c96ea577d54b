"""The rules of submissions: one upload from its bytes to a kept record, and what its owner may do with it."""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.audit.service import Audit
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import NotFound, NotSignedIn, Problem
from lentigo.reports.compose import Reporter
from lentigo.reports.facts import Facts
from lentigo.reports.paper import Paper, report_pdf
from lentigo.settings import Settings
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, now
from lentigo.submissions.answer import answer, from_record, paper_of, to_record
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.store import SubmissionStore
from lentigo.vision.classifier import Classifier
from lentigo.vision.decode import decode
from lentigo.vision.explain import heatmap_png
from lentigo.vision.thumbnail import thumbnail_jpeg

log = logging.getLogger(__name__)


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
        blobs: The pictures.
        classifier: Judges a picture.
        reporter: Writes the report.
        audit: Remembers who did what.
        signer: Signs picture addresses.
        owner_stands: Tells whether an account still stands, by its id.
        consents: Knows what the owner's data may be used for.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        store: SubmissionStore,
        blobs: Blobs,
        classifier: Classifier,
        reporter: Reporter,
        audit: Audit,
        signer: PictureSigner,
        owner_stands: Callable[[str], bool],
        consents: Consents,
    ) -> None:
        self._settings = settings
        self._store = store
        self._blobs = blobs
        self._classifier = classifier
        self._reporter = reporter
        self._audit = audit
        self._signer = signer
        self._owner_stands = owner_stands
        self._consents = consents
        self._erasure = Erasure(store=store, blobs=blobs)

    def submit(self, *, caller: Caller, data: bytes, force: bool, where: str) -> dict[str, Any]:
        """Assess a picture and keep it with its assessment and report.

        Args:
            caller: Who sends it.
            data: The uploaded bytes.
            force: Assess it even when it should not be.
            where: Address that the request came from.

        Returns:
            The answer of `/predict`.

        Raises:
            Forbidden: The consent to keep pictures was withdrawn, perhaps only now; nothing was kept.
            TooLarge, NotAPicture, Unassessable: As `vision.decode` and the classifier find.
            Unavailable: The engine's queue or the disk is full, or the store does not answer; nothing was kept.
        """
        try:
            picture = decode(
                data,
                max_bytes=self._settings.max_upload_mb * 1_000_000,
                max_pixels=self._settings.max_megapixels * 1_000_000,
            )
            assessment = self._classifier.assess_picture(picture, force=force)
        except Problem as problem:
            self._audit.record(who=caller.id, what="picture.refused", where=where, detail={"code": problem.code})
            raise
        allow_model = self._consents.allows(caller.id, Purpose.LANGUAGE_MODEL)
        report = self._reporter.compose(Facts.of_assessment(assessment), allow_model=allow_model)
        kept, media_type = picture.kept()
        record = {
            "owner_id": caller.id,
            "created": now(),
            "assessment": to_record(assessment),
            "report": dict(report.slots),
            "report_source": report.source,
            "width": picture.width,
            "height": picture.height,
            "media_type": media_type,
            "sha256": hashlib.sha256(kept).hexdigest(),
        }
        stored = self._keep(record, kept, thumbnail_jpeg(picture))
        if not self._owner_stands(caller.id):
            # The account was erased while its picture was being assessed; nothing of it may stay.
            self._erasure.erase(stored)
            raise NotSignedIn("This account no longer exists.")
        if not self._consents.allows(caller.id, Purpose.STORAGE):
            self._erasure.erase(stored)
            self._consents.demand(caller.id, Purpose.STORAGE, where=where)
        self._audit.record(who=caller.id, what="submission.created", record=stored["id"], where=where)
        return answer(stored, caller, self._signer)

    def _keep(self, record: dict[str, Any], picture: bytes, thumbnail: bytes) -> Record:
        """Write pictures first and the record last, so that a record never names a picture that is not there."""
        keys: list[str] = []
        try:
            for data in (picture, thumbnail):
                keys.append(self._blobs.put(data))
            return self._store.add({**record, "picture_key": keys[0], "thumbnail_key": keys[1]})
        except BaseException:
            for key in keys:
                with contextlib.suppress(Problem):  # the first failure is the one to tell
                    self._blobs.delete(key)
            raise

    def history(self, *, caller: Caller, before: int | None, limit: int | None, where: str) -> list[dict[str, Any]]:
        """List the caller's own submissions, newest first."""
        records = list(self._store.history(caller.id, before=before, limit=limit))
        self._audit.record(who=caller.id, what="submission.listed", where=where, detail={"count": len(records)})
        return [answer(record, caller, self._signer) for record in records]

    def read(self, *, caller: Caller, reference: str, where: str) -> dict[str, Any]:
        """Fetch one of the caller's submissions. Raises NotFound."""
        record = self._own(caller, reference, where)
        self._audit.record(who=caller.id, what="submission.read", record=record["id"], where=where)
        return answer(record, caller, self._signer)

    def facts(self, *, caller: Caller, reference: str, where: str) -> Facts:
        """Fetch what a report about one of the caller's submissions may say. Raises NotFound."""
        record = self._own(caller, reference, where)
        self._audit.record(who=caller.id, what="report.written", record=record["id"], where=where)
        return Facts.of_assessment(from_record(record["assessment"]))

    def picture(self, *, caller: Caller, reference: str, what: str, where: str) -> tuple[bytes, str]:
        """Fetch a picture of one of the caller's submissions, with its media type. Raises NotFound."""
        record = self._own(caller, reference, where)
        self._audit.record(who=caller.id, what=f"{what}.read", record=record["id"], where=where)
        return self._picture(record, what)

    def signed_picture(
        self, *, reference: str, what: str, expires: str, signature: str, where: str
    ) -> tuple[bytes, str]:
        """Fetch a picture through a signed address. Raises NotFound when the signature does not open it."""
        record = self._store.signed_for(reference)
        if record is None or not self._signer.opens(record["id"], what, expires=expires, signature=signature):
            raise NotFound("This picture address is not valid, or no longer: an address opens for five minutes.")
        self._audit.record(who="signed address", what=f"{what}.read", record=record["id"], where=where)
        return self._picture(record, what)

    def _picture(self, record: Record, what: str) -> tuple[bytes, str]:
        if what == "heatmap":
            assessment = from_record(record["assessment"])
            return heatmap_png(assessment, width=record["width"], height=record["height"]), "image/png"
        key, media_type = (
            (record["thumbnail_key"], "image/jpeg")
            if what == "thumbnail"
            else (record["picture_key"], record["media_type"])
        )
        try:
            return self._blobs.get(key), media_type
        except KeyError:
            log.error("the %s of submission %s is not in the picture store", what, record["id"])
            raise NotFound("The picture of this submission is missing from the picture store.") from None

    def report_pdf(self, *, caller: Caller, reference: str, where: str) -> bytes:
        """Set the report of one of the caller's submissions as a PDF. Raises NotFound."""
        record = self._own(caller, reference, where)
        picture, _ = self._picture(record, "image")
        heatmap, _ = self._picture(record, "heatmap")
        self._audit.record(who=caller.id, what="report.downloaded", record=record["id"], where=where)
        return report_pdf(paper_of(record, caller, picture=picture, heatmap=heatmap))

    def count(self, caller: Caller) -> int:
        """Count the caller's own submissions."""
        return self._store.count(caller.id)

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
            told = answer(record, caller, self._signer)
            heatmap, _ = self._picture(record, "heatmap")
            try:
                picture, _ = self._picture(record, "image")
            except Problem as problem:
                if self._store.of_owner(caller.id, record["id"]) is not None:
                    yield Whole(told, heatmap, None, None, problem.message)
                continue
            self._audit.record(who=caller.id, what="submission.exported", record=record["id"], where=where)
            yield Whole(told, heatmap, picture, paper_of(record, caller, picture=picture, heatmap=heatmap))

    def remove(self, *, caller: Caller, reference: str, where: str) -> None:
        """Delete one of the caller's submissions with its pictures. Raises NotFound."""
        record = self._own(caller, reference, where)
        self._erasure.erase(record)
        self._audit.record(who=caller.id, what="submission.deleted", record=record["id"], where=where)

    def erase_all(self, owner_id: str) -> None:
        """Delete every submission of a person, pictures included; may be repeated after a failure."""
        self._erasure.erase_all(owner_id)

    def _own(self, caller: Caller, reference: str, where: str) -> Record:
        record = self._store.of_owner(caller.id, reference)
        if record is None:
            # The audit names what exists, and not whatever somebody has typed.
            another = self._store.signed_for(reference)
            self._audit.record(
                who=caller.id, what="submission.refused", record=another["id"] if another else None, where=where
            )
            raise NotFound("There is no such submission among yours.")
        return record
