"""Records in one SQLite file, the store that needs no server."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lentigo.storage.query import Query, ask, comparable, unique_key
from lentigo.storage.records import Duplicate, Kind, Page, Record, Scalar, Stale
from lentigo.storage.sqlite_file import SqliteFile
from lentigo.storage.sqlite_tables import (
    change_sql,
    folded_column,
    from_column,
    from_row,
    insert_sql,
    keep_in_step,
    to_column,
    to_row,
)
from lentigo.storage.values import fresh, successor

# Every name that is put into SQL below is a declared field's or kind's, checked by Kind; every value is bound.
# ruff: noqa: S608


class SqliteRecords:
    """The record store on SQLite; what its methods promise stands in `Records`.

    Args:
        path: The database file, made where there is none.
        kinds: Every kind that will be used.
        busy_seconds: Longest wait for another process.

    Raises:
        BadConfiguration: The file cannot be made or read, or its records contradict the declarations.
    """

    def __init__(self, path: Path, kinds: Iterable[Kind], *, busy_seconds: float = 10.0) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._file = SqliteFile(path, busy_seconds)
        keep_in_step(self._file, self._kinds.values())

    def insert(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """See `Records.insert`."""
        made = fresh(self._declared(kind), record)
        row = to_row(kind, made)
        self._file.write(lambda connection: self._execute(connection, kind, insert_sql(kind), row))
        return made

    def get(self, kind: Kind, record_id: str) -> Record | None:
        """See `Records.get`."""
        return self._first(self._declared(kind), "id", record_id)

    def get_by(self, kind: Kind, field: str, value: Scalar) -> Record | None:
        """See `Records.get_by`."""
        key = unique_key(self._declared(kind), field, value)
        return None if key is None else self._first(kind, field, key)

    def replace(self, kind: Kind, record: Mapping[str, Any]) -> Record:
        """See `Records.replace`."""
        changed = successor(self._declared(kind), record)
        row = (*to_row(kind, changed), changed["version"] - 1)

        def work(connection: sqlite3.Connection) -> None:
            if not self._execute(connection, kind, change_sql(kind), row):
                raise Stale(f"{kind.name} {changed['id']} was changed or deleted in the meantime")

        self._file.write(work)
        return changed

    def delete(self, kind: Kind, record_id: str) -> bool:
        """See `Records.delete`."""
        sql = f'DELETE FROM "{self._declared(kind).name}" WHERE id = ?'
        return bool(self._file.write(lambda connection: connection.execute(sql, (record_id,)).rowcount, erases=True))

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
        condition, values = _condition(query)
        way = "DESC" if descending else "ASC"
        sequence = f"id {way}" if order == "id" else f'"{order}" {way}, id {way}'
        rows = self._file.read(
            f'SELECT id, version, _body FROM "{kind.name}" WHERE {condition} ORDER BY {sequence} LIMIT ?',
            (*values, limit + 1),
        )
        return query.page([from_row(row) for row in rows])

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
        condition, values = _condition(ask(self._declared(kind), where=where, order=order, since=since, until=until))
        if by is None:
            rows = self._file.read(f'SELECT NULL, COUNT(*) FROM "{kind.name}" WHERE {condition}', values)
        else:
            field = comparable(kind, by)
            rows = self._file.read(
                f'SELECT "{field}", COUNT(*) FROM "{kind.name}" WHERE {condition} GROUP BY "{field}"', values
            )
        return {from_column(value): number for value, number in rows}

    def next(self, name: str) -> int:
        """See `Records.next`."""
        sql = (
            "INSERT INTO _counters VALUES (?, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )  # fmt: skip

        def work(connection: sqlite3.Connection) -> int:
            [(number,)] = connection.execute(sql, (name,)).fetchall()
            return int(number)

        return self._file.write(work)

    def ping(self) -> None:
        """See `Records.ping`."""
        self._file.read("SELECT 1 FROM _kinds LIMIT 1")

    def close(self) -> None:
        """See `Records.close`."""
        self._file.close()

    def _declared(self, kind: Kind) -> Kind:
        if self._kinds.get(kind.name) != kind:
            raise ValueError(f"the store was opened without this declaration of {kind.name!r}")
        return kind

    def _first(self, kind: Kind, field: str, value: str) -> Record | None:
        rows = self._file.read(f'SELECT id, version, _body FROM "{kind.name}" WHERE "{field}" = ?', (value,))
        return from_row(rows[0]) if rows else None

    @staticmethod
    def _execute(connection: sqlite3.Connection, kind: Kind, sql: str, row: Sequence[Any]) -> int:
        try:
            return connection.execute(sql, row).rowcount
        except sqlite3.IntegrityError as error:
            # "UNIQUE constraint failed: accounts.email"
            raise Duplicate(kind.name, str(error).rpartition(".")[2]) from error


def _condition(query: Query) -> tuple[str, tuple[Any, ...]]:
    """Write a query's tests as SQL, with the values to bind."""
    tests = ["1"]
    values: list[Any] = []

    def test(sql: str, *bound: Any) -> None:
        tests.append(sql)
        values.extend(map(to_column, bound))

    for field, value in query.where.items():
        test(f'"{field}" IS ?', value)
    if query.prefix is not None:
        column = folded_column(query.prefix.field)
        test(f'"{column}" >= ?', query.prefix.since)
        if query.prefix.until is not None:
            test(f'"{column}" < ?', query.prefix.until)
    if query.since is not None:
        test(f'"{query.order}" >= ?', query.since)
    if query.until is not None:
        test(f'"{query.order}" < ?', query.until)
    if query.after is not None:
        beyond = "<" if query.descending else ">"
        value, record_id = query.after
        if query.order == "id":
            test(f"id {beyond} ?", record_id)
        else:
            test(f'("{query.order}", id) {beyond} (?, ?)', value, record_id)
    return " AND ".join(tests), tuple(values)
