"""Which spot is meant: where on the body it is, and what its owner calls it."""

from typing import Any, Literal

from pydantic import BaseModel

from lentigo.storage.records import Record

Site = Literal[
    "scalp",
    "face",
    "ear",
    "neck",
    "shoulder",
    "chest",
    "abdomen",
    "back",
    "buttock",
    "genital area",
    "upper arm",
    "forearm",
    "hand",
    "thigh",
    "lower leg",
    "foot",
    "elsewhere",
]
Side = Literal["left", "right"]


class LesionName(BaseModel):
    """The spot that a picture shows."""

    id: str
    name: str
    site: Site
    side: Side | None


def named(record: Record) -> dict[str, Any]:
    """Tell which lesion a record is of."""
    return {name: record[name] for name in LesionName.model_fields}
