"""Val pictures damaged on purpose: do the findings about a picture's quality notice it, and do they predict error?

A finding may only stop a picture when flagged pictures are wrong at least 1.5 times as often as others while at most
5 % of undamaged ones are flagged; until then it advises.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from lentigo.training.answers import Asker, Squares
from lentigo.training.data import label_indices
from lentigo.training.manifest import Row
from lentigo.training.model import SIZE
from lentigo.vision.preprocess import to_square
from lentigo.vision.quality import find

Picture = Image.Image
Change = Callable[[Picture, np.random.Generator], Picture]
PICTURES = 400
ERROR_RATIO = 1.5
CLEAN_FLAGGED = 0.05
_ENOUGH = 20  # flagged pictures under which a ratio says nothing


def _dark(picture: Picture, rng: np.random.Generator) -> Picture:
    return ImageEnhance.Brightness(picture).enhance(rng.uniform(0.08, 0.35))


def _bright(picture: Picture, rng: np.random.Generator) -> Picture:
    return ImageEnhance.Brightness(picture).enhance(rng.uniform(1.5, 2.6))


def _blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(3, 10) * min(picture.size) / 256))


def _glare(picture: Picture, rng: np.random.Generator) -> Picture:
    side = min(picture.size)
    light = Image.new("L", picture.size)
    x, y = (rng.uniform(0.3, 0.7) * edge for edge in picture.size)
    wide, high = rng.uniform(0.08, 0.25, 2) * side
    ImageDraw.Draw(light).ellipse((x - wide, y - high, x + wide, y + high), fill=255)
    soft = light.filter(ImageFilter.GaussianBlur(0.03 * side))
    return Image.composite(Image.new("RGB", picture.size, (255, 255, 255)), picture, soft)


def _small(picture: Picture, rng: np.random.Generator) -> Picture:
    side = float(rng.integers(64, 96))
    scale = side / min(picture.size)
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BILINEAR)


def _cut_off(picture: Picture, rng: np.random.Generator) -> Picture:
    # The middle, where the lesion is, moves to a corner of the frame or beyond it.
    across, down = (round(rng.uniform(0.35, 0.5) * edge) for edge in picture.size)
    left, upper = (int(rng.integers(0, 2)) for _ in range(2))
    corner = left * (picture.width - across), upper * (picture.height - down)
    return picture.crop((*corner, corner[0] + across, corner[1] + down)).resize(picture.size)


def _hair(picture: Picture, rng: np.random.Generator) -> Picture:
    hairy = picture.copy()
    draw = ImageDraw.Draw(hairy)
    side = min(picture.size)
    for _ in range(int(rng.integers(12, 40))):
        start, middle, end = (rng.uniform(-0.1, 1.1, 2) * picture.size for _ in range(3))
        share = np.linspace(0, 1, 24)[:, None]
        curve = (1 - share) ** 2 * start + 2 * share * (1 - share) * middle + share**2 * end
        shade = int(rng.integers(10, 70))
        width = max(1, round(rng.uniform(0.006, 0.014) * side))
        draw.line([(float(x), float(y)) for x, y in curve], fill=(shade, shade, shade), width=width)
    return hairy


def _ink(picture: Picture, rng: np.random.Generator) -> Picture:
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    side = min(picture.size)
    colour = (int(rng.integers(20, 80)), int(rng.integers(20, 80)), int(rng.integers(120, 220)))
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(0.25, 0.75, 2) * picture.size
        reach = rng.uniform(0.15, 0.4) * side
        box = (x - reach, y - reach, x + reach, y + reach)
        draw.arc(box, int(rng.integers(0, 90)), int(rng.integers(200, 360)), fill=colour, width=round(0.03 * side))
    return marked


DAMAGES: dict[str, tuple[Change, str]] = {
    "dark": (_dark, "too_dark"),
    "bright": (_bright, "too_bright"),
    "blurred": (_blurred, "blurred"),
    "glare": (_glare, "glare"),
    "small": (_small, "small"),
    "cut off": (_cut_off, "off_centre"),
    "hair": (_hair, "hair"),
    "ink": (_ink, "ink"),
}
"""What is done to the pictures, and the finding that should notice it."""


def prove(rows: Sequence[Row], asker: Asker, classes: Sequence[str], limit: int = PICTURES) -> dict[str, Any]:
    """Damage pictures and see what the findings and the network make of them.

    Args:
        rows: Val rows of the classes.
        asker: The network.
        classes: Class names.
        limit: Pictures to take, spread over the rows; all undamaged ones are looked at for findings.

    Returns:
        `damages`: by damage the error with and without it and the share noticed; `findings`: by finding the error of
        flagged pictures, damaged or not, and of undamaged ones without it, their ratio, the share of undamaged pictures
        flagged, and whether that is enough to stop a picture.
    """
    order = np.random.default_rng(1).permutation(len(rows))[:limit]
    chosen = [rows[number] for number in sorted(order)]
    labels = label_indices(chosen, classes)
    clean_codes = [_codes(to_square(picture, SIZE), picture) for picture in _opened(rows)]
    taken = [clean_codes[number] for number in sorted(order)]
    wrong = asker.rows(chosen).logits.argmax(axis=1) != labels
    codes, errors = list(taken), [wrong]
    damages: dict[str, Any] = {}
    for name, (change, finding) in DAMAGES.items():
        squares, found = _damaged(chosen, change)
        key = f"{name} {len(chosen)} " + "\n".join(row.image_id for row in chosen)
        answers = asker.kept(key, partial(list, squares))
        hurt = answers.logits.argmax(axis=1) != labels
        codes += found
        errors.append(hurt)
        damages[name] = {
            "n": len(chosen),
            "error": float(hurt.mean()),
            "error_undamaged": float(wrong.mean()),
            "noticed_by": finding,
            "noticed": float(np.mean([finding in one for one in found])),
        }
    return {
        "pictures": len(chosen),
        "damages": damages,
        "findings": _judge(codes, np.concatenate(errors), len(chosen), clean_codes),
    }


def _judge(
    codes: Sequence[set[str]], wrong: npt.NDArray[np.bool_], undamaged: int, clean: Sequence[set[str]]
) -> dict[str, dict[str, Any]]:
    """Compare the error of all flagged pictures with that of undamaged ones that the finding passes over."""
    judged: dict[str, dict[str, Any]] = {}
    for name in sorted(set().union(*codes)):
        flagged = np.array([name in one for one in codes])
        others = wrong[:undamaged][~flagged[:undamaged]]
        error, rest = float(wrong[flagged].mean()), float(others.mean()) if len(others) else 0.0
        share = float(np.mean([name in one for one in clean]))
        ratio = error / rest if rest else None
        judged[name] = {
            "flagged": int(flagged.sum()),
            "error_flagged": error,
            "error_other": rest,
            "ratio": ratio,
            "clean_flagged": share,
            "may_stop": bool(
                flagged.sum() >= _ENOUGH and ratio is not None and ratio >= ERROR_RATIO and share <= CLEAN_FLAGGED
            ),
        }
    return judged


def _opened(rows: Sequence[Row]) -> Any:
    for row in rows:
        with Image.open(row.path) as picture:
            yield picture.convert("RGB")


def _codes(square: Squares, picture: Picture) -> set[str]:
    return {finding.code for finding in find(square, width=picture.width, height=picture.height)}


def _damaged(rows: Sequence[Row], change: Change) -> tuple[list[Squares], list[set[str]]]:
    squares, codes = [], []
    for number, picture in enumerate(_opened(rows)):
        hurt = change(picture, np.random.default_rng([number, len(rows)]))
        square = to_square(hurt, SIZE)
        squares.append(square)
        codes.append(_codes(square, hurt))
    return squares, codes
