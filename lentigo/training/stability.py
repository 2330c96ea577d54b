"""Whether the answer stays the same when the same spot is photographed a little differently."""

import io
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.training.manifest import Row
from lentigo.training.model import SIZE
from lentigo.vision.preprocess import to_square

Squares = npt.NDArray[np.uint8]
Picture = Image.Image
Change = Callable[[Picture], Picture]
_QUALITY = 80
_CROP = 0.05


def _as_jpeg(picture: Picture) -> Picture:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return Image.open(buffer)


def _cropped(picture: Picture) -> Picture:
    across, down = _CROP / 2 * picture.width, _CROP / 2 * picture.height
    return picture.crop((round(across), round(down), round(picture.width - across), round(picture.height - down)))


CHANGES: dict[str, Change] = {
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "upside down": lambda picture: picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "quarter turn": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "half turn": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "three quarter turns": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "JPEG quality 80": _as_jpeg,
    "5 % crop": _cropped,
}
"""What is done to the picture before it becomes the square that the network sees."""


def changed_squares(rows: Sequence[Row], change: Change) -> Iterator[Squares]:
    """Read pictures, change each, and bring it to the network's input.

    Args:
        rows: The pictures.
        change: One of `CHANGES`.

    Yields:
        RGB, shape (224, 224, 3), 0-255.
    """
    for row in rows:
        with Image.open(row.path) as picture:
            yield to_square(change(picture.convert("RGB")), SIZE)


def same_share(answers: npt.NDArray[np.int64], changed: dict[str, npt.NDArray[np.int64]]) -> dict[str, float | None]:
    """Measure how often the class stays the same.

    Args:
        answers: Class numbers of the pictures as they are, shape (rows,).
        changed: The same by name of the change.

    Returns:
        `same_class`, the mean over all changes, `same_class_always`, the share of pictures that no change moves, and
        `same_class/NAME` for each change.
    """
    same = {name: found == answers for name, found in changed.items()}
    every = np.stack(list(same.values()))
    result: dict[str, float | None] = {
        "same_class": float(every.mean()),
        "same_class_always": float(every.all(axis=0).mean()),
    }
    return result | {f"same_class/{name}": float(kept.mean()) for name, kept in same.items()}
