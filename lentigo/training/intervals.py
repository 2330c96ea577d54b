"""Intervals of measured figures: groups are resampled, since pictures of one lesion are not independent."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lentigo.training.manifest import Row

INTERVAL = 0.95
Measure = Callable[[npt.NDArray[np.int64]], dict[str, float | None]]
"""Function from row numbers to named values."""


def bootstrap(
    groups: Sequence[str],
    measure: Measure,
    replicates: int,
    seed: int,
    level: float = INTERVAL,
) -> dict[str, dict[str, float]]:
    """Give intervals by resampling whole groups with replacement (percentile bootstrap).

    Args:
        groups: Group of each row.
        measure: Function from row numbers to named values.
        replicates: How often to resample.
        seed: Seed.
        level: Share of the replicates that an interval holds.

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
    tail = (1 - level) / 2
    return {
        name: dict(zip(("low", "high"), (float(q) for q in np.quantile(found, [tail, 1 - tail])), strict=True))
        for name, found in samples.items()
        if len(found) > replicates / 2
    }


def with_intervals(rows: Sequence[Row], measure: Measure, replicates: int) -> dict[str, Any]:
    """Measure and give intervals over groups.

    Args:
        rows: The pictures.
        measure: Function from row numbers to named values; `a/b` stands under `a` as `b`.
        replicates: Bootstrap replicates.

    Returns:
        Objects `value`, `low`, `high` by name.
    """
    intervals = bootstrap([row.group for row in rows], measure, replicates, seed=1)
    result: dict[str, Any] = {}
    for key, value in measure(np.arange(len(rows))).items():
        part, _, name = key.partition("/")
        entry = {"value": value, **intervals.get(key, {})}
        if name:
            # `coverage/NAME` beside `coverage` itself goes under a name of its own.
            result.setdefault(f"{part}_by" if "value" in result.get(part, {}) else part, {})[name] = entry
        else:
            result[part] = entry
    return result
