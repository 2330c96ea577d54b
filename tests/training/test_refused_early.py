"""What cannot lead anywhere, or would cost somebody's work, is refused before the work, in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from lentigo.cli import main
from lentigo.training.export import ExportError, ExportPlan, replace_folder
from lentigo.training.model import ModelError
from lentigo.training.predict import open_model, refuse_other_classes
from lentigo.training.run import RunError, start_training
from tests.training.conftest import FOUR, need
from tests.vision.tiny import make_tiny_bundle

CLASSES = tuple(FOUR.split(","))


@pytest.fixture
def begun(manifest: Path, tmp_path: Path) -> dict[str, Any]:
    """What `lentigo train` was told the first time, and a folder in which that training has begun."""
    need("keras", "tensorflow")
    from lentigo.training.manifest import read_manifest

    told: dict[str, Any] = {"manifest": manifest, "classes": FOUR, "weights": "none", "run": tmp_path / "run"}
    told["run"].mkdir()
    config: dict[str, Any] = {
        "classes": list(CLASSES),
        "manifest_sha256": read_manifest(manifest).sha256,
        "weights": "none",
        "from": None,
        "recipe": {},
    }
    (told["run"] / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (told["run"] / "stage0.weights.h5").write_bytes(b"weights of the first phase")
    return told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": ",".join(reversed(CLASSES))}, "with other classes was begun"),
        ({"manifest": "fewer"}, "with another manifest was begun"),
        ({"weights": "theirs.h5"}, "with other weights to begin with was begun"),
        ({"classes": ",".join(CLASSES[:2]), "weights": "theirs.h5"}, "other classes and other weights"),
    ],
    ids=["another order", "another manifest", "other weights", "two things"],
)
def test_the_folder_of_another_training_is_refused_and_left_as_it_was(
    begun: dict[str, Any], tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    before = (begun["run"] / "config.json").read_bytes()
    if change.get("manifest"):
        lines = begun["manifest"].read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "fewer.csv").write_text("".join(lines[:-1]), encoding="utf-8")
        change = {"manifest": tmp_path / "fewer.csv", "images": begun["manifest"].parent / "images"}
    options = {"images": None, "recipe": "frozen", "engine": "keras", "cache": tmp_path / "cache", **begun, **change}
    with pytest.raises(RunError, match=said):
        start_training(console=Console(stderr=True), **options)
    assert (begun["run"] / "config.json").read_bytes() == before


@pytest.mark.parametrize("beside", ["config.json", "bundle.json"])
def test_an_h5_is_not_taken_for_other_classes_than_it_was_trained_on(tmp_path: Path, beside: str) -> None:
    h5 = tmp_path / "model_resnet50.h5"
    h5.write_bytes(b"not looked into")
    (tmp_path / beside).write_text(json.dumps({"classes": list(CLASSES)}), encoding="utf-8")
    turned = tuple(reversed(CLASSES))
    with pytest.raises(ModelError, match=f'in their order, --classes "{FOUR}"'):
        ExportPlan(h5, turned, tmp_path / "out").refuse_if_in_vain()
    with pytest.raises(ModelError, match="normal skin, pigmented"):
        open_model(h5, turned)
    ExportPlan(h5, CLASSES, tmp_path / "out").refuse_if_in_vain()


def test_a_bundle_is_never_written_over_something_else(tmp_path: Path) -> None:
    h5 = tmp_path / "elsewhere.h5"
    models = tmp_path / "models"
    mine = make_tiny_bundle(models / "mine")
    with pytest.raises(ExportError, match="Expected a new folder, or the one of a bundle"):
        ExportPlan(h5, CLASSES, models).refuse_if_in_vain()
    (tmp_path / "empty").mkdir()
    for out in (mine, tmp_path / "empty", tmp_path / "new"):
        ExportPlan(h5, CLASSES, out).refuse_if_in_vain()


def test_a_bundle_that_somebody_put_aside_outlives_an_export(tmp_path: Path) -> None:
    kept = make_tiny_bundle(tmp_path / "mine.old")
    work, mine = make_tiny_bundle(tmp_path / ".mine.part", version="2"), make_tiny_bundle(tmp_path / "mine")
    replace_folder(work, mine)
    assert (kept / "bundle.json").is_file()
    assert json.loads((mine / "bundle.json").read_text(encoding="utf-8"))["version"] == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "mine.old"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exact": ("conv1", "conv9")}, "Received: conv9"),
        ({"classes": ("melanoma", "mole")}, "Expected classes that are known.*Received: mole"),
    ],
)
def test_a_misspelt_part_or_class_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"h5": tmp_path / "x.h5", "classes": CLASSES, "out": tmp_path / "out", **change}
    with pytest.raises(ValueError, match=said):
        ExportPlan(**given).refuse_if_in_vain()


def typed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Type a command that is refused; give its one sentence."""
    with pytest.raises(SystemExit) as ended:
        main([*map(str, arguments)])
    assert ended.value.code in (1, 2)
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return " ".join(said.split())


def test_a_place_for_the_report_is_looked_at_before_the_pictures_are(
    capsys: pytest.CaptureFixture[str], manifest: Path, tmp_path: Path
) -> None:
    bundle = make_tiny_bundle(tmp_path / "bundle")
    for more in ((), ("--compare", bundle, bundle)):
        said = typed(
            capsys, "evaluate", "--manifest", manifest, "--model", bundle, "--out", tmp_path / "no" / "m.json", *more
        )
        assert said.startswith("Expected for --out the name of a file in a folder that is there")


def test_names_that_look_like_markup_are_printed_as_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bundle = make_tiny_bundle(tmp_path / "bundle")
    said = typed(capsys, "evaluate", "--manifest", "[/x]/[red]m.csv", "--model", bundle)
    assert said == "Expected a manifest at [/x]/[red]m.csv. Received: No such file or directory"


def test_a_picture_that_is_none_and_a_bundle_that_is_damaged_are_named(
    capsys: pytest.CaptureFixture[str], manifest: Path, tmp_path: Path
) -> None:
    bundle, images = make_tiny_bundle(tmp_path / "bundle"), tmp_path / "images"
    images.mkdir()
    rows = [line.split(",") for line in manifest.read_text(encoding="utf-8").splitlines()[1:]]
    for row in rows:
        (images / row[6]).write_bytes(b"no picture")
    asked = ("evaluate", "--manifest", manifest, "--images", images, "--model", bundle, "--replicates", 0)
    assert "cannot identify image file" in typed(capsys, *asked)
    (bundle / "bundle.json").write_text("{}", encoding="utf-8")
    assert "bundle.json: expected format 1, received None" in typed(capsys, *asked)
    assert typed(capsys, "calibrate", tmp_path / "gone", "--manifest", manifest).endswith("No such file or directory")


@pytest.mark.parametrize("classes", [["mel", "bcc", "bkl", "normal"], 4, {"0": "mel"}], ids=["names", "count", "table"])
def test_what_another_program_wrote_beside_its_model_is_not_taken_for_ours(tmp_path: Path, classes: object) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"classes": classes}), encoding="utf-8")
    refuse_other_classes(tmp_path / "model.h5", CLASSES)
