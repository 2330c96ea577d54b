"""What a bundle with prediction sets, a score of outliers and an index of training pictures adds to an assessment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lentigo.problems import BadConfiguration, Unassessable
from lentigo.vision.bundle import load_bundle
from lentigo.vision.class_maps import evidence, read_heat_map
from lentigo.vision.classifier import Classifier
from lentigo.vision.conformal import in_sets, read_conformal
from lentigo.vision.neighbours import Neighbours
from lentigo.vision.outliers import Outliers, Space
from tests.vision.files import encoded
from tests.vision.tiny import CLASSES, make_tiny_bundle, sha256

RED, BLUE, PURPLE = (200, 40, 40), (20, 20, 220), (130, 60, 130)
OUT_OF_DISTRIBUTION = {"file": "outliers.npz", "threshold": 0.9}
CONFORMAL = {"coverage": 0.9, "thresholds": [0.05, 0.2, 0.2]}


def patch(colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour with a grey corner, so that it is not blank."""
    image = Image.new("RGB", (300, 300), colour)
    image.paste((128, 128, 128), (0, 0, 60, 60))
    return encoded(image, "PNG")


def write_outliers(path: Path, **changes: Any) -> None:
    """A score that is the blue part of the features' direction."""
    eye = np.eye(3, dtype=np.float16)
    arrays: dict[str, Any] = {"mean": np.zeros(3, np.float16), "components": eye, "class_means": eye, "whitening": eye}
    arrays |= {"weights": np.array([0, 0, 1, 0, 0, 0, 0], np.float32), "bias": np.float32(0)}
    np.savez(path, **{name: value for name, value in (arrays | changes).items() if value is not None})


