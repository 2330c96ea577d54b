"""A doctor's word: how it is kept in the record of a submission, and how it is told."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from lentigo.storage.records import Record

Decision = Literal["confirmed", "corrected"]

MOST_VERSIONS = 50
"""Words on one submission that are kept, each whole; one more is refused, for nothing that a doctor said is dropped."""


def spoken(record: Record, *, decision: Decision, condition: str, note: str, doctor_id: str, time: datetime) -> Record:
    """Put a doctor's word into a record; the one before is kept among the earlier ones.

    Args:
        record: The stored submission.
        decision: Whether the machine was right.
        condition: What it is, to the doctor.
        note: What the doctor wrote.
        doctor_id: Account id of the doctor; the name is joined when it is told.
        time: When.
    """
    before = record.get("review")
    word = {
        "decision": decision, "condition": condition, "note": note, "doctor_id": doctor_id, "time": time,
        "version": version_of(record) + 1,
    }  # fmt: skip
    return {
        **record,
        "review": word,
        "earlier_words": [*record.get("earlier_words", ()), *([before] if before else ())],
    }


def version_of(record: Record) -> int:
    """Tell the version of the word; 0 when nothing was said yet."""
    word = record.get("review")
    return int(word["version"]) if word else 0


def told(word: Mapping[str, Any], *, name_of: Callable[[str], str | None]) -> dict[str, Any]:
    """Tell a word.

    Args:
        word: As it is kept.
        name_of: Gives the name that belongs to an account's id; None when the account is no more.
    """
    return {
        "state": word["decision"],
        "class": word["condition"],
        "note": word["note"],
        "doctor": name_of(word["doctor_id"]),
        "time": word["time"],
        "version": word["version"],
    }


def word_for_owner(record: Record, *, awaited: bool, name_of: Callable[[str], str | None]) -> dict[str, Any] | None:
    """Tell the owner what a doctor has said, which stays theirs to read whatever they have withdrawn since.

    Args:
        record: The stored submission.
        awaited: Whether the owner's consent to review by doctors is in force.
        name_of: Gives the name that belongs to an account's id.

    Returns:
        The word, or that one is awaited; None when no doctor will see it.
    """
    word = record.get("review")
    if word:
        return told(word, name_of=name_of)
    return WAITING if awaited and not record.get("withheld") else None


WAITING: dict[str, Any] = {
    "state": "waiting", "class": None, "note": "", "doctor": None, "time": None, "version": 0,
}  # fmt: skip
