"""Findings about the picture itself, measured on the square that the network sees.

Only a blank frame stops a picture: it is no picture. Everything else advises how to take a better one, until it is
shown on the validation split that a finding predicts error (a generic blur gate flags 43 % of clean dermoscopy and does
not).

The limits were chosen on the 1,677 val pictures of skin, none of them damaged on purpose: each flags at most 5 % of
every source, most of them none, and is then as strict as damaged copies of the same pictures ask for (blurred with a
Gaussian of 3-10 pixels at 256, darkened to a third, brightened by 60 %). `tests/vision/test_quality_on_val.py` measures
both again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lentigo.vision.assessment import Finding
from lentigo.vision.obstructions import HAIR_SHARE, INK_SHARE, OFF_CENTRE, hair_share, ink_share, off_centre

Grey = npt.NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue in brightness (ITU-R BT.601)."""

BLANK_RANGE = 5.0
"""Grey levels between the 1st and the 99th percentile at or under which nothing is in the frame; val: 10 and more."""
LOW_CONTRAST_RANGE = 9.5
"""The same, under which the picture is very flat."""
DARK_TOP = 75.0
"""95th percentile of grey under which the picture is too dark. The brightest parts count and not the mean, so that dark
skin in good light is not taken for a dark picture; val: 84 and more."""
BRIGHT_MIDDLE = 242.0
"""Median of grey above which the picture is washed out; val: 1 in 1,677, a white background."""
GLARE_SHARE = 0.02
"""Share of the inner 60 % of the frame that is burnt out to white in all channels (the border is often a white
background); val: 4 % of the photographs of normal skin, else none."""
_BURNT = 245
BLUR_RATIO = 0.35
"""Fine over coarse structure, see `_sharpness`; val: 0.4 and more, but for 2 % of the enlarged patches of skin."""
SMALL_SIDE = 100
"""Pixels on the short side under which the network's input is stretched more than twofold; val: 100 and more."""

