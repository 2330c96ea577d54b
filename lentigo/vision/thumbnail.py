"""The small picture for lists."""

import io

from PIL import Image

from lentigo.vision.decode import Picture

_QUALITY = 82


def thumbnail_jpeg(picture: Picture, longest: int = 256) -> bytes:
    """Draw a small JPEG of a picture, the right way up and without metadata.

    Args:
        picture: From `decode`.
        longest: Longer side of the result in pixels; a smaller picture stays as it is.
    """
    small = picture.image.copy()
    small.thumbnail((longest, longest), Image.Resampling.BILINEAR, reducing_gap=2.0)
    small.info.clear()
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY, progressive=False)
    return buffer.getvalue()
