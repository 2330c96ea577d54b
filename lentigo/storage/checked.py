"""The half of a record store that is the same for every database: what goes in is checked, what comes out is a page."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from lentigo.storage.query import Query, ask, comparable, unique_key
from lentigo.storage.records import Kind, Page, Record, Scalar, Snapshot
from lentigo.storage.values import fresh, restored, successor

NOT_EMPTY = "a restore needs an empty store, and this one already holds: {held}"


class CheckedRecords(ABC):
    """The verbs of `Records`, on top of the few operations that each database does in its own way.

    Those operations are handed declared fields and clean values only, and return records as `Records` promises them.

    Args:
        kinds: Every kind that will be used.

    Raises:
        ValueError: Two kinds have the same name.
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            if self._kinds.setdefault(kind.name, kind) != kind:
                raise ValueError(f"expected one declaration of each kind, received two of {kind.name!r}")

    def insert(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """See `Records.insert`."""
        made = fresh(self._declared(kind), record)
        self._insert(kind, made)
        return made

    def insert_all(self, kind: Kind, records: Sequence[Mapping[str, Any]]) -> list[Record]:
        """See `Records.insert_all`."""
        made = [fresh(self._declared(kind), record) for record in records]
        if made:
            self._insert_all(kind, made)
        return made

    def get(self, kind: Kind, record_id: str) -> Record | None:
        """See `Records.get`."""
        return self._first(self._declared(kind), "id", str(record_id))

    def get_by(self, kind: Kind, field: str, value: Scalar) -> Record | None:
        """See `Records.get_by`."""
        key = unique_key(self._declared(kind), field, value)
        return None if key is None else self._first(kind, field, key)

    def replace(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """See `Records.replace`."""
        changed = successor(self._declared(kind), record)
        self._replace(kind, changed, record["version"])
        return changed

    def delete(self, kind: Kind, record_id: str) -> bool:
        """See `Records.delete`."""
        return self._delete(self._declared(kind), str(record_id))

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
        """See `Records.find`."""
        query = ask(
            self._declared(kind), where=where, prefix=prefix, order=order, descending=descending,
            since=since, until=until, after=after, limit=limit,
        )  # fmt: skip
        return query.page(self._find(kind, query))

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
        """See `Records.count`."""
        query = ask(self._declared(kind), where=where, order=order, since=since, until=until)
        if by is None:
            return {None: self._count(kind, None, query).get(None, 0)}
        return self._count(kind, comparable(kind, by), query)

    def scrub(self, kind: Kind) -> None:
        """See `Records.scrub`."""
        self._scrub(self._declared(kind))

    def next(self, name: str) -> int:
        """See `Records.next`."""
        return self._next(str(name))

    def load(self, records: Iterable[tuple[Kind, Record]], counters: Mapping[str, int]) -> int:
        """See `Records.load`."""
        return self._load(
            ((kind, restored(self._declared(kind), record)) for kind, record in records),
            {str(name): int(value) for name, value in counters.items()},
        )

    def _declared(self, kind: Kind) -> Kind:
        if self._kinds.get(kind.name) != kind:
            raise ValueError(f"the store was opened without this declaration of {kind.name!r}")
        return kind

    @abstractmethod
    def _insert(self, kind: Kind, record: Record) -> None:
        """Store a record. Raises Duplicate."""

    @abstractmethod
    def _insert_all(self, kind: Kind, records: list[Record]) -> None:
        """Store records in their order, none after one that is refused. Raises Duplicate."""

    @abstractmethod
    def _first(self, kind: Kind, field: str, value: str) -> Record | None:
        """Fetch the one record whose id or unique field has this value."""

    @abstractmethod
    def _replace(self, kind: Kind, record: Record, version: int) -> None:
        """Put a record in the place of itself at an earlier version. Raises Stale, Duplicate."""

    @abstractmethod
    def _delete(self, kind: Kind, record_id: str) -> bool:
        """Delete a record; False when there is none."""

    @abstractmethod
    def _find(self, kind: Kind, query: Query) -> list[Record]:
        """Fetch up to one record more than the query's limit, in its order."""

    @abstractmethod
    def _count(self, kind: Kind, by: str | None, query: Query) -> dict[Any, int]:
        """Count by a field; by None, all under None."""

    @abstractmethod
    def _scrub(self, kind: Kind) -> None:
        """Remove what deleted records have left behind."""

    @abstractmethod
    def _next(self, name: str) -> int:
        """Raise a counter by one and return it."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """See `Records.snapshot`."""

    @abstractmethod
    def occupied(self) -> list[str]:
        """See `Records.occupied`."""

    @abstractmethod
    def _load(self, records: Iterable[tuple[Kind, Record]], counters: Mapping[str, int]) -> int:
        """Fill the empty store with clean records, all or none. Raises Conflict."""

    @abstractmethod
    def ping(self) -> None:
        """See `Records.ping`."""

    @abstractmethod
    def close(self) -> None:
        """See `Records.close`."""
