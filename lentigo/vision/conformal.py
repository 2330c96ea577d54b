"""Prediction sets: the conditions that together hold the truth with a stated frequency.

Split conformal prediction (Vovk, Gammerman and Shafer 2005; the score 1 - p is that of Sadinle, Lei and Wasserman 2019,
arXiv:1609.00451): a condition is in the set when its calibrated probability reaches its threshold, which was chosen on
pictures that the network was not trained on. The likeliest condition always is, so no set is empty.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lentigo.problems import BadConfiguration

Shares = npt.NDArray[np.float64]


class Conformal(BaseModel):
    """The prediction sets of a bundle.

    Attributes:
        coverage: How often the set holds the truth, 0-1.
        thresholds: Probability from which on each class belongs to the set, in the order of the classes.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    coverage: float = Field(gt=0, lt=1)
    thresholds: tuple[float, ...]


def read_conformal(content: dict[str, Any] | None, classes: int) -> Conformal | None:
    """Read the `conformal` part of `bundle.json`.

    Args:
        content: The part, or None where the bundle has none.
        classes: Number of classes.

    Raises:
        BadConfiguration: It is not what it should be.
    """
    if content is None:
        return None
    try:
        found = Conformal.model_validate(content)
    except ValidationError as error:
        raise BadConfiguration(f"bundle.json: conformal cannot be used: {error.errors()[0]['msg']}") from error
    if len(found.thresholds) != classes:
        raise BadConfiguration(
            f"bundle.json: conformal.thresholds has {len(found.thresholds)} values, expected one for each of the "
            f"{classes} classes"
        )
    return found


def in_sets(shares: Shares, thresholds: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say which classes belong to the prediction sets.

    Args:
        shares: Calibrated probabilities, shape (n, classes).
        thresholds: One a class.

    Returns:
        Shape (n, classes); at least one in each row.
    """
    member: npt.NDArray[np.bool_] = shares >= np.asarray(thresholds, np.float64)
    member[np.arange(len(shares)), shares.argmax(axis=1)] = True
    return member
