"""A bundle is taken whole or refused with a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from lentigo.problems import BadConfiguration
from lentigo.vision import bundle
from lentigo.vision.bundle import check_bundle, load_bundle, shipped_bundle_path
from tests.vision.tiny import CLASSES, make_tiny_bundle


def test_a_bundle_is_read(tiny_bundle: Path) -> None:
    found = load_bundle(tiny_bundle)
    assert (found.classes, found.title, found.input.size) == (CLASSES, "tiny 1", 224)
    assert load_bundle(str(tiny_bundle)) == found
    check_bundle(tiny_bundle)


@pytest.mark.parametrize("name", ["model.xml", "model.bin"])
def test_one_changed_byte_is_enough_to_refuse_it(tmp_path: Path, name: str) -> None:
    folder = make_tiny_bundle(tmp_path)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(bytes(data))
    with pytest.raises(BadConfiguration, match=f"{name} has SHA-256 .* expected"):
        load_bundle(folder)


def test_what_is_calibrated_anew_is_another_model(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path)
    before = load_bundle(folder)
    content = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    content["thresholds"]["uncertain_below"] = 0.123
    (folder / "bundle.json").write_text(json.dumps(content), encoding="utf-8")
    after = load_bundle(folder)
    assert (after.title, after.files) == (before.title, before.files)
    assert after.fingerprint != before.fingerprint


def test_the_h5_may_be_absent_but_not_changed(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path)
    contents = json.loads((folder / "bundle.json").read_text())
    contents["files"]["model_resnet50.h5"] = "0" * 64
    (folder / "bundle.json").write_text(json.dumps(contents))
    load_bundle(folder)
    (folder / "model_resnet50.h5").write_bytes(b"other")
    with pytest.raises(BadConfiguration, match="model_resnet50"):
        load_bundle(folder)


def test_a_missing_part_of_the_network_is_named(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path)
    (folder / "model.bin").unlink()
    with pytest.raises(BadConfiguration, match="lacks model"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "expected format 1, received 2"),
        ({"classes": ["melanoma"]}, "classes"),
        ({"classes": ["melanoma", "melanoma", "nevus"]}, "twice"),
        ({"malignant": ["scurvy"]}, "scurvy"),
        ({"calibration": {"temperature": 0}}, "calibration.temperature"),
        ({"calibration": {"temperature": 1, "bias": [0.0]}}, "1 values, expected one for each of the 3"),
        ({"thresholds": {"uncertain_below": 2, "malignant_moderate": 0, "malignant_high": 1}}, "uncertain_below"),
        ({"thresholds": {"uncertain_below": 0, "malignant_moderate": 0.9, "malignant_high": 0.1}}, "larger"),
        ({"files": {"model.xml": "0"}}, "no SHA-256 of model.bin"),
        ({"input": {}}, "input.size"),
    ],
)
def test_a_bundle_that_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadConfiguration, match=said):
        load_bundle(make_tiny_bundle(tmp_path, **changes))


def test_a_bundle_may_not_name_files_outside_itself(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path / "bundle")
    contents = json.loads((folder / "bundle.json").read_text())
    contents["files"]["../secret"] = "0" * 64
    (folder / "bundle.json").write_text(json.dumps(contents))
    with pytest.raises(BadConfiguration, match="outside"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("text", "said"), [(None, "no model bundle"), ("{", "not JSON"), ("[]", "expected a JSON object")]
)
def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "bundle.json").write_text(text)
    with pytest.raises(BadConfiguration, match=said):
        load_bundle(tmp_path)


def test_the_set_folder_counts_first(tmp_path: Path) -> None:
    assert shipped_bundle_path(tmp_path) == tmp_path


def test_the_package_counts_before_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_PACKAGED", tmp_path / "packaged")
    monkeypatch.setattr(bundle, "_IN_REPOSITORY", tmp_path / "repository")
    with pytest.raises(BadConfiguration, match="LENTIGO_MODEL_DIR"):
        shipped_bundle_path()
    make_tiny_bundle(tmp_path / "repository")
    assert shipped_bundle_path() == tmp_path / "repository"
    make_tiny_bundle(tmp_path / "packaged")
    assert shipped_bundle_path() == tmp_path / "packaged"
