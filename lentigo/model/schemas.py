"""What the route of the model gives out. Every figure comes from the bundle's metrics.json; none is typed by hand."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _with_interval(value: Any) -> Any:
    """Read a figure that was measured without an interval too."""
    return {"value": value} if isinstance(value, int | float) else value


class _Figures(BaseModel):
    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())


class Figure(_Figures):
    """A measured figure with its interval; fractions of 0-1 unless said otherwise."""

    value: float | None = None
    low: float | None = Field(default=None, description="Lower end of the interval, where there is one.")
    high: float | None = Field(default=None, description="Upper end of the interval, where there is one.")
    n: int | None = Field(default=None, description="Pictures that it was measured on, where that is known.")


Measured = Annotated[Figure, BeforeValidator(_with_interval)]


class ClassFigures(_Figures):
    """How well one class is told from the others."""

    condition: str = Field(alias="class")
    recall: Measured | None = Field(description="Share of its pictures that are found.")
    auroc: Measured | None = Field(description="Probability that one of its pictures ranks above one of another class.")


class GroupFigures(_Figures):
    """How good the model is on one group of the pictures."""

    name: str
    images: int
    accuracy: Measured | None = None
    balanced_accuracy: Measured | None = None


class RiskPoint(_Figures):
    """What a threshold of the risk tier does."""

    threshold: float
    sensitivity: float | None = Field(default=None, description="Share of malignant pictures from this tier on.")
    specificity: float | None = Field(default=None, description="Share of the other pictures below it.")
    melanoma_sensitivity: float | None = Field(default=None, description="Share of melanomas from this tier on.")


class DoubtPoint(_Figures):
    """What the threshold of doubt does."""

    threshold: float
    coverage: float | None = Field(default=None, description="Share of pictures whose answer is not called uncertain.")
    error_when_sure: float | None = None
    error_when_unsure: float | None = None


class OperatingPoints(_Figures):
    """The thresholds in use, and what they do."""

    malignant_moderate: RiskPoint
    malignant_high: RiskPoint
    uncertain_below: DoubtPoint


class PlaceFigures(_Figures):
    """What stands in one place of the queue before the doctors."""

    place: Literal["high", "urgent", "moderate", "not assessed", "low"] = Field(
        description="The tier that is shown; `urgent`: uncertain, and as malignant as a high one."
    )
    n: int = Field(description="Pictures there.")
    share: Measured | None = Field(default=None, description="Of all pictures.")
    malignant: Measured | None = Field(default=None, description="Share of the pictures there that are malignant.")
    of_malignant: Measured | None = Field(default=None, description="Share of the malignant pictures that stand there.")


class PredictionSets(_Figures):
    """How often the named conditions hold the truth, and how many they are."""

    stated_coverage: float
    coverage: Measured
    size: Measured = Field(description="Mean number of conditions in a set.")


class Stability(_Figures):
    """How often the class stays the same when a picture is turned, mirrored, cropped or saved anew."""

    images: int
    same_class: Measured


class ModelFigures(_Figures):
    """How good the model is on pictures that it has never seen."""

    split: str = Field(description="Which part of the data it was judged on.")
    images: int
    groups: int | None = Field(default=None, description="Lesions or patients that they come from.")
    interval_level: float | None = Field(default=None, description="Share that the intervals hold.")
    balanced_accuracy: Measured | None = Field(default=None, description="Mean of the classes' recalls.")
    accuracy: Measured | None = None
    macro_auroc: Measured | None = None
    malignant_auroc: Measured | None = Field(default=None, description="Malignant against all others.")
    expected_calibration_error: Measured | None = Field(
        default=None, description="How far a stated confidence is from the share of right answers, on average."
    )
    by_class: list[ClassFigures]
    confusion: list[list[int]] = Field(description="Rows: the truth; columns: the answer; in the order of `classes`.")
    sources: list[GroupFigures] = Field(description="By collection.")
    skin_types: list[GroupFigures] = Field(description="By Fitzpatrick skin type, where it is known.")
    operating_points: OperatingPoints | None = None
    triage: list[PlaceFigures] = Field(description="By place, first things first; empty where it was not measured.")
    prediction_sets: PredictionSets | None = None
    stability: Stability | None = None

    @classmethod
    def of(cls, metrics: Mapping[str, Any]) -> Self:
        """Take from what `lentigo evaluate` wrote. Raises ValidationError where it is something else."""
        recall, auroc = metrics.get("recall", {}), metrics.get("auroc", {})
        return cls.model_validate(
            {
                **metrics,
                "interval_level": (metrics.get("interval") or {}).get("level"),
                "by_class": [
                    {"class": name, "recall": recall.get(name), "auroc": auroc.get(name)}
                    for name in metrics.get("classes", ())
                ],
                "triage": [{**figures, "place": place} for place, figures in metrics.get("triage", {}).items()],
                "sources": _groups(metrics.get("sources")),
                "skin_types": _groups(metrics.get("skin_types")),
            }
        )


def _groups(kept: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [{**figures, "name": name.removesuffix(".0")} for name, figures in (kept or {}).items()]


class ModelAnswer(_Figures):
    """The model in use."""

    name: str
    version: str
    title: str = Field(description="Name and version, as every assessment bears them.")
    created: str | None = Field(description="When it was exported, ISO 8601.")
    licence: str = Field(description="SPDX identifier of the weights' licence; empty where none is given.")
    classes: list[str] = Field(description="In the order of the network's outputs.")
    malignant: list[str] = Field(description="Those of the classes that are malignant.")
    input_size: int = Field(description="Side in pixels of the square that the network looks at.")
    sha256: str = Field(description="Of the weights that are served.")
    training_images: dict[str, int] = Field(description="Pictures by split, where the bundle tells.")
    figures: ModelFigures | None = Field(description="Null where these very weights were not evaluated.")
    disclaimer: str
