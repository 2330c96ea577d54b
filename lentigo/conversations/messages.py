"""How messages stand in the record of a submission, and what can be told from them.

They are part of the record, as a doctor's word is, so that they are erased, exported and backed up with it, and so that
two who write at the same moment cannot lose a message.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from lentigo.storage.records import Record

Side = Literal["patient", "doctor"]
"""Who writes: the owner of the submission, or one of the doctors."""

MOST_MESSAGES = 200
"""Messages about one submission, each at most 2,000 characters: the record stays below half a megabyte."""
MOST_UNANSWERED = 10
"""Messages that a patient may send before a doctor answers, so that nobody is flooded."""


def written(record: Record, *, author_id: str, side: Side, text: str, key: str | None, time: datetime) -> Record:
    """Put a message into a record.

    Args:
        record: The stored submission.
        author_id: Account id; the name is joined when it is told.
        side: On whose side the author stands.
        text: What was written.
        key: What the client calls this message.
        time: When.
    """
    message = {"author_id": author_id, "side": side, "text": text, "key": key, "time": time}
    return {**record, "messages": [*record.get("messages", ()), message]}


def is_there(record: Record, *, author_id: str, key: str) -> bool:
    """Tell whether an author has sent a message under this key before."""
    return any(one["author_id"] == author_id and one["key"] == key for one in record.get("messages", ()))


def seen(record: Record, side: Side, number: int) -> Record:
    """Note that a side has seen the first messages, or, for the doctors, that these need no further answer.

    Args:
        record: The stored submission.
        side: Who has seen them.
        number: How many; a smaller number than before changes nothing.
    """
    before = record.get("messages_seen") or {}
    until = min(max(number, before.get(side, 0)), len(record.get("messages", ())))
    return {**record, "messages_seen": {**before, side: until}}


def unread(record: Mapping[str, Any], side: Side) -> list[dict[str, Any]]:
    """Give the other side's messages that this side has not seen, or, for the doctors, neither answered nor settled."""
    until = (record.get("messages_seen") or {}).get(side, 0)
    return [one for one in record.get("messages", ())[until:] if one["side"] != side]


def asked(record: Mapping[str, Any]) -> datetime | None:
    """Tell when the first of the patient's messages was sent that waits for a doctor."""
    waiting = unread(record, "doctor")
    return waiting[0]["time"] if waiting else None


def told(
    record: Record, *, reader_id: str, name_of: Callable[[str], str | None], known: int = 0
) -> list[dict[str, Any]]:
    """Tell the messages, oldest first.

    Args:
        record: The stored submission.
        reader_id: Account id of the reader.
        name_of: Gives the name that belongs to an account's id; None when the account is no more.
        known: How many of the first are left out.
    """
    return [
        {
            "number": number,
            "from": one["side"],
            "mine": one["author_id"] == reader_id,
            "name": name_of(one["author_id"]),
            "text": one["text"],
            "time": one["time"],
        }
        for number, one in enumerate(record.get("messages", ())[known:], start=known + 1)
    ]
