"""An encoded picture of which only the header has been read."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Source:
    """What a format's reader gives: the size to check before anything is decoded, and the way to decode it.

    Attributes:
        kind: Name of the format for people, such as `JPEG`.
        media_type: Media type of the file that came.
        width: Width of the stored picture in pixels, before `orientation`.
        height: Height of the stored picture in pixels, before `orientation`.
        orientation: EXIF orientation, 1-8, that `pixels` leaves to be applied.
        working_bytes: Estimate of the memory that decoding takes at its peak.
        pixels: Decodes; takes the short side in pixels that suffices (a decoder that can shrink on the way does, to no
            less than that) and gives a picture of any Pillow mode.
        shrinks: Whether `pixels` leaves out what is not asked for while it decodes, so that no picture of the full size
            is ever held beside another.
        clean: The same file without metadata and trailing data, pixels untouched; None where no browser could show it.
    """

    kind: str
    media_type: str
    width: int
    height: int
    orientation: int
    working_bytes: int
    pixels: Callable[[int], Image.Image]
    clean: bytes | None = None
    shrinks: bool = False
