"""Answering only when sure: what share of the pictures can be answered at which error."""

from typing import Any

import numpy as np
import numpy.typing as npt

Shares = npt.NDArray[np.floating]
Labels = npt.NDArray[np.int64]
ERRORS = (0.05, 0.10)
_POINTS = 50


def risk_curve(shares: Shares, labels: Labels) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Measure the error among the surest pictures, for every number of them (Geifman and El-Yaniv 2017).

    Args:
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).

    Returns:
        Coverage, 1 / rows to 1, and the error among the covered, both of shape (rows,).
    """
    order = np.argsort(-shares.max(axis=1), kind="stable")
    wrong = (shares.argmax(axis=1) != labels)[order]
    counts = np.arange(1, len(labels) + 1)
    return counts / len(labels), np.cumsum(wrong) / counts


def selective(shares: Shares, labels: Labels) -> dict[str, float | None]:
    """Summarise the curve.

    Args:
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).

    Returns:
        `coverage_at_error/0.05` and so on, the largest coverage with no more error than that, and
        `area_under_risk_coverage`.
    """
    coverage, error = risk_curve(shares, labels)
    found: dict[str, float | None] = {"area_under_risk_coverage": float(error.mean())}
    for limit in ERRORS:
        good = np.flatnonzero(error <= limit)
        found[f"coverage_at_error/{limit:g}"] = float(coverage[good[-1]]) if len(good) else 0.0
    return found


def curve_points(shares: Shares, labels: Labels) -> list[dict[str, Any]]:
    """Thin the curve out for `metrics.json`.

    Args:
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).

    Returns:
        Up to 50 points `coverage`, `error`.
    """
    coverage, error = risk_curve(shares, labels)
    places = np.unique(np.linspace(0, len(labels) - 1, min(_POINTS, len(labels))).astype(int))
    return [{"coverage": round(float(coverage[k]), 4), "error": round(float(error[k]), 4)} for k in places]
