"""Calibration and operating points do what they state."""

import numpy as np
import pytest

from lentigo.training import metrics
from lentigo.training.calibrate import (
    confidence_threshold,
    fit_calibration,
    fit_thresholds,
    lessen_prior,
    sensitivity_threshold,
)
from lentigo.training.head import softmax
from lentigo.training.predict import Calibration


def draw(scale: float, rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose softmax is right, made `scale` times too sure."""
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 1.5, (rows, 4)).astype(np.float32)
    chances = softmax(logits)
    labels = np.array([rng.choice(4, p=row / row.sum()) for row in chances.astype(np.float64)])
    return logits * np.float32(scale), labels


@pytest.mark.parametrize("scale", [0.4, 2.5])
def test_the_temperature_undoes_too_much_and_too_little_confidence(scale: float) -> None:
    logits, labels = draw(scale)
    calibration = fit_calibration(logits, labels)
    assert calibration.temperature == pytest.approx(scale, rel=0.08)
    assert calibration.bias == pytest.approx((0, 0, 0, 0), abs=0.12)
    assert metrics.expected_calibration_error(calibration.probabilities(logits), labels) < 0.03


def test_a_class_that_the_model_favours_comes_as_often_as_it_is_there() -> None:
    logits, labels = draw(2.0)
    favoured = logits + np.array([0, 6, 0, 0], np.float32)
    calibration = fit_calibration(favoured, labels)
    counts = np.bincount(labels, minlength=4)
    assert calibration.probabilities(favoured).sum(axis=0) == pytest.approx(counts, rel=0.02)
    assert calibration.bias[1] - calibration.bias[0] == pytest.approx(-3, abs=0.25)


def test_a_class_without_pictures_is_not_made_impossible() -> None:
    logits, labels = draw(1.0, rows=400)
    few = labels != 2
    calibration = lessen_prior(fit_calibration(logits[few], labels[few]), labels[few], 1.0)
    assert calibration.bias[2] < 10
    assert calibration.probabilities(logits)[labels == 2, 2].mean() > 0.1


def test_the_prior_is_taken_off_as_far_as_asked() -> None:
    labels = np.repeat([0, 1, 2], [799, 149, 49])
    assert lessen_prior(Calibration(1.5, (0, 0, 0)), labels, 0.0) == Calibration(1.5, (0, 0, 0))
    half = lessen_prior(Calibration(1.5, (0, 0, 0)), labels, 0.5).bias
    whole = lessen_prior(Calibration(1.5, (0, 0, 0)), labels, 1.0).bias
    assert np.exp(whole[2] - whole[0]) == pytest.approx(16)
    assert np.exp(half[2] - half[0]) == pytest.approx(4)
    assert sum(whole) == pytest.approx(0)


def test_the_threshold_reaches_the_stated_sensitivity() -> None:
    scores = np.array([0.9, 0.8, 0.3, 0.2, 0.7, 0.1])
    truth = np.array([True, True, True, True, False, False])
    assert sensitivity_threshold(scores, truth, 0.75) == 0.3
    assert sensitivity_threshold(scores, truth, 1.0) == 0.2


def test_above_the_confidence_threshold_few_answers_are_wrong() -> None:
    logits, labels = draw(1.0)
    probabilities = softmax(logits)
    sure = probabilities.max(axis=1) >= confidence_threshold(probabilities, labels, 0.1)
    wrong = probabilities.argmax(axis=1) != labels
    assert wrong[sure].mean() <= 0.1
    assert sure.mean() > 0.1


def test_the_three_thresholds_are_in_order() -> None:
    logits, labels = draw(1.0)
    found = fit_thresholds(softmax(logits), labels, np.array([True, False, False, False]))
    assert 0 < found["malignant_moderate"] < found["malignant_high"] < 1
    assert 0 < found["uncertain_below"] <= 0.95
