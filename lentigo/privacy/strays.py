"""Pictures that no record names: what a process left that was killed while its stores were away."""

from collections.abc import Iterator

from lentigo.audit.service import OPERATOR, Audit
from lentigo.problems import Conflict
from lentigo.storage.records import Records
from lentigo.storage.sealed import SealedBlobs
from lentigo.submissions.store import SubmissionStore

SETTLED_SECONDS = 3600.0
"""Age from which on a picture is no longer one whose record is about to be written."""


class Strays:
    """Finds and deletes stray pictures, while the server runs or not.

    Args:
        records: Where submissions are kept.
        blobs: Where their pictures are.
        audit: Remembers what was deleted.
    """

    def __init__(self, *, records: Records, blobs: SealedBlobs, audit: Audit) -> None:
        self._store = SubmissionStore(records)
        self._blobs = blobs
        self._audit = audit

    def find(self) -> list[str]:
        """List the keys of all stray pictures, in order; changes nothing."""
        return self._find()[0]

    def delete(self) -> int:
        """Delete all stray pictures; gives how many.

        Raises:
            Conflict: No picture here is named by any record, as where the records are those of another folder.
        """
        found, others = self._find()
        if found and not others:
            raise Conflict(
                f"none of the {len(found)} pictures here is named by a record, so nothing was deleted: "
                "do LENTIGO_DATA_DIR and MONGO_URI belong together?"
            )
        count = 0
        try:
            for key in found:
                count += self._blobs.delete(key)
        finally:  # what is gone is told, also where the store fails in the middle
            self._audit.record(who=OPERATOR, what="retention.strays_deleted", detail={"count": count})
        return count

    def _find(self) -> tuple[list[str], int]:
        """List the strays, and count the settled pictures that are none."""
        # Pictures first: a record that comes meanwhile only names pictures that are younger than these.
        settled = set(self._settled())
        found = settled.difference(self._store.picture_keys())
        return sorted(found), len(settled) - len(found)

    def _settled(self) -> Iterator[str]:
        for key in self._blobs.names():
            try:
                if self._blobs.age(key) >= SETTLED_SECONDS:
                    yield key
            except KeyError:  # deleted meanwhile
                continue
