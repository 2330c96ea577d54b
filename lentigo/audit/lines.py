"""A line of the audit: its number, and the code by which it hangs on the line before."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lentigo.audit.key import ChainKey
from lentigo.storage.records import Kind, Record, Records
from lentigo.storage.values import escaped, instant_text

AUDIT = Kind(name="audit", indexed=("who", "what", "record"), ordered=("when",))
"""The number of a line is in its id, which no two lines share in any store: two writers never get the same."""

CHAINED = "line-"
"""What the ids of chained lines begin with. Ids of lines from before there was a chain are UUIDs and sort below it."""

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain.

    Attributes:
        count: Number of the last line; 0 when there is none.
        mac: Its code, 64 hexadecimal digits; what the next line hangs on.
    """

    count: int
    mac: str


START = Head(0, "0" * 64)
"""What the first line hangs on."""


def line_id(number: int) -> str:
    """Give the id of a line; ids sort as numbers do."""
    return f"{CHAINED}{number:012d}"


def number_of(record_id: object) -> int | None:
    """Read the number out of an id; None when it is not the id of a chained line."""
    digits = record_id.removeprefix(CHAINED) if isinstance(record_id, str) else ""
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    return number if number and record_id == line_id(number) else None


def chain(key: ChainKey, head: Head, lines: Iterable[Record]) -> list[Record]:
    """Hang lines on the end of a chain, in their order.

    Args:
        key: Makes the codes.
        head: The end that there is.
        lines: What the lines say: clean values, without id.
    """
    chained = []
    for line in lines:
        record = {**line, "id": line_id(head.count + 1), "version": 1, "key": key.name}
        head = Head(head.count + 1, code(key, head, record))
        chained.append({**record, "mac": head.mac})
    return chained


def code(key: ChainKey, before: Head, record: Record) -> str:
    """Compute the code of a line: HMAC over the code of the line before and every field of this one but `mac`."""
    return key.mac("line", before.mac, plain(record))


def plain(record: Record) -> str:
    """Write a line so that equal lines give equal texts, whichever store they come from."""
    content = {name: value for name, value in record.items() if name != "mac"}
    return json.dumps(escaped(content), default=_date, sort_keys=True, separators=(",", ":"))


def end_of(record: Record) -> Head:
    """Give the chain's end when this is its last line."""
    return Head(number_of(record["id"]) or 0, str(record.get("mac")))


def last_line(records: Records) -> Record | None:
    """Fetch the last chained line; None when there is none."""
    # Ids that somebody put in past the audit are passed over; `verify` finds them.
    found = records.find(AUDIT, since=CHAINED, descending=True, limit=100).records
    return next((line for line in found if number_of(line["id"])), None)


def older_lines(records: Records) -> Iterator[Record]:
    """Go through the lines that were written before there was a chain, oldest first."""
    after = None
    while True:
        page = records.find(AUDIT, until=CHAINED, after=after, limit=PAGE)
        yield from page.records
        if (after := page.next) is None:
            return


def seal_older(key: ChainKey, records: Records) -> tuple[int, str]:
    """Count the lines from before the chain, and compute one code over all of them."""
    count, seal = START.count, START.mac
    for line in older_lines(records):
        count, seal = count + 1, key.mac("older", seal, plain(line))
    return count, seal


def _date(value: Any) -> dict[str, str]:
    if not isinstance(value, datetime):
        raise TypeError(f"expected what a record may hold, received {type(value).__name__}")
    return {"$date": instant_text(value)}
