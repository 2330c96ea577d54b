"""What comes in and goes out of the routes of reviews."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from lentigo.lesions.naming import LesionName
from lentigo.submissions.schemas import FindingAnswer, KnownCondition, NearestAnswer, ReportSlots, ReviewAnswer, Risk
from lentigo.web.plain_text import readable

LONGEST_NOTE = 4000


class QueueQuery(BaseModel):
    """Which cases a doctor wants to see."""

    state: Literal["waiting", "done", "asked"] = Field(
        default="waiting",
        description="Without or with a doctor's word; or with a message of the patient's that waits for an answer.",
    )
    limit: int = Field(default=30, ge=1, le=100, description="Largest number of cases.")
    after: str | None = Field(default=None, max_length=500, description="`next` of the page before.")


class Verdict(BaseModel):
    """A doctor's word on one case."""

    model_config = ConfigDict(populate_by_name=True, hide_input_in_errors=True)

    decision: Literal["confirmed", "corrected"] = Field(description="Whether the machine's class is right.")
    condition: KnownCondition | None = Field(
        default=None,
        alias="class",
        description="What it is; needed to correct, and then another one than the machine's.",
    )
    note: Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(readable)] = Field(
        default="", description="For the patient and other doctors; plain text."
    )
    version: int = Field(
        default=0, ge=0, description="`version` of the word that was read before; 0 when there was none."
    )

    @model_validator(mode="after")
    def _says_what_it_is(self) -> "Verdict":
        if self.decision == "corrected" and self.condition is None:
            raise ValueError("Expected `class` with a correction: what the doctor takes it for.")
        return self


class CaseSummary(BaseModel):
    """One case, as it stands in a list."""

    model_config = ConfigDict(populate_by_name=True)

    id: int
    record_id: str = Field(alias="_id")
    person_name: str
    condition: str = Field(alias="class", description="The machine's class.")
    confidence: float = Field(description="Per cent.")
    malignancy: float = Field(description="Per cent.")
    risk: Risk
    urgent: bool = Field(description="Malignancy is likely enough for a high risk, though the tier may be withheld.")
    uncertain: bool
    forced: bool
    created: str = Field(description="ISO 8601.")
    age_seconds: int = Field(description="How long ago it was sent.")
    review: ReviewAnswer
    messages: int = Field(description="How many messages there are between the patient and the doctors.")
    unanswered: int = Field(description="How many of the patient's no doctor has answered or settled.")
    asked: datetime | None = Field(description="When the first of these was sent.")
    thumbnail_url: str = Field(description="Needs the Bearer header, like every picture of a case.")


class Queue(BaseModel):
    """Cases, most urgent first, then oldest; with `asked`, the longest waiting question first."""

    cases: list[CaseSummary]
    next: str | None = Field(description="Names the next page; null when there is none.")
    total: int = Field(description="How many there are in all pages together.")
    questions: int = Field(description="How many cases hold a question that waits for an answer, whatever is listed.")


class Case(CaseSummary):
    """One case with everything that a doctor needs to judge it."""

    probabilities: dict[str, float] = Field(description="Per cent by condition, largest first.")
    prediction_set: list[str]
    coverage: float | None
    quality: list[FindingAnswer]
    skin: bool | None
    tta: bool = Field(description="Whether the answer is the average over the picture's eight flips and turns.")
    nearest: list[NearestAnswer] = Field(description="The most similar training pictures, most similar first.")
    model: str
    report: ReportSlots
    report_source: Literal["openrouter", "template"]
    language: str = Field(description="Code of the language of report, next step and disclaimer: the doctor's.")
    next_step: str
    width: int
    height: int
    media_type: str
    image_url: str
    heatmap_url: str
    disclaimer: str
    earlier_words: list[ReviewAnswer] = Field(description="What was said before the present word, oldest first.")
    earlier_cases: list[CaseSummary] = Field(description="Earlier submissions of the same person, newest first.")
    lesion: LesionName | None = Field(description="The spot that it shows, as the patient calls it.")
    same_lesion: list[CaseSummary] = Field(
        description="The person's other submissions that show this spot, earlier and later ones, oldest first."
    )


class Giving(BaseModel):
    """Whether doctors may see one submission."""

    model_config = ConfigDict(strict=True)

    given: bool = Field(description="True gives it to the doctors, false takes it back; both hold at once.")
