"""HEIC and HEIF, by pillow-heif where it is installed (its wheels carry GPL libraries, so it is an extra)."""

import importlib
import struct
from typing import Any

import numpy as np
from PIL import Image

from lentigo.problems import NotAPicture
from lentigo.vision.refusals import damaged
from lentigo.vision.source import Source

KIND = "HEIC"
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2"}
"""File type brands of HEIF with HEVC pictures (ISO/IEC 23008-12, annex B), and the structural ones."""
_BANDS = {"L": 1, "RGB": 3, "RGBA": 4}
_STRIP_PIXELS = 1 << 20
_PART_MAY_BE = 1 << 20
"""Pixels that a tile or an auxiliary picture may always have; the iPhone's tiles have 512 x 512."""


def _library() -> Any:
    try:
        return importlib.import_module("pillow_heif")
    except ImportError as error:
        raise NotAPicture(
            "HEIC pictures are not read on this server; please send a JPEG (on an iPhone: Settings, Camera, Formats, "
            "Most Compatible). Whoever runs the server can add HEIC with: pip install 'lentigo[heic]'",
            code="heic_not_installed",
        ) from error


def read_heic(data: bytes) -> Source:
    """Read the header of a HEIC; the primary picture counts.

    Raises:
        NotAPicture: pillow-heif is not installed, or a part is far larger than the picture that it belongs to.
    """
    library = _library()
    width, height = _primary(library, data).size
    if _largest_part(data) > 2 * width * height + _PART_MAY_BE:
        raise damaged(KIND)

    def pixels(short: int) -> Image.Image:
        return _shrunk(_primary(library, data), max(1, min(width, height) // short))

    # libheif turns the picture itself; the way up that EXIF may add must not be applied again.
    return Source(
        kind=KIND, media_type="image/heic", width=width, height=height, orientation=1,
        working_bytes=5 * width * height, pixels=pixels, shrinks=True,
    )  # fmt: skip


def _primary(library: Any, data: bytes) -> Any:
    file = library.open_heif(data, convert_hdr_to_8bit=True)
    return file[file.primary_index]


def _shrunk(part: Any, factor: int) -> Image.Image:
    """Take the decoded pixels strip by strip, shrunk by a whole number: no second picture of the full size is made."""
    if factor == 1 or part.mode not in _BANDS:
        picture: Image.Image = part.to_pillow()
        return picture
    width, height = part.size
    bands = _BANDS[part.mode]
    rows = np.frombuffer(part.data, np.uint8).reshape(height, part.stride)[:, : width * bands]
    shape = (width,) if bands == 1 else (width, bands)
    result = Image.new(part.mode, (-(-width // factor), -(-height // factor)))
    step = max(1, _STRIP_PIXELS // (width * factor)) * factor
    for upper in range(0, height, step):
        strip = Image.fromarray(np.ascontiguousarray(rows[upper : upper + step]).reshape(-1, *shape), part.mode)
        result.paste(strip.reduce(factor), (0, upper // factor))
    return result


def _largest_part(data: bytes) -> int:
    """Find the most pixels that any coded part announces.

    libheif never decodes a part to more than its `ispe` property says (ISO/IEC 23008-12, 6.5.3), but a small picture
    may be put together from a huge tile.
    """
    meta = _meta(data)
    largest, at = 0, meta.find(b"ispe")
    while at >= 0 and at + 16 <= len(meta):
        width, height = struct.unpack_from(">II", meta, at + 8)
        largest = max(largest, width * height)
        at = meta.find(b"ispe", at + 4)
    return largest


def _meta(data: bytes) -> bytes:
    """Cut out the box with the properties of all parts (ISO/IEC 14496-12, 8.11.1)."""
    at = 0
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if length == 1 and at + 16 <= len(data):
            (length,) = struct.unpack_from(">Q", data, at + 8)
        end = len(data) if length == 0 else at + max(length, 8)
        if data[at + 4 : at + 8] == b"meta":
            return data[at:end]
        at = end
    return b""
