"""Fitting and judging what a model does not know, on numbers whose truth is known."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lentigo.training.answers import Answers
from lentigo.training.attention import attention
from lentigo.training.conformal import SHRINKAGES, choose_shrinkage, compare_ways, coverage_and_size, fit_conformal
from lentigo.training.damage import DAMAGES
from lentigo.training.doubt import with_intervals
from lentigo.training.manifest import Row
from lentigo.training.neighbours import MAY_BE_SHOWN, build_index
from lentigo.training.not_skin import KINDS, made_up
from lentigo.training.outliers import fit_outliers, fit_threshold, score_all, turned_away
from lentigo.training.selective import curve_points, selective
from lentigo.training.stability import CHANGES, same_share
from lentigo.vision.neighbours import Neighbours
from tests.training.conftest import need

RNG = np.random.default_rng(4)


def draw(count: int, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, and labels drawn from them: a perfectly calibrated model."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(classes, 0.5), count)
    labels = np.array([rng.choice(classes, p=share) for share in shares])
    return shares, labels


def row(number: int, path: Path, *, licence: str, source: str = "a", label: str = "x") -> Row:
    """A train row."""
    return Row(f"id{number}", source, label, f"g{number}", "train", path, licence=licence)


@pytest.mark.parametrize("shrinkage", SHRINKAGES)
def test_sets_hold_the_truth_as_often_as_stated_on_new_pictures(shrinkage: float) -> None:
    thresholds = fit_conformal(*draw(2000), shrinkage=shrinkage)
    found = coverage_and_size(*draw(4000, seed=9), thresholds, "abc")
    assert found["coverage"] == pytest.approx(0.9, abs=0.02)
    assert found["size"] is not None
    assert 1 <= found["size"] < 2.5


def test_sets_of_a_model_that_is_always_right_hold_one_condition() -> None:
    shares = np.eye(3)[[0, 1, 2] * 20] * 0.9 + 0.1 / 3
    labels = np.array([0, 1, 2] * 20)
    found = coverage_and_size(shares, labels, fit_conformal(shares, labels, shrinkage=100.0), "abc")
    assert (found["coverage"], found["size"]) == (1.0, 1.0)


def test_the_chosen_way_is_hardly_dearer_than_the_cheapest() -> None:
    shares, labels = draw(600)
    ways = compare_ways(shares, labels, [str(number // 2) for number in range(600)])
    chosen = ways[f"{choose_shrinkage(ways):g}"]
    assert chosen["size"] <= 1.03 * min(ways[f"{s:g}"]["size"] for s in SHRINKAGES)


def answers(centre: np.ndarray, count: int) -> Answers:
    """Answers whose features lie about a centre."""
    features = (centre + 0.2 * RNG.normal(size=(count, len(centre)))).astype(np.float32)
    return Answers(features[:, :3], features, np.zeros((count, 3, 7, 7), np.float16))


def test_the_score_tells_other_things_from_what_it_was_trained_on(tmp_path: Path) -> None:
    need("sklearn")
    skin, other = np.r_[np.ones(8), np.zeros(8)], np.r_[np.zeros(8), np.ones(8)]
    train, strange = answers(skin, 300), answers(other, 60)
    kinds = ["scope"] * 250 + ["photo"] * 50
    fit_outliers(train, np.arange(300) % 3, kinds, [strange], tmp_path / "o.npz")
    real = score_all(tmp_path / "o.npz", answers(skin, 100))
    new = score_all(tmp_path / "o.npz", answers(other, 100))
    assert real.max() < new.min()
    assert (tmp_path / "o.npz").stat().st_size < 2_000_000


def test_no_kind_of_real_picture_loses_more_than_its_share() -> None:
    scores = RNG.normal(size=1000).astype(np.float32)
    scores[900:] += 2
    kinds = ["scope"] * 900 + ["photo"] * 100
    limit = fit_threshold(scores, kinds)
    lost = turned_away(scores, kinds, limit)
    assert lost["photo"]["turned_away"] == pytest.approx(0.03)
    assert lost["scope"]["turned_away"] < 0.03


def test_made_up_pictures_are_of_every_kind_and_the_same_each_time() -> None:
    first, again = list(made_up(len(KINDS), 7)), list(made_up(len(KINDS), 7))
    assert all(square.shape == (224, 224, 3) for square in first)
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert len({square.tobytes() for square in first}) == len(KINDS)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture file with metadata in it."""
    path = tmp_path / "p.jpg"
    exif = Image.Exif()
    exif[0x010E] = "secret"
    noise = RNG.integers(0, 255, (120, 160, 3)).astype(np.uint8)
    Image.fromarray(noise).save(path, exif=exif)
    return path


