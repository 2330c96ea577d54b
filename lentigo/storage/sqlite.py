"""Records in one SQLite file, the store that needs no server."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lentigo.storage.checked import CheckedRecords
from lentigo.storage.query import Query
from lentigo.storage.records import Duplicate, Kind, Record, Snapshot, Stale
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
    write_anew,
)
from lentigo.storage.sqlite_transfer import SqliteSnapshot, load, occupied

# Every name that is put into SQL below is a declared field's or kind's, checked by Kind; every value is bound.
# ruff: noqa: S608

_DRAW = "INSERT INTO _counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"


class SqliteRecords(CheckedRecords):
    """The record store on SQLite.

    Args:
        path: The database file, made where there is none.
        kinds: Every kind that will be used.
        busy_seconds: Longest wait for another process.

    Raises:
        BadConfiguration: The file cannot be made or read, or its records contradict the declarations.
    """

    def __init__(self, path: Path, kinds: Iterable[Kind], *, busy_seconds: float = 10.0) -> None:
        super().__init__(kinds)
        self._file = SqliteFile(path, busy_seconds)
        keep_in_step(self._file, self._kinds.values())

    def ping(self) -> None:
        """See `Records.ping`."""
        self._file.probe(_DRAW, ("probe",))

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """See `Records.snapshot`."""
        with self._file.moment() as connection:
            yield SqliteSnapshot(connection)

    def occupied(self) -> list[str]:
        """See `Records.occupied`."""
        with self._file.moment() as connection:
            return occupied(connection, self._kinds.values())

    def close(self) -> None:
        """See `Records.close`."""
        self._file.close()

    def _insert(self, kind: Kind, record: Record) -> None:
        row = to_row(kind, record)
        self._file.write(lambda connection: _execute(connection, kind, insert_sql(kind), row))

    def _insert_all(self, kind: Kind, records: list[Record]) -> None:
        rows = [to_row(kind, record) for record in records]

        def work(connection: sqlite3.Connection) -> None:
            for row in rows:
                _execute(connection, kind, insert_sql(kind), row)

        self._file.write(work)

    def _first(self, kind: Kind, field: str, value: str) -> Record | None:
        rows = self._file.read(f'SELECT id, version, _body FROM "{kind.name}" WHERE "{field}" = ?', (value,))
        return from_row(rows[0]) if rows else None

    def _replace(self, kind: Kind, record: Record, version: int) -> None:
        row = (*to_row(kind, record), version)

        def work(connection: sqlite3.Connection) -> None:
            if not _execute(connection, kind, change_sql(kind), row):
                raise Stale(kind.name, record["id"])

        self._file.write(work)

    def _load(self, records: Iterable[tuple[Kind, Record]], counters: Mapping[str, int]) -> int:
        return self._file.write(lambda connection: load(connection, self._kinds.values(), records, counters))

    def _delete(self, kind: Kind, record_id: str) -> bool:
        sql = f'DELETE FROM "{kind.name}" WHERE id = ?'
        return bool(self._file.write(lambda connection: connection.execute(sql, (record_id,)).rowcount, erases=True))

    def _find(self, kind: Kind, query: Query) -> list[Record]:
        condition, values = _condition(query)
        way = "DESC" if query.descending else "ASC"
        sequence = f"id {way}" if query.order == "id" else f'"{query.order}" {way}, id {way}'
        rows = self._file.read(
            f'SELECT id, version, _body FROM "{kind.name}" WHERE {condition} ORDER BY {sequence} LIMIT ?',
            (*values, query.limit + 1),
        )
        return [from_row(row) for row in rows]

    def _count(self, kind: Kind, by: str | None, query: Query) -> dict[Any, int]:
        condition, values = _condition(query)
        group = "NULL" if by is None else f'"{by}"'
        sql = f'SELECT {group}, COUNT(*) FROM "{kind.name}" WHERE {condition} GROUP BY 1'
        return {from_column(value): number for value, number in self._file.read(sql, values)}

    def _scrub(self, kind: Kind) -> None:
        self._file.write(lambda connection: write_anew(connection, kind), erases=True)

    def _next(self, name: str) -> int:
        return self._file.write(lambda connection: int(connection.execute(_DRAW, (name,)).fetchall()[0][0]))


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