MESSAGES = {
    "blank": "There is nothing to see in this picture: it has practically one colour. Check that nothing covers the "
    "camera, and take the picture again.",
    "low_contrast": "The picture is very flat. Use more light from the side, clean the lens, and take it again.",
    "too_dark": "The picture is too dark. Take it by daylight or a bright lamp, without your shadow on the skin.",
    "too_bright": "The picture is too bright and washed out. Switch off the flash or move away from direct light.",
    "glare": "Light is reflected in the middle of the picture. Tilt the camera or the lamp a little, switch off the "
    "flash, or dry the skin.",
    "blurred": "The picture is blurred. Hold the camera still, about 10 cm away, tap on the spot to focus, and wait "
    "until it is sharp.",
    "small": "The picture is small. Send the original instead of a thumbnail or a screenshot, or go closer to the "
    "spot.",
    "hair": "Hair lies over the spot. Brush it aside or clip it, and take the picture again.",
    "ink": "There is ink or something blue over the spot. Wipe it off if you can, and take the picture again.",
    "off_centre": "The spot seems to lie at the edge of the frame. Take the picture again with the whole spot in the "
    "middle, and some skin around it.",
}


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a picture.

    Attributes:
        contrast: Grey levels between the 1st and the 99th percentile.
        top: 95th percentile of grey, 0-255.
        middle: Median of grey, 0-255.
        burnt: Share of white in the middle of the frame, 0-1.
        sharpness: Fine over coarse structure; about 0.25 for a blurred picture, 0.5 and more for a sharp one.
        side: Short side of the full picture in pixels.
    """

    contrast: float
    top: float
    middle: float
    burnt: float
    sharpness: float
    side: int


def measure(square: npt.NDArray[np.uint8], *, width: int, height: int) -> Measures:
    """Measure a picture.

    Args:
        square: What the network sees: RGB, shape (size, size, 3), 0-255.
        width: Full width of the picture in pixels.
        height: Full height of the picture in pixels.
    """
    grey: Grey = np.einsum("ijk,k->ij", square.astype(np.float32), _LUMA)  # why not `@`: neighbours.py
    # 256 levels are counted, which is ten times as fast as sorting 50,000 values.
    up_to = np.cumsum(np.bincount(grey.astype(np.uint8).ravel(), minlength=256)) / grey.size
    low, middle, bright, high = np.searchsorted(up_to, (0.01, 0.50, 0.95, 0.99))
    margin = len(square) // 5
    inner = square[margin : len(square) - margin, margin : len(square) - margin]
    # Channel by channel, and below row by row: twenty times as fast as NumPy's reduction over so short an axis.
    darkest = np.minimum(np.minimum(inner[..., 0], inner[..., 1]), inner[..., 2])
    return Measures(
        contrast=float(high - low),
        top=float(bright),
        middle=float(middle),
        burnt=float((darkest >= _BURNT).mean()),
        sharpness=_sharpness(grey),
        side=min(width, height),
    )


def find(square: npt.NDArray[np.uint8], *, width: int, height: int) -> tuple[Finding, ...]:
    """Look at a picture's quality.

    Args:
        square: What the network sees: RGB, shape (size, size, 3), 0-255.
        width: Full width of the picture in pixels.
        height: Full height of the picture in pixels.

    Returns:
        What was noticed; empty for a good picture.
    """
    found = tuple(_findings(measure(square, width=width, height=height)))
    return found if any(finding.stops for finding in found) else (*found, *_in_the_way(square))


def _findings(found: Measures) -> Iterator[Finding]:
    if found.contrast <= BLANK_RANGE:
        yield _finding("blank", found.contrast, BLANK_RANGE, stops=True)
        return
    if found.top < DARK_TOP:
        yield _finding("too_dark", found.top, DARK_TOP)
    if found.middle > BRIGHT_MIDDLE:
        yield _finding("too_bright", found.middle, BRIGHT_MIDDLE)
    if found.contrast < LOW_CONTRAST_RANGE:
        yield _finding("low_contrast", found.contrast, LOW_CONTRAST_RANGE)
    if found.burnt > GLARE_SHARE:
        yield _finding("glare", found.burnt, GLARE_SHARE)
    if found.sharpness < BLUR_RATIO:
        yield _finding("blurred", found.sharpness, BLUR_RATIO)
    if found.side < SMALL_SIDE:
        yield _finding("small", found.side, SMALL_SIDE)


def _in_the_way(square: npt.NDArray[np.uint8]) -> Iterator[Finding]:
    limits = (("hair", hair_share, HAIR_SHARE), ("ink", ink_share, INK_SHARE), ("off_centre", off_centre, OFF_CENTRE))
    for code, share, limit in limits:
        value = share(square)
        if value > limit:
            yield _finding(code, value, limit)


def _finding(code: str, value: float, limit: float, *, stops: bool = False) -> Finding:
    return Finding(code=code, message=MESSAGES[code], value=round(value, 4), limit=limit, stops=stops)


def _sharpness(grey: Grey) -> float:
    """Compare the fine structure with the coarse.

    The 99th percentile of the Laplacian at half the network's resolution, over that at a quarter. Blur takes the fine
    away first; a smooth patch of skin has little of both, so unlike the plain variance of the Laplacian (Pech-Pacheco
    2000) the ratio does not take smooth skin for a blurred picture. One grey level is taken off as the noise of 8 bits.
    """
    return max(_structure(grey, 2) - 1.0, 0.0) / (_structure(grey, 4) + 1.0)


def _structure(grey: Grey, factor: int) -> float:
    small = _blocks(grey, factor)
    laplacian = (
        small[:-2, 1:-1] + small[2:, 1:-1] + small[1:-1, :-2] + small[1:-1, 2:] - 4.0 * small[1:-1, 1:-1]
    )  # fmt: skip
    return float(np.percentile(np.abs(laplacian), 99))


def _blocks(grey: Grey, factor: int) -> Grey:
    """Average blocks of factor x factor pixels."""
    whole = len(grey) // factor * factor
    rows: Grey = np.zeros((whole // factor, whole), np.float32)
    for offset in range(factor):
        rows += grey[offset:whole:factor, :whole]
    sums: Grey = np.zeros((whole // factor, whole // factor), np.float32)
    for offset in range(factor):
        sums += rows[:, offset::factor]
    return sums / np.float32(factor * factor)
