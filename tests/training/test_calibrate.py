"""Calibration and operating points do what they state."""

import numpy as np
import pytest

from lentigo.training import metrics
from lentigo.training.calibrate import (
    confidence_threshold,
    fit_temperature,
    fit_thresholds,
    prior_bias,
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


def test_the_temperature_undoes_too_much_confidence() -> None:
    logits, labels = draw(2.5)
    temperature = fit_temperature(logits, labels)
    assert temperature == pytest.approx(2.5, rel=0.08)
    assert metrics.expected_calibration_error(Calibration(temperature).probabilities(logits), labels) < 0.03


def test_the_prior_is_taken_off_as_far_as_asked() -> None:
    assert prior_bias([80, 15, 5], 0.0) == pytest.approx([0, 0, 0])
    bias = prior_bias([80, 15, 5], 1.0)
    assert np.exp(bias[2] - bias[0]) == pytest.approx(16)
    assert bias.sum() == pytest.approx(0)


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
