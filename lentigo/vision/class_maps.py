"""From the network's class maps to the heat map of an answer."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lentigo.problems import BadConfiguration

Floats = npt.NDArray[np.float32]


class HeatMap(BaseModel):
    """The `heat_map` part of `bundle.json`.

    Attributes:
        at_corner: The cells look at the upper left corner of their part of the picture and not at its middle. Keras's
            ResNet50 halves the picture five times by taking every second place, beginning with the first, so that cell
            k of 7 is centred on pixel 32 k of 224 and not on 32 k + 16.
        against: Class that the answer is held against, or None; the map is then that of the difference of two logits.
        spread: How far around its centre a cell looks: standard deviation in cells of the field over which its evidence
            is laid. A cell of ResNet50 sees far beyond its seventh of the picture, and speaks for a lesion mostly where
            it sees its border from outside; what it says must not be drawn as if it lay beneath the cell alone.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    at_corner: bool = False
    against: str | None = None
    spread: float = Field(default=0.0, ge=0, le=4)


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


def evidence(
    class_maps: npt.NDArray[np.floating],
    answer: int,
    against: int | None,
    *,
    at_corner: bool,
    spread: float = 0.0,
) -> Floats:
    """Show what speaks for an answer and where: an exact, linear function of the class maps, then its positive part.

    Before the positive part is taken, a map that is spread still sums to what the cells sum to, and so to the logit (or
    the difference of two logits) without its bias, times the number of cells.

    Args:
        class_maps: Shape (classes, rows, columns).
        answer: Number of the answered class.
        against: Number of the class to hold it against, or None; the answer itself counts as None.
        at_corner: Whether a cell is centred on the upper left corner of its part of the picture and not on its middle.
        spread: Standard deviation, in cells, of the field over which a cell's evidence is laid; 0 for none.

    Returns:
        Shape (rows, columns), not negative, 1 at most; all 0 where nothing speaks for the answer.
    """
    found = class_maps[answer].astype(np.float32)
    if against is not None and against != answer:
        found = found - class_maps[against].astype(np.float32)
    if spread > 0:
        rows, columns = (_fields(count, at_corner=at_corner, spread=spread) for count in found.shape)
        found = rows @ found @ columns.T
    elif at_corner:
        # The middle of a cell lies between its own centre and those of the next cells to the right and below.
        wide = np.pad(found, ((0, 1), (0, 1)), mode="edge")
        found = (wide[:-1, :-1] + wide[1:, :-1] + wide[:-1, 1:] + wide[1:, 1:]) / 4
    positive = np.maximum(found, 0)
    top = float(positive.max())
    scaled: Floats = (positive / top if top > 0 else positive).astype(np.float32)
    return scaled


@cache
def _fields(count: int, *, at_corner: bool, spread: float) -> Floats:
    """Say how the evidence of each cell is laid along one side of the picture.

    Returns:
        Shape (places, cells), each column summing to 1: a Gaussian about the cell's centre, cut off at the frame.
    """
    places = np.arange(count) + 0.5
    centres = np.arange(count) + (0.0 if at_corner else 0.5)
    fields = np.exp(-0.5 * ((places[:, None] - centres[None]) / spread) ** 2)
    shares: Floats = (fields / fields.sum(axis=0)).astype(np.float32)
    return shares
