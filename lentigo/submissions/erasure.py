"""How a submission is erased with its pictures; the one way, for its owner, for an erased account and for retention."""

from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record
from lentigo.submissions.store import SubmissionStore


class Erasure:
    """Erases submissions; needs no model, so that the command line can do it too.

    Args:
        store: The records.
        blobs: The pictures.
    """

    def __init__(self, *, store: SubmissionStore, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def erase(self, record: Record) -> bool:
        """Erase one submission. May be repeated after a failure, and by two at the same time.

        Pictures go first: as long as the record stands, a failed deletion can be repeated.

        Returns:
            Whether it was this call that deleted the record.
        """
        for key in (record["picture_key"], record["thumbnail_key"]):
            self._blobs.delete(key)
        return self._store.remove(record)

    def erase_all(self, owner_id: str) -> None:
        """Erase every submission of a person, deleted ones included; may be repeated after a failure."""
        for record in [*self._store.history(owner_id), *self._store.deleted(owner_id)]:
            self.erase(record)
