"""Each finding is found where it should be, and not on good pictures."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from lentigo.vision.preprocess import to_square
from lentigo.vision.quality import find


def codes(image: Image.Image) -> set[str]:
    """Give the codes of what is found."""
    return {finding.code for finding in find(to_square(image), width=image.width, height=image.height)}


def test_real_pictures_have_no_findings(real_pictures: dict[str, bytes]) -> None:
    found = {name: codes(Image.open(BytesIO(data))) for name, data in real_pictures.items()}
    assert found == {name: set() for name in real_pictures}


def glare(image: Image.Image) -> Image.Image:
    """Burn a white spot into the middle."""
    image = image.copy()
    centre, radius = image.width / 2, image.width / 8
    ImageDraw.Draw(image).ellipse((centre - radius,) * 2 + (centre + radius,) * 2, fill=(255, 255, 255))
    return image


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("too_dark", lambda image: image.point(lambda value: value * 0.3)),
        ("too_bright", lambda image: image.point(lambda value: min(255, 150 + value))),
        ("blurred", lambda image: image.filter(ImageFilter.GaussianBlur(image.width / 60))),
        ("glare", glare),
        ("small", lambda image: image.resize((90, 90))),
        ("low_contrast", lambda image: ImageOps.autocontrast(image, cutoff=1).point(lambda value: 120 + value * 0.032)),
        ("blank", lambda image: image.point(lambda value: 120 + value * 0.01)),
    ],
)
def test_what_is_wrong_with_a_picture_is_found(
    real_pictures: dict[str, bytes], code: str, damage: Callable[[Image.Image], Image.Image]
) -> None:
    images = [Image.open(BytesIO(data)).convert("RGB") for data in real_pictures.values()]
    assert sum(code in codes(damage(image)) for image in images) >= len(images) - 1


def test_only_a_blank_frame_stops_a_picture(real_pictures: dict[str, bytes]) -> None:
    image = Image.open(BytesIO(next(iter(real_pictures.values())))).convert("RGB")
    for level, stops in ((0.3, False), (0.005, True)):
        damaged = image.point(lambda value, level=level: value * level)
        findings = find(to_square(damaged), width=300, height=300)
        assert findings
        assert {finding.stops for finding in findings} == {stops}


def test_a_finding_says_how_to_do_better_and_what_was_measured() -> None:
    (finding,) = find(np.full((224, 224, 3), 7, np.uint8), width=300, height=300)
    assert (finding.code, finding.stops, finding.value, finding.limit) == ("blank", True, 0.0, 5.0)
    assert "Check that nothing covers the camera" in finding.message


def test_dark_skin_in_good_light_is_not_too_dark() -> None:
    """Skin at a third of full brightness with a darker lesion and a lit rim."""
    rng = np.random.default_rng(1)
    skin = np.full((300, 300, 3), (92, 62, 48), float) + rng.normal(0, 6, (300, 300, 1))
    skin[:, 240:] *= 1.4
    skin[120:180, 120:180] *= 0.5
    assert "too_dark" not in codes(Image.fromarray(np.clip(skin, 0, 255).astype(np.uint8)))
