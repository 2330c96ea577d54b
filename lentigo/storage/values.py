"""What a record may hold and how it is written down, the same for every store.

Datetimes are written as ``{"$date": "2026-01-31T09:30:00.000Z"}`` in JSON. So that no value can be taken for one of
those, or for an operator of MongoDB, a ``$`` is put before every key that begins with one and taken off in reading.
"""

import json
import math
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import uuid_utils

from lentigo.storage.records import Kind, Record

DEEPEST = 64
"""Levels of nesting that a record may have; MongoDB itself stops at 100."""

_ORDERABLE = (str, int, float, datetime)
_COMPARABLE = (str, int, float, bool, datetime, type(None))


def new_id() -> str:
    """Make a UUIDv7: rises with time, also within one millisecond of one process."""
    return str(uuid_utils.uuid7())


def fold(text: str) -> str:
    """Fold the letter case away, by Unicode's rules, and the several ways to write the same letter (NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def fresh(kind: Kind, record: Mapping[str, Any]) -> Record:
    """Check a record that is to be inserted, and give it its id and version.

    Raises:
        ValueError: It holds what no record may hold.
    """
    return _checked(kind, {"id": new_id(), **record, "version": 1})


def successor(kind: Kind, record: Mapping[str, Any]) -> Record:
    """Check a record that is to replace its stored self, and give it the version after its own.

    Raises:
        ValueError: It holds what no record may hold, or was never read from the store.
    """
    version = record.get("version")
    if "id" not in record or type(version) is not int:
        raise ValueError(f"expected a {kind.name} that was read from the store, received one without id or version")
    return _checked(kind, {**record, "version": version + 1})


def restored(kind: Kind, record: Mapping[str, Any]) -> Record:
    """Check a record that comes from another store, whose id and version it keeps.

    Raises:
        ValueError: It holds what no record may hold.
    """
    version = record.get("version")
    if "id" not in record or type(version) is not int or version < 1:
        raise ValueError(f"expected a {kind.name} with its id and version, received one without")
    return _checked(kind, record)


def clean(value: Any, depth: int = 0) -> Any:
    """Copy a value, with datetimes in UTC cut to milliseconds and tuples as lists.

    Raises:
        ValueError: It holds something that is neither JSON-like nor an aware datetime.
    """
    match value:
        case None | bool():
            return value
        case str():
            value.encode()  # Half a surrogate pair cannot be stored; better said here than by a database.
            return str.__str__(value)
        case int():
            if not -(2**63) <= value < 2**63:
                raise ValueError(f"expected an integer of 64 bits, received {value}")
            return int(value)
        case float():
            if not math.isfinite(value):
                raise ValueError(f"expected a finite number, received {value}")
            return float(value)
        case datetime():
            if value.utcoffset() is None:
                raise ValueError(f"expected a datetime with a time zone, received {value!r}")
            try:
                moment = value.astimezone(UTC)
            except OverflowError:
                raise ValueError(f"expected a datetime in the years 1 to 9999 of UTC, received {value}") from None
            return moment.replace(microsecond=moment.microsecond // 1000 * 1000, fold=0)
        case _ if depth >= DEEPEST:
            raise ValueError(f"expected at most {DEEPEST} levels of nesting, received more")
        case list() | tuple():
            return [clean(item, depth + 1) for item in value]
        case Mapping():
            return {_key(key): clean(item, depth + 1) for key, item in value.items()}
    raise ValueError(f"expected a JSON-like value or a datetime, received {type(value).__name__}")


def escaped(value: Any) -> Any:
    """Put a ``$`` before every key that begins with one, at every level."""
    if isinstance(value, dict):
        return {f"${key}" if key.startswith("$") else key: escaped(item) for key, item in value.items()}
    return [escaped(item) for item in value] if isinstance(value, list) else value


def unescaped(value: Any) -> Any:
    """Undo `escaped`, and make plain integers of a driver's own kinds of integer."""
    if isinstance(value, dict):
        return {key[1:] if key.startswith("$") else key: unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def to_json(value: Any) -> str:
    """Write a clean value as JSON."""
    return json.dumps(escaped(value), default=_date_to_json, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """Read what `to_json` wrote."""
    return json.loads(text, object_hook=_from_json if '"$' in text else None)


def instant_text(moment: datetime) -> str:
    """Write a clean datetime so that texts sort as the moments do."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def folded_fields(kind: Kind, record: Record) -> dict[str, str]:
    """Fold the text of every folded field that the record has."""
    return {field: fold(record[field]) for field in kind.folded if record.get(field) is not None}


def _checked(kind: Kind, record: Mapping[str, Any]) -> Record:
    copy: Record = clean(record)
    if not isinstance(copy["id"], str) or not copy["id"]:
        raise ValueError(f"{kind.name}: expected a text as id, received {copy['id']!r}")
    for name in copy:
        if not name[:1].isalpha() or "." in name:
            raise ValueError(
                f"{kind.name}: expected a field name that begins with a letter, without dots, received {name!r}"
            )
    for field in kind.compared:
        _expect(kind, field, copy.get(field), _COMPARABLE, "a scalar or a datetime")
    for field in (*kind.unique, *kind.folded):
        _expect(kind, field, copy.get(field), (str, type(None)), "a text or None")
    for field in kind.ordered:
        _expect(kind, field, copy.get(field), _ORDERABLE, "a number, text or datetime")
    return copy


def _expect(kind: Kind, field: str, value: Any, types: tuple[type, ...], wording: str) -> None:
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ValueError(f"{kind.name}.{field}: expected {wording}, received {value!r}")


def _key(key: Any) -> str:
    if not isinstance(key, str) or "\0" in key:
        raise ValueError(f"expected a text without NUL as key, received {key!r}")
    key.encode()
    return str.__str__(key)


def _date_to_json(value: Any) -> dict[str, str]:
    assert isinstance(value, datetime), f"{type(value).__name__} passed `clean`"  # noqa: S101
    return {"$date": instant_text(value)}


def _from_json(members: dict[str, Any]) -> Any:
    if "$date" in members:
        return datetime.fromisoformat(members["$date"])
    return {key.removeprefix("$"): item for key, item in members.items()}
