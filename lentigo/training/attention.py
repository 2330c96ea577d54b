"""Whether the heat maps lie on the lesion: class activation against lesion masks."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.training.manifest import Row
from lentigo.vision.class_maps import evidence
from lentigo.vision.preprocess import to_square

CELLS = 7
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


def summary(found: npt.NDArray[np.floating]) -> dict[str, float | None]:
    """Average over pictures.

    Args:
        found: What `attention` returned, shape (n, 4).

    Returns:
        `inside`, `area`, their ratio `gain`, `pointing`, and what chance and a guess at the centre give in the pointing
        game.
    """
    inside, area, pointing, centre = (float(value) for value in found.mean(axis=0))
    return {
        "inside": inside,
        "area": area,
        "gain": inside / area,
        "pointing": pointing,
        "pointing_at_random": area,
        "pointing_at_centre": centre,
    }


def choose_contrast(
    class_maps: npt.NDArray[np.float16], answers: npt.NDArray[np.int64], masks: Sequence[Path], normal: int | None
) -> bool:
    """Decide on val whether answers are held against normal skin.

    Args:
        class_maps: Of the pictures that have a mask, shape (n, classes, 7, 7).
        answers: Their answered classes, shape (n,).
        masks: Their masks.
        normal: Number of the class normal skin, or None.

    Returns:
        True where the maps then lie on the lesion more often: a larger share of their activation.
    """
    if normal is None or not masks:
        return False
    gains = []
    for against in (None, normal):
        found = [
            attention(evidence(maps, answer, against, at_corner=True), read_mask(mask))
            for maps, answer, mask in zip(class_maps, answers.tolist(), masks, strict=True)
        ]
        gains.append(summary(np.array([values for values in found if values is not None]))["gain"] or 0.0)
    return gains[1] > gains[0]
