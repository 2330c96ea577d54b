"""A manifest is read whole or refused with one clear sentence."""

from pathlib import Path

import pytest

from lentigo.training.manifest import DEFAULT_CLASSES, ManifestError, parse_classes, read_manifest
from tests.training.conftest import FOUR, write_rows

GOOD = {"image_id": "a", "source": "s", "label": "melanoma", "group": "g", "split": "train", "file": "a.jpg"}


def make(folder: Path, *rows: dict[str, str]) -> Path:
    (folder / "images").mkdir()
    (folder / "images" / "a.jpg").write_bytes(b"x")
    return write_rows(folder / "manifest.csv", list(rows))


def test_a_good_manifest_is_read_with_its_hash(manifest: Path) -> None:
    data = read_manifest(manifest)
    assert len(data.rows) == 52
    assert len(data.sha256) == 64
    assert len(data.select("train", parse_classes(FOUR))) == 24
    assert {row.label for row in data.select("val", ("melanoma", "normal skin"))} == {"melanoma", "normal skin"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"split": "dev"}, "Line 3: expected a split of train, val, test. Received: 'dev'"),
        ({"label": ""}, "Line 3: expected a value in column 'label'"),
        ({"file": "missing.jpg"}, "Line 3: expected a picture at"),
        ({"file": "../manifest.csv"}, "Line 3: expected a file inside"),
        ({"image_id": "a"}, "Expected every image_id once. Received twice: a"),
        ({"split": "test"}, "Expected group 'g' in one split. Received it in 'train' and 'test'"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, change: dict[str, str], message: str) -> None:
    path = make(tmp_path, GOOD, {**GOOD, "image_id": "b", **change})
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert message in str(caught.value)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("image_id,label\n1,melanoma\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"Missing: source, group, split, file\. Received: image_id, label"):
        read_manifest(tmp_path / "m.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"image_id;source;label;group;split;file\n", "by commas.*Received: image_id;source;label"),
        ("image_id,source,label,group,split,file\nä,s,l,g,train,f\n".encode("cp1252"), "in UTF-8; a spreadsheet calls"),
        ("image_id,source,label,group,split,file\n".encode("utf-16"), "in UTF-8"),
        (b"image_id,source,label,group,split,file\n" + b"a" * 200_000, "Expected a CSV file in m.csv"),
    ],
    ids=["semicolons", "cp1252", "utf-16", "an endless field"],
)
def test_what_a_spreadsheet_may_write_is_refused_with_what_to_do(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "m.csv").write_bytes(content)
    with pytest.raises(ManifestError, match=message):
        read_manifest(tmp_path / "m.csv")


def test_an_empty_or_absent_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="Received: only a header"):
        read_manifest(make(tmp_path))
    with pytest.raises(ManifestError, match="No such file"):
        read_manifest(tmp_path / "none.csv")


def test_the_class_list_has_nine_defaults_or_what_is_asked_for() -> None:
    assert parse_classes(None) == DEFAULT_CLASSES
    assert len(DEFAULT_CLASSES) == 9
    assert parse_classes(FOUR) == ("melanoma", "basal cell carcinoma", "pigmented benign keratosis", "normal skin")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("melanoma", "at least two class names"),
        ("melanoma, melanoma", "Received twice: melanoma"),
        ("melanoma,not skin", "never a class"),
    ],
)
def test_a_bad_class_list_is_refused(text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        parse_classes(text)


def test_a_class_without_train_pictures_is_refused(manifest: Path) -> None:
    with pytest.raises(ManifestError, match="Received none for: vascular lesion"):
        read_manifest(manifest).select("train", ("melanoma", "vascular lesion"))
