"""`lentigo export` without a manifest: a model that was trained elsewhere is served, and says what it lacks."""

import json
from pathlib import Path

import pytest

from tests.training.conftest import FOUR, need, run
from tests.training.test_network import foreign

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"


@pytest.fixture(scope="module")
def h5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier as other people build it, saved as they save it."""
    need("keras", "tensorflow", "openvino", "nncf")
    path = tmp_path_factory.mktemp("elsewhere") / "theirs.h5"
    foreign("sequential").save(path)
    return path


def test_a_model_trained_elsewhere_is_served_without_any_data(h5: Path, tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    _, said = run("export", "--h5", h5, "--classes", FOUR, "--out", out)
    assert "risk not assessed" in " ".join(said.split())
    content = json.loads((out / "bundle.json").read_text(encoding="utf-8"))
    assert content["thresholds"] is None
    assert content["calibration"]["temperature"] == 1.0
    assert content["malignant"] == ["melanoma", "basal cell carcinoma"]
    assert content["licence"] == ""
    assert "HAM10000" not in (out / "LICENSE").read_text(encoding="utf-8")
    assert "not calibrated" in content["provenance"]["note"]
    assert content["provenance"]["quantisation"]["mean_change_of_probability"] < 0.02
    assert (out / "model_resnet50.h5").stat().st_size < 50e6
    answered, _ = run("predict", PICTURE, "--model", out, "--json")
    line = json.loads(answered)
    assert set(line["probabilities"]) == set(FOUR.split(","))
    assert (line["risk"], line["uncertain"], line["skin"]) == ("not assessed", True, None)
    assert (line["prediction_set"], line["coverage"], line["nearest"]) == ([], None, [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--classes", "melanoma,a,b,c"], "Expected classes that are known"),
        (["--classes", "melanoma,normal skin"], "Expected 4 class names, one for each output"),
        (["--classes", FOUR, "--prior-strength", "0.5"], "Expected --manifest beside --prior-strength"),
    ],
)
def test_what_cannot_be_exported_alone_is_said_and_nothing_is_left(
    options: list[str], message: str, h5: Path, tmp_path: Path
) -> None:
    _, error = run("export", "--h5", h5, "--out", tmp_path / "bundle", *options, status=2)
    said = " ".join(error.split())
    assert message in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
