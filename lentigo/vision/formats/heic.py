"""HEIC and HEIF, by pillow-heif where it is installed (its wheels carry GPL libraries, so it is an extra)."""

import importlib
from typing import Any

from PIL import Image

from lentigo.problems import NotAPicture
from lentigo.vision.source import Source

KIND = "HEIC"
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2"}
"""File type brands of HEIF with HEVC pictures (ISO/IEC 23008-12, annex B), and the structural ones."""


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
        NotAPicture: pillow-heif is not installed.
    """
    library = _library()
    width, height = _primary(library, data).size

    def pixels(_: int) -> Image.Image:
        picture: Image.Image = _primary(library, data).to_pillow()
        return picture

    # libheif turns the picture itself; the way up that EXIF may add must not be applied again.
    return Source(
        kind=KIND, media_type="image/heic", width=width, height=height, orientation=1,
        working_bytes=10 * width * height, pixels=pixels,
    )  # fmt: skip


def _primary(library: Any, data: bytes) -> Any:
    file = library.open_heif(data, convert_hdr_to_8bit=True)
    return file[file.primary_index]
