"""The full account of a model on one split: figures with intervals, per class, per source, as JSON."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training import metrics
from lentigo.training.data import label_indices
from lentigo.training.intervals import INTERVAL, bootstrap
from lentigo.training.manifest import Row
from lentigo.training.triage import triage
from lentigo.vision.bundle import Thresholds

Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.int64]
REPLICATES = 1000
MELANOMA = "melanoma"
SEVEN = "seven_class_balanced_accuracy"
_MERGED = ("actinic keratosis", "squamous cell carcinoma")
"""HAM10000 has both as one class, AKIEC."""
_NO_LESION = "normal skin"


def report(
    rows: Sequence[Row],
    probabilities: Probabilities,
    classes: Sequence[str],
    malignant: Sequence[str],
    thresholds: dict[str, float] | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> dict[str, Any]:
    """Judge probabilities against the truth.

    Args:
        rows: The pictures judged.
        probabilities: Shape (rows, classes), each row summing to 1.
        classes: Class names in the order of the columns.
        malignant: Names of the malignant classes; those that are not among the classes are passed over.
        thresholds: `uncertain_below`, `malignant_moderate` and `malignant_high` of a bundle.
        replicates: Bootstrap replicates; 0 leaves the intervals out.
        seed: Seed of the bootstrap.

    Returns:
        What `lentigo evaluate` writes. Values with an interval are objects `value`, `low`, `high`; the intervals hold
        95 % and come from resampling groups, since pictures of one lesion or patient are not independent.
    """
    labels = label_indices(rows, classes)
    bad = np.array([name in malignant for name in classes])

    def headline(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
        return _headline(labels[index], probabilities[index], classes, bad)

    values = headline(np.arange(len(rows)))
    intervals = bootstrap([row.group for row in rows], headline, replicates, seed)
    result: dict[str, Any] = {
        "images": len(rows),
        "groups": len({row.group for row in rows}),
        "classes": list(classes),
        "interval": {"level": INTERVAL, "method": "bootstrap over groups", "replicates": replicates},
    }
    count = Counter(row.label for row in rows)
    for key, value in values.items():
        entry = {"value": value, **intervals.get(key, {})}
        part, _, name = key.partition("/")
        if name:
            result.setdefault(part, {})[name] = {**entry, "n": count[name]}
        else:
            result[key] = entry
    predicted = probabilities.argmax(axis=1)
    result["confusion"] = metrics.confusion_matrix(labels, predicted, len(classes)).tolist()
    result["sources"] = _by("source", rows, headline, replicates, seed)
    result["skin_types"] = _by("skin_type", rows, headline, replicates, seed)
    if thresholds:
        melanoma = classes.index(MELANOMA) if MELANOMA in classes else None

        def points(index: npt.NDArray[np.int64]) -> dict[str, dict[str, float | None]]:
            return operating_points(probabilities[index], labels[index], bad, thresholds, melanoma)

        result["operating_points"] = points(np.arange(len(rows)))
        spread = bootstrap([row.group for row in rows], lambda index: _flat(points(index)), replicates, seed)
        for key, interval in spread.items():
            name, _, measure = key.partition("/")
            result["operating_points"][name].setdefault("intervals", {})[measure] = interval
        limits = Thresholds.model_validate(thresholds)
        result["triage"] = triage(rows, probabilities, classes, malignant, limits, replicates)
    return result


def operating_points(
    probabilities: Probabilities,
    labels: Labels,
    malignant: npt.NDArray[np.bool_],
    thresholds: dict[str, float],
    melanoma: int | None = None,
) -> dict[str, dict[str, float | None]]:
    """Say what the thresholds of a bundle do.

    Args:
        probabilities: Shape (rows, classes).
        labels: Class numbers, shape (rows,).
        malignant: Which classes are malignant, shape (classes,).
        thresholds: `uncertain_below`, `malignant_moderate` and `malignant_high`.
        melanoma: Number of the class melanoma, or None.

    Returns:
        For the two risk thresholds the share of the malignant lesions and of the melanomas that reach it, and the share
        of the rest that does not; for the confidence threshold coverage and error above and below it.
    """
    score, truth = probabilities[:, malignant].sum(axis=1), malignant[labels]
    points: dict[str, dict[str, float | None]] = {}
    for name in ("malignant_moderate", "malignant_high"):
        flagged = score >= thresholds[name]
        points[name] = {
            "threshold": thresholds[name],
            "sensitivity": float(flagged[truth].mean()) if truth.any() else None,
            "melanoma_sensitivity": float(flagged[labels == melanoma].mean()) if (labels == melanoma).any() else None,
            "specificity": float((~flagged[~truth]).mean()) if (~truth).any() else None,
        }
    sure = probabilities.max(axis=1) >= thresholds["uncertain_below"]
    wrong = probabilities.argmax(axis=1) != labels
    points["uncertain_below"] = {
        "threshold": thresholds["uncertain_below"],
        "coverage": float(sure.mean()),
        "error_when_sure": float(wrong[sure].mean()) if sure.any() else None,
        "error_when_unsure": float(wrong[~sure].mean()) if (~sure).any() else None,
    }
    return points


def _headline(
    labels: Labels, probabilities: Probabilities, classes: Sequence[str], malignant: npt.NDArray[np.bool_]
) -> dict[str, float | None]:
    predicted = probabilities.argmax(axis=1)
    per_class = metrics.recalls(labels, predicted, len(classes))
    areas = [metrics.auroc(probabilities[:, k], labels == k) for k in range(len(classes))]
    values: dict[str, float | None] = {
        "balanced_accuracy": metrics.mean_of(per_class),
        "accuracy": float((predicted == labels).mean()),
        "macro_auroc": metrics.mean_of(areas),
        "malignant_auroc": metrics.auroc(probabilities[:, malignant].sum(axis=1), malignant[labels]),
        "log_loss": metrics.log_loss(probabilities, labels),
        "expected_calibration_error": metrics.expected_calibration_error(probabilities, labels),
    }
    values |= {f"recall/{name}": value for name, value in zip(classes, per_class, strict=True)}
    if set(_MERGED) <= set(classes):
        values[SEVEN] = _seven(labels, probabilities, classes)
    values |= {f"auroc/{name}": value for name, value in zip(classes, areas, strict=True)}
    return values


def _seven(labels: Labels, probabilities: Probabilities, classes: Sequence[str]) -> float | None:
    """Mean recall over the lesion classes of HAM10000: actinic keratosis and squamous cell carcinoma as one."""
    first, second = (list(classes).index(name) for name in _MERGED)
    shares = np.array(probabilities)
    shares[:, first] += shares[:, second]
    shares[:, second] = 0
    truth = np.where(labels == second, first, labels)
    lesions = np.array([name != _NO_LESION for name in classes])[labels]
    if not lesions.any():
        return None
    return metrics.mean_of(metrics.recalls(truth[lesions], shares[lesions].argmax(axis=1), len(classes)))


def _flat(points: dict[str, dict[str, float | None]]) -> dict[str, float | None]:
    return {
        f"{name}/{measure}": value
        for name, point in points.items()
        for measure, value in point.items()
        if measure != "threshold"
    }


def _by(
    attribute: str,
    rows: Sequence[Row],
    headline: Callable[[npt.NDArray[np.int64]], dict[str, float | None]],
    replicates: int,
    seed: int,
) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name in sorted({getattr(row, attribute) for row in rows} - {""}):
        index = np.array([i for i, row in enumerate(rows) if getattr(row, attribute) == name])
        values = headline(index)
        spread = bootstrap([rows[i].group for i in index], _of(headline, index), replicates, seed)
        count = Counter(rows[i].label for i in index)
        parts[name] = {
            "images": len(index),
            "groups": len({rows[i].group for i in index}),
            **{key: value for key, value in values.items() if "/" not in key and key != "macro_auroc"},
            "intervals": {key: interval for key, interval in spread.items() if "/" not in key and key != "macro_auroc"},
            "recall": {
                label: {"value": values[f"recall/{label}"], "n": number, **spread.get(f"recall/{label}", {})}
                for label, number in sorted(count.items())
            },
        }
    return parts


def _of(
    headline: Callable[[npt.NDArray[np.int64]], dict[str, float | None]], index: npt.NDArray[np.int64]
) -> Callable[[npt.NDArray[np.int64]], dict[str, float | None]]:
    return lambda chosen: headline(index[chosen])
