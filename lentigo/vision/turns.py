"""The eight ways to lay a square picture: a spot on the skin has no top, so all eight show the same thing."""

from collections.abc import Sequence

import numpy as np

from lentigo.vision.engine import Floats, Squares

COUNT = 8


def all_turns(square: Squares) -> list[Squares]:
    """Lay a square in all eight ways.

    Args:
        square: Shape (size, size, 3).

    Returns:
        The four quarter turns, then those of its mirror image.
    """
    mirrored = square[:, ::-1]
    return [np.ascontiguousarray(np.rot90(side, quarter)) for side in (square, mirrored) for quarter in range(4)]


def laid_back(class_maps: Sequence[Floats]) -> list[Floats]:
    """Undo the turns on the class maps, so that they lie on the picture again.

    Args:
        class_maps: One of shape (classes, rows, columns) for each of `all_turns`, in that order.
    """
    back = [np.rot90(maps, -(index % 4), axes=(1, 2)) for index, maps in enumerate(class_maps)]
    return [maps if index < 4 else maps[:, :, ::-1] for index, maps in enumerate(back)]
