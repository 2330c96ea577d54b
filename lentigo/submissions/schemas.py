"""What comes in and goes out of the submissions' routes."""

from typing import Any, Literal

from apiflask.fields import UploadFile
from pydantic import BaseModel, ConfigDict, Field, model_validator


class PredictForm(BaseModel):
    """The multipart form of `/predict`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    image: UploadFile = Field(description="JPEG, PNG, WebP, HEIC, TIFF, BMP or DICOM; up to 20 MB and 50 megapixels.")
    force: bool = Field(default=False, description="Assess a picture that should not be assessed all the same.")

    @model_validator(mode="before")
    @classmethod
    def _with_a_file(cls, form: Any) -> Any:
        if isinstance(form, dict) and isinstance(form.get("image"), str | None):
            raise ValueError("Expected a picture in the file field `image` of a multipart form; none came.")
        return form


class PredictQuery(BaseModel):
    """What may stand in the address of `/predict`."""

    force: bool = Field(default=False, description="The same as in the form.")


class HistoryQuery(BaseModel):
    """Which part of the history is asked for; without anything, the whole."""

    limit: int | None = Field(default=None, ge=1, le=1000, description="Largest number of submissions.")
    before: int | None = Field(default=None, ge=1, description="Only submissions with a smaller `id`.")


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
    risk: Literal["low", "moderate", "high", "not assessed"]
    uncertain: bool = Field(description="True: needs a clinician.")
    forced: bool = Field(description="A person insisted on assessing it.")
    quality: list[FindingAnswer]
    skin: bool | None = Field(description="Whether it looks like what the model was trained on, where that is known.")
    report: ReportSlots
    report_source: Literal["openrouter", "template"]
    next_step: str
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


class Message(BaseModel):
    """A plain sentence that says what was done."""

    message: str
