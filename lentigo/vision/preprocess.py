"""The one rule by which a picture of any shape becomes the square that the network sees.

Training, evaluation and serving all call it, so that they cannot drift apart.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

Box = tuple[float, float, float, float]


def square_box(width: int, height: int) -> Box:
    """Find the largest centred square of a picture.

    Args:
        width: Picture width in pixels.
        height: Picture height in pixels.

    Returns:
        Left, upper, right and lower edge in pixels of the picture.
    """
    side = min(width, height)
    left, upper = (width - side) / 2, (height - side) / 2
    return left, upper, left + side, upper + side


def to_square(picture: Image.Image, size: int = 224) -> npt.NDArray[np.uint8]:
    """Cut the centred square out of a picture and scale it to the network's input size.

    Pillow's bilinear filter widens with the scale factor, so large photographs are averaged and not sampled.

    Args:
        picture: Any Pillow picture; it is taken as RGB.
        size: Side of the result in pixels.

    Returns:
        RGB, shape (size, size, 3), 0-255.
    """
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    square = rgb.resize((size, size), Image.Resampling.BILINEAR, box=square_box(*rgb.size), reducing_gap=3.0)
    return np.asarray(square)
