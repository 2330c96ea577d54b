"""What the model in use tells of itself, to anyone: every figure is the one of its metrics.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from lentigo.model.service import ModelInUse
from lentigo.vision.bundle import Bundle, load_bundle, shipped_bundle_path
from tests.server import Server

METRICS: dict[str, Any] = json.loads((shipped_bundle_path() / "metrics.json").read_text())


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """The shipped bundle, with its figures in a folder of our own."""
    (tmp_path / "metrics.json").write_text(json.dumps(METRICS))
    return load_bundle(shipped_bundle_path()).model_copy(update={"folder": tmp_path})


def test_anyone_is_told_which_model_it_is_and_how_good(server: Server) -> None:
    told = server.visitor().get("/model", expect=200).json()
    bundle = load_bundle(shipped_bundle_path())
    assert (told["title"], told["classes"], told["licence"]) == (bundle.title, list(bundle.classes), bundle.licence)
    assert told["sha256"] == bundle.files["model.bin"]
    assert "not a medical device" in told["disclaimer"]
    figures = told["figures"]
    for name in ("balanced_accuracy", "accuracy", "macro_auroc", "malignant_auroc", "expected_calibration_error"):
        for end in ("value", "low", "high"):
            assert figures[name][end] == METRICS[name][end], (name, end)
    assert (figures["split"], figures["images"], figures["confusion"]) == (
        METRICS["split"], METRICS["images"], METRICS["confusion"],
    )  # fmt: skip
    for row in figures["by_class"]:
        assert row["recall"]["value"] == METRICS["recall"][row["class"]]["value"]
        assert row["auroc"]["n"] == METRICS["auroc"][row["class"]]["n"]
    assert [row["class"] for row in figures["by_class"]] == told["classes"]
    for tier in ("malignant_moderate", "malignant_high"):
        assert figures["operating_points"][tier]["threshold"] == getattr(bundle.thresholds, tier)
    assert [(one["place"], one["n"]) for one in figures["triage"]] == [
        (name, place["n"]) for name, place in METRICS["triage"].items()
    ]
    assert figures["triage"][0]["of_malignant"]["low"] == METRICS["triage"]["high"]["of_malignant"]["low"]
    assert {one["name"] for one in figures["sources"]} == set(METRICS["sources"])


def test_the_page_is_told_in_its_language(server: Server) -> None:
    assert "dispositif médical" in server.visitor().get("/model?language=fr", expect=200).json()["disclaimer"]
    server.visitor().get("/model?language=tlh", expect=404)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_conditions_are_described_in_each_language_with_signs_codes_and_nature(
    server: Server, language: str
) -> None:
    told = server.visitor().get("/conditions", params={"language": language}, expect=200).json()
    assert (told["language"], set(told["languages"])) == (language, {"en", "fr", "ar"})
    for one in told["conditions"]:
        assert one["nature"] in {"malignant", "premalignant", "benign", "normal"}
        texts = ("name", "summary", "what_it_is", "why_early", "what_next", "nature_text")
        assert all(one[text].strip() for text in texts), one["slug"]
        assert one["signs"], one["slug"]
        assert one["icd10"] or one["codes_note"], one["slug"]
    assert {one["tier"] for one in told["risks"]} == {"low", "moderate", "high", "not assessed"}


def test_figures_of_other_weights_are_never_shown(bundle: Bundle) -> None:
    assert ModelInUse(bundle).told().figures is not None
    other = {**METRICS, "model": {**METRICS["model"], "sha256": "0" * 64}}
    (bundle.folder / "metrics.json").write_text(json.dumps(other))
    assert ModelInUse(bundle).told().figures is None


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"model": 7}', "{" * 2000])
def test_a_model_without_readable_figures_is_described_without_them(bundle: Bundle, content: str | None) -> None:
    path = bundle.folder / "metrics.json"
    path.unlink() if content is None else path.write_text(content)
    told = ModelInUse(bundle).told()
    assert (told.figures, told.name) == (None, bundle.name)


def test_figures_without_intervals_are_read_too(bundle: Bundle) -> None:
    bare = {**METRICS, "accuracy": 0.5, "recall": dict.fromkeys(METRICS["recall"], 0.25)}
    (bundle.folder / "metrics.json").write_text(json.dumps(bare))
    figures = ModelInUse(bundle).told().figures
    assert figures is not None
    assert figures.accuracy is not None
    assert (figures.accuracy.value, figures.accuracy.low) == (0.5, None)
    assert {row.recall.value for row in figures.by_class if row.recall} == {0.25}
