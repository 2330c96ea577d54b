"""How the audit is handed over: one JSON object a line, complete, so that whoever has the key can check it anew."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from lentigo.audit.lines import number_of
from lentigo.storage.records import Record
from lentigo.storage.values import instant_text

_ORDER = ("id", "who", "what", "record", "when", "where", "detail", "key", "mac")


def written(lines: Iterable[Record]) -> Iterator[str]:
    """Write lines as JSON Lines (https://jsonlines.org/), each with its number and its code.

    Args:
        lines: As the audit gives them.
    """
    for line in lines:
        told = {"number": number_of(line["id"]), **{name: line.get(name) for name in _ORDER}}
        yield json.dumps(told, default=_date, ensure_ascii=False, separators=(",", ":")) + "\n"


def _date(value: Any) -> str:
    assert isinstance(value, datetime), f"{type(value).__name__} in a line"  # noqa: S101
    return instant_text(value)
