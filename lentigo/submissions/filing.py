"""How a submission is filed: the fields by which it is found, derived from what is known of it.

Every change of a record goes through `filed`, so that what it is found by and what stands in it never differ.
"""

from collections.abc import Mapping
from typing import Any, Literal

from lentigo.conversations.messages import asked
from lentigo.storage.records import Record
from lentigo.storage.values import instant_text

Place = Literal["waiting", "done", "withheld", "deleted"]
"""Where a submission lies: before the doctors without and with a word of theirs, taken back from them, deleted."""

_URGENCY = {"high": 0, "moderate": 1, "not assessed": 1, "low": 3}
"""Order of the tiers before a doctor. What is urgent without a tier stands with the high, the rest without one with
the moderate: that nothing is known of it must not put it behind."""

LAST_TIER = 9
"""Of a record without an assessment."""


def filed(record: Mapping[str, Any]) -> Record:
    """Give a record with the fields that it is found by.

    Args:
        record: Everything else, with `review` (a doctor's word), `messages`, `withheld` and `deleted` where there
            are such.
    """
    assessment: Mapping[str, Any] = record.get("assessment") or {}
    word = record.get("review")
    tier = _URGENCY["high"] if assessment.get("urgent") else _URGENCY.get(assessment.get("risk", ""), LAST_TIER)
    place = _place(record)
    waits_since = asked(record) if place in ("waiting", "done") else None
    return {
        **record,
        "condition": assessment.get("condition"),
        "risk": assessment.get("risk"),
        "decision": word["decision"] if word else None,
        # One text instead of three fields: the records of a place lie side by side, the most urgent and oldest first.
        "rank": f"{place} {tier} {instant_text(record['created'])}",
        "asked": instant_text(waits_since) if waits_since else "",
    }


def range_of(place: Place) -> tuple[str, str]:
    """Give the ranks that begin with a place: the smallest, inclusive, and what follows the largest."""
    return f"{place} ", f"{place}!"


def range_of_first(place: Place) -> tuple[str, str]:
    """Give the ranks of a place's first cases: a high risk, or urgent without a tier."""
    first = f"{place} {_URGENCY['high']}"
    return f"{first} ", f"{first}!"


def range_of_asked() -> tuple[str, str]:
    """Give the values of `asked` where a patient's message waits for a doctor; it is empty, or lacking, elsewhere."""
    return "0", ":"


def place_of(record: Record) -> Place:
    """Tell where a filed submission lies."""
    place: Place = record["rank"].partition(" ")[0]
    return place


def _place(record: Mapping[str, Any]) -> Place:
    if record.get("deleted"):
        return "deleted"
    if record.get("withheld"):
        return "withheld"
    return "done" if record.get("review") else "waiting"
