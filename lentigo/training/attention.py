"""Whether the heat maps lie on the lesion: class activation against lesion masks."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.training.manifest import Row
from lentigo.vision.class_maps import evidence
from lentigo.vision.preprocess import to_square

SPREADS = (0.0, 0.75, 1.0, 1.25, 1.5)
"""In cells. Measured on six val pictures of the first shipped bundle by blurring patches of 16 pixels: what a cell says
depends on a field whose standard deviation is 27-35 pixels, 0.9-1.1 cells, and which has long tails; for more than 1.5
nothing could be said."""
DEFAULT_SPREAD = 1.0
ENOUGH = 30
"""Pictures with a mask from which on a choice among them means something."""
_FINE = 224


def masked_rows(rows: Sequence[Row], masks: Path) -> list[int]:
    """Find the pictures that have a lesion mask.

    Args:
        rows: The pictures.
        masks: Folder with `<image_id>.png`, white on the lesion, aligned with the picture.

    Returns:
        Their numbers.
    """
    return [number for number, row in enumerate(rows) if (masks / f"{row.image_id}.png").is_file()]


def read_mask(path: Path) -> npt.NDArray[np.float32]:
    """Read a mask as the network would see it.

    Args:
        path: The mask.

    Returns:
        Shape (224, 224), 0-1.
    """
    with Image.open(path) as mask:
        return to_square(mask.convert("L").convert("RGB"), _FINE)[..., 0].astype(np.float32) / np.float32(255)


def attention(
    class_map: npt.NDArray[np.floating], mask: npt.NDArray[np.float32]
) -> tuple[float, float, float, float] | None:
    """Compare one heat map, as it is shown, with the lesion.

    Args:
        class_map: Heat map of the answer, shape (7, 7); what speaks against it counts as nothing.
        mask: Shape (224, 224), 0-1.

    Returns:
        Share of the activation inside the lesion; share of the picture that is lesion; 1 where the strongest point lies
        on the lesion (the pointing game: Zhang et al. 2018, arXiv:1608.00507), else 0; and what a fixed guess at the
        centre of the picture would give. None without lesion or without activation.
    """
    positive = np.maximum(class_map.astype(np.float32), 0)
    if positive.max() <= 0 or mask.max() <= 0:
        return None
    fine = np.asarray(Image.fromarray(positive).resize((_FINE, _FINE), Image.Resampling.BICUBIC)).clip(0)
    row, column = np.unravel_index(int(fine.argmax()), fine.shape)
    centre = mask[_FINE // 2, _FINE // 2]
    inside = float((fine * mask).sum() / fine.sum())
    return inside, float(mask.mean()), float(mask[row, column] > 0.5), float(centre > 0.5)


def compare(
    maps: Sequence[npt.NDArray[np.floating]], masks: Sequence[npt.NDArray[np.float32]]
) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Compare heat maps with the lesions, and, since most lesions lie in the middle, those of other pictures too.

    Args:
        maps: Heat maps of n pictures, each of shape (7, 7).
        masks: Their masks, each of shape (224, 224), 0-1.

    Returns:
        Numbers of the pictures that could be compared, and a table with a row for each: what `attention` returns, then
        the first and the third of it for the map of another picture.
    """
    numbers, table = [], []
    for number, mask in enumerate(masks):
        own = attention(maps[number], mask)
        another = attention(maps[(number + len(maps) // 2) % len(maps)], mask)
        if own is not None and another is not None:
            numbers.append(number)
            table.append((*own, another[0], another[2]))
    return numbers, np.array(table, np.float64).reshape(-1, 6)


def summary(found: npt.NDArray[np.floating]) -> dict[str, float | None]:
    """Average over pictures.

    Args:
        found: The table of `compare`, shape (n, 6).

    Returns:
        `inside`, `area`, their ratio `gain`, `pointing`, and what chance, a guess at the centre and the maps of other
        pictures give.
    """
    inside, area, pointing, centre, other_inside, other_pointing = (float(value) for value in found.mean(axis=0))
    return {
        "inside": inside,
        "inside_of_another": other_inside,
        "area": area,
        "gain": inside / area,
        "pointing": pointing,
        "pointing_of_another": other_pointing,
        "pointing_at_random": area,
        "pointing_at_centre": centre,
    }


def choose(
    class_maps: npt.NDArray[np.float16], answers: npt.NDArray[np.int64], masks: Sequence[Path], normal: int | None
) -> tuple[float, bool, dict[str, float | None]]:
    """Decide on val how far the evidence of a cell is spread, and whether answers are held against normal skin.

    Any wide field draws the strongest point to the middle, where most lesions lie. So that choice is taken by which a
    map points at the lesion of its own picture most more often than the map of another picture does.

    Args:
        class_maps: Of the pictures that have a mask, shape (n, classes, 7, 7).
        answers: Their answered classes, shape (n,).
        masks: Their masks.
        normal: Number of the class normal skin, or None.

    Returns:
        The spread in cells, whether to hold against normal skin, and the summary of that choice; `DEFAULT_SPREAD`,
        False and nothing where fewer than `ENOUGH` pictures can be compared.
    """
    read = [read_mask(path) for path in masks]
    best: tuple[float, bool, dict[str, float | None]] = (DEFAULT_SPREAD, False, {})
    most = -np.inf
    for against in (None,) if normal is None else (None, normal):
        for spread in SPREADS:
            maps = [
                evidence(found, answer, against, at_corner=True, spread=spread)
                for found, answer in zip(class_maps, answers.tolist(), strict=True)
            ]
            numbers, table = compare(maps, read)
            if len(numbers) < ENOUGH:
                continue
            own = float((table[:, 2] - table[:, 5]).mean())
            if own > most:
                most, best = own, (spread, against is not None, summary(table))
    return best
