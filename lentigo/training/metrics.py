"""What a classifier is measured by, from its probabilities alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.int64]


def auroc(scores: npt.NDArray[np.floating], positive: npt.NDArray[np.bool_]) -> float | None:
    """Area under the receiver operating characteristic, by ranks (Mann-Whitney), ties counting half.

    Args:
        scores: Higher means more likely positive, shape (rows,).
        positive: Truth, shape (rows,).

    Returns:
        0 to 1, or None when one of the two kinds is missing.
    """
    count = int(positive.sum())
    others = len(positive) - count
    if count == 0 or others == 0:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * others))


def confusion_matrix(labels: Labels, predicted: Labels, classes: int) -> npt.NDArray[np.int64]:
    """Count what was taken for what.

    Args:
        labels: True class numbers, shape (rows,).
        predicted: Predicted class numbers, shape (rows,).
        classes: Number of classes.

    Returns:
        Shape (classes, classes): rows are the truth, columns the prediction.
    """
    return np.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def recalls(labels: Labels, predicted: Labels, classes: int) -> list[float | None]:
    """Share of each class that is recognised.

    Args:
        labels: True class numbers, shape (rows,).
        predicted: Predicted class numbers, shape (rows,).
        classes: Number of classes.

    Returns:
        One value a class, None for a class without pictures.
    """
    matrix = confusion_matrix(labels, predicted, classes)
    totals = matrix.sum(axis=1)
    return [float(matrix[k, k] / totals[k]) if totals[k] else None for k in range(classes)]


def mean_of(values: Sequence[float | None]) -> float | None:
    """Average the values that are there.

    Args:
        values: Numbers, or None where there is none.

    Returns:
        Their mean; None when none is there, since JSON has no NaN.
    """
    present = [value for value in values if value is not None]
    return float(np.mean(present)) if present else None


def balanced_accuracy(labels: Labels, predicted: Labels, classes: int) -> float:
    """Mean of the recalls of the classes that have pictures.

    Args:
        labels: True class numbers, shape (rows,).
        predicted: Predicted class numbers, shape (rows,).
        classes: Number of classes.

    Returns:
        0 to 1.
    """
    mean = mean_of(recalls(labels, predicted, classes))
    return float("nan") if mean is None else mean


def log_loss(probabilities: Probabilities, labels: Labels) -> float:
    """Mean negative logarithm of the probability given to the truth.

    Args:
        probabilities: Shape (rows, classes).
        labels: True class numbers, shape (rows,).

    Returns:
        Nats.
    """
    given = np.clip(probabilities[np.arange(len(labels)), labels], 1e-12, 1)
    return float(-np.log(given).mean())


def expected_calibration_error(probabilities: Probabilities, labels: Labels, bins: int = 15) -> float:
    """Mean distance between confidence and accuracy over bins of equal width (Guo et al. 2017, arXiv:1706.04599).

    Args:
        probabilities: Shape (rows, classes).
        labels: True class numbers, shape (rows,).
        bins: Number of bins.

    Returns:
        0 to 1.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(index, weights=right.astype(np.float64) - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def macro_auroc(probabilities: Probabilities, labels: Labels) -> float | None:
    """Mean over the classes of one class against the rest.

    Args:
        probabilities: Shape (rows, classes).
        labels: True class numbers, shape (rows,).

    Returns:
        0 to 1; None where all pictures are of one class.
    """
    return mean_of([auroc(probabilities[:, k], labels == k) for k in range(probabilities.shape[1])])
