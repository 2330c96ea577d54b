"""How a submission comes to be kept: whole, or not at all, whatever becomes of the store in the middle."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from lentigo.accounts.store import insistently
from lentigo.problems import Problem
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record, now
from lentigo.submissions.erasure import Erasure
from lentigo.submissions.store import SubmissionStore

log = logging.getLogger(__name__)

AGAIN_SECONDS = 2.0
"""How often a store that went away is asked again for what must be taken back."""

Note = Callable[[], object]
"""Writes into the audit that a submission was made; however often it is called, one line."""


class _Begun(NamedTuple):
    """A submission that nobody was told of: the id of its record, the pictures that were written for it, its note."""

    record_id: str
    keys: tuple[str, ...]
    note: Note


class Keeping:
    """Writes submissions and takes back what was not told to anybody.

    When a store goes away while it is written to, nobody can say whether the record came to be. So its id is chosen
    before, and what was begun is looked for and taken back, in a thread of its own until the store answers again.

    What was sent again meanwhile, and answered from the record (`sent_again`), was told after all: it stands.

    Args:
        store: The records.
        blobs: The pictures.
        erasure: Erases a submission with its pictures.
    """

    def __init__(self, *, store: SubmissionStore, blobs: Blobs, erasure: Erasure) -> None:
        self._store = store
        self._blobs = blobs
        self._erasure = erasure
        self._open: list[_Begun] = []
        self._lock = threading.Lock()

    def keep(self, record: Mapping[str, Any], picture: bytes, thumbnail: bytes, note: Note) -> Record:
        """Write pictures first and the record last, so that a record never names a picture that is not there.

        Args:
            record: With its `id`.
            picture: The kept picture.
            thumbnail: The small one.
            note: Written by the caller, unless it fails and the submission stands all the same.

        Raises:
            Duplicate: Something is kept under this upload's key already; this one is not.
            Unavailable: A store is full or does not answer; nothing is kept.
        """
        keys: list[str] = []
        try:
            for data in (picture, thumbnail):
                keys.append(self._blobs.put(data))
            # Only now, so that the times of those that are written at once rise with their numbers.
            moment = {"created": now()}
            return self._store.add({**record, **moment, "picture_key": keys[0], "thumbnail_key": keys[1]})
        except BaseException:
            self._take_back(_Begun(record["id"], tuple(keys), note))
            raise

    @contextmanager
    def until_told(self, stored: Record, note: Note) -> Iterator[None]:
        """Take a submission back when what stands between its keeping and its answer fails."""
        try:
            yield
        except BaseException:
            self._take_back(_Begun(stored["id"], (stored["picture_key"], stored["thumbnail_key"]), note))
            raise

    def _take_back(self, begun: _Begun) -> None:
        """Take back now, or as soon as the stores answer; the failure that led here is the one to tell."""
        try:
            self._settle(begun)
        except Exception:
            with self._lock:
                self._open.append(begun)
                if len(self._open) == 1:
                    threading.Thread(target=self._settle_all, name="taking-back", daemon=True).start()

    def _settle(self, begun: _Begun) -> None:
        def attempt() -> tuple[Record | None, bool]:
            record = self._store.signed_for(begun.record_id)
            if record is None or record.get("sent_key") is None:
                return record, False
            if record.get("sent_again"):
                return record, True
            return self._store.withdraw(record), False

        record, told = insistently(attempt)
        if told:
            begun.note()
        elif record is not None:
            self._erasure.erase(record)
        else:
            for key in begun.keys:
                self._blobs.delete(key)

    def _settle_all(self) -> None:
        """Try until nothing is left; a process that is killed before leaves sealed pictures that no record names."""
        rest = threading.Event()
        while True:
            with self._lock:
                if not self._open:
                    return
                begun = self._open[0]
            try:
                self._settle(begun)
            except Problem:
                rest.wait(AGAIN_SECONDS)
                continue
            except Exception:
                log.exception("a submission that was not kept could not be taken back")
            with self._lock:
                self._open.remove(begun)
