"""The heat map: where the network saw what speaks for its answer, to be laid over the picture."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.vision.assessment import Assessment
from lentigo.vision.decode import Picture

_STOPS = ((0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""The colour map "inferno" at 0, 1/4 ... 1 (Smith and van der Walt 2015, CC0): even steps in lightness, also for people
who see colours differently."""
_STRONGEST = 0.65
"""Opacity of full activation; the lesion stays visible through it."""
_COMPRESSION = 2
_LEVELS = 32
"""Steps; fewer make the file smaller, more cannot be seen."""


def _colours() -> npt.NDArray[np.uint8]:
    """Make the table: one RGBA row a level, transparent where nothing speaks for the answer."""
    share = np.linspace(0.0, 1.0, _LEVELS)
    anchors = np.linspace(0.0, 1.0, len(_STOPS))
    channels = [np.interp(share, anchors, [stop[channel] for stop in _STOPS]) for channel in range(3)]
    return np.stack([*channels, 255 * _STRONGEST * share], axis=1).round().astype(np.uint8)


_TABLE = _colours()


def heatmap_png(assessment: Assessment, *, width: int, height: int, longest: int = 448) -> bytes:
    """Draw the class activation map as an overlay in the shape of the whole picture.

    Args:
        assessment: The judgement of the picture.
        width: Full width of the picture in pixels, the right way up.
        height: Full height of the picture in pixels, the right way up.
        longest: Longer side of the result in pixels.

    Returns:
        A PNG with alpha (RGBA); fully transparent outside the square that the network saw.
    """
    buffer = io.BytesIO()
    Image.fromarray(_overlay(assessment, width, height, longest)).save(buffer, "PNG", compress_level=_COMPRESSION)
    return buffer.getvalue()


def laid_over(picture: Picture, assessment: Assessment) -> bytes:
    """Draw the heat map on the picture itself.

    Args:
        picture: From `decode`.
        assessment: Its judgement.

    Returns:
        A PNG (RGB) in the working size of the picture.
    """
    image = picture.image.convert("RGBA")
    overlay = Image.fromarray(_overlay(assessment, *image.size, max(image.size)))
    buffer = io.BytesIO()
    Image.alpha_composite(image, overlay).convert("RGB").save(buffer, "PNG", compress_level=_COMPRESSION)
    return buffer.getvalue()


def _overlay(assessment: Assessment, width: int, height: int, longest: int) -> npt.NDArray[np.uint8]:
    """Colour the smoothed map, shape (rows, columns, 4), at the picture's aspect."""
    scale = longest / max(width, height)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    left, right = round(assessment.square[0] * across), round(assessment.square[2] * across)
    upper, lower = round(assessment.square[1] * down), round(assessment.square[3] * down)
    small = Image.fromarray(np.asarray(assessment.class_map, dtype=np.float32))
    smooth = small.resize((max(1, right - left), max(1, lower - upper)), Image.Resampling.BICUBIC)
    levels = np.clip(np.asarray(smooth) * (_LEVELS - 1) + 0.5, 0, _LEVELS - 1).astype(np.uint8)
    overlay = np.zeros((down, across, 4), np.uint8)
    overlay[upper : upper + levels.shape[0], left : left + levels.shape[1]] = _TABLE[levels]
    return overlay
