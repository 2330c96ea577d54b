"""The tables of the SQLite store: one a kind, with a column for each declared field."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from lentigo.problems import BadConfiguration
from lentigo.storage.records import Kind, Record
from lentigo.storage.sqlite_file import SqliteFile
from lentigo.storage.values import folded_fields, from_json, instant_text, to_json

DECLARED = "CREATE TABLE IF NOT EXISTS _kinds (name TEXT PRIMARY KEY, declared TEXT NOT NULL)"
COUNTERS = "CREATE TABLE IF NOT EXISTS _counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"


def folded_column(field: str) -> str:
    """Name the column that holds a field's folded text; no field's own name begins with an underscore."""
    return f"_folded_{field}"


def columns(kind: Kind) -> tuple[str, ...]:
    """Name the columns of a kind's declared fields."""
    return (*kind.compared, *map(folded_column, kind.folded))


def to_column(value: Any) -> Any:
    """Write a clean scalar for comparison: booleans and datetimes as BLOBs, so that they equal no number or text."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return instant_text(value).encode() if isinstance(value, datetime) else value


def from_column(value: Any) -> Any:
    """Read what `to_column` wrote."""
    if not isinstance(value, bytes):
        return value
    return value == b"true" if value in (b"true", b"false") else datetime.fromisoformat(value.decode())


def to_row(kind: Kind, record: Record) -> tuple[Any, ...]:
    """Write a clean record as (declared columns…, version, body, id)."""
    body = {name: value for name, value in record.items() if name not in ("id", "version")}
    folded = folded_fields(kind, record)
    return (
        *(to_column(record.get(field)) for field in kind.compared),
        *(folded.get(field) for field in kind.folded),
        record["version"],
        to_json(body),
        record["id"],
    )


def from_row(row: tuple[str, int, str]) -> Record:
    """Read a record from (id, version, body)."""
    record_id, version, body = row
    return {"id": record_id, **from_json(body), "version": version}


def keep_in_step(file: SqliteFile, kinds: Iterable[Kind]) -> None:
    """Make the tables, columns and indexes that the kinds declare, and fill columns that are new from the records.

    Raises:
        BadConfiguration: Records that exist contradict the declaration.
    """
    wanted = {kind.name: json.dumps(asdict(kind)) for kind in kinds}

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(DECLARED)
        connection.execute(COUNTERS)
        known = dict(connection.execute("SELECT name, declared FROM _kinds"))
        for kind in kinds:
            if known.get(kind.name) != wanted[kind.name]:
                _follow(connection, kind)
                connection.execute("INSERT OR REPLACE INTO _kinds VALUES (?, ?)", (kind.name, wanted[kind.name]))

    if file.read("SELECT 1 FROM sqlite_master WHERE name = '_kinds'"):
        known = dict(file.read("SELECT name, declared FROM _kinds"))
        if all(known.get(name) == declared for name, declared in wanted.items()):
            return
    file.write(work)


def _follow(connection: sqlite3.Connection, kind: Kind) -> None:
    """Bring one table from whatever declaration it followed to this one."""
    table = f'"{kind.name}"'
    _make_table(connection, kind)
    _drop_indexes(connection, kind)
    present = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} - {"id", "version", "_body"}
    for column in present - set(columns(kind)):
        connection.execute(f'ALTER TABLE {table} DROP COLUMN "{column}"')
    missing = [column for column in columns(kind) if column not in present]
    for column in missing:
        connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column}"')
    if missing:
        _fill(connection, kind)
    _make_indexes(connection, kind)


def write_anew(connection: sqlite3.Connection, kind: Kind) -> bool:
    """Copy a table's rows into a new one and drop the old one, whose pages `secure_delete` fills with zeros.

    When SQLite spreads the rows of a full page over two, the old page keeps copies of those that moved in its free
    space, where deleting the rows does not reach them (measured with SQLite 3.40: 2 names of 300 could still be read).
    """
    names = ", ".join(f'"{column}"' for column in ("id", "version", *columns(kind), "_body"))
    old = f"_old_{kind.name}"
    _drop_indexes(connection, kind)
    connection.execute(f'ALTER TABLE "{kind.name}" RENAME TO "{old}"')
    _make_table(connection, kind)
    connection.execute(f'INSERT INTO "{kind.name}" ({names}) SELECT {names} FROM "{old}" ORDER BY id')  # noqa: S608
    connection.execute(f'DROP TABLE "{old}"')
    _make_indexes(connection, kind)
    return True


def _make_table(connection: sqlite3.Connection, kind: Kind) -> None:
    fields = "".join(f'"{column}", ' for column in columns(kind))
    connection.execute(
        f'CREATE TABLE IF NOT EXISTS "{kind.name}" '
        f"(id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, {fields}_body TEXT NOT NULL)"
    )


def _drop_indexes(connection: sqlite3.Connection, kind: Kind) -> None:
    for (index,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (kind.name,)
    ).fetchall():
        connection.execute(f'DROP INDEX "{index}"')


def _fill(connection: sqlite3.Connection, kind: Kind) -> None:
    update = change_sql(kind)
    last = ""
    # By pages and not by one open cursor: SQLite leaves open what a query sees of rows that change under it.
    while rows := connection.execute(
        f'SELECT id, version, _body FROM "{kind.name}" WHERE id > ? ORDER BY id LIMIT 500',  # noqa: S608
        (last,),
    ).fetchall():
        for row in rows:
            connection.execute(update, (*to_row(kind, from_row(row)), row[1]))
        last = rows[-1][0]


def _make_indexes(connection: sqlite3.Connection, kind: Kind) -> None:
    plans: list[tuple[str, ...]] = [
        (field, "id") for field in (*kind.indexed, *kind.ordered, *map(folded_column, kind.folded))
    ]
    plans += [(field, order, "id") for field in kind.indexed for order in kind.ordered if field != order]
    for plan in dict.fromkeys(plans):
        named = ", ".join(f'"{column}"' for column in plan)
        connection.execute(f'CREATE INDEX "{kind.name}__{"__".join(plan)}" ON "{kind.name}" ({named})')
    for field in kind.unique:
        try:
            connection.execute(f'CREATE UNIQUE INDEX "{kind.name}__{field}__unique" ON "{kind.name}" ("{field}")')
        except sqlite3.IntegrityError as error:
            raise BadConfiguration(
                f"{kind.name}.{field} is to be unique, but records that exist share a value; remove one of them first"
            ) from error


def insert_sql(kind: Kind) -> str:
    """Give the statement that inserts what `to_row` wrote."""
    names = [f'"{column}"' for column in columns(kind)] + ["version", "_body", "id"]
    return f'INSERT INTO "{kind.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608


def change_sql(kind: Kind) -> str:
    """Give the statement that replaces a record by what `to_row` wrote, where the version is the one given last."""
    names = [f'"{column}"' for column in columns(kind)] + ["version", "_body"]
    return f'UPDATE "{kind.name}" SET {", ".join(f"{name} = ?" for name in names)} WHERE id = ? AND version = ?'  # noqa: S608
