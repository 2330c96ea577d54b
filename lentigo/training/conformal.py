"""Fitting the prediction sets on the validation split, and judging them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.vision.conformal import in_sets

Shares = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
COVERAGE = 0.90
SHRINKAGES = (30.0, 100.0, 300.0, 1000.0, 1e9)
"""Val pictures at which a class's own threshold weighs as much as that of all classes together."""
DEARER = 1.03
"""How much larger than the smallest the sets may be for the sake of the classes that are covered least."""


def fit_conformal(shares: Shares, labels: Labels, *, shrinkage: float, coverage: float = COVERAGE) -> Shares:
    """Choose the probability from which on each class belongs to the set.

    Each class's threshold is drawn from that of all classes towards its own (class-conditional conformal prediction,
    Vovk 2012, arXiv:1209.2673), the further the more pictures it has; all are then moved together until the sets hold
    the truth of exactly the wanted share of the pictures, with the finite-sample correction (n + 1) / n.

    Args:
        shares: Calibrated probabilities on val, shape (rows, classes).
        labels: Class numbers, shape (rows,).
        shrinkage: Pictures at which a class's own threshold has half of the weight.
        coverage: Wanted coverage, 0-1.

    Returns:
        Thresholds, shape (classes,).
    """
    given = np.log(np.clip(shares[np.arange(len(labels)), labels], 1e-9, 1))
    common = _quantile(given, coverage)
    offsets = np.zeros(shares.shape[1])
    for number in range(shares.shape[1]):
        own = given[labels == number]
        if len(own):
            weight = len(own) / (len(own) + shrinkage)
            offsets[number] = weight * (_quantile(own, coverage) - common)
    # The likeliest class is in the set anyway, so its rows never need a lower threshold.
    right = shares.argmax(axis=1) == labels
    room = np.where(right, np.inf, given - offsets[labels])
    thresholds: Shares = np.exp(np.minimum(_quantile(room, coverage) + offsets, 0.0))
    return thresholds


def _quantile(values: npt.NDArray[np.floating], coverage: float) -> float:
    """Find the largest value that at least ceil((n + 1) coverage) of n values reach."""
    ordered = np.sort(values)[::-1]
    place = min(len(ordered), int(np.ceil((len(ordered) + 1) * coverage)))
    found = float(ordered[place - 1])
    return found if np.isfinite(found) else 0.0


def coverage_and_size(
    shares: Shares, labels: Labels, thresholds: npt.ArrayLike, classes: Sequence[str]
) -> dict[str, float | None]:
    """Judge prediction sets.

    Args:
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).
        thresholds: One a class.
        classes: Class names.

    Returns:
        `coverage`, `size`, and `coverage/NAME` for each class that has pictures.
    """
    member = in_sets(shares, thresholds)
    holds = member[np.arange(len(labels)), labels]
    found: dict[str, float | None] = {"coverage": float(holds.mean()), "size": float(member.sum(axis=1).mean())}
    for number, name in enumerate(classes):
        mine = labels == number
        found[f"coverage/{name}"] = float(holds[mine].mean()) if mine.any() else None
    return found


def compare_ways(
    shares: Shares, labels: Labels, groups: Sequence[str], folds: int = 10, seed: int = 1
) -> dict[str, dict[str, Any]]:
    """Compare ways to make the sets by folds over groups, on val.

    Args:
        shares: Calibrated probabilities, shape (rows, classes).
        labels: Class numbers, shape (rows,).
        groups: Group of each row.
        folds: Number of folds.
        seed: Seed.

    Returns:
        Coverage, mean size and the least coverage of a class, by shrinkage, and for adaptive prediction sets
        (Romano, Sesia and Candès 2020, arXiv:2006.02544) to compare with.
    """
    names = sorted(set(groups))
    fold_of = dict(zip(names, np.random.default_rng(seed).integers(0, folds, len(names)), strict=True))
    fold = np.array([fold_of[group] for group in groups])
    ways: dict[str, dict[str, Any]] = {}
    for shrinkage in SHRINKAGES:
        member = np.zeros(shares.shape, np.bool_)
        for number in range(folds):
            held = fold == number
            fitted = fit_conformal(shares[~held], labels[~held], shrinkage=shrinkage)
            member[held] = in_sets(shares[held], fitted)
        ways[f"{shrinkage:g}"] = _summary(member, labels)
    ways["adaptive"] = _summary(_adaptive(shares, labels, fold, folds), labels)
    return ways


def choose_shrinkage(ways: dict[str, dict[str, Any]]) -> float:
    """Choose the way that does most for the rare classes and costs little.

    Args:
        ways: From `compare_ways`.

    Returns:
        The least shrinkage whose sets are hardly larger than the smallest ones.
    """
    smallest = min(ways[f"{shrinkage:g}"]["size"] for shrinkage in SHRINKAGES)
    return next(shrinkage for shrinkage in SHRINKAGES if ways[f"{shrinkage:g}"]["size"] <= DEARER * smallest)


def _adaptive(shares: Shares, labels: Labels, fold: npt.NDArray[np.int64], folds: int) -> npt.NDArray[np.bool_]:
    """Make sets of the likeliest classes up to a summed probability, without randomisation."""
    order = np.argsort(-shares, axis=1)
    ranked = np.take_along_axis(shares, order, axis=1)
    before = np.empty_like(shares)
    np.put_along_axis(before, order, np.cumsum(ranked, axis=1) - ranked, axis=1)
    score = before[np.arange(len(labels)), labels]
    member = np.zeros(shares.shape, np.bool_)
    for number in range(folds):
        held = fold == number
        limit = -_quantile(-score[~held], COVERAGE)
        member[held] = before[held] <= limit
    return member


def _summary(member: npt.NDArray[np.bool_], labels: Labels) -> dict[str, Any]:
    holds = member[np.arange(len(labels)), labels]
    least = min(float(holds[labels == number].mean()) for number in set(labels.tolist()))
    return {"coverage": float(holds.mean()), "size": float(member.sum(axis=1).mean()), "least_class_coverage": least}
