"""An encoded picture of which only the header has been read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image


class Drawn(NamedTuple):
    """What `Source.pixels` gives for one short side.

    Attributes:
        width: Its width in pixels.
        height: Its height in pixels.
        working_bytes: Estimate of the memory that this takes at its peak, itself included.
    """

    width: int
    height: int
    working_bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """What a format's reader gives: the size to check before anything is decoded, and the way to decode it.

    Attributes:
        kind: Name of the format for people, such as `JPEG`.
        media_type: Media type of the file that came.
        width: Width of the stored picture in pixels, before `orientation`.
        height: Height of the stored picture in pixels, before `orientation`.
        orientation: EXIF orientation, 1-8, that `pixels` leaves to be applied.
        working_bytes: Estimate of the memory that decoding takes at its peak, for a picture of a usual shape.
        pixels: Decodes; takes the short side in pixels that suffices (a decoder that can shrink on the way does, to no
            less than that) and gives a picture of any Pillow mode.
        shrinks: Whether `pixels` leaves out what is not asked for while it decodes, so that no picture of the full size
            is ever held beside another.
        plain: Whether `pixels` gives RGB without transparency for certain, which needs no conversion.
        drafted: What `pixels` gives for a short side, of a decoder whose memory depends on it; None for one that always
            decodes the full picture, in `working_bytes`.
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
    plain: bool = False
    drafted: Callable[[int], Drawn] | None = None

    def drawn(self, short: int) -> Drawn:
        """Tell what `pixels` will give for a short side, before it is asked."""
        return Drawn(self.width, self.height, self.working_bytes) if self.drafted is None else self.drafted(short)
