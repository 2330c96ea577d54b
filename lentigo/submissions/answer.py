"""How a submission is told: to its owner, to whoever else may see it, and on paper."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from lentigo.accounts.permissions import Caller
from lentigo.conditions import DEFAULT_LANGUAGE, catalogue, next_step
from lentigo.conversations.messages import unread
from lentigo.storage.records import Record
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.wording import worded

PICTURES = ("image", "heatmap", "thumbnail")


def per_cent(fraction: float) -> float:
    """Turn a probability of 0-1 into the contract's per cent with two decimals."""
    return round(100 * fraction, 2)


def nearest_case(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a kept nearest case, with the address of its small picture where there is one."""
    told = {name: kept[name] for name in ("id", "label", "source", "licence")}
    address = f"/nearest/{quote(kept['id'], safe='')}/thumbnail" if kept["has_thumbnail"] else None
    return {**told, "similarity": round(kept["similarity"], 4), "thumbnail_url": address}


def assessed(record: Record, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Tell what the machine found, as everybody who may see the submission is told it; names nobody.

    Args:
        record: The stored submission.
        language: Language code of the reader.
    """
    kept = record["assessment"]
    report, source = worded(record, language)
    urgent = kept.get("urgent", kept["risk"] == "high")
    return {
        "id": record["number"],
        "_id": record["id"],
        "class": kept["condition"],
        "confidence": per_cent(kept["confidence"]),
        "probabilities": {name: per_cent(value) for name, value in kept["probabilities"].items()},
        "malignancy": per_cent(kept["malignancy"]),
        "prediction_set": kept["prediction_set"],
        "coverage": None if kept["coverage"] is None else per_cent(kept["coverage"]),
        **{name: kept[name] for name in ("risk", "uncertain", "forced", "quality", "skin", "model")},
        "tta": kept.get("tta", False),
        "urgent": urgent,
        "nearest": [nearest_case(case) for case in kept.get("nearest", ())],
        **{name: record[name] for name in ("width", "height", "media_type")},
        "report": report,
        "report_source": source,
        "language": language,
        "next_step": next_step(kept["risk"], language, urgent=urgent),
        "time": record["created"].strftime("%Y-%m-%d %H:%M:%S"),
        "created": record["created"].isoformat(timespec="milliseconds"),
        "disclaimer": catalogue(language).texts.disclaimer,
    }


def answer(
    record: Record,
    caller: Caller,
    signer: PictureSigner,
    *,
    review: dict[str, Any] | None,
    lesion: dict[str, Any] | None,
) -> dict[str, Any]:
    """Tell a submission as `/predict` and the history do.

    Args:
        record: The stored submission.
        caller: Its owner; name and address are joined here because the record holds neither.
        signer: Signs the picture addresses, which open for five minutes.
        review: What a doctor has said, or that one is awaited; None when none is.
        lesion: The followed lesion that it shows; None when it shows none.
    """
    number = record["number"]
    return {
        **assessed(record, caller.language),
        "user_name": caller.name,
        "user_email": caller.email,
        "review": review,
        "lesion": lesion,
        "withheld": bool(record.get("withheld")),
        "messages": len(record.get("messages", ())),
        "unread": len(unread(record, "patient")),
        **{f"{what}_url": f"/submissions/{number}/{what}?{signer.sign(record['id'], what)}" for what in PICTURES},
    }
