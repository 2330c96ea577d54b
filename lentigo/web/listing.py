"""How every list that comes in pages tells its length, so that the plain array of the contract can stay."""

from pydantic import BaseModel, Field


class TotalHeader(BaseModel):
    """The header of such a list."""

    total: int = Field(alias="X-Total-Count", description="How many there are in all pages together.")
