"""Bytes -> Picture: sniffed, limited by what the header says, decoded in bounded memory, turned the right way up."""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from lentigo.vision.formats import dicom, heic
from lentigo.vision.formats.bmp import read_bmp
from lentigo.vision.formats.jpeg import read_jpeg
from lentigo.vision.formats.png import SIGNATURE as PNG_SIGNATURE
from lentigo.vision.formats.png import read_png
from lentigo.vision.formats.tiff import read_tiff
from lentigo.vision.formats.webp import read_webp
from lentigo.vision.refusals import check_bytes, check_memory, check_size, not_a_picture, reading, unsupported
from lentigo.vision.rgb import converting_bytes, left_of, to_rgb
from lentigo.vision.room import DECODING
from lentigo.vision.source import Source

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
WORKING_SIDE = 448
"""Pixels that the short side keeps at least: twice the network's input, enough to see blur and for a sharp overlay."""
_BEFORE_LANCZOS = 4 / 3
"""How much larger than the result a picture must be left for the last step of `shrunk`, so that no block shows."""
_BUFFERS = 3_000_000
"""Bytes for what a decoder of any format holds of its tables and of unpacked data while it decodes."""
_KEPT_QUALITY = 95
KEPT_IN_FULL = 24_000_000
"""Pixels up to which a picture that must be coded anew keeps its size. One with more is kept at half its side, or at a
third where the decoder makes the full picture first: that and a second one of 50 megapixels would take 400 MB together,
of which the person sees nothing."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation (EXIF 2.32, 4.6.4 A)."""


class Kept(NamedTuple):
    """What is stored of a picture, and served again.

    Attributes:
        data: The file, without metadata.
        media_type: Its media type; every browser shows it.
    """

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture.

    Attributes:
        image: The picture in RGB, the right way up; shrunk so that its short side keeps about 448 to 896 pixels.
        width: Full width in pixels, the right way up.
        height: Full height in pixels, the right way up.
        media_type: Media type of the file that came.
    """

    image: Image.Image
    width: int
    height: int
    media_type: str
    _source: Source = field(repr=False, compare=False)

    def kept(self) -> Kept:
        """Give the file to store: no metadata, no trailing data, the full picture.

        JPEG, PNG and WebP keep their coding bit for bit (only the orientation remains of their EXIF); other formats
        become a JPEG of quality 95, the right way up, smaller where they have more than 24 megapixels.

        Raises:
            NotAPicture: The file cannot be decoded in full.
            Unavailable: As `decode`.
        """
        source = self._source
        if source.clean is not None:
            return Kept(source.clean, source.media_type)
        with reading(source.kind), DECODING.take(2 * source.working_bytes):
            return Kept(_recoded(source), "image/jpeg")


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decode a picture of any format that is read here.

    Args:
        data: The file.
        max_bytes: Most bytes that are taken.
        max_pixels: Most pixels that are taken, by the header.

    Raises:
        TooLarge: More bytes or pixels than that; nothing was decoded.
        NotAPicture: No picture, damaged, cut off, animated, or a format that is not read.
        Unassessable: A side is shorter than 64 pixels.
        Unavailable: The machine ran out of memory, or others need it for too long.
    """
    check_bytes(len(data), max_bytes)
    kind, reader = _reader(data)
    with reading(kind):
        source = reader(data)
    check_size(source.width, source.height, max_pixels)
    check_memory(kind, source.width, source.height, source.working_bytes)
    with reading(kind), DECODING.take(_needed(source, WORKING_SIDE, copies=1 if source.orientation == 1 else 2)):
        image = _upright(to_rgb(source.pixels(WORKING_SIDE), WORKING_SIDE), source.orientation)
    turned = source.orientation >= 5
    return Picture(
        image=image,
        width=source.height if turned else source.width,
        height=source.width if turned else source.height,
        media_type=source.media_type,
        _source=source,
    )


def shrunk(data: bytes, longest: int, *, patience: float | None = None) -> Image.Image:
    """Decode a kept picture to show it small.

    It has no limits of its own: what was taken in once must stay readable when a setting is lowered.

    Args:
        data: What `Picture.kept` gave.
        longest: Pixels of the longer side at most; a smaller picture stays as it is.
        patience: Seconds to wait for the decoders' memory, where they are not the usual ones.

    Returns:
        The picture in RGB, on white, the right way up, without metadata.

    Raises:
        NotAPicture: It is none, or damaged.
        Unavailable: As `decode`.
    """
    kind, reader = _reader(data)
    with reading(kind):
        source = reader(data)
    width, height = source.width, source.height
    left = longest * _BEFORE_LANCZOS / max(width, height)
    short = max(1, math.ceil(left * min(width, height)))
    # Lanczos scales along one side and then along the other, into a picture each; nobody counted the clean copy yet.
    with reading(kind), DECODING.take(_needed(source, short, copies=3) + len(data), patience=patience):
        image = to_rgb(source.pixels(short), short)
        # The small picture is turned, and not the large one.
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        image = _upright(image, source.orientation)
    image.info.clear()
    return image


def _needed(source: Source, short: int, *, copies: int) -> int:
    """Estimate the memory that decoding and converting take at their peak, or what follows, where that is more.

    By the picture's shape: one that is much longer than wide hardly shrinks, because its short side must remain. The
    file and its clean copy are not in it; whoever takes files in counts them.

    Args:
        source: The picture.
        short: The short side in pixels that must remain at least.
        copies: Pictures of the size that is left then, side by side in what follows.
    """
    width, height, decoding = source.drawn(short)
    across, down = left_of(width, height, short)
    converting = converting_bytes(width, height, short, plain=source.plain)
    return _BUFFERS + max(decoding + converting, copies * 4 * across * down)


def _recoded(source: Source) -> bytes:
    """Decode, in full unless that would take too much memory, and write a JPEG."""
    whole = source.width * source.height <= KEPT_IN_FULL
    short = 1 << 30 if whole else min(source.width, source.height) // (2 if source.shrinks else 3)
    picture = _upright(to_rgb(source.pixels(short), short), source.orientation)
    picture.info.clear()
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_KEPT_QUALITY, subsampling=0)
    return buffer.getvalue()


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _reader(data: bytes) -> tuple[str, Callable[[bytes], Source]]:
    """Tell the format by the first bytes; what a name or a header claims does not count."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG", read_jpeg
    if data[:8] == PNG_SIGNATURE:
        return "PNG", read_png
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP", read_webp
    if data[128:132] == b"DICM":
        return "DICOM", dicom.read_dicom
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF", read_tiff
    if data[:2] == b"BM" and len(data) > 26:
        return "BMP", read_bmp
    if data[4:8] == b"ftyp":
        return "HEIC", _iso_media(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        raise unsupported("A GIF")
    raise not_a_picture()


def _iso_media(data: bytes) -> Callable[[bytes], Source]:
    """Tell HEIC from its relatives by the file type box (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, length - 3, 4)}
    if brands & {b"avif", b"avis"}:
        raise unsupported("An AVIF picture")
    if not brands & heic.BRANDS:
        raise unsupported("A film", instead="a still picture as JPEG or PNG")
    return heic.read_heic
