"""Figures agree with cases worked out by hand."""

import json

import numpy as np
import pytest

from lentigo.training import metrics
from lentigo.training.evaluate import report
from lentigo.training.fidelity import judge_fidelity
from lentigo.training.intervals import bootstrap
from lentigo.training.manifest import Row

CLASSES = ("melanoma", "melanocytic nevus", "normal skin")
# Truth and probabilities of six pictures: two right melanomas of three, one right nevus of two, one right skin.
LABELS = (0, 0, 0, 1, 1, 2)
PROBABILITIES = np.array(
    [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.5, 0.4, 0.1], [0.1, 0.1, 0.8]]
)


def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.getbasetemp()
    return [
        Row(str(n), "phone" if n % 2 else "scope", CLASSES[label], f"g{n // 2}", "test", folder)
        for n, label in enumerate(LABELS)
    ]


def test_pictures_of_one_class_alone_have_no_area_and_the_report_is_json(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = report(rows(tmp_path_factory)[:3], PROBABILITIES[:3], CLASSES, ("melanoma",), replicates=5)
    assert found["macro_auroc"] == {"value": None}
    assert found["balanced_accuracy"]["value"] == pytest.approx(2 / 3)
    json.dumps(found, allow_nan=False)


def test_the_report_of_six_pictures(tmp_path_factory: pytest.TempPathFactory) -> None:
    thresholds = {"uncertain_below": 0.65, "malignant_moderate": 0.2, "malignant_high": 0.55}
    found = report(rows(tmp_path_factory), PROBABILITIES, CLASSES, ("melanoma",), thresholds, replicates=50)
    assert found["balanced_accuracy"]["value"] == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert found["accuracy"]["value"] == pytest.approx(4 / 6)
    assert found["recall"]["melanoma"]["value"] == pytest.approx(2 / 3)
    assert found["recall"]["melanoma"]["n"] == 3
    assert found["confusion"] == [[2, 1, 0], [1, 1, 0], [0, 0, 1]]
    # Of nine pairs (melanoma, other), 0.2 loses to 0.5 only.
    assert found["malignant_auroc"]["value"] == pytest.approx(8 / 9)
    assert found["log_loss"]["value"] == pytest.approx(-np.log([0.8, 0.6, 0.2, 0.8, 0.4, 0.8]).mean())
    assert found["balanced_accuracy"]["low"] <= found["balanced_accuracy"]["high"]
    assert found["sources"]["scope"]["images"] == 3
    assert found["groups"] == 3
    points = found["operating_points"]
    assert points["malignant_moderate"]["sensitivity"] == pytest.approx(1)
    assert points["malignant_high"]["sensitivity"] == pytest.approx(2 / 3)
    assert points["malignant_high"]["specificity"] == pytest.approx(1)
    assert points["malignant_high"]["melanoma_sensitivity"] == pytest.approx(2 / 3)
    spread = points["malignant_high"]["intervals"]["sensitivity"]
    assert spread["low"] <= 2 / 3 <= spread["high"]
    assert set(found["sources"]["scope"]["intervals"]) >= {"accuracy", "balanced_accuracy"}
    assert points["uncertain_below"]["coverage"] == pytest.approx(4 / 6)
    assert points["uncertain_below"]["error_when_sure"] == pytest.approx(1 / 4)


def test_the_queue_stands_apart_by_place_with_the_urgent_among_the_uncertain(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    thresholds = {"uncertain_below": 0.65, "malignant_moderate": 0.2, "malignant_high": 0.45}
    found = report(rows(tmp_path_factory), PROBABILITIES, CLASSES, ("melanoma",), thresholds, replicates=50)["triage"]
    assert {name: place["n"] for name, place in found.items()} == {
        "high": 1,  # 0.8
        "urgent": 2,  # 0.6 and 0.5 are uncertain and reach the high threshold; one of them is a nevus
        "moderate": 1,  # 0.2 of melanoma in a sure nevus
        "not assessed": 0,
        "low": 2,
    }
    assert found["urgent"]["malignant"]["value"] == pytest.approx(1 / 2)
    assert found["urgent"]["of_malignant"]["value"] == pytest.approx(1 / 3)
    assert found["urgent"]["share"]["value"] == pytest.approx(2 / 6)
    assert found["moderate"]["malignant"]["value"] == pytest.approx(1)
    assert found["low"]["malignant"]["value"] == 0
    assert found["not assessed"]["malignant"]["value"] is None
    assert sum(place["of_malignant"]["value"] for place in found.values()) == pytest.approx(1)


def test_seven_classes_take_actinic_keratosis_and_squamous_cell_carcinoma_as_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    names = ("actinic keratosis", "squamous cell carcinoma", "melanocytic nevus", "normal skin")
    truth = (0, 1, 1, 2, 2, 3)
    shares = np.array(
        [
            [0.3, 0.3, 0.4, 0.0],  # 0.6 for both together beats the nevus
            [0.6, 0.2, 0.1, 0.1],  # the other of the two counts as right
            [0.1, 0.2, 0.6, 0.1],
            [0.0, 0.1, 0.8, 0.1],
            [0.1, 0.1, 0.2, 0.6],  # a lesion taken for normal skin is wrong
            [0.9, 0.0, 0.1, 0.0],  # normal skin itself does not count
        ]
    )
    folder = tmp_path_factory.getbasetemp()
    pictures = [Row(str(n), "s", names[label], f"g{n}", "test", folder) for n, label in enumerate(truth)]
    found = report(pictures, shares, names, ("squamous cell carcinoma",), replicates=0)
    assert found["seven_class_balanced_accuracy"]["value"] == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_the_served_graph_is_held_against_keras(tmp_path_factory: pytest.TempPathFactory) -> None:
    content = {
        "classes": list(CLASSES),
        "malignant": ["melanoma"],
        "calibration": {"temperature": 1.0, "bias": [0.0, 0.0, 0.0]},
        "thresholds": {"malignant_moderate": 0.15},
    }
    served = np.log(PROBABILITIES).astype(np.float32)
    served[2] = np.log([0.1, 0.8, 0.1])  # a melanoma that falls below the limit, with the same answer as before
    served[4] = np.log([0.4, 0.5, 0.1])  # a nevus that is now right
    found = judge_fidelity(content, rows(tmp_path_factory), np.log(PROBABILITIES).astype(np.float32), served)
    assert found["same_class"] == pytest.approx(5 / 6)
    assert found["mean_recall"]["keras"] == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert found["mean_recall"]["served"] == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert found["melanomas"] == 3
    assert found["melanomas_found"] == {"keras": 3, "served": 2}


def test_ties_count_half_in_the_area() -> None:
    truth = np.array([True, False, True, False])
    assert metrics.auroc(np.array([0.5, 0.5, 0.9, 0.1]), truth) == pytest.approx(3.5 / 4)
    assert metrics.auroc(np.array([0.5, 0.5, 0.9, 0.1]), np.ones(4, bool)) is None


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    probabilities = np.array([[0.9, 0.1]] * 10)
    labels = np.array([0] * 7 + [1] * 3)
    assert metrics.expected_calibration_error(probabilities, labels) == pytest.approx(0.2)


def test_the_bootstrap_keeps_groups_together() -> None:
    groups = ["a"] * 5 + ["b"] * 5
    values = np.array([0.0] * 5 + [1.0] * 5)
    found = bootstrap(groups, lambda index: {"mean": float(values[index].mean())}, 400, seed=2)
    # Two groups give only the means 0, 0.5 and 1; single pictures would give a narrower interval.
    assert found["mean"] == {"low": 0.0, "high": 1.0}
