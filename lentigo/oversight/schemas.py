"""What comes in and goes out of the routes of oversight."""

from pydantic import BaseModel, ConfigDict, Field

from lentigo.submissions.schemas import FindingAnswer, ReportSlots, ReviewAnswer, Risk


class OverseenQuery(BaseModel):
    """Whose submissions are wanted."""

    model_config = ConfigDict(hide_input_in_errors=True)

    owner: str = Field(min_length=1, max_length=100, description="Id of the account, `_id` in the lists of accounts.")
    limit: int = Field(default=100, ge=1, le=1000, description="Largest number of submissions.")
    before: int | None = Field(default=None, ge=1, le=2**53, description="Only submissions with a smaller `id`.")


class Overseen(BaseModel):
    """Somebody's submission, as an administrator reads it. Picture addresses need the Bearer header."""

    model_config = ConfigDict(populate_by_name=True)

    id: int
    record_id: str = Field(alias="_id")
    owner: str = Field(description="Id of the account that it belongs to.")
    condition: str = Field(alias="class")
    confidence: float = Field(description="Per cent.")
    probabilities: dict[str, float] = Field(description="Per cent by condition, largest first.")
    malignancy: float = Field(description="Per cent.")
    risk: Risk
    uncertain: bool
    forced: bool
    quality: list[FindingAnswer]
    report: ReportSlots
    report_source: str
    review: ReviewAnswer | None = Field(description="A doctor's word, where there is one.")
    created: str = Field(description="ISO 8601.")
    model: str
    image_url: str
    heatmap_url: str
    thumbnail_url: str
    disclaimer: str
