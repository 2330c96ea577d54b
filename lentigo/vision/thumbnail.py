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
    scale = min(1.0, longest / max(picture.image.size))
    size = max(1, round(picture.image.width * scale)), max(1, round(picture.image.height * scale))
    # A gap of 1: averaged over whole blocks first, then scaled by less than two; twice as fast, and it does not show.
    small = picture.image.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    small.info.clear()
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY, progressive=False)
    return buffer.getvalue()
