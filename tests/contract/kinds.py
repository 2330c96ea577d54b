"""The kinds that the contract is tried with, and a record of one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lentigo.storage import Kind

PEOPLE = Kind(
    "people",
    unique=("email", "badge"),
    indexed=("role", "approved", "town"),
    ordered=("created", "size"),
    folded=("name", "town"),
)
NOTES = Kind("notes", ordered=("created",))
KINDS = (PEOPLE, NOTES)

DAWN = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def person(number: int = 0, **more: Any) -> dict[str, Any]:
    """Make a person whose e-mail, time and size follow from a number."""
    return {
        "email": f"person-{number}@home.example",
        "role": "user",
        "approved": True,
        "created": DAWN + timedelta(minutes=number),
        "size": number,
        "name": f"Person {number}",
        **more,
    }
