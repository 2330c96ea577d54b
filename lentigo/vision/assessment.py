"""What an assessment of one picture is."""

from dataclasses import dataclass
from typing import Literal

Risk = Literal["low", "moderate", "high", "not assessed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed about the picture itself.

    Attributes:
        code: Stable slug, such as `too_dark`.
        message: What is wrong and how to take a better picture, in plain words.
        value: The measured quantity.
        limit: The value from which on this is a finding.
        stops: Whether the picture should not be assessed because of it.
    """

    code: str
    message: str
    value: float
    limit: float
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training picture that is like the one assessed.

    Attributes:
        id: Its name in its data set.
        label: Its diagnosis.
        similarity: Cosine of the angle between the features of the two pictures, -1 to 1.
        source: Data set it comes from.
        licence: Licence of the picture.
        has_thumbnail: Whether the bundle holds a small picture of it, which the licence then allows to show.
    """

    id: str
    label: str
    similarity: float
    source: str
    licence: str
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one picture.

    Attributes:
        condition: Name of the condition with the largest calibrated probability.
        confidence: That probability, 0-1.
        probabilities: Calibrated probability of each of the bundle's classes, largest first; they sum to 1.
        malignancy: Probability that the lesion is malignant, 0-1: the sum over the bundle's malignant classes.
        prediction_set: Conditions that together hold the truth with the coverage below; empty without such a bundle.
        coverage: Stated coverage of the prediction set, 0-1, or None.
        risk: Risk tier; `not assessed` for a forced, an uncertain or an out-of-distribution picture.
        uncertain: The confidence lies below the bundle's threshold: needs a clinician.
        forced: A person insisted although the picture should not be assessed.
        quality: What was noticed about the picture.
        skin: Whether the picture looks like what the model was trained on; None where the bundle cannot tell.
        class_map: Class activation map of the predicted condition, 7 rows of 7, scaled to 0-1.
        square: Left, upper, right, lower edge of the part that the network saw, as fractions of the oriented picture.
        model: Name and version of the bundle that judged.
        nearest: The most similar training pictures, most similar first; empty without such a bundle.
        tta: Whether this is the average over the picture's eight flips and quarter turns (test-time augmentation).
        urgent: The malignancy reaches the bundle's threshold for a high risk, though the tier may be withheld.
    """

    condition: str
    confidence: float
    probabilities: dict[str, float]
    malignancy: float
    prediction_set: tuple[str, ...]
    coverage: float | None
    risk: Risk
    uncertain: bool
    forced: bool
    quality: tuple[Finding, ...]
    skin: bool | None
    class_map: tuple[tuple[float, ...], ...]
    square: tuple[float, float, float, float]
    model: str
    nearest: tuple[Neighbour, ...] = ()
    tta: bool = False
    urgent: bool = False
