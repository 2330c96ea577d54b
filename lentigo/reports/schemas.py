"""What comes in and goes out of the reports' routes."""

import math
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from lentigo.conditions import languages, slugs


class ReportRequest(BaseModel):
    """What a report is asked about: a class with its confidence, or one of the caller's submissions."""

    model_config = ConfigDict(populate_by_name=True)

    condition: str | None = Field(
        default=None,
        validation_alias=AliasChoices("class", "predicted_class", "prediction"),
        description="Name of the class; `predicted_class` and `prediction` are read as well.",
    )
    confidence: float | None = Field(default=None, description="Per cent, 0-100; a number or a numeric string.")
    submission_id: str | None = Field(default=None, description="The `id` or `_id` of one of the caller's submissions.")

    language: str | None = Field(
        default=None, description="Language of the report, such as `en`; by itself that of the account."
    )

    @field_validator("language")
    @classmethod
    def _spoken(cls, value: str | None) -> str | None:
        if value is not None and value not in languages():
            raise ValueError(f"Expected one of {', '.join(languages())}; received {value[:20]!r}.")
        return value

    @field_validator("submission_id", mode="before")
    @classmethod
    def _number_or_string(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("condition")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is None:
            return None
        name = " ".join(value.split()).lower()
        if name not in slugs():
            raise ValueError(f"Expected one of {', '.join(slugs())}; received {value[:80]!r}.")
        return name

    @field_validator("confidence", mode="before")
    @classmethod
    def _per_cent(cls, value: object) -> float | None:
        if value is None:
            return None
        figure = _number(value)
        if figure is None or not math.isfinite(figure) or not 0 <= figure <= 100:
            raise ValueError(f"Expected a number between 0 and 100 (per cent); received {str(value)[:40]!r}.")
        return figure

    @model_validator(mode="after")
    def _one_or_the_other(self) -> "ReportRequest":
        if self.submission_id is None and (self.condition is None or self.confidence is None):
            raise ValueError("Expected `class` and `confidence`, or `submission_id`.")
        return self


def _number(value: Any) -> float | None:
    """Read a number, or a string that holds one, with or without a per cent sign."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = value.strip().removesuffix("%").strip() if isinstance(value, str) else value
    try:
        return float(text)
    except (ValueError, OverflowError):
        return None


class ReportTexts(BaseModel):
    """The report's four texts; none is empty."""

    overview: str
    importance_of_early_detection: str
    recommendation: str
    confidence_explanation: str


class ReportAnswer(BaseModel):
    """A report and who wrote it."""

    report: ReportTexts
    source: Literal["openrouter", "template"]
