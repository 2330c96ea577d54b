"""`lentigo predict`."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from lentigo.vision.classifier import Classifier
from lentigo.vision.commands import predict
from tests.vision.files import encoded
from tests.vision.test_classifier import GREEN, RED, spot
from tests.vision.tiny import make_tiny_bundle

app = typer.Typer()
app.command()(predict)


@pytest.fixture
def folder(tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two pictures, a text, and one that should not be assessed; the tiny bundle is set."""
    monkeypatch.setenv("LENTIGO_MODEL_DIR", str(tiny_bundle))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "red.png").write_bytes(spot(RED))
    (tmp_path / "green.png").write_bytes(spot(GREEN))
    (tmp_path / "blank.png").write_bytes(encoded(Image.new("RGB", (300, 300), RED), "PNG"))
    (tmp_path / "note.txt").write_text("no picture")
    return tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command and give exit status, standard output and standard error."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def lines(output: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


def test_one_json_line_a_file_in_the_order_given(folder: Path) -> None:
    status, output, errors = run("--json", "red.png", "green.png")
    first, second = lines(output)
    assert (status, errors) == (0, "")
    assert (first["file"], first["class"], first["risk"]) == ("red.png", "melanoma", "high")
    assert (second["file"], second["class"]) == ("green.png", "normal skin")
    assert {"confidence", "probabilities", "malignancy", "quality"} <= first.keys()
    assert first["confidence"] == first["probabilities"]["melanoma"] > 50
    assert sum(first["probabilities"].values()) == pytest.approx(100, abs=0.05)


def test_files_that_cannot_be_assessed_are_told_and_the_others_answered(folder: Path) -> None:
    status, output, _ = run("--json", "note.txt", "red.png", "nowhere.png", ".", "blank.png")
    found = lines(output)
    assert status == 1
    assert [line.get("class") for line in found] == [None, "melanoma", None, None, None]
    assert [line.get("code") for line in found] == ["not_a_picture", None, "not_found", "folder", "blank"]
    assert all(line["error"] for line in found if "class" not in line)
    assert all("class" not in line for line in found if "error" in line)


def test_force_assesses_what_should_not_be(folder: Path) -> None:
    status, output, _ = run("--json", "--force", "blank.png")
    (found,) = lines(output)
    assert (status, found["class"], found["risk"], found["forced"]) == (0, "melanoma", "not assessed", True)
    assert [finding["code"] for finding in found["quality"]] == ["blank"]


def test_heat_maps_are_written_and_same_names_do_not_collide(folder: Path) -> None:
    (folder / "other").mkdir()
    shutil.copy("green.png", "other/red.png")
    status, _, _ = run("--json", "--heatmap", "maps/new", "red.png", "other/red.png", "note.txt")
    assert status == 1
    assert sorted(path.name for path in (folder / "maps/new").iterdir()) == [
        "red.png-2.heatmap.png",
        "red.png.heatmap.png",
    ]
    assert Image.open(folder / "maps/new/red.png.heatmap.png").size == (300, 300)


def test_without_json_a_table_is_for_people(folder: Path) -> None:
    status, output, _ = run("red.png", "note.txt")
    assert status == 1
    assert "melanoma" in output
    assert "not a picture" in output
    assert "never replaces" in output


def test_who_interrupts_a_long_run_reads_what_was_assessed_by_then(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lentigo.vision.commands._AT_ONCE", 1)  # in the order given
    assess = Classifier.assess_picture
    left = iter([assess, assess])
    monkeypatch.setattr(Classifier, "assess_picture", lambda *a, **k: next(left, interrupted)(*a, **k))
    result = CliRunner().invoke(app, ["red.png", "green.png", *["red.png"] * 20])
    assert result.exit_code == 130
    assert "normal skin" in result.stdout
    assert "never replaces" in result.stdout


def test_what_is_uncertain_and_likely_malignant_is_called_urgent(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds = {"uncertain_below": 0.99, "malignant_moderate": 0.1, "malignant_high": 0.4}
    monkeypatch.setenv("LENTIGO_MODEL_DIR", str(make_tiny_bundle(tmp_path / "unsure", thresholds=thresholds)))
    found, harmless = lines(run("--json", "red.png", "green.png")[1])
    assert (found["risk"], found["uncertain"], found["urgent"]) == ("not assessed", True, True)
    assert (harmless["risk"], harmless["urgent"]) == ("not assessed", False)
    assert "Urgent: malignancy is likely. Uncertain: needs a clinician." in run("red.png")[1]
    assert "Urgent" not in run("green.png")[1]


def test_a_name_that_looks_like_markup_or_is_not_ascii_is_printed_as_it_is(folder: Path) -> None:
    shutil.copy("red.png", "[bold]ärm.png")
    assert "[bold]ärm.png" in run("[bold]ärm.png")[1]
    assert lines(run("--json", "[bold]ärm.png")[1])[0]["file"] == "[bold]ärm.png"


def test_a_file_that_is_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "large.jpg").open("wb") as file:
        file.truncate(5_000_000_000)
    status, output, _ = run("--json", "large.jpg")
    assert (status, lines(output)[0]["code"]) == (1, "too_many_bytes")


def test_another_bundle_can_be_named(folder: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LENTIGO_MODEL_DIR", "nowhere")
    assert run("--json", "--model", str(tiny_bundle), "red.png")[0] == 0
