"""Heat maps against lesion masks: compared fairly, and the way they are made chosen on val."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lentigo.training.attention import DEFAULT_SPREAD, choose, compare, summary


def lesions(count: int, folder: Path) -> tuple[list[Path], np.ndarray]:
    """Round lesions at different places, and class maps that see their border from outside."""
    rng = np.random.default_rng(5)
    places = (np.mgrid[0:224, 0:224] + 0.5).astype(np.float32)
    cells = 32.0 * np.arange(7)
    files, maps = [], np.zeros((count, 2, 7, 7), np.float16)
    for number in range(count):
        row, column = rng.uniform(64, 160, 2)
        mask = np.hypot(places[0] - row, places[1] - column) < 40
        path = folder / f"{number}.png"
        Image.fromarray((255 * mask).astype(np.uint8)).save(path)
        files.append(path)
        distance = np.hypot(cells[:, None] - row, cells[None] - column)
        maps[number, 0] = np.exp(-(((distance - 55) / 15) ** 2))
    return files, maps


def test_a_hollow_ring_is_filled_by_what_its_cells_looked_at(tmp_path: Path) -> None:
    files, maps = lesions(40, tmp_path)
    spread, against_normal, found = choose(maps, np.zeros(40, np.int64), files, None)
    assert spread >= 1
    assert against_normal is False
    assert found["inside"] > 1.5 * found["area"]
    assert found["pointing"] > 0.8
    assert found["pointing"] > found["pointing_of_another"] + 0.2


def test_too_few_masks_choose_nothing(tmp_path: Path) -> None:
    files, maps = lesions(5, tmp_path)
    assert choose(maps, np.zeros(5, np.int64), files, 1) == (DEFAULT_SPREAD, False, {})
    assert choose(maps[:0], np.zeros(0, np.int64), [], 1) == (DEFAULT_SPREAD, False, {})


def test_maps_that_all_look_alike_owe_everything_to_the_middle() -> None:
    middle = np.zeros((7, 7))
    middle[3, 3] = 1
    mask = np.zeros((224, 224), np.float32)
    mask[80:144, 80:144] = 1
    numbers, table = compare([middle] * 4, [mask] * 4)
    found = summary(table)
    assert numbers == [0, 1, 2, 3]
    assert found["pointing"] == found["pointing_of_another"] == found["pointing_at_centre"] == 1
    assert found["inside"] == pytest.approx(found["inside_of_another"])


def test_a_map_without_activation_is_left_out() -> None:
    mask = np.ones((224, 224), np.float32)
    numbers, table = compare([np.ones((7, 7)), np.zeros((7, 7)), np.ones((7, 7)), np.ones((7, 7))], [mask] * 4)
    assert numbers == [0, 2]
    assert table.shape == (2, 6)
