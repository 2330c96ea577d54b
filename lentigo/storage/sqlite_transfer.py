"""The whole content of an SQLite store, out of it and into an empty one."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from lentigo.problems import Conflict
from lentigo.storage.checked import NOT_EMPTY
from lentigo.storage.records import Kind, Record
from lentigo.storage.sqlite_tables import from_row, insert_sql, to_row

# Every name that is put into SQL below is a declared kind's, checked by Kind; every value is bound.
# ruff: noqa: S608


class SqliteSnapshot:
    """See `Snapshot`.

    Args:
        connection: A connection within a read transaction.
    """

    of_one_moment = True

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def records(self, kind: Kind) -> Iterator[Record]:
        """See `Snapshot.records`."""
        rows = self._connection.execute(f'SELECT id, version, _body FROM "{kind.name}" ORDER BY id')
        return (from_row(row) for row in rows)

    def counters(self) -> dict[str, int]:
        """See `Snapshot.counters`."""
        return dict(self._connection.execute("SELECT name, value FROM _counters ORDER BY name"))


def occupied(connection: sqlite3.Connection, kinds: Iterable[Kind]) -> list[str]:
    """See `Records.occupied`."""
    tables = {kind.name: f'"{kind.name}"' for kind in kinds} | {"counters": "_counters"}
    return [name for name, table in tables.items() if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()]


def load(
    connection: sqlite3.Connection,
    kinds: Iterable[Kind],
    records: Iterable[tuple[Kind, Record]],
    counters: Mapping[str, int],
) -> int:
    """See `Records.load`; within the transaction that the connection is in.

    Raises:
        Conflict: The store is not empty.
    """
    if held := occupied(connection, kinds):
        raise Conflict(NOT_EMPTY.format(held=", ".join(held)))
    number = 0
    for kind, record in records:
        connection.execute(insert_sql(kind), to_row(kind, record))
        number += 1
    connection.executemany("INSERT INTO _counters VALUES (?, ?)", counters.items())
    return number
