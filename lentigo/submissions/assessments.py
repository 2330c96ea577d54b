"""An assessment in the form that records keep, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from lentigo.vision.assessment import Assessment, Finding, Neighbour


def to_record(assessment: Assessment) -> dict[str, Any]:
    """Put an assessment into the form that records keep: JSON, probabilities as fractions."""
    # Not `asdict` on the whole: it would copy the class map number by number.
    kept = {field.name: getattr(assessment, field.name) for field in fields(assessment)}
    kept["probabilities"] = dict(assessment.probabilities)
    kept["quality"] = [asdict(finding) for finding in assessment.quality]
    kept["prediction_set"] = list(assessment.prediction_set)
    kept["nearest"] = [asdict(case) for case in assessment.nearest]
    kept["square"] = list(assessment.square)
    # Three decimals are finer than the 256 steps of a heat map's colours.
    kept["class_map"] = [[round(value, 3) for value in row] for row in assessment.class_map]
    return kept


def from_record(kept: Mapping[str, Any]) -> Assessment:
    """Take an assessment out of a record."""
    return Assessment(
        **{
            **kept,
            "quality": tuple(Finding(**finding) for finding in kept["quality"]),
            "prediction_set": tuple(kept["prediction_set"]),
            "nearest": tuple(Neighbour(**case) for case in kept.get("nearest", ())),
            "square": tuple(kept["square"]),
            "class_map": tuple(tuple(row) for row in kept["class_map"]),
        }
    )
