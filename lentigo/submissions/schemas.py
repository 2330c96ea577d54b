"""What comes in and goes out of the submissions' routes."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from apiflask.fields import UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from lentigo.conditions import slugs
from lentigo.lesions.naming import LesionName
from lentigo.submissions.store import Wanted
from lentigo.web.answers import Message
from lentigo.web.moments import Moment

Risk = Literal["low", "moderate", "high", "not assessed"]


def known_condition(name: str) -> str:
    """Let a condition of `conditions/` pass. Raises ValueError."""
    if name not in slugs():
        raise ValueError(f"Expected one of {', '.join(slugs())}; received {name[:80]!r}.")
    return name


KnownCondition = Annotated[str, Field(json_schema_extra={"enum": list(slugs())}), AfterValidator(known_condition)]
"""The name of a condition, exactly as `conditions/` has it."""


class PredictForm(BaseModel):
    """The multipart form of `/predict`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    image: UploadFile = Field(description="JPEG, PNG, WebP, HEIC, TIFF, BMP or DICOM; up to 20 MB and 50 megapixels.")
    force: bool = Field(default=False, description="Assess a picture that should not be assessed all the same.")
    tta: bool = Field(
        default=False, description="Average over the picture's eight flips and quarter turns; eight times the work."
    )

    lesion_id: str | None = Field(
        default=None, max_length=100, description="The `id` of the caller's lesion that the picture shows."
    )

    @model_validator(mode="before")
    @classmethod
    def _with_a_file(cls, form: Any) -> Any:
        if isinstance(form, dict) and isinstance(form.get("image"), str | None):
            raise ValueError("Expected a picture in the file field `image` of a multipart form; none came.")
        return form


KEY_PATTERN = r'^([A-Za-z0-9._~:+/=-]{1,128}|"[A-Za-z0-9._~:+/=-]{1,128}")$'


def upload_key(given: str) -> str:
    """Take the quotes off an Idempotency-Key, with or without which it is the same. Raises ValueError."""
    if not re.fullmatch(KEY_PATTERN, given):
        raise ValueError(
            "Expected 1 to 128 letters, digits and characters of - . _ ~ : + / =, in double quotes or without."
        )
    return given.strip('"')


class PredictHeaders(BaseModel):
    """What may stand in the header of `/predict`."""

    model_config = ConfigDict(hide_input_in_errors=True)

    key: Annotated[str, Field(json_schema_extra={"pattern": KEY_PATTERN}), AfterValidator(upload_key)] | None = Field(
        default=None,
        alias="Idempotency-Key",
        description="A text of the client's own choosing for this upload, such as a UUID. Sent again by the same "
        "account under the same one, the picture is kept once. It is erased with the submission.",
    )

    @model_validator(mode="before")
    @classmethod
    def _named_as_sent(cls, headers: dict[str, str]) -> dict[str, str]:
        """APIFlask hands headers over as if they were fields; a fault is to name what was sent."""
        given = headers.get("idempotency_key")
        return {} if given is None else {"Idempotency-Key": given}


class PredictQuery(BaseModel):
    """What may stand in the address of `/predict`."""

    force: bool = Field(default=False, description="The same as in the form.")
    tta: bool = Field(default=False, description="The same as in the form.")


class HistoryQuery(BaseModel):
    """Which part of the history is asked for; without anything, the whole."""

    model_config = ConfigDict(populate_by_name=True, hide_input_in_errors=True)

    limit: int | None = Field(default=None, ge=1, le=1000, description="Largest number of submissions.")
    before: int | None = Field(default=None, ge=1, le=2**53, description="Only submissions with a smaller `id`.")
    condition: KnownCondition | None = Field(
        default=None, alias="class", description="Only submissions of this class of the machine's."
    )
    risk: Risk | None = Field(default=None, description="Only submissions of this tier.")
    reviewed: bool | None = Field(default=None, description="Only submissions with, or only without, a doctor's word.")
    since: Moment | None = Field(default=None, description="Earliest time, inclusive.")
    until: Moment | None = Field(default=None, description="Latest time, exclusive.")

    lesion_id: str | None = Field(
        default=None, max_length=100, description="Only submissions that show this lesion of the caller's."
    )

    @property
    def wanted(self) -> Wanted:
        """Which submissions these are."""
        return Wanted(
            condition=self.condition,
            risk=self.risk,
            reviewed=self.reviewed,
            since=self.since,
            until=self.until,
            lesion_id=self.lesion_id,
        )


