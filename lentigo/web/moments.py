"""Times in addresses and bodies: ISO 8601 with an offset, as the document says, and nothing else that could be one."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator


def _written_out(value: Any) -> Any:
    # Pydantic would take a bare number for seconds since 1970; whoever sends one has made a mistake.
    if isinstance(value, str) and not any(mark in value for mark in "Tt "):
        raise ValueError("Expected a date and time such as 2026-11-22T10:44:03Z.")
    if isinstance(value, int | float):
        raise ValueError("Expected a date and time such as 2026-11-22T10:44:03Z.")
    return value


def _in_the_calendar(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("Expected a moment in the years 1 to 9999 of UTC.") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_the_calendar)]
