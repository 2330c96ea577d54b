"""What comes in and goes out of the routes of conversations."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lentigo.web.plain_text import readable

LONGEST_MESSAGE = 2000
_HIGHEST = 100_000
_SHOWN = r"(\r\n|[^\x00-\x08\x0b-\x1f\x7f])*"
PATTERN = rf"^{_SHOWN}[^\s\x00-\x1f\x7f]{_SHOWN}$"
"""What `_said` takes, for the document: no control characters, and something beside blanks."""


def _said(text: str) -> str:
    text = readable(text)
    if not text:
        raise ValueError("must not be empty")
    return text


class KnownQuery(BaseModel):
    """How much of the conversation is known."""

    known: int = Field(default=0, ge=0, le=_HIGHEST, description="Only messages with a larger number are given.")


class Writing(BaseModel):
    """A message that is sent."""

    model_config = ConfigDict(hide_input_in_errors=True)

    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_MESSAGE, json_schema_extra={"pattern": PATTERN}),
        AfterValidator(_said),
    ] = Field(description="Plain text; may have several lines.")
    key: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9-]{1,64}$",
        description="A text of the client's own choosing, such as a UUID: sent again under it, it is kept once.",
    )
    known: int | None = Field(
        default=None, ge=0, le=_HIGHEST, description="How many messages the writer has read; without it, all."
    )


class Seen(BaseModel):
    """How many messages were seen."""

    seen: int = Field(
        ge=0, le=_HIGHEST, description="How many, from the first; from a doctor: these need no further answer."
    )


class MessageAnswer(BaseModel):
    """One message."""

    model_config = ConfigDict(populate_by_name=True)

    number: int = Field(description="1 for the first of the conversation.")
    side: Literal["patient", "doctor"] = Field(alias="from", description="The submission's owner, or a doctor.")
    mine: bool = Field(description="Whether the caller wrote it.")
    name: str | None = Field(description="Name of the author; null when the account is no more.")
    text: str
    time: datetime


class ConversationAnswer(BaseModel):
    """The messages about one submission."""

    messages: list[MessageAnswer] = Field(description="Oldest first; those after `known`.")
    total: int = Field(description="How many there are.")
    unread: int = Field(
        description="For the owner: messages of doctors not yet seen. "
        "For a doctor: the patient's that no doctor has answered or settled."
    )
    open: bool = Field(description="Whether the caller may write now.")
    closed_because: Literal["no_consent", "withheld", "full", "await_answer"] | None = Field(
        description="Why not: no consent to review by doctors, taken back from the doctors, too many messages in all, "
        "or too many without an answer."
    )