def write_index(path: Path) -> None:
    """Three lesions, one of them with two pictures and one with a thumbnail."""
    vectors = np.array([[127, 0, 0], [126, 10, 0], [0, 127, 0], [0, 0, 127]], np.int8)
    np.savez_compressed(
        path,
        mean=np.zeros(3, np.float16),
        components=np.eye(3, dtype=np.float16),
        vectors=vectors,
        ids=np.array([b"red", b"red-again", b"green", b"blue"]),
        groups=np.array([0, 0, 1, 2], np.int32),
        labels=np.array([0, 0, 1, 2], np.uint8),
        sources=np.zeros(4, np.uint8),
        licences=np.array([0, 0, 1, 1], np.uint8),
        label_names=np.array(CLASSES),
        source_names=np.array(["paint"]),
        licence_names=np.array(["CC0", "CC BY-NC 4.0"]),
        thumbnails=np.frombuffer(b"RIFF", np.uint8),
        offsets=np.array([0, 4, 4, 4, 4], np.int32),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with all three."""
    made = make_tiny_bundle(
        tmp_path_factory.mktemp("doubt"),
        out_of_distribution=OUT_OF_DISTRIBUTION,
        conformal=CONFORMAL,
        nearest={"file": "nearest.npz"},
    )
    write_outliers(made / "outliers.npz")
    write_index(made / "nearest.npz")
    content = json.loads((made / "bundle.json").read_text(encoding="utf-8"))
    content["files"] |= {name: sha256(made / name) for name in ("outliers.npz", "nearest.npz")}
    (made / "bundle.json").write_text(json.dumps(content), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def doubting(folder: Path) -> Iterator[Classifier]:
    """A classifier with that bundle."""
    made = Classifier(load_bundle(folder))
    yield made
    made.close()


def test_a_picture_like_the_training_pictures_is_skin(doubting: Classifier) -> None:
    found = doubting.assess(patch(RED))
    assert (found.skin, found.forced, found.risk) == (True, False, "high")


def test_a_picture_unlike_them_is_turned_away_with_a_sentence(doubting: Classifier) -> None:
    with pytest.raises(Unassessable, match="does not look like a picture of skin") as caught:
        doubting.assess(patch(BLUE))
    assert caught.value.code == "not_skin"
    assert [detail["code"] for detail in caught.value.details] == ["not_skin"]


def test_a_person_may_insist_and_the_answer_says_so(doubting: Classifier) -> None:
    found = doubting.assess(patch(BLUE), force=True)
    assert (found.skin, found.forced, found.risk) == (False, True, "not assessed")
    assert [finding.code for finding in found.quality if finding.stops] == ["not_skin"]


def test_insisting_without_need_changes_nothing(doubting: Classifier) -> None:
    assert doubting.assess(patch(RED), force=True) == doubting.assess(patch(RED))


def test_a_score_that_is_no_number_does_not_pass_for_skin(folder: Path) -> None:
    finding = Outliers(folder / "outliers.npz", 0.9).finding(float("nan"))
    assert finding is not None
    assert finding.stops


def test_the_prediction_set_holds_the_likeliest_and_all_above_their_threshold(doubting: Classifier) -> None:
    sure, torn = doubting.assess(patch(RED)), doubting.assess(patch(PURPLE))
    assert sure.prediction_set == ("melanoma",)
    assert set(torn.prediction_set) == {"melanoma", "vascular lesion"}
    assert torn.prediction_set[0] == torn.condition
    assert sure.coverage == 0.9


def test_no_prediction_set_is_empty() -> None:
    assert in_sets(np.array([[0.4, 0.35, 0.25]]), [0.9, 0.9, 0.9]).tolist() == [[True, False, False]]


def test_the_nearest_cases_are_of_different_lesions_most_similar_first(doubting: Classifier) -> None:
    nearest = doubting.assess(patch(RED)).nearest
    assert [case.id for case in nearest][:1] in (["red"], ["red-again"])
    assert len(nearest) == 3
    assert [case.similarity for case in nearest] == sorted((case.similarity for case in nearest), reverse=True)
    assert {case.label for case in nearest} == set(CLASSES)
    assert nearest[0].licence == "CC0"


def test_thumbnails_are_there_only_where_they_were_shipped(folder: Path) -> None:
    index = Neighbours(folder / "nearest.npz")
    assert index.thumbnail("red") == b"RIFF"
    assert [index.thumbnail(name) for name in ("green", "nobody", "../red")] == [None, None, None]
    shown = {case.id: case.has_thumbnail for case in index.nearest(np.array([0.9, 0.1, 0.1], np.float32))}
    assert shown["green"] is False


def test_a_bundle_without_them_promises_nothing(classifier: Classifier) -> None:
    found = classifier.assess(patch(BLUE))
    assert (found.skin, found.prediction_set, found.coverage, found.nearest) == (None, (), None, ())
    assert classifier.neighbours is None


def test_a_changed_index_is_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "nearest.npz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(BadConfiguration, match=r"nearest\.npz has SHA-256"):
        load_bundle(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not an npz", b"PK\x03\x04 cut off"])
def test_files_that_are_something_else_are_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(BadConfiguration, match="no score of outliers"):
        Outliers(path, 0.0)
    with pytest.raises(BadConfiguration, match="not an index"):
        Neighbours(path)


def test_a_score_without_its_weights_is_refused(tmp_path: Path) -> None:
    write_outliers(tmp_path / "o.npz", weights=None)
    with pytest.raises(BadConfiguration, match="weights"):
        Outliers(tmp_path / "o.npz", 0.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [({"coverage": 0.9, "thresholds": [0.1]}, "1 values"), ({"thresholds": [0.1, 0.1, 0.1]}, "Field required")],
)
def test_prediction_sets_that_do_not_fit_the_classes_are_refused(content: dict[str, Any], message: str) -> None:
    with pytest.raises(BadConfiguration, match=message):
        read_conformal(content, 3)


def test_the_description_of_black_is_finite() -> None:
    eye = np.eye(3, dtype=np.float32)
    space = Space(np.zeros(3, np.float32), eye, eye, eye)
    assert np.isfinite(space.describe(np.zeros((2, 3)), np.zeros((2, 3)))).all()


def test_a_heat_map_lies_on_what_its_cells_looked_at() -> None:
    maps = np.zeros((2, 7, 7), np.float32)
    maps[0, 3, 3] = 1
    assert np.argwhere(evidence(maps, 0, None, at_corner=False) == 1).tolist() == [[3, 3]]
    # Cell 3 of a ResNet50 looks at pixel 96 of 224, which lies between the cells 2 and 3 as they are drawn.
    assert np.argwhere(evidence(maps, 0, None, at_corner=True) == 1).tolist() == [[2, 2], [2, 3], [3, 2], [3, 3]]


def test_a_heat_map_may_show_the_difference_to_normal_skin() -> None:
    maps = np.stack([np.full((7, 7), 2.0), np.full((7, 7), 2.0)])
    maps[1, :, 3:] = 5
    shown = evidence(maps, 0, 1, at_corner=False)
    assert shown.max() == 0
    shown = evidence(maps, 1, 0, at_corner=False)
    assert (shown[:, :3] == 0).all()
    assert (shown[:, 3:] == 1).all()
    assert (evidence(maps, 1, 1, at_corner=False) > 0).all()


def test_a_heat_map_part_that_is_something_else_is_refused() -> None:
    with pytest.raises(BadConfiguration, match="heat_map"):
        read_heat_map({"at_corner": "perhaps"})
