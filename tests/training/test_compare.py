"""`lentigo evaluate --compare`: whether a new bundle is better, worse, or cannot be told apart."""

import json
from pathlib import Path

import numpy as np
import pytest

from lentigo.training.compare import Judged, lines, overall, report
from lentigo.training.manifest import Row
from tests.training.conftest import run, write_rows
from tests.vision.tiny import CLASSES, make_tiny_bundle

RNG = np.random.default_rng(12)
NAMES = ("melanoma", "melanocytic nevus", "dermatofibroma")
LABELS = RNG.integers(0, 3, 400)
ROWS = [Row(f"i{n}", "a", NAMES[label], f"g{n // 2}", "val", Path("x")) for n, label in enumerate(LABELS)]


def judged(title: str, strength: float, seed: int) -> Judged:
    """A model that is right the more often, the larger the strength; calibrated."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(400, 3)) * strength
    logits += strength**2 * np.eye(3)[LABELS]
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return Judged(title, "0" * 64, shares / shares.sum(axis=1, keepdims=True))


def test_a_better_model_is_called_better_and_the_other_way_round_worse() -> None:
    weak, strong = judged("weak 1", 0.7, 1), judged("strong 2", 1.6, 2)
    found = report(ROWS, weak, strong, NAMES, NAMES[:1], replicates=200)
    assert found["verdict"] == "better"
    assert found["text"].startswith("Better: strong 2 is better than weak 1 in balanced accuracy, log-loss")
    part = found["measures"]["log_loss"]
    assert part["difference"]["low"] <= part["difference"]["value"] <= part["difference"]["high"] < 0
    back = report(ROWS, strong, weak, NAMES, NAMES[:1], replicates=200)
    assert back["verdict"] == "worse"
    assert back["measures"]["log_loss"]["difference"]["value"] == pytest.approx(-part["difference"]["value"])


def test_equal_models_are_told_apart_in_at_most_one_of_twenty_comparisons() -> None:
    rows = ROWS[:200]
    told = 0
    for seed in range(40):
        first, second = (
            Judged(one.title, one.sha256, one.probabilities[:200])
            for one in (judged("a", 1.0, 100 + seed), judged("b", 1.0, 500 + seed))
        )
        found = report(rows, first, second, NAMES, NAMES[:1], replicates=200)
        told += found["verdict"] != "undecided"
    assert told <= 6  # 2 expected; more than 6 has a chance of less than 1 %


def test_the_same_model_is_never_told_apart_from_itself() -> None:
    one = judged("a 1", 1.0, 1)
    found = report(ROWS, one, one, NAMES, NAMES[:1], replicates=50)
    assert {part["difference"]["value"] for part in found["measures"].values()} == {0.0}
    assert found["verdict"] == "undecided"
    assert "told from chance" in lines(found)[-1]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["better", "undecided", "undecided", "better"], "better"),
        (["worse", "undecided", "undecided", "undecided"], "worse"),
        (["better", "worse", "better", "better"], "undecided"),
        (["undecided"] * 4, "undecided"),
    ],
)
def test_a_gain_is_not_weighed_against_a_loss(verdicts: list[str], expected: str) -> None:
    assert overall(verdicts) == expected


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest of pictures in three colours, of which every fourth is hard to tell."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("colours")
    (folder / "images").mkdir()
    rows = []
    for number in range(60):
        channel = number % 3
        colour = [90, 90, 90]
        colour[channel] += 4 if number % 4 == 0 else 120
        Image.new("RGB", (80, 80), tuple(colour)).save(folder / "images" / f"{number}.png")
        rows.append(
            {
                "image_id": f"c{number}",
                "source": "made",
                "modality": "",
                "label": CLASSES[channel],
                "group": f"g{number}",
                "split": "val",
                "file": f"{number}.png",
                "skin_type": "",
            }
        )
    return write_rows(folder / "manifest.csv", rows)


def test_a_script_learns_the_verdict_from_the_exit_status(colours: Path, tmp_path: Path) -> None:
    good = make_tiny_bundle(tmp_path / "good", version="2")
    unsure = make_tiny_bundle(tmp_path / "unsure", calibration={"temperature": 30.0, "bias": [0.0, 0.0, 3.0]})
    asked = ("evaluate", "--manifest", colours, "--split", "val", "--replicates", 100, "--compare")
    said, _ = run(*asked, unsure, good, "--json", "--out", tmp_path / "c.json", status=0)
    found = json.loads(said)
    assert found == json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert (found["verdict"], found["images"], found["groups"]) == ("better", 60, 60)
    assert (found["old"]["model"], found["new"]["model"]) == ("tiny 1", "tiny 2")
    said, _ = run(*asked, good, unsure, status=3)
    assert said.splitlines()[-1].startswith("Worse: tiny 1 is worse than tiny 2 in balanced accuracy, log-loss")
    said, _ = run(*asked, good, good, status=4)
    assert said.splitlines()[-1].startswith("Undecided")


def test_bundles_of_different_classes_are_not_compared(colours: Path, tmp_path: Path) -> None:
    three = make_tiny_bundle(tmp_path / "three")
    other = make_tiny_bundle(tmp_path / "other", classes=["melanoma", "normal skin", "dermatofibroma"])
    asked = ("evaluate", "--manifest", colours, "--compare")
    _, error = run(*asked, three, other, status=2)
    said = " ".join(error.split())
    assert "Expected two bundles that know the same classes" in said
    assert "Only three knows: vascular lesion. Only other knows: dermatofibroma" in said
    _, error = run(*asked, three, tmp_path / "nothing", status=2)
    assert "Expected the folder of a bundle to compare" in " ".join(error.split())
    _, error = run(*asked, three, three, "--replicates", 0, status=2)
    assert "at least one bootstrap replicate" in " ".join(error.split())
