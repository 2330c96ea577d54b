"""From the network's class maps to the heat map of an answer."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from lentigo.problems import BadConfiguration

Floats = npt.NDArray[np.float32]


class HeatMap(BaseModel):
    """The `heat_map` part of `bundle.json`.

    Attributes:
        at_corner: The cells look at the upper left corner of their part of the picture and not at its middle. Keras's
            ResNet50 halves the picture five times by taking every second place, beginning with the first, so that cell
            k of 7 is centred on pixel 32 k of 224 and not on 32 k + 16.
        against: Class that the answer is held against, or None; the map is then that of the difference of two logits.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    at_corner: bool = False
    against: str | None = None


def read_heat_map(content: dict[str, Any] | None) -> HeatMap:
    """Read the `heat_map` part of `bundle.json`.

    Args:
        content: The part, or None where the bundle has none.

    Raises:
        BadConfiguration: It is not what it should be.
    """
    try:
        return HeatMap.model_validate(content or {})
    except ValidationError as error:
        raise BadConfiguration(f"bundle.json: heat_map cannot be used: {error.errors()[0]['msg']}") from error


def evidence(class_maps: npt.NDArray[np.floating], answer: int, against: int | None, *, at_corner: bool) -> Floats:
    """Show what speaks for an answer and where.

    Args:
        class_maps: Shape (classes, rows, columns).
        answer: Number of the answered class.
        against: Number of the class to hold it against, or None; the answer itself counts as None.
        at_corner: Whether the cells have to be moved half a cell, so that they lie on what they looked at.

    Returns:
        Shape (rows, columns), not negative, 1 at most; all 0 where nothing speaks for the answer.
    """
    found = class_maps[answer].astype(np.float32)
    if against is not None and against != answer:
        found = found - class_maps[against].astype(np.float32)
    if at_corner:
        # The middle of a cell lies between its own centre and those of the next cells to the right and below.
        wide = np.pad(found, ((0, 1), (0, 1)), mode="edge")
        found = (wide[:-1, :-1] + wide[1:, :-1] + wide[:-1, 1:] + wide[1:, 1:]) / 4
    positive = np.maximum(found, 0)
    top = float(positive.max())
    scaled: Floats = (positive / top if top > 0 else positive).astype(np.float32)
    return scaled