class DeletionQuery(BaseModel):
    """How a submission is deleted."""

    undo: bool = Field(
        default=False, description="Leave a short time in which it can be had back; it is out of every view at once."
    )


class SignedQuery(BaseModel):
    """A signature that opens one picture for five minutes."""

    expires: str | None = Field(default=None, description="Seconds since the epoch.")
    signature: str | None = Field(default=None, description="Bound to this picture and that time.")


class ReportSlots(BaseModel):
    """The report's four texts; none is empty."""

    overview: str
    importance_of_early_detection: str
    recommendation: str
    confidence_explanation: str


class FindingAnswer(BaseModel):
    """Something that was noticed about the picture itself."""

    code: str
    message: str
    value: float
    limit: float
    stops: bool


class NearestAnswer(BaseModel):
    """A training picture that is like the one assessed."""

    id: str = Field(description="Its name in its data set.")
    label: str = Field(description="Its diagnosis.")
    similarity: float = Field(description="Cosine between the features of the two pictures, -1 to 1.")
    source: str = Field(description="The data set it comes from.")
    licence: str
    thumbnail_url: str | None = Field(
        description="Where its small picture is, which needs the token; null where its licence allows to show none."
    )


class ReviewAnswer(BaseModel):
    """What a doctor has said about a submission, or that one is awaited."""

    model_config = ConfigDict(populate_by_name=True)

    state: Literal["waiting", "confirmed", "corrected"]
    condition: str | None = Field(alias="class", description="What it is, to the doctor; null while waiting.")
    note: str = Field(description="Plain text; may be empty.")
    doctor: str | None = Field(description="Name of the doctor; null while waiting, and when the account is no more.")
    time: datetime | None
    version: int = Field(description="Rises with each word; 0 while waiting.")


class SubmissionAnswer(BaseModel):
    """One picture with its assessment and report."""

    model_config = ConfigDict(populate_by_name=True)

    id: int = Field(description="Unique and rising.")
    record_id: str = Field(alias="_id")
    user_name: str
    user_email: str
    condition: str = Field(alias="class", description="The condition with the largest calibrated probability.")
    confidence: float = Field(description="Its probability in per cent.")
    probabilities: dict[str, float] = Field(description="Per cent by condition, largest first.")
    malignancy: float = Field(description="Probability in per cent that the lesion is malignant.")
    prediction_set: list[str] = Field(description="Conditions that together hold the truth with the stated coverage.")
    coverage: float | None = Field(description="That coverage in per cent.")
    risk: Risk
    urgent: bool = Field(description="Malignancy is likely enough for a high risk, though the tier may be withheld.")
    uncertain: bool = Field(description="True: needs a clinician.")
    forced: bool = Field(description="A person insisted on assessing it.")
    quality: list[FindingAnswer]
    skin: bool | None = Field(description="Whether it looks like what the model was trained on, where that is known.")
    tta: bool = Field(description="Whether the answer is the average over the picture's eight flips and turns.")
    nearest: list[NearestAnswer] = Field(description="The most similar training pictures, most similar first.")
    report: ReportSlots
    report_source: Literal["openrouter", "template"]
    language: str = Field(description="Code of the language of report, next step and disclaimer.")
    next_step: str
    review: ReviewAnswer | None = Field(description="A doctor's word; null when no doctor will see it.")
    lesion: LesionName | None = Field(description="The followed spot that it shows; null where it shows none.")
    withheld: bool = Field(description="Whether the owner has taken this one back from the doctors.")
    messages: int = Field(description="How many messages there are between the owner and the doctors.")
    unread: int = Field(description="How many of the doctors' the owner has not seen.")
    model: str
    width: int
    height: int
    media_type: str
    time: str = Field(description="UTC, `YYYY-MM-DD HH:MM:SS`.")
    created: str = Field(description="The same moment in ISO 8601.")
    image_url: str
    heatmap_url: str
    thumbnail_url: str
    disclaimer: str


class Deleted(Message):
    """What was deleted, and until when it can be had back."""

    undo_until: datetime | None = Field(description="Null where it is erased already.")
    restore_url: str | None = Field(description="POST there to have it back.")
