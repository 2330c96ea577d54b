"""Building the index of training pictures that an assessment is compared with."""

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.training.manifest import Row
from lentigo.vision.neighbours import projected
from lentigo.vision.preprocess import to_square

Floats = npt.NDArray[np.float32]
FILE = "nearest.npz"
DIRECTIONS = 64
THUMBNAIL = 96
"""Side of a thumbnail in pixels."""
_QUALITY = 75
MAX_BYTES = 4_900_000
"""Of the whole file, thumbnails included."""
MAY_BE_SHOWN = ("CC0", "CC BY 4.0")
"""Licences, word by word, that allow to ship a thumbnail."""
_NEVER = "unclear"
"""Stands in the licence of pictures of which nothing is to be shipped."""
_FACE = "face_"


def build_index(rows: Sequence[Row], features: Floats, path: Path) -> dict[str, Any]:
    """Write the index of the train pictures.

    Args:
        rows: Train rows of the classes.
        features: Pooled features of the served network, shape (rows, features).
        path: The file to write.

    Returns:
        The `nearest` part of `bundle.json`.
    """
    kept = [number for number, row in enumerate(rows) if _NEVER not in row.licence]
    rows, features = [rows[number] for number in kept], features[kept]
    mean = features.mean(axis=0)
    components = principal_directions(features - mean, DIRECTIONS).astype(np.float16)
    mean = mean.astype(np.float16)
    vectors = projected(features, mean.astype(np.float32), components.astype(np.float32))
    arrays: dict[str, npt.NDArray[Any]] = {
        "mean": mean,
        "components": components,
        "vectors": np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8),
        "ids": np.array([row.image_id.encode() for row in rows]),
        "groups": _numbered([row.group for row in rows])[0].astype(np.int32),
    }
    for kind in ("label", "source", "licence"):
        numbers, names = _numbered([getattr(row, kind) or "not known" for row in rows])
        arrays[f"{kind}_names"] = np.array(names)
        arrays[f"{kind}s"] = numbers.astype(np.uint8)
    _save(path, arrays, _thumbnails(rows, 0))
    _save(path, arrays, _thumbnails(rows, MAX_BYTES - path.stat().st_size))
    with np.load(path) as file:
        shown = int((np.diff(file["offsets"]) > 0).sum())
    return {
        "file": path.name,
        "pictures": len(rows),
        "thumbnails": shown,
        "space": f"cosine of the first {components.shape[1]} principal directions of the centred pooled features",
    }


def principal_directions(centred: Floats, count: int) -> Floats:
    """Find the directions in which features vary most.

    Args:
        centred: Shape (n, features), mean 0.
        count: How many; fewer where there are fewer.

    Returns:
        Shape (features, count), orthonormal columns, the largest variance first.
    """
    scatter = (centred.T @ centred).astype(np.float64)
    _, vectors = np.linalg.eigh(scatter)
    found: Floats = vectors[:, ::-1][:, : min(count, len(centred))].astype(np.float32)
    return found


def _numbered(values: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[str]]:
    names, numbers = np.unique(np.array(values), return_inverse=True)
    return numbers.astype(np.int64), [str(name) for name in names]


def _may_be_shown(row: Row) -> bool:
    # A face may be shown by its licence; a person would still not like to be anybody's nearest case.
    return row.licence in MAY_BE_SHOWN and not row.path.name.startswith(_FACE)


def _thumbnails(rows: Sequence[Row], budget: int) -> list[bytes]:
    """Make as many thumbnails as fit: the rarest kinds first.

    Args:
        rows: The pictures of the index.
        budget: Bytes of all together.

    Returns:
        A WebP file for each row, empty where there is none.
    """
    shown = [number for number, row in enumerate(rows) if _may_be_shown(row)]
    count = Counter((rows[number].label, rows[number].source) for number in shown)
    shown.sort(key=lambda number: (count[rows[number].label, rows[number].source], number))
    files = [b""] * len(rows)
    for number in shown if budget > 0 else ():
        file = thumbnail(rows[number].path)
        if len(file) > budget:
            break
        files[number] = file
        budget -= len(file)
    return files


def thumbnail(path: Path) -> bytes:
    """Make the small picture of a training picture: the square that the network sees, without metadata.

    Args:
        path: The picture.

    Returns:
        A WebP file of 96 by 96 pixels.
    """
    with Image.open(path) as picture:
        small = Image.fromarray(to_square(picture, THUMBNAIL))
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=_QUALITY, method=6)
    return buffer.getvalue()


def _save(path: Path, arrays: dict[str, npt.NDArray[Any]], files: Sequence[bytes]) -> None:
    offsets = np.concatenate([[0], np.cumsum([len(file) for file in files])]).astype(np.int32)
    thumbnails = np.frombuffer(b"".join(files), np.uint8)
    np.savez_compressed(path, allow_pickle=False, thumbnails=thumbnails, offsets=offsets, **arrays)
