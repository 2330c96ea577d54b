"""BMP, by Pillow."""

import io

from PIL import Image

from lentigo.vision.source import Source

KIND = "BMP"


def read_bmp(data: bytes) -> Source:
    """Read the header of a BMP."""
    image = Image.open(io.BytesIO(data), formats=("BMP",))

    def pixels(_: int) -> Image.Image:
        picture = Image.open(io.BytesIO(data), formats=("BMP",))
        picture.load()
        return picture

    width, height = image.size
    return Source(
        kind=KIND, media_type="image/bmp", width=width, height=height, orientation=1,
        working_bytes=5 * width * height, pixels=pixels,
    )  # fmt: skip
