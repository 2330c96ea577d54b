"""`lentigo train --from`: a bundle learns from new pictures, and what comes of it remembers where it came from."""

import csv
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.training.conftest import FOUR, need, run, write_rows

GENTLE = """
[head]
size = 64
steps = 10
learning_rate = 0.5
weight_decay = 0.01
[[stages]]
size = 64
epochs = 1
batch = 8
freeze = "conv4"
learning_rate = 0.001
average = 0.5
"""


@pytest.fixture(scope="module")
def gentle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe of a few steps."""
    path = tmp_path_factory.mktemp("recipe") / "gentle.toml"
    path.write_text(GENTLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tuned(manifest: Path, bundle: Path, gentle: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run that went on from the bundle with pictures of three of its four classes, and what it said."""
    need("keras", "tensorflow", "torch")
    folder = tmp_path_factory.mktemp("tuned")
    with manifest.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["label"], row["split"]) != ("normal skin", "train")]
    fewer = write_rows(manifest.with_name("fewer.csv"), rows)
    _, said = run(
        *("train", "--from", bundle, "--manifest", fewer, "--recipe", gentle, "--engine", "torch"),
        *("--run", folder / "run", "--cache", folder / "cache"),
        backend="torch",
    )
    return folder / "run", said


def test_a_run_names_the_bundle_it_came_from(tuned: tuple[Path, str], bundle: Path) -> None:
    config = json.loads((tuned[0] / "config.json").read_text(encoding="utf-8"))
    content = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    assert config["classes"] == FOUR.split(",")
    assert config["from"] == {
        "name": content["name"],
        "version": content["version"],
        "sha256": hashlib.sha256((bundle / "bundle.json").read_bytes()).hexdigest(),
    }
    said = " ".join(re.sub(r"\w+\.py:\d+", "", tuned[1]).split())
    assert "its base, its last layer too" in said
    assert "No train picture shows: normal skin" in said


def test_a_class_without_new_pictures_is_not_forgotten_at_once(tuned: tuple[Path, str], bundle: Path) -> None:
    import keras

    old = keras.models.load_model(bundle / "model_resnet50.h5", compile=False)
    new = keras.models.load_model(tuned[0] / "model_resnet50.h5", compile=False)
    before, after = (model.get_layer("logits").get_weights()[0] for model in (old, new))
    moved = np.linalg.norm(after - before, axis=0) / np.linalg.norm(before, axis=0)
    assert (moved > 0).all()
    assert moved.max() < 0.5
    for name, frozen in (("conv4_block6_3_conv", True), ("conv5_block1_2_conv", False)):
        first, second = (model.get_layer(name).get_weights()[0] for model in (old, new))
        assert np.array_equal(first, second) is frozen
        assert np.abs(first - second).max() < 0.05 * np.abs(first).max()


def test_a_run_leaves_results_that_can_be_committed(tuned: tuple[Path, str]) -> None:
    path = tuned[0] / "gentle.results.json"
    text = path.read_text(encoding="utf-8")
    found = json.loads(text)
    assert len(text) < 20_000
    assert str(tuned[0].parent) not in text
    assert found["recipe"]["name"] == "gentle"
    assert found["weights"] == "model_resnet50.h5"
    assert [look["phase"] for look in found["looks"]] == [1, 2]
    history = json.loads((tuned[0] / "history.json").read_text(encoding="utf-8"))
    assert found["looks"][-1]["val_log_loss"] == pytest.approx(history[-1]["val_log_loss"], rel=1e-3)


def test_the_next_bundle_carries_where_it_came_from(tuned: tuple[Path, str], tmp_path: Path) -> None:
    need("openvino", "nncf")
    out = tmp_path / "next"
    run("export", "--h5", tuned[0] / "model_resnet50.h5", "--classes", FOUR, "--out", out)
    provenance = json.loads((out / "bundle.json").read_text(encoding="utf-8"))["provenance"]
    config = json.loads((tuned[0] / "config.json").read_text(encoding="utf-8"))
    assert provenance["from"] == config["from"]
    assert provenance["recipe"]["name"] == "gentle"


def test_what_a_training_cannot_go_on_from_is_refused(manifest: Path, bundle: Path, tmp_path: Path) -> None:
    need("keras", "tensorflow")
    asked = ["train", "--manifest", manifest, "--from"]
    _, error = run(*asked, bundle, "--weights", "none", status=2)
    assert "Expected --from or --weights" in " ".join(error.split())
    _, error = run(*asked, tmp_path, "--run", tmp_path / "run", status=1)
    assert "no model bundle" in error
    assert "Traceback" not in error
    assert not (tmp_path / "run").exists()
