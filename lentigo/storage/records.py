"""What a record store promises, whichever database stands behind it.

A narrow, declared thing and not a database emulator: kinds with declared fields, and the few verbs that the
features need. Both implementations pass one contract suite (tests/contract).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

Record = dict[str, Any]
"""JSON-like values, and aware UTC datetimes cut to milliseconds.

`id` (a UUIDv7 string unless given) and `version` (an int) are the store's. Field names begin with a letter and have no
dots; as keys further in any text will do, `$` and dots included.
"""

Scalar = str | int | bool | None

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Kind:
    """The declaration of one kind of record; every field a query names must be declared here.

    A natural key that must be unique in a collection spread over shards belongs into `id`, which the caller may give:
    MongoDB refuses to shard a collection that has another unique field, so uniqueness is never lost unnoticed.

    Attributes:
        name: Table or collection, lower case with underscores.
        unique: Text fields whose value (where present and not None) no two records share.
        indexed: Fields that may be tested for equality: a scalar or a datetime, or absent.
        ordered: Fields by which a result may be ordered and ranged: numbers, strings or datetimes, always present.
            They may be tested for equality too.
        folded: Text fields that may be searched by case-folded prefix (of the whole value).

    Raises:
        ValueError: A name is not lower case letters, digits and underscores, or is the store's own.
    """

    name: str
    unique: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.name, *self.compared, *self.folded):
            if not _NAME.fullmatch(name) or name in {"id", "version"}:
                raise ValueError(
                    f"kind {self.name!r}: expected a name of lower case letters, digits and underscores "
                    f"other than id and version, received {name!r}"
                )

    @property
    def compared(self) -> tuple[str, ...]:
        """Every field that may be tested for equality, each once."""
        return tuple(dict.fromkeys((*self.unique, *self.indexed, *self.ordered)))


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a result and the key from which the next one continues (None: there is no more)."""

    records: list[Record]
    next: str | None


class Duplicate(Exception):
    """A unique field's value is taken.

    Args:
        kind: Name of the kind.
        field: The field whose value is taken.
    """

    def __init__(self, kind: str, field: str) -> None:
        super().__init__(f"another {kind} has the same {field}")
        self.kind = kind
        self.field = field


class Stale(Exception):
    """A record was changed or deleted since it was read: read again and decide anew.

    Args:
        kind: Name of the kind.
        record_id: The record.
    """

    def __init__(self, kind: str, record_id: str) -> None:
        super().__init__(f"{kind} {record_id} was changed or deleted in the meantime")
        self.kind = kind
        self.record_id = record_id


class Snapshot(Protocol):
    """The content of a store as of one moment, for as long as it is held."""

    @property
    def of_one_moment(self) -> bool:
        """Whether it is; a MongoDB server without a replica set can only be read one kind after the other."""

    def records(self, kind: Kind) -> Iterator[Record]:
        """Walk through all records of a kind, in the order of their ids."""

    def counters(self) -> dict[str, int]:
        """Tell the last number that each counter gave."""


class Records(Protocol):
    """A store of records. Safe for threads and processes; a call that returned has been written durably.

    Every method raises `lentigo.problems.Unavailable` when the database does not answer or its disk is full, and
    `ValueError` when a query names a field that the kind does not declare, or a record holds what none may hold.
    """

    def insert(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """Store a new record; returns it with `id` (made where absent) and `version` 1.

        Raises:
            Duplicate: A unique field's value, or the id that was given (field `id`), is taken.
        """

    def insert_all(self, kind: Kind, records: Sequence[Mapping[str, Any]]) -> list[Record]:
        """Store new records in one go, in this order; returns them as `insert` does.

        Where one is refused, none after it is stored; those before it may be.

        Raises:
            Duplicate: A unique field's value, or an id that was given, is taken.
        """

    def get(self, kind: Kind, record_id: str) -> Record | None:
        """Fetch one record by id."""

    def get_by(self, kind: Kind, field: str, value: Scalar) -> Record | None:
        """Fetch one record by one of its unique fields."""

    def replace(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """Write a record read before; its `version` must still be the stored one, and is raised by one.

        Raises:
            Stale: It was changed or deleted in the meantime.
            Duplicate: A unique field's value is taken.
        """

    def delete(self, kind: Kind, record_id: str) -> bool:
        """Delete one record; False when there is none."""

    def find(
        self,
        kind: Kind,
        *,
        where: Mapping[str, Scalar] | None = None,
        prefix: tuple[str, str] | None = None,
        order: str = "id",
        descending: bool = False,
        since: Any = None,
        until: Any = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Fetch a page of the records that match, ordered by (`order`, id).

        Args:
            kind: What to look through.
            where: Equality on several declared fields (unique, indexed or ordered); None finds the absent too.
            prefix: A folded field and the beginning of its value, in any letter case.
            order: An ordered field, or `id` (which rises with the time of insertion).
            descending: Largest first.
            since: Smallest value of `order`, inclusive.
            until: Largest value of `order`, exclusive.
            after: `Page.next` of the page before.
            limit: Largest number of records, 1 to 1000.

        Raises:
            BadInput: `after` is not a key that a page of this very order gave.
        """

    def count(
        self,
        kind: Kind,
        *,
        by: str | None = None,
        where: Mapping[str, Scalar] | None = None,
        order: str = "id",
        since: Any = None,
        until: Any = None,
    ) -> dict[Any, int]:
        """Count matching records by the value of one declared field (all under None when `by` is None)."""

    def scrub(self, kind: Kind) -> None:
        """Leave nothing of the deleted records of a kind in the database's own files, as far as they are in reach.

        SQLite overwrites what it deletes, but not the copies that stay behind in the free space of a page when records
        move to another one; the kind's table is written anew. MongoDB's files are in the hands of its server alone.
        """

    def next(self, name: str) -> int:
        """Draw the next number of a counter: 1, 2, 3 …; no two callers ever get the same."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold the whole content as of one moment, while others go on writing."""

    def occupied(self) -> list[str]:
        """Name the kinds that have records, and `counters` where one was drawn from; nothing where the store is empty.

        What a load left that was killed does not count.
        """

    def load(self, records: Iterable[tuple[Kind, Record]], counters: Mapping[str, int]) -> int:
        """Fill the empty store with records as they are, ids and versions included: all of them or none.

        Returns:
            How many records there were.

        Raises:
            Conflict: The store is not empty.
        """

    def ping(self) -> None:
        """Ask the database whether it answers and takes a small write. Raises Unavailable."""

    def close(self) -> None:
        """Let go of connections; the store may not be used afterwards."""


class OpenRecords(Protocol):
    """How a store is opened: with every kind that will be used, so that indexes exist before the first record."""

    def __call__(self, kinds: Sequence[Kind]) -> Records:
        """Open the store."""


def now() -> datetime:
    """Tell the time as records keep it: aware, UTC, cut to milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
