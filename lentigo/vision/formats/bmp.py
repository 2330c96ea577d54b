"""BMP, by Pillow."""

import io

from PIL import Image

from lentigo.vision.refusals import unsupported
from lentigo.vision.source import Source

KIND = "BMP"
_RLE_8, _RLE_4 = 1, 2
"""Values of biCompression."""


def read_bmp(data: bytes) -> Source:
    """Read the header of a BMP.

    Raises:
        NotAPicture: It is run-length coded: Pillow unpacks that byte by byte in Python, so that a file of 20 MB would
            hold up everybody for many seconds, and no camera writes it.
    """
    if len(data) >= 34 and int.from_bytes(data[14:18], "little") >= 40 and data[30] in (_RLE_8, _RLE_4):
        raise unsupported("A run-length coded BMP")
    image = Image.open(io.BytesIO(data), formats=("BMP",))

    def pixels(_: int) -> Image.Image:
        picture = Image.open(io.BytesIO(data), formats=("BMP",))
        picture.load()
        return picture

    width, height = image.size
    return Source(
        kind=KIND, media_type="image/bmp", width=width, height=height, orientation=1,
        working_bytes=5 * width * height, pixels=pixels, plain=image.mode == "RGB",
    )  # fmt: skip
