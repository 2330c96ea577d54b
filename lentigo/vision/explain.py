"""The heat map: where the network saw what speaks for its answer, to be laid over the picture."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.vision.assessment import Assessment
from lentigo.vision.decode import Picture

_BLUE = (20, 70, 255)
"""A colour that skin and lesions hardly have: among red and yellow, the usual ones, bare skin looks marked."""
_LINE = (0, 20, 150, 220)
"""Of the lines that stay to be seen where the map is shown faintly."""
_LINES_AT = (0.5, 0.75)
"""Shares of the strongest activation at which a line stands."""
_STRONGEST = 0.6
"""Opacity of full activation; the lesion stays visible through it."""
_GAMMA = 1.5
"""Above 1, so that weak activation does not tint everything."""
_LEVELS = 128
"""Steps; with fewer their edges can be seen."""


def _palette() -> bytes:
    """Make the palette, RGBA: a row a level, transparent where nothing speaks for the answer, and one for the lines."""
    opacity = 255 * _STRONGEST * np.linspace(0.0, 1.0, _LEVELS) ** _GAMMA
    colours = np.stack([*(np.full(_LEVELS, value) for value in _BLUE), opacity], axis=1)
    return np.vstack([colours, _LINE]).round().astype(np.uint8).tobytes()


_PALETTE = _palette()


def heatmap_png(assessment: Assessment, *, width: int, height: int, longest: int = 448) -> bytes:
    """Draw the class activation map as an overlay in the shape of the whole picture.

    Args:
        assessment: The judgement of the picture.
        width: Full width of the picture in pixels, the right way up.
        height: Full height of the picture in pixels, the right way up.
        longest: Longer side of the result in pixels.

    Returns:
        A PNG with a palette that has opacity; fully transparent outside the square that the network saw.
    """
    buffer = io.BytesIO()
    _overlay(assessment, width, height, longest).save(buffer, "PNG")
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
    overlay = _overlay(assessment, *image.size, max(image.size)).convert("RGBA")
    buffer = io.BytesIO()
    Image.alpha_composite(image, overlay).convert("RGB").save(buffer, "PNG", compress_level=2)
    return buffer.getvalue()


def _overlay(assessment: Assessment, width: int, height: int, longest: int) -> Image.Image:
    """Colour the smoothed map, at the picture's aspect."""
    scale = longest / max(width, height)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    left, right = round(assessment.square[0] * across), round(assessment.square[2] * across)
    upper, lower = round(assessment.square[1] * down), round(assessment.square[3] * down)
    small = Image.fromarray(np.asarray(assessment.class_map, dtype=np.float32))
    smooth = small.resize((max(1, right - left), max(1, lower - upper)), Image.Resampling.BICUBIC)
    levels = np.clip(np.asarray(smooth) * (_LEVELS - 1) + 0.5, 0, _LEVELS - 1).astype(np.uint8)
    levels[_edges(levels)] = _LEVELS
    whole = np.zeros((down, across), np.uint8)
    whole[upper : upper + levels.shape[0], left : left + levels.shape[1]] = levels
    overlay = Image.fromarray(whole, "P")
    overlay.putpalette(_PALETTE, "RGBA")
    return overlay


def _edges(levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Find where the levels pass one of the lines, two pixels wide: shape (rows, columns)."""
    zone = np.digitize(levels, [share * (_LEVELS - 1) for share in _LINES_AT])
    down, across = zone[1:] != zone[:-1], zone[:, 1:] != zone[:, :-1]
    edges = np.zeros(levels.shape, np.bool_)
    edges[1:] |= down
    edges[:-1] |= down
    edges[:, 1:] |= across
    edges[:, :-1] |= across
    return edges
