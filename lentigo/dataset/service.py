"""The rules of a data set: whose pictures are in it, under which names, and that it is written whole or not at all."""

import csv
import io
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageOps

from lentigo.audit.service import OPERATOR, Audit
from lentigo.dataset.names import Names
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.problems import BadInput, NotAPicture, NotFound, Problem, Unavailable
from lentigo.reviews.store import CaseStore
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, Records
from lentigo.storage.sealing import Damaged
from lentigo.submissions.filing import place_of
from lentigo.vision.decode import decode
from lentigo.vision.refusals import reading

COLUMNS = (
    "image_id", "source", "modality", "label", "group", "split", "file", "licence", "confirmed", "machine", "model",
)  # fmt: skip
SOURCE = "reviews"
LICENCE = "consent for training here: not to be handed on"
README = """# Pictures that doctors have judged

Written by `lentigo dataset export` for `lentigo train --from BUNDLE --manifest manifest.csv`. Every person in it has
agreed to the use of their pictures for training. Persons and pictures bear made-up names; all pictures of a person are
one group and stand in one split, the same one at every export of this service. The pictures hold no metadata, but a
picture of skin can show who somebody is: keep this folder as you keep the data of the service, hand it on to nobody,
and delete it after the training. Who withdraws the consent is missing from the next export.
"""
_PAGE = 200
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        pictures: How many by split.
        persons: Of how many persons.
        without_consent: Judged pictures that were left out, since their owners do not agree to training.
        twice: Pictures that were left out because the same one is in already.
        missing: Pictures that the picture store has no longer.
        unreadable: Pictures that it has and that cannot be opened or decoded.
    """

    pictures: Counter[str]
    persons: int
    without_consent: int
    twice: int
    missing: int
    unreadable: int


class Dataset:
    """Writes judged pictures as a data set.

    Args:
        records: Where submissions are kept.
        blobs: The pictures.
        consents: Knows who agrees to training.
        audit: Remembers which pictures were used.
        names: Names persons and pictures.
    """

    def __init__(self, *, records: Records, blobs: Blobs, consents: Consents, audit: Audit, names: Names) -> None:
        self._cases = CaseStore(records)
        self._blobs = blobs
        self._consents = consents
        self._audit = audit
        self._names = names

    def export(self, folder: Path, *, tell: Callable[[int], None] = lambda _: None) -> Written:
        """Write the data set.

        Args:
            folder: Where to; must not exist yet.
            tell: Called with the number of pictures written so far.

        Raises:
            BadInput: The folder exists or cannot be written, or there is no picture to write.
            Unavailable: A store does not answer, or a picture's master key is not at hand; nothing was written.
        """
        if folder.exists():
            raise BadInput(f"{folder} exists already; name a folder that does not, so that nothing old is mixed in")
        draft = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        try:
            (draft / "images").mkdir(parents=True, mode=0o700)
            draft.chmod(0o700)
            written = self._write(draft, tell)
            (draft / "README.md").write_text(README, encoding="utf-8")
            draft.rename(folder)
        except OSError as error:
            raise BadInput(f"{folder} cannot be written: {error.strerror}") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return written

    def _write(self, folder: Path, tell: Callable[[int], None]) -> Written:
        agrees = cache(lambda owner_id: self._consents.allows(owner_id, Purpose.TRAINING))
        seen: set[str] = set()
        persons: set[str] = set()
        count: Counter[str] = Counter()
        left_out = twice = missing = unreadable = 0
        with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            for record in self._judged():
                if not agrees(record["owner_id"]):
                    left_out += 1
                elif record["sha256"] in seen:
                    # The same picture under two accounts would stand in two groups, perhaps in two splits.
                    twice += 1
                else:
                    try:
                        data, media_type = self._picture(record)
                    except NotFound:
                        missing += 1
                        continue
                    except NotAPicture:
                        unreadable += 1
                        continue
                    row = self._taken(record, data, media_type, folder)
                    seen.add(record["sha256"])
                    persons.add(record["owner_id"])
                    table.writerow(row)
                    count[row["split"]] += 1
                    tell(count.total())
        if not count:
            raise BadInput(
                "there is no picture to write: expected submissions with a doctor's word whose owners agree to "
                f"training; received {left_out} with a word and without that consent, {missing} that the picture "
                f"store has no longer and {unreadable} that cannot be read"
            )
        detail = {"pictures": count.total(), "persons": len(persons), "without_consent": left_out}
        self._audit.record(who=OPERATOR, what="dataset.exported", detail=detail)
        return Written(count, len(persons), left_out, twice, missing, unreadable)

    def _judged(self) -> Iterator[Record]:
        """Walk through the submissions that bear a doctor's word and lie before the doctors."""
        after: str | None = None
        while True:
            page = self._cases.page("done", after=after, limit=_PAGE)
            yield from (record for record in page.records if place_of(record) == "done")
            if (after := page.next) is None:
                return

    def _picture(self, record: Record) -> tuple[bytes, str]:
        """Fetch a kept picture, the right way up, with its media type.

        Raises:
            NotFound: The picture store has it no longer.
            NotAPicture: It was altered there, or cannot be decoded.
            Unavailable: The picture store does not answer. What is left out then would be left out by chance.
        """
        try:
            data = self._blobs.get(record["picture_key"])
        except KeyError:
            raise NotFound("The picture store has this picture no longer.") from None
        except Damaged as problem:
            raise NotAPicture(problem.message) from problem
        try:
            # What is kept holds no metadata; it is cleaned once more, since here it leaves the house. It was taken in
            # under the limits of its day, which may have been higher.
            kept = decode(data, max_bytes=sys.maxsize, max_pixels=sys.maxsize).kept()
            with reading("picture"):
                return upright(kept.data, kept.media_type)
        except Unavailable:
            raise
        except Problem as problem:
            raise NotAPicture(problem.message) from problem

    def _taken(self, record: Record, data: bytes, media_type: str, folder: Path) -> dict[str, str]:
        """Write a picture into the data set and give its line of the manifest."""
        name = self._names.picture(record["id"])
        # The line first: a picture of which nobody wrote down that it was used must not be.
        self._audit.record(who=OPERATOR, what="submission.taken_for_training", record=record["id"])
        file = f"{name}{_ENDINGS.get(media_type, '.jpg')}"
        (folder / "images" / file).write_bytes(data)
        word, assessment = record["review"], record["assessment"]
        return {
            "image_id": name,
            "source": SOURCE,
            "modality": "",
            "label": word["condition"],
            "group": self._names.person(record["owner_id"]),
            "split": self._names.split(record["owner_id"]),
            "file": file,
            "licence": LICENCE,
            "confirmed": word["decision"],
            "machine": assessment["condition"],
            "model": assessment["model"],
        }


def upright(data: bytes, media_type: str) -> tuple[bytes, str]:
    """Take the last that is left of the metadata, the orientation, by laying the picture as a person sees it.

    Args:
        data: A kept picture.
        media_type: What it is.

    Returns:
        The same bytes where it lies upright already, else a JPEG of quality 95; and the media type.
    """
    with Image.open(io.BytesIO(data)) as picture:
        if picture.getexif().get(_ORIENTATION, 1) == 1:
            return data, media_type
        buffer = io.BytesIO()
        turned = ImageOps.exif_transpose(picture).convert("RGB")
        turned.info.clear()
        turned.save(buffer, "JPEG", quality=95)
    return buffer.getvalue(), "image/jpeg"
