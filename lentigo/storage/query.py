"""A question to a record store, checked against the kind's declaration; each store translates it for itself."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lentigo.problems import BadInput
from lentigo.storage.records import Kind, Page, Record, Scalar
from lentigo.storage.values import clean, fold, from_json, to_json

MOST = 1000
"""Most records that one page may hold."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """A search by the beginning of a folded text, as a range of texts in the order of code points.

    Attributes:
        field: The folded field.
        since: Smallest text that begins so, inclusive.
        until: Smallest text after all that begin so, exclusive; None when there is no such text.
    """

    field: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """Which records, in which order. All fields are declared, all values clean.

    Attributes:
        where: Equalities; None stands for absent too.
        prefix: A search by prefix, where asked for.
        order: Field to order by; records equal in it are ordered by id.
        descending: Largest first.
        since: Smallest value of `order`, inclusive.
        until: Largest value of `order`, exclusive.
        after: Value of `order` and id of the last record that was seen.
        limit: Most records wanted.
    """

    where: Mapping[str, Any]
    prefix: Prefix | None = None
    order: str = "id"
    descending: bool = False
    since: Any = None
    until: Any = None
    after: tuple[Any, str] | None = None
    limit: int = 100

    def page(self, records: list[Record]) -> Page:
        """Make a page of up to `limit` + 1 records, the last of which only tells that there are more."""
        if len(records) <= self.limit:
            return Page(records, None)
        shown = records[: self.limit]
        key = to_json([self.order, self.descending, shown[-1][self.order], shown[-1]["id"]])
        return Page(shown, base64.urlsafe_b64encode(key.encode()).decode().rstrip("="))


def ask(
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
) -> Query:
    """Check a question; the arguments are those of `Records.find`.

    Raises:
        ValueError: A field is not declared for this use, or a value can never be one of its values.
        BadInput: `after` is not a key that a page of this very order gave.
    """
    if order not in ("id", *kind.ordered):
        raise ValueError(f"{kind.name} is not ordered by {order!r}, only by id {' '.join(kind.ordered)}".rstrip())
    if not 1 <= limit <= MOST:
        raise ValueError(f"expected a limit of 1 to {MOST}, received {limit}")
    return Query(
        where={comparable(kind, field): _scalar(field, value) for field, value in (where or {}).items()},
        prefix=None if prefix is None else _prefix(kind, *prefix),
        order=order,
        descending=bool(descending),
        since=_scalar(order, since),
        until=_scalar(order, until),
        after=None if after is None else _seen(after, order, bool(descending)),
        limit=limit,
    )


def comparable(kind: Kind, field: str) -> str:
    """Give the field back if records of this kind may be compared by it.

    Raises:
        ValueError: They may not.
    """
    if field not in kind.compared:
        raise ValueError(f"{kind.name} declares no field {field!r} to compare, only {' '.join(kind.compared)}".rstrip())
    return field


def unique_key(kind: Kind, field: str, value: Any) -> str | None:
    """Check the key by which one record is asked for.

    Raises:
        ValueError: The field is not declared unique.
    """
    if field not in kind.unique:
        raise ValueError(f"{kind.name} declares no unique field {field!r}, only {' '.join(kind.unique)}".rstrip())
    return value if isinstance(value, str) else None


def _scalar(field: str, value: Any) -> Any:
    if isinstance(value, Mapping | list | tuple):
        raise ValueError(f"{field}: expected one value to compare with, received {type(value).__name__}")
    return clean(value)


def _prefix(kind: Kind, field: str, text: str) -> Prefix:
    if field not in kind.folded:
        raise ValueError(f"{kind.name} declares no folded field {field!r}, only {' '.join(kind.folded)}".rstrip())
    beginning = fold(clean(text))
    return Prefix(field, beginning, _next_text(beginning))


def _next_text(text: str) -> str | None:
    """Find the smallest text after all that begin with this one: the last code point is raised by one."""
    head = text.rstrip("\U0010ffff")
    if not head:
        return None
    last = ord(head[-1]) + 1
    return head[:-1] + chr(0xE000 if 0xD800 <= last <= 0xDFFF else last)


def _seen(after: str, order: str, descending: bool) -> tuple[Any, str]:
    """Read a key that `Query.page` wrote. It comes back from the outside, so nothing in it is taken for granted."""
    try:
        parts = from_json(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode())
        its_order, its_direction, value, record_id = clean(parts)
    except (ValueError, TypeError, RecursionError):
        raise BadInput("this is not a page key that was given out here; begin again without one") from None
    same = its_order == order and its_direction is descending
    if not same or not isinstance(record_id, str) or isinstance(value, dict | list | bool | None):
        raise BadInput("this page key belongs to another list; begin again without one")
    return value, record_id
