"""From logits to probabilities and operating points, all fitted on the validation split."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lentigo.training import metrics
from lentigo.training.predict import Calibration

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
MODERATE_SENSITIVITY = 0.95  # a moderate risk misses at most one malignant lesion in twenty on val
HIGH_SENSITIVITY = 0.70  # a high risk is for those the model clearly sees
SURE_ERROR = 0.10  # above the confidence threshold at most one answer in ten is wrong on val


def fit_temperature(logits: Floats, labels: Labels, bias: npt.NDArray[np.floating] | float = 0.0) -> float:
    """Find the temperature with the least log-loss (Guo et al. 2017, arXiv:1706.04599).

    Args:
        logits: Shape (rows, classes).
        labels: Class numbers, shape (rows,).
        bias: Added after the division by the temperature, shape (classes,).

    Returns:
        The temperature, 0.2 to 8.
    """
    low, high = np.log(0.2), np.log(8.0)

    def loss(log_temperature: float) -> float:
        values = Calibration(float(np.exp(log_temperature))).probabilities(logits) * np.exp(bias)
        return metrics.log_loss(values / values.sum(axis=1, keepdims=True), labels)

    golden = (np.sqrt(5) - 1) / 2  # golden-section search: the loss has one minimum in the logarithm
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def prior_bias(counts: Sequence[float], strength: float) -> npt.NDArray[np.float64]:
    """Shift the probabilities from the prior seen in training towards equal classes.

    Args:
        counts: How often training drew each class, in any unit.
        strength: 0 leaves the prior, 1 takes it off (logit adjustment: Menon et al. 2021, arXiv:2007.07314).

    Returns:
        Bias with mean 0, shape (classes,).
    """
    logarithms = np.log(np.asarray(counts, np.float64))
    bias: npt.NDArray[np.float64] = -strength * (logarithms - logarithms.mean())
    return bias


def sensitivity_threshold(
    scores: npt.NDArray[np.floating], positive: npt.NDArray[np.bool_], sensitivity: float
) -> float:
    """Find the highest threshold at which enough positives are flagged.

    Args:
        scores: Shape (rows,).
        positive: Truth, shape (rows,).
        sensitivity: Share of the positives that must reach the threshold.

    Returns:
        The threshold; flagged is what is not below it.
    """
    ordered = np.sort(scores[positive])[::-1]
    needed = max(1, int(np.ceil(sensitivity * len(ordered))))
    return float(ordered[needed - 1])


def confidence_threshold(probabilities: Floats, labels: Labels, error: float = SURE_ERROR) -> float:
    """Find the lowest confidence above which few enough answers are wrong.

    Args:
        probabilities: Shape (rows, classes).
        labels: Class numbers, shape (rows,).
        error: Largest share of wrong answers among those at or above the threshold.

    Returns:
        The threshold, at most 0.95.
    """
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = (probabilities.argmax(axis=1) != labels)[order]
    rates = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    good = np.flatnonzero(rates <= error)
    return min(0.95, float(confidence[order][good[-1]])) if len(good) else 0.95


def fit_thresholds(probabilities: Floats, labels: Labels, malignant: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Fix the operating points of a bundle.

    Args:
        probabilities: Calibrated, on val, shape (rows, classes).
        labels: Class numbers, shape (rows,).
        malignant: Which classes are malignant, shape (classes,).

    Returns:
        `uncertain_below`, `malignant_moderate` and `malignant_high`.
    """
    score, truth = probabilities[:, malignant].sum(axis=1), malignant[labels]
    if truth.any():
        moderate = sensitivity_threshold(score, truth, MODERATE_SENSITIVITY)
        high = sensitivity_threshold(score, truth, HIGH_SENSITIVITY)
    else:
        moderate, high = 0.1, 0.4  # nothing to fit on: the data set has no malignant val picture
    sure = confidence_threshold(probabilities, labels)
    # Rounded towards more caution, so that the stated sensitivities hold for the rounded numbers too.
    return {
        "uncertain_below": round(float(np.ceil(sure * 1e4) / 1e4), 4),
        "malignant_moderate": round(float(np.floor(moderate * 1e4) / 1e4), 4),
        "malignant_high": round(float(np.floor(high * 1e4) / 1e4), 4),
    }