def test_the_index_holds_no_thumbnail_that_its_licence_forbids(picture: Path, tmp_path: Path) -> None:
    face = picture.rename(tmp_path / "face_1.jpg")
    picture.write_bytes(face.read_bytes())
    rows = [
        row(0, picture, licence="CC0"),
        row(1, picture, licence="CC BY-NC 4.0"),
        row(2, face, licence="CC BY 4.0"),
        row(3, picture, licence="unclear: train and test only, never ship"),
        row(4, picture, licence=""),
    ]
    part = build_index(rows, RNG.normal(size=(5, 12)).astype(np.float32), tmp_path / "nearest.npz")
    index = Neighbours(tmp_path / "nearest.npz")
    assert part["pictures"] == len(index) == 4
    assert [index.thumbnail(f"id{number}") is not None for number in range(5)] == [True, False, False, False, False]
    shown = index.thumbnail("id0")
    assert shown is not None
    assert b"secret" not in shown
    with Image.open(io.BytesIO(shown)) as small:
        assert small.size == (96, 96)
    assert "CC BY-NC 4.0" not in MAY_BE_SHOWN


def test_a_picture_is_its_own_nearest_case(picture: Path, tmp_path: Path) -> None:
    features = RNG.normal(size=(40, 12)).astype(np.float32)
    build_index([row(n, picture, licence="CC BY-NC 4.0") for n in range(40)], features, tmp_path / "nearest.npz")
    index = Neighbours(tmp_path / "nearest.npz")
    for number in range(40):
        nearest = index.nearest(features[number])
        assert nearest[0].id == f"id{number}"
        assert nearest[0].similarity == pytest.approx(1, abs=0.02)
        assert len(nearest) == 5


def test_abstention_answers_the_sure_first() -> None:
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    labels = np.array([0, 0, 0, 1])
    found = selective(shares, labels)
    assert found["coverage_at_error/0.05"] == found["coverage_at_error/0.1"] == 0.75
    assert curve_points(shares, labels)[-1] == {"coverage": 1.0, "error": 0.25}


def test_named_parts_stand_together_beside_their_whole() -> None:
    rows = [row(number, Path("x"), licence="") for number in range(4)]
    found = with_intervals(rows, lambda _: {"a": 1.0, "a/x": 0.5, "b/1": 0.1, "b/2": 0.2}, 10)
    assert {name: entry["value"] for name, entry in found["b"].items()} == {"1": 0.1, "2": 0.2}
    assert (found["a"]["value"], found["a_by"]["x"]["value"]) == (1.0, 0.5)


def test_stability_counts_each_change_and_all_together() -> None:
    answer = np.array([0, 1, 2, 0])
    found = same_share(answer, {"a": answer, "b": np.array([0, 1, 2, 1])})
    assert (found["same_class"], found["same_class_always"]) == (7 / 8, 3 / 4)
    assert (found["same_class/a"], found["same_class/b"]) == (1.0, 0.75)


def test_changes_and_damages_keep_the_picture_a_picture() -> None:
    noise = Image.fromarray(RNG.integers(0, 255, (200, 260, 3)).astype(np.uint8))
    for change in CHANGES.values():
        assert min(change(noise).size) >= 190
    for change, _ in DAMAGES.values():
        hurt = change(noise, np.random.default_rng(0))
        assert hurt.mode == "RGB"
        assert min(hurt.size) >= 64


def test_attention_on_the_lesion_beats_chance() -> None:
    mask = np.zeros((224, 224), np.float32)
    mask[32:96, 32:96] = 1
    class_map = np.full((7, 7), -1.0)
    class_map[1:3, 1:3] = 1
    found = attention(class_map, mask)
    assert found is not None
    inside, area, pointing, centre = found
    assert inside > 5 * area
    assert (pointing, centre) == (1.0, 0.0)


def test_a_map_that_speaks_for_nothing_is_not_judged() -> None:
    assert attention(-np.ones((7, 7)), np.ones((224, 224), np.float32)) is None
