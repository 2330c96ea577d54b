"""`lentigo train`, `evaluate` and `export`, end to end on a small data set, killed on the way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lentigo.training.model import preprocess
from tests.training.conftest import FOUR, need, run, train_arguments


def test_a_killed_training_goes_on_where_it_was(trained: tuple[Path, str]) -> None:
    folder, said = trained
    assert "Resumed: stage 1, step" in said
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    seen = [entry["images"] for entry in history if entry["phase"] == 2]
    assert seen[-1] == 96
    assert seen == sorted(seen)
    assert [entry["phase"] for entry in history[:1] + history[-1:]] == [1, 3]
    assert {"val_log_loss", "val_balanced_accuracy", "train_loss", "learning_rate"} <= set(history[-2])
    # Of four epochs the third looks at val, as the recipe says, and the last, which always does.
    assert {entry["images"] for entry in history if entry["phase"] == 2 and "val_log_loss" in entry} == {72, 96}
    assert (folder / "model_resnet50.h5").stat().st_size < 50e6
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["classes"] == FOUR.split(",")
    assert config["recipe"]["stages"][0]["freeze"] == "conv3"
    assert config["earlier_recipes"] == []


def test_the_four_classes_train_on_tensorflow(manifest: Path, recipe: Callable[[float], str], tmp_path: Path) -> None:
    need("keras", "tensorflow")
    run(*train_arguments(manifest, recipe(0.7), tmp_path))
    history = json.loads((tmp_path / "run" / "history.json").read_text(encoding="utf-8"))
    assert [entry["phase"] for entry in history] == [1, 2]
    assert np.isfinite(history[-1]["train_loss"])
    import keras

    model = keras.models.load_model(tmp_path / "run" / "model_resnet50.h5", compile=False)
    assert model.output_shape == (None, 4)


def test_a_bundle_of_four_classes_loads_and_answers(bundle: Path) -> None:
    import openvino

    content = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    assert content["classes"] == FOUR.split(",")
    assert content["malignant"] == ["melanoma", "basal cell carcinoma"]
    assert set(content["files"]) == {"model.xml", "model.bin", "model_resnet50.h5", "outliers.npz", "nearest.npz"}
    assert content["provenance"]["quantisation"]["same_class"] >= 0.98
    assert content["provenance"]["recipe"]["name"] == "tiny"
    assert (bundle / "LICENSE").is_file()
    compiled = openvino.Core().compile_model(str(bundle / "model.xml"), "CPU")
    pictures = np.random.default_rng(3).integers(0, 255, (2, 224, 224, 3)).astype(np.uint8)
    found = compiled({"image": pictures})
    assert {name: found[name].shape for name in ("class_maps", "logits", "features")} == {
        "class_maps": (2, 4, 7, 7),
        "logits": (2, 4),
        "features": (2, 2048),
    }
    kinds = {operation.get_type_name() for operation in openvino.Core().read_model(bundle / "model.xml").get_ops()}
    assert "FakeQuantize" in kinds


def test_the_vision_room_takes_the_bundle(bundle: Path) -> None:
    from lentigo.vision.bundle import load_bundle

    assert tuple(load_bundle(bundle).classes) == tuple(FOUR.split(","))


def test_the_bundle_of_four_classes_judges_a_picture(bundle: Path) -> None:
    picture = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
    said, _ = run("predict", picture, "--model", bundle, "--json", "--force")
    line = json.loads(said)
    assert set(line["probabilities"]) == set(FOUR.split(","))
    assert line["class"] == max(line["probabilities"], key=line["probabilities"].get)
    assert sum(line["probabilities"].values()) == pytest.approx(100, abs=0.05)
    assert {case["label"] for case in line["nearest"]} <= set(FOUR.split(","))
    assert line["nearest"]


def test_the_bundles_half_precision_model_reloads_and_says_what_the_run_said(
    bundle: Path, trained: tuple[Path, str]
) -> None:
    import h5py
    import keras

    with h5py.File(bundle / "model_resnet50.h5") as file:
        found: list[str] = []
        file.visititems(lambda _, item: found.append(str(item.dtype)) if hasattr(item, "dtype") else None)
    assert "float16" in found
    assert "float32" not in found
    pictures = preprocess(np.random.default_rng(4).integers(0, 255, (2, 224, 224, 3)).astype(np.uint8))
    answers = [
        np.asarray(keras.models.load_model(path / "model_resnet50.h5", compile=False).predict_on_batch(pictures))
        for path in (trained[0], bundle)
    ]
    assert answers[1] == pytest.approx(answers[0], abs=5e-3)


def test_the_card_is_written_from_the_metrics(bundle: Path) -> None:
    metrics = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))
    card = (bundle / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert metrics["split"] == "test"
    assert metrics["images"] == 12
    assert f"{metrics['balanced_accuracy']['value']:.3f}" in card
    assert metrics["manifest_sha256"]
    assert set(metrics["sources"]) == {"photo", "scope"}


def test_an_h5_is_judged_as_json(manifest: Path, trained: tuple[Path, str], tmp_path: Path) -> None:
    h5 = trained[0] / "model_resnet50.h5"
    out = tmp_path / "m.json"
    options = ["--classes", FOUR, "--replicates", 0, "--json", "--out", out]
    said, _ = run("evaluate", "--manifest", manifest, "--model", h5, *options)
    found: dict[str, Any] = json.loads(said)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert np.sum(found["confusion"]) == 16
    assert 0 <= found["balanced_accuracy"]["value"] <= 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--manifest", "nothing.csv", "--recipe", "frozen"], "Expected a manifest at nothing.csv"),
        (["evaluate", "--manifest", "nothing.csv", "--model", "nothing.h5"], "Expected an .h5 file or the folder"),
        (["export", "--manifest", "x.csv", "--h5", "y.h5", "--out", "z", "--classes", "a"], "at least two class names"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(arguments: list[str], message: str) -> None:
    need("keras", "tensorflow", "openvino", "nncf")
    _, error = run(*arguments, status=2)
    assert message in " ".join(error.split())
    assert "Traceback" not in error


def test_preprocess_reverses_the_channels() -> None:
    assert preprocess(np.zeros((1, 1, 1, 3))).ravel() == pytest.approx([-103.939, -116.779, -123.68])
