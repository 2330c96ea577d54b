"""A submission's record: how an assessment is put into it, taken out of it, and told to its owner."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lentigo import DISCLAIMER
from lentigo.accounts.permissions import Caller
from lentigo.conditions import next_step
from lentigo.reports.facts import Facts
from lentigo.reports.paper import Paper
from lentigo.storage.records import Record
from lentigo.submissions.signing import PictureSigner
from lentigo.vision.assessment import Assessment, Finding, Neighbour

PICTURES = ("image", "heatmap", "thumbnail")


def per_cent(fraction: float) -> float:
    """Turn a probability of 0-1 into the contract's per cent with two decimals."""
    return round(100 * fraction, 2)


def to_record(assessment: Assessment) -> dict[str, Any]:
    """Put an assessment into the form that records keep: JSON, probabilities as fractions."""
    kept = asdict(assessment)
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


def paper_of(record: Record, caller: Caller, *, picture: bytes, heatmap: bytes) -> Paper:
    """Put together what the printed report of a submission shows.

    Args:
        record: The stored submission.
        caller: Its owner.
        picture: The kept picture.
        heatmap: The heat map, to be laid over it.
    """
    assessment = from_record(record["assessment"])
    return Paper(
        facts=Facts.of_assessment(assessment),
        slots=record["report"],
        source=record["report_source"],
        probabilities={name: per_cent(value) for name, value in assessment.probabilities.items()},
        picture=picture,
        heatmap=heatmap,
        assessed=record["created"],
        model=assessment.model,
        number=str(record["number"]),
        person=caller.name,
        quality=tuple(finding.message for finding in assessment.quality),
        forced=assessment.forced,
    )


def answer(record: Record, caller: Caller, signer: PictureSigner) -> dict[str, Any]:
    """Tell a submission as `/predict` and the history do.

    Args:
        record: The stored submission.
        caller: Its owner; name and address are joined here because the record holds neither.
        signer: Signs the picture addresses, which open for five minutes.
    """
    kept = record["assessment"]
    number = record["number"]
    return {
        "id": number,
        "_id": record["id"],
        "user_name": caller.name,
        "user_email": caller.email,
        "class": kept["condition"],
        "confidence": per_cent(kept["confidence"]),
        "probabilities": {name: per_cent(value) for name, value in kept["probabilities"].items()},
        "malignancy": per_cent(kept["malignancy"]),
        "prediction_set": kept["prediction_set"],
        "coverage": None if kept["coverage"] is None else per_cent(kept["coverage"]),
        **{name: kept[name] for name in ("risk", "uncertain", "forced", "quality", "skin", "model")},
        **{name: record[name] for name in ("report", "report_source", "width", "height", "media_type")},
        "next_step": next_step(kept["risk"]),
        "time": record["created"].strftime("%Y-%m-%d %H:%M:%S"),
        "created": record["created"].isoformat(timespec="milliseconds"),
        **{f"{what}_url": f"/submissions/{number}/{what}?{signer.sign(record['id'], what)}" for what in PICTURES},
        "disclaimer": DISCLAIMER,
    }
