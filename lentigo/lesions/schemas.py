"""What comes in and goes out of the routes of lesions."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lentigo.lesions.naming import LesionName, Side, Site
from lentigo.submissions.schemas import Risk

LONGEST_NAME = 80


def _one_line(text: str) -> str:
    if any(ord(one) < 32 or ord(one) == 127 for one in text):
        raise ValueError("must not hold control characters")
    return text.strip()


Name = Annotated[
    str,
    Field(
        max_length=LONGEST_NAME,
        description="What its owner calls it, in one line; may be empty.",
        examples=["Below the collar"],
        json_schema_extra={"pattern": r"^[^\x00-\x1f\x7f]*$"},
    ),
    AfterValidator(_one_line),
]


class LesionFields(BaseModel):
    """What a person says of a spot that is followed."""

    model_config = ConfigDict(hide_input_in_errors=True)

    site: Site = Field(description="Where on the body it is.")
    side: Side | None = Field(default=None, description="On which side of the body; null where it is in the middle.")
    name: Name = ""


class LatestPicture(BaseModel):
    """The newest picture of a lesion."""

    model_config = ConfigDict(populate_by_name=True)

    id: int = Field(description="The submission's.")
    condition: str = Field(alias="class")
    malignancy: float = Field(description="Per cent.")
    risk: Risk
    urgent: bool
    uncertain: bool
    created: str = Field(description="ISO 8601.")
    thumbnail_url: str = Field(description="Signed; opens for five minutes without a token.")


class LesionAnswer(LesionName):
    """One spot on one body."""

    created: datetime = Field(description="When it was first named, not when it was first seen.")
    pictures: int = Field(description="How many submissions show it.")
    latest: LatestPicture | None = Field(description="The newest of them; null where there is none.")


class Placing(BaseModel):
    """Which lesion a submission shows."""

    model_config = ConfigDict(hide_input_in_errors=True)

    lesion_id: str | None = Field(max_length=100, description="The lesion's `id`; null takes it off its lesion.")
