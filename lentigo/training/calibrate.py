"""From logits to probabilities and operating points, all fitted on the validation split."""

import numpy as np
import numpy.typing as npt

from lentigo.training.predict import Calibration

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
MODERATE_SENSITIVITY = 0.95  # a moderate risk misses at most one malignant lesion in twenty on val
HIGH_SENSITIVITY = 0.70  # a high risk is for those the model clearly sees
RIDGE = 1.0  # val log-loss, cross-validated by lesion, changed by less than 0.004 from 1 to 10
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 0.2, 8.0
SURE_ERROR = 0.10  # above the confidence threshold at most one answer in ten is wrong on val


def fit_calibration(logits: Floats, labels: Labels, ridge: float = RIDGE) -> Calibration:
    """Find the temperature and the bias of each class with the least log-loss.

    Training draws rare classes more often than they come, and learns some better than others, so that the mean
    probability of a class departs from its share; a bias for each class mends that (bias-corrected temperature scaling:
    Alexandari et al. 2020, arXiv:1901.06852). The ridge keeps the bias of a class with few pictures near zero.

    Args:
        logits: Shape (rows, classes).
        labels: Class numbers, shape (rows,).
        ridge: Penalty on the squared biases, in units of the log-loss of one picture.

    Returns:
        The calibration for the shares of the classes among these rows.
    """
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    rows, classes = logits.shape
    values, truth = logits.astype(np.float64), np.eye(classes)[labels]

    def loss(found: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, bias = found[0], found[1:]
        logarithms = log_softmax(scale * values + bias, axis=1)
        over = np.exp(logarithms) - truth
        gradient = np.concatenate([[(over * values).sum()], over.sum(axis=0) + 2 * ridge * bias])
        return (ridge * (bias**2).sum() - (truth * logarithms).sum()) / rows, gradient / rows

    # The loss is convex in the inverse temperature and the biases.
    bounds = [(1 / HIGHEST_TEMPERATURE, 1 / LOWEST_TEMPERATURE), *[(None, None)] * classes]
    found = minimize(loss, np.array([1.0, *[0.0] * classes]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibration(float(1 / found[0]), tuple(float(value) for value in found[1:]))


def lessen_prior(calibration: Calibration, labels: Labels, strength: float) -> Calibration:
    """Shift the probabilities from the shares of the classes among the pictures towards equal classes.

    Args:
        calibration: What `fit_calibration` found on these pictures.
        labels: Class numbers, shape (rows,).
        strength: 0 leaves the shares, 1 takes them off (logit adjustment: Menon et al. 2021, arXiv:2007.07314).

    Returns:
        The calibration with its biases shifted and their mean brought to zero.
    """
    # One picture more of each class, so that a class without any is not lifted without limit.
    shares = np.log(np.bincount(labels, minlength=len(calibration.bias)) + 1.0)
    bias = np.array(calibration.bias) - strength * shares
    return Calibration(calibration.temperature, tuple(float(value) for value in bias - bias.mean()))


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
