"""What goes into and comes out of the routes of the audit."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from lentigo.web.moments import Moment


class AuditFilter(BaseModel):
    """Which lines are wanted."""

    model_config = ConfigDict(hide_input_in_errors=True)

    who: str | None = Field(default=None, max_length=100, description="Id of the account that acted.")
    what: str | None = Field(default=None, max_length=100, examples=["account.signed_in"])
    record: str | None = Field(default=None, max_length=100, description="Id of what it was done to.")
    since: Moment | None = Field(default=None, description="Earliest time, inclusive.")
    until: Moment | None = Field(default=None, description="Latest time, exclusive.")


class AuditQuery(AuditFilter):
    """Which lines are wanted, and how many at a time."""

    after: str | None = Field(default=None, max_length=500, description="`next` of the page before.")
    limit: int = Field(default=100, ge=1, le=1000)


class AuditLine(BaseModel):
    """One act."""

    id_: str = Field(alias="_id")
    number: int | None = Field(description="Place in the chain; null for lines from before there was one.")
    who: str
    what: str
    record: str | None
    when: datetime
    where: str | None
    detail: dict[str, Any] | None


class AuditPage(BaseModel):
    """Lines, newest first."""

    lines: list[AuditLine]
    next: str | None = Field(description="Names the next page; null when there is none.")
