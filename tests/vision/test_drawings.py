"""The heat map and the thumbnail."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from lentigo.vision.classifier import Classifier
from lentigo.vision.decode import decode
from lentigo.vision.explain import heatmap_png, laid_over
from lentigo.vision.thumbnail import thumbnail_jpeg
from tests.vision.files import encoded, exif, scene
from tests.vision.test_classifier import GREY, RED, spot


def opened(data: bytes) -> Image.Image:
    """Open a drawing."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("size", "shape"), [((600, 450), (448, 336)), ((450, 600), (336, 448)), ((90, 90), (448, 448))]
)
def test_the_heat_map_has_the_shape_of_the_whole_picture(
    classifier: Classifier, size: tuple[int, int], shape: tuple[int, int]
) -> None:
    found = classifier.assess(spot(RED, size=size))
    drawing = opened(heatmap_png(found, width=size[0], height=size[1]))
    assert (drawing.format, drawing.size) == ("PNG", shape)


def test_the_heat_map_is_transparent_outside_the_square_and_strongest_at_the_spot(classifier: Classifier) -> None:
    found = classifier.assess(spot(RED, size=(600, 300)))
    alpha = np.asarray(opened(heatmap_png(found, width=600, height=300)).convert("RGBA"))[:, :, 3]
    assert alpha.shape == (224, 448)
    assert alpha[:, :112].max() == alpha[:, 336:].max() == 0
    assert alpha[30:80, 140:190].min() > 100
    assert alpha[150:, 112:336].max() < 40


def test_a_map_of_nothing_draws_nothing(classifier: Classifier) -> None:
    found = dataclasses.replace(classifier.assess(spot(RED)), class_map=((0.0,) * 7,) * 7)
    assert opened(heatmap_png(found, width=300, height=300)).convert("RGBA").getextrema()[3] == (0, 0)


def test_lines_stand_around_what_spoke_most(classifier: Classifier) -> None:
    found = classifier.assess(spot(RED, size=(600, 300)))
    row = np.asarray(opened(heatmap_png(found, width=600, height=300)).convert("RGBA"))[55].astype(int)
    # From the spot at the left of the square to where nothing spoke: three quarters of the strongest, then the half.
    inner, outer = np.flatnonzero((row == (0, 20, 150, 220)).all(axis=1)).reshape(-1, 2)
    assert (inner[1] - inner[0], outer[1] - outer[0]) == (1, 1)
    opacity = row[:, 3] / 255 / 0.6
    assert opacity[inner[0] - 1] > 0.75**1.5 > opacity[inner[1] + 1]
    assert opacity[outer[0] - 1] > 0.5**1.5 > opacity[outer[1] + 1]


def test_the_same_assessment_draws_the_same_file(classifier: Classifier) -> None:
    found = classifier.assess(spot(RED))
    assert heatmap_png(found, width=300, height=300) == heatmap_png(found, width=300, height=300)


def test_laid_over_the_picture_the_rest_stays_as_it_is(classifier: Classifier) -> None:
    picture = decode(spot(RED, size=(600, 300)))
    drawing = opened(laid_over(picture, classifier.assess_picture(picture)))
    assert (drawing.mode, drawing.size) == ("RGB", (600, 300))
    assert drawing.getpixel((20, 20)) == GREY
    assert drawing.getpixel((200, 50)) != RED


@pytest.mark.parametrize(
    ("size", "shape"), [((600, 450), (256, 192)), ((100, 80), (100, 80)), ((4000, 1000), (256, 64))]
)
def test_a_thumbnail_fits_and_keeps_the_shape(size: tuple[int, int], shape: tuple[int, int]) -> None:
    small = opened(thumbnail_jpeg(decode(encoded(scene(*size), "PNG"))))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", shape)


def test_a_thumbnail_stands_upright_and_says_nothing_about_the_person() -> None:
    data = thumbnail_jpeg(decode(encoded(scene(300, 200), "JPEG", exif=exif(6))), longest=90)
    assert opened(data).size == (60, 90)
    assert not dict(opened(data).getexif())
    assert b"Secret" not in data


def test_drawing_leaves_the_picture_alone() -> None:
    picture = decode(encoded(scene(300, 200), "PNG"))
    thumbnail_jpeg(picture)
    assert picture.image.size == (300, 200)
