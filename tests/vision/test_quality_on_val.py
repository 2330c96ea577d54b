"""The limits of `lentigo.vision.quality`, measured on the validation split; only where the training pictures are."""

import csv
import random
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from lentigo.vision.preprocess import to_square
from lentigo.vision.quality import find

DATA = Path(__file__).parents[3] / "shared" / "data"
SAMPLE = 60

pytestmark = pytest.mark.skipif(not (DATA / "manifest.csv").is_file(), reason="the training pictures are not here")


@pytest.fixture(scope="module")
def pictures() -> dict[str, list[Image.Image]]:
    """Some val pictures of skin from each source."""
    with (DATA / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "val" and row["source"] != "not_skin"]
    random.Random(7).shuffle(rows)  # noqa: S311
    found: dict[str, list[Image.Image]] = {}
    for row in rows:
        of_source = found.setdefault(row["source"], [])
        if len(of_source) < SAMPLE:
            of_source.append(Image.open(DATA / "images" / row["file"]).convert("RGB"))
    return found


def flagged(images: list[Image.Image]) -> Counter[str]:
    """Count what is found."""
    found: Counter[str] = Counter()
    for image in images:
        findings = find(to_square(image), width=image.width, height=image.height)
        found.update(finding.code for finding in findings)
    return found


def test_at_most_one_clean_picture_in_twenty_has_any_one_finding(pictures: dict[str, list[Image.Image]]) -> None:
    for source, images in pictures.items():
        for code, count in flagged(images).items():
            assert count <= 0.05 * len(images) + 1, f"{code}: {count} of {len(images)} in {source}"


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """Blur as if the picture were 256 pixels wide."""
    return Image.fromarray(to_square(image, 256)).filter(ImageFilter.GaussianBlur(radius))


def test_damaged_pictures_are_found(pictures: dict[str, list[Image.Image]]) -> None:
    lesions = [image for source in ("ham10000", "isic", "pad_ufes20") for image in pictures[source]]
    for radius in (3, 4, 6, 10):
        assert flagged([blurred(image, radius) for image in lesions])["blurred"] > 0.95 * len(lesions)
    darkened = [image.point(lambda value: value * 0.33) for image in lesions]
    assert flagged(darkened)["too_dark"] > 0.9 * len(lesions)
