"""The full account of a model on one split: figures with intervals, per class, per source, as JSON."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training import metrics
from lentigo.training.data import label_indices
from lentigo.training.manifest import Row

Probabilities = npt.NDArray[np.floating]
Labels = npt.NDArray[np.int64]
REPLICATES = 1000
INTERVAL = 0.95


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
    result["sources"] = _by("source", rows, labels, probabilities, classes, bad)
    result["skin_types"] = _by("skin_type", rows, labels, probabilities, classes, bad)
    if thresholds:
        result["operating_points"] = operating_points(probabilities, labels, bad, thresholds)
    return result


def operating_points(
    probabilities: Probabilities, labels: Labels, malignant: npt.NDArray[np.bool_], thresholds: dict[str, float]
) -> dict[str, Any]:
    """Say what the thresholds of a bundle do.

    Args:
        probabilities: Shape (rows, classes).
        labels: Class numbers, shape (rows,).
        malignant: Which classes are malignant, shape (classes,).
        thresholds: `uncertain_below`, `malignant_moderate` and `malignant_high`.

    Returns:
        Sensitivity and specificity for the two risk thresholds; coverage and error above the confidence threshold.
    """
    score, truth = probabilities[:, malignant].sum(axis=1), malignant[labels]
    points: dict[str, Any] = {}
    for name in ("malignant_moderate", "malignant_high"):
        flagged = score >= thresholds[name]
        points[name] = {
            "threshold": thresholds[name],
            "sensitivity": float(flagged[truth].mean()) if truth.any() else None,
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


def bootstrap(
    groups: Sequence[str],
    measure: Callable[[npt.NDArray[np.int64]], dict[str, float | None]],
    replicates: int,
    seed: int,
) -> dict[str, dict[str, float]]:
    """Give intervals by resampling whole groups with replacement (percentile bootstrap).

    Args:
        groups: Group of each row.
        measure: Function from row numbers to named values.
        replicates: How often to resample.
        seed: Seed.

    Returns:
        `low` and `high` by name, for every value that half of the replicates could compute.
    """
    names = sorted(set(groups))
    number = {name: index for index, name in enumerate(names)}
    members: list[list[int]] = [[] for _ in names]
    for row, group in enumerate(groups):
        members[number[group]].append(row)
    arrays = [np.array(rows, np.int64) for rows in members]
    rng = np.random.default_rng(seed)
    samples: dict[str, list[float]] = {}
    for _ in range(replicates):
        chosen = rng.integers(0, len(arrays), len(arrays))
        for name, value in measure(np.concatenate([arrays[group] for group in chosen])).items():
            if value is not None and np.isfinite(value):
                samples.setdefault(name, []).append(value)
    tail = (1 - INTERVAL) / 2
    return {
        name: dict(zip(("low", "high"), (float(q) for q in np.quantile(found, [tail, 1 - tail])), strict=True))
        for name, found in samples.items()
        if len(found) > replicates / 2
    }


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
    values |= {f"auroc/{name}": value for name, value in zip(classes, areas, strict=True)}
    return values


def _by(
    attribute: str,
    rows: Sequence[Row],
    labels: Labels,
    probabilities: Probabilities,
    classes: Sequence[str],
    malignant: npt.NDArray[np.bool_],
) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name in sorted({getattr(row, attribute) for row in rows} - {""}):
        index = np.array([i for i, row in enumerate(rows) if getattr(row, attribute) == name])
        values = _headline(labels[index], probabilities[index], classes, malignant)
        count = Counter(rows[i].label for i in index)
        parts[name] = {
            "images": len(index),
            "groups": len({rows[i].group for i in index}),
            **{key: value for key, value in values.items() if "/" not in key and key != "macro_auroc"},
            "recall": {c: {"value": values[f"recall/{c}"], "n": count[c]} for c in classes if count[c]},
        }
    return parts
