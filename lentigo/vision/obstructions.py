"""What lies over the spot, and whether the spot is in the frame: hair, ink, the darkest part at the edge.

The limits were chosen on val pictures and on copies damaged on purpose (`lentigo.training.damage`): each flags at most
5 % of the undamaged pictures of every source. Drawn hair is then noticed in 81 % of the copies, drawn ink in 80 %, a
middle that was moved to a corner in a quarter. What these findings say about error stands in `metrics.json`.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]

HAIR_SHARE = 0.13
"""Share of the inner 60 % of the frame that is thin, dark and long, from which on hair is in the way."""
INK_SHARE = 0.05
"""Share of the inner 60 % of the frame that is bluer than skin and lesions are, from which on it is ink."""
OFF_CENTRE = 0.74
"""Distance of what stands out from the middle of the frame, in halves of its side, from which on it is cut off."""
_HAIR_WIDTH = 9
"""Pixels at 224 under which a dark line is taken for a hair."""
_DARKER = 40
_CELLS = 56


def hair_share(square: Bytes) -> float:
    """Measure how much of the middle is covered by thin dark lines: a black top-hat, as DullRazor (Lee et al. 1997).

    Args:
        square: RGB, shape (size, size, 3), 0-255.
    """
    # Green shows hair best, and one channel is a third of the work.
    margin, reach = len(square) // 5, _HAIR_WIDTH - 1
    grey = square[margin - reach : len(square) - margin + reach, margin - reach : len(square) - margin + reach, 1]
    closed = ~_spread(~_spread(grey))
    inner = grey[reach:-reach, reach:-reach].astype(np.int16)
    return float((closed.astype(np.int16) - inner > _DARKER).mean())


def _spread(grey: Bytes) -> Bytes:
    """Take the largest value in each 9 by 9 window, shape (side, side) to (side - 8, side - 8)."""
    for axis in (0, 1):
        # Windows of 2, 4, 8 and then 9 by pairs: four steps instead of eight.
        for step in (1, 2, 4, 1):
            moved = np.moveaxis(grey, axis, 0)
            grey = np.moveaxis(np.maximum(moved[step:], moved[:-step]), 0, axis)
    return grey


def ink_share(square: Bytes) -> float:
    """Measure how much of the middle is blue.

    Args:
        square: RGB, shape (size, size, 3), 0-255.
    """
    margin = len(square) // 5
    red, green, blue = np.moveaxis(square[margin:-margin, margin:-margin].astype(np.int16), 2, 0)
    return float(((blue > red + 30) & (blue > green + 20)).mean())


def off_centre(square: Bytes) -> float:
    """Measure how far from the middle that lies which is darker and of another colour than the bright skin around.

    Args:
        square: RGB, shape (size, size, 3), 0-255.

    Returns:
        0 in the middle, 1 at the middle of an edge.
    """
    small = np.asarray(Image.fromarray(square).reduce(len(square) // _CELLS), np.float32)[:_CELLS, :_CELLS]
    skin = np.sort(small.reshape(-1, 3), axis=0)[len(small) ** 2 * 3 // 4]
    weight = ((small - skin) ** 2).sum(axis=2) * (small.mean(axis=2) < skin.mean())
    along = np.linspace(-1, 1, len(small), dtype=np.float32)
    total = max(float(weight.sum()), 1e-6)
    return float(np.hypot((weight * along).sum() / total, (weight * along[:, None]).sum() / total))
