"""What a doctor meets in each place of the queue: how many pictures stand there and how many of them are malignant.

The tiers are given by the rules that serve (`lentigo.vision.judgement`), so that these figures are about what a person
sees and not about thresholds alone.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from lentigo.training.intervals import with_intervals
from lentigo.training.manifest import Row
from lentigo.vision.bundle import Thresholds
from lentigo.vision.judgement import Judgement, is_urgent, risk_tier

Place = Literal["high", "urgent", "moderate", "not assessed", "low"]
PLACES: tuple[Place, ...] = ("high", "urgent", "moderate", "not assessed", "low")
"""`urgent`: an uncertain answer, which has no tier, whose malignancy is that of a high one. Both come first."""


def triage(
    rows: Sequence[Row],
    probabilities: npt.NDArray[np.floating],
    classes: Sequence[str],
    malignant: Sequence[str],
    thresholds: Thresholds,
    replicates: int,
) -> dict[str, Any]:
    """Sort pictures as the queue does and say what stands in each place.

    Pictures that would be turned away stand where their numbers put them: they are real ones.

    Args:
        rows: The pictures, n of them.
        probabilities: Calibrated, shape (n, classes), each row summing to 1.
        classes: Class names in the order of the columns.
        malignant: Names of the malignant ones.
        thresholds: Of the bundle.
        replicates: Bootstrap replicates; 0 leaves the intervals out.

    Returns:
        By place: `n` pictures, their `share` of all, which part of them is `malignant`, and which part `of_malignant`
        pictures stands there; None where there is nothing to divide by.
    """
    places = np.array([PLACES.index(_place(row, classes, malignant, thresholds)) for row in probabilities], np.int64)
    bad = np.array([row.label in malignant for row in rows])

    def measure(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
        there, sick = places[index], bad[index]
        values: dict[str, float | None] = {}
        for number, name in enumerate(PLACES):
            here = there == number
            values[f"{name}/share"] = float(here.mean())
            values[f"{name}/malignant"] = float(sick[here].mean()) if here.any() else None
            values[f"{name}/of_malignant"] = float(here[sick].mean()) if sick.any() else None
        return values

    found = with_intervals(rows, measure, replicates)
    return {name: {"n": int((places == number).sum()), **found[name]} for number, name in enumerate(PLACES)}


def _place(
    shares: npt.NDArray[np.floating], classes: Sequence[str], malignant: Sequence[str], thresholds: Thresholds
) -> Place:
    order = np.argsort(-shares, kind="stable")
    judgement = Judgement(
        probabilities={classes[index]: float(shares[index]) for index in order},
        malignancy=min(1.0, sum(float(shares[index]) for index in order if classes[index] in malignant)),
        uncertain=float(shares.max()) < thresholds.uncertain_below,
    )
    tier = risk_tier(judgement, thresholds, forced=False)
    return "urgent" if tier == "not assessed" and is_urgent(judgement, thresholds, forced=False) else tier
