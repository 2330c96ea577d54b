"""The rules of lesions: what a person calls a spot, which pictures show it, and who is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.accounts.store import insistently
from lentigo.audit.service import Audit
from lentigo.conversations.service import Finds
from lentigo.lesions.naming import named
from lentigo.lesions.store import LesionStore
from lentigo.problems import Conflict, NotFound, NotSignedIn
from lentigo.storage.records import Record
from lentigo.submissions.store import SubmissionStore, Wanted

MOST_LESIONS = 200
"""Of one person. Every one of them is told with its newest picture, so a list must come to an end."""

_IN_LISTS = ("id", "class", "malignancy", "risk", "urgent", "uncertain", "created", "thumbnail_url")

Tells = Callable[[Iterable[Record], Caller], list[dict[str, Any]]]
"""Tells submissions to their owner."""


class Lesions:
    """Lets people follow a spot over time. A submission shows one lesion of its owner's, or none.

    That a picture shows a lesion stands in the submission alone, so that a lesion that goes takes no picture with it,
    and a picture that goes leaves the lesion as it is.

    Args:
        store: The lesions.
        submissions: The pictures.
        own: Finds a submission of the caller's own.
        tell: Tells submissions to their owner.
        audit: Remembers who did what.
        owner_stands: Tells whether an account still stands, by its id.
    """

    def __init__(
        self,
        *,
        store: LesionStore,
        submissions: SubmissionStore,
        own: Finds,
        tell: Tells,
        audit: Audit,
        owner_stands: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._submissions = submissions
        self._own = own
        self._tell = tell
        self._audit = audit
        self._owner_stands = owner_stands

    def all_of(self, *, caller: Caller, where: str) -> list[dict[str, Any]]:
        """List the caller's lesions, newest first, each with its newest picture."""
        found = list(self._store.all_of(caller.id))
        self._audit.record(who=caller.id, what="lesion.listed", where=where, detail={"count": len(found)})
        return self._several(found, caller)

    def read(self, *, caller: Caller, lesion_id: str, where: str) -> dict[str, Any]:
        """Fetch one of the caller's lesions. Raises NotFound."""
        record = self._found(caller, lesion_id, where)
        self._audit.record(who=caller.id, what="lesion.read", record=record["id"], where=where)
        return self._whole(record, caller)

    def add(self, *, caller: Caller, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Begin to follow a lesion.

        Args:
            caller: Who follows it.
            fields: `name`, `site` and `side`.
            where: Address that the request came from.

        Raises:
            Conflict: The caller follows as many as one person may.
            NotSignedIn: The account was erased meanwhile; nothing was kept.
        """
        if self._store.count(caller.id) >= MOST_LESIONS:
            raise Conflict(
                f"You follow {MOST_LESIONS} spots already; remove one that you no longer follow.",
                code="too_many_lesions",
            )
        record = self._store.add(caller.id, fields)
        if not self._owner_stands(caller.id):
            self._store.remove(record)
            raise NotSignedIn("This account no longer exists.")
        self._audit.record(who=caller.id, what="lesion.created", record=record["id"], where=where)
        return self._whole(record, caller)

    def change(self, *, caller: Caller, lesion_id: str, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Change what a lesion is called or where it is. Raises NotFound.

        Args:
            caller: Its owner.
            lesion_id: Its id.
            fields: `name`, `site` and `side`.
            where: Address that the request came from.
        """

        def attempt() -> Record:
            record = self._found(caller, lesion_id, where)
            if all(record[name] == value for name, value in fields.items()):
                return record
            changed = self._store.put({**record, **fields})
            self._audit.record(who=caller.id, what="lesion.changed", record=record["id"], where=where)
            return changed

        return self._whole(insistently(attempt), caller)

    def remove(self, *, caller: Caller, lesion_id: str, where: str) -> None:
        """Follow a lesion no longer; its pictures stay, and show none from now on. Raises NotFound."""
        record = self._found(caller, lesion_id, where)
        if not self._store.remove(record):
            raise _no_such()  # another request of the same person was faster, and has told the audit
        self._audit.record(who=caller.id, what="lesion.deleted", record=record["id"], where=where)
        for picture in list(self._pictures(record)):
            with suppress(NotFound):  # deleted meanwhile
                self._put(caller, picture["id"], None, where, only_from=record["id"])

    def place(self, *, caller: Caller, reference: str, lesion_id: str | None, where: str) -> dict[str, Any]:
        """Say which lesion a submission shows.

        Args:
            caller: The owner of both.
            reference: The submission's number, or its record's id.
            lesion_id: The lesion; None takes the submission off the one that it shows.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such submission, or no such lesion, among the caller's.
        """
        if lesion_id is not None:
            self._found(caller, lesion_id, where)
        return self._tell((self._put(caller, reference, lesion_id, where),), caller)[0]

    def erase_all(self, owner_id: str) -> None:
        """Delete every lesion of a person; may be repeated after a failure."""
        self._store.erase_all(owner_id)

    def everything(self, caller: Caller) -> list[dict[str, Any]]:
        """Tell all lesions of a person, for the own copy."""
        return [{**named(one), "created": one["created"]} for one in self._store.all_of(caller.id)]

    def _put(
        self, caller: Caller, reference: str, lesion_id: str | None, where: str, *, only_from: str | None = None
    ) -> Record:
        """Write which lesion a submission shows; with `only_from`, only where it still shows that one."""

        def attempt() -> Record:
            record = self._own(caller=caller, reference=reference, where=where)
            present = record.get("lesion_id")
            if present == lesion_id or (only_from is not None and present != only_from):
                return record
            changed = self._submissions.put({**record, "lesion_id": lesion_id})
            what = "submission.put_to_lesion" if lesion_id else "submission.taken_off_lesion"
            self._audit.record(who=caller.id, what=what, record=record["id"], where=where)
            return changed

        return insistently(attempt)

    def _found(self, caller: Caller, lesion_id: str, where: str) -> Record:
        record = self._store.of_owner(caller.id, lesion_id)
        if record is None:
            self._audit.record(who=caller.id, what="lesion.refused", where=where)
            raise _no_such()
        return record

    def _pictures(self, record: Record, limit: int | None = None) -> Iterator[Record]:
        return self._submissions.history(record["owner_id"], limit=limit, wanted=Wanted(lesion_id=record["id"]))

    def _whole(self, record: Record, caller: Caller) -> dict[str, Any]:
        return self._several((record,), caller)[0]

    def _several(self, records: Sequence[Record], caller: Caller) -> list[dict[str, Any]]:
        counts = self._submissions.count_by_lesion(caller.id)
        shown = [one for one in records if one["id"] in counts]
        newest = [picture for one in shown for picture in self._pictures(one, limit=1)]
        told = self._tell(newest, caller)
        latest = {picture["lesion_id"]: answer for picture, answer in zip(newest, told, strict=True)}
        return [_answer(one, counts.get(one["id"], 0), latest.get(one["id"])) for one in records]


def _answer(record: Record, pictures: int, latest: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        **named(record),
        "created": record["created"],
        "pictures": pictures,
        "latest": None if latest is None else {name: latest[name] for name in _IN_LISTS},
    }


def _no_such() -> NotFound:
    return NotFound("There is no such spot among those that you follow.")
