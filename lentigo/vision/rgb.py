"""Any Pillow picture -> RGB on white, shrunk on the way, in strips so that no second full-size copy is made."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

_STRIP_PIXELS = 1 << 20
_STRIP_BYTES_PLAIN, _STRIP_BYTES = 8, 30
"""Bytes for each pixel of a strip: it and the one before it; and with all that a conversion of deep or transparent ones
makes on the way."""
_DEEP = {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}
_DEPTHS = (8, 10, 12, 14, 16)


def to_rgb(image: Image.Image, short: int) -> Image.Image:
    """Convert a decoded picture to 8-bit RGB and shrink it by a whole number.

    Transparent parts become white. Grey values of more than 8 bits are taken as fractions of the smallest usual depth
    (8, 10, 12, 14 or 16 bits) that holds the largest one, because scanners store 12 bits in 16 without saying so;
    floating-point values up to 1 as fractions of 1, larger ones likewise.

    Args:
        image: Decoded picture of any mode.
        short: The short side, in pixels, that must remain at least.

    Returns:
        The picture in mode RGB; itself, where there is nothing to do.
    """
    factor = _factor(*image.size, short)
    if factor == 1 and image.mode == "RGB" and "transparency" not in image.info:
        return image
    top = _full_scale(image) if image.mode in _DEEP else 1.0
    width, height = image.size
    result = Image.new("RGB", left_of(width, height, short))
    for upper, strip in _strips(image, factor):
        converted = _strip_to_rgb(strip, top)
        result.paste(converted.reduce(factor) if factor > 1 else converted, (0, upper // factor))
    return result


def left_of(width: int, height: int, short: int) -> tuple[int, int]:
    """Tell the size that `to_rgb` gives for a picture of this size."""
    factor = _factor(width, height, short)
    return -(-width // factor), -(-height // factor)


def converting_bytes(width: int, height: int, short: int, *, plain: bool) -> int:
    """Estimate the memory that `to_rgb` takes beside the picture that it is given.

    A picture that is much longer than wide hardly shrinks, so that the result may be as large as the picture.

    Args:
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.
        short: As for `to_rgb`.
        plain: Whether it is RGB without transparency.
    """
    factor = _factor(width, height, short)
    if factor == 1 and plain:
        return 0
    across, down = left_of(width, height, short)
    strip = width * min(height, _rows(width, factor))
    return 4 * across * down + strip * (_STRIP_BYTES_PLAIN if plain else _STRIP_BYTES)


def _factor(width: int, height: int, short: int) -> int:
    return max(1, min(width, height) // short)


def _rows(width: int, factor: int) -> int:
    """Find how high a strip of about a megapixel is, a multiple of `factor`."""
    return max(1, _STRIP_PIXELS // (width * factor)) * factor


def _strips(image: Image.Image, factor: int) -> Iterator[tuple[int, Image.Image]]:
    """Cut a picture into strips of about a megapixel, multiples of `factor` high; gives the first row with each."""
    width, height = image.size
    rows = _rows(width, factor)
    for upper in range(0, height, rows):
        yield upper, image.crop((0, upper, width, min(upper + rows, height)))


def _full_scale(image: Image.Image) -> float:
    """Find the value that stands for white."""
    # Not by getextrema: a value that is no number would poison it.
    strips = (np.asarray(strip) for _, strip in _strips(image, 1))
    largest = max(float(values.max(initial=0, where=np.isfinite(values))) for values in strips)
    if image.mode == "F" and not largest > 1.0:
        return 1.0
    return next((float(2**depth - 1) for depth in _DEPTHS if largest < 2**depth), largest)


def _strip_to_rgb(strip: Image.Image, top: float) -> Image.Image:
    if strip.mode in _DEEP:
        return Image.fromarray(_scaled(np.asarray(strip, dtype=np.float32), top)).convert("RGB")
    if strip.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in strip.info:
        layered = strip.convert("RGBA")
        white = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, layered).convert("RGB")
    return strip if strip.mode == "RGB" else strip.convert("RGB")


def _scaled(values: npt.NDArray[np.float32], top: float) -> npt.NDArray[np.uint8]:
    finite = np.nan_to_num(values, nan=0.0, posinf=top, neginf=0.0)
    scaled: npt.NDArray[np.uint8] = np.clip(finite * (255.0 / top) + 0.5, 0, 255).astype(np.uint8)
    return scaled
