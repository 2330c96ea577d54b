"""From the network's numbers to words: calibrated probabilities, malignancy, risk tier."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lentigo.conditions import condition
from lentigo.vision.assessment import Risk
from lentigo.vision.bundle import Bundle, Calibration, Thresholds
from lentigo.vision.conformal import Conformal, in_sets
from lentigo.vision.engine import Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the numbers of one picture mean.

    Attributes:
        probabilities: Calibrated probability by condition, largest first.
        malignancy: Sum over the malignant conditions, 0-1.
        uncertain: The largest probability lies below the bundle's threshold, or the bundle has none.
        prediction_set: Conditions that together hold the truth with `coverage`; empty without a conformal bundle.
        coverage: Stated coverage, or None.
        skin: Whether this looks like what the model was trained on; None where the bundle cannot tell.
    """

    probabilities: dict[str, float]
    malignancy: float
    uncertain: bool
    prediction_set: tuple[str, ...] = ()
    coverage: float | None = None
    skin: bool | None = None

    @property
    def condition(self) -> str:
        """The condition with the largest calibrated probability."""
        return next(iter(self.probabilities))

    @property
    def confidence(self) -> float:
        """That probability, 0-1."""
        return self.probabilities[self.condition]


def calibrated(logits: npt.NDArray[np.floating], calibration: Calibration) -> npt.NDArray[np.float64]:
    """Turn logits into calibrated probabilities: softmax(logits / temperature + bias).

    Args:
        logits: Shape (..., classes).
        calibration: The bundle's.

    Returns:
        Same shape; the last axis sums to 1.
    """
    scores = logits.astype(np.float64) / calibration.temperature
    if calibration.bias:
        scores = scores + np.asarray(calibration.bias)
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = exponents / exponents.sum(axis=-1, keepdims=True)
    return shares


def judge(logits: Floats, bundle: Bundle, *, conformal: Conformal | None = None, skin: bool | None = None) -> Judgement:
    """Judge the network's answer on one picture.

    Args:
        logits: Shape (classes,).
        bundle: The model bundle.
        conformal: How to make its prediction sets, or None.
        skin: Whether the picture looks like what the model was trained on; None where nobody can tell.
    """
    shares = calibrated(logits, bundle.calibration)
    order = np.argsort(-shares, kind="stable")
    probabilities = {bundle.classes[index]: float(shares[index]) for index in order}
    malignancy = min(1.0, sum(probabilities[name] for name in bundle.malignant))
    return Judgement(
        probabilities=probabilities,
        malignancy=malignancy,
        uncertain=bundle.thresholds is None or float(shares.max()) < bundle.thresholds.uncertain_below,
        prediction_set=_prediction_set(shares, bundle, conformal),
        coverage=None if conformal is None else conformal.coverage,
        skin=skin,
    )


def _prediction_set(shares: npt.NDArray[np.float64], bundle: Bundle, conformal: Conformal | None) -> tuple[str, ...]:
    """Name the conditions of the prediction set, likeliest first."""
    if conformal is None:
        return ()
    member = in_sets(shares[None], conformal.thresholds)[0]
    return tuple(bundle.classes[index] for index in np.argsort(-shares, kind="stable") if member[index])


def risk_tier(judgement: Judgement, thresholds: Thresholds | None, *, forced: bool) -> Risk:
    """Give the risk tier.

    A picture that should not be assessed, an uncertain answer and something that does not look like skin get no tier:
    a number that is not trusted must not reassure. Nor may the tier contradict the answer beside it: where that names a
    malignant or premalignant condition, the tier is at least moderate.

    Args:
        judgement: What the numbers mean.
        thresholds: The bundle's; None where it has none.
        forced: A person insisted although the picture should not be assessed.
    """
    if thresholds is None or forced or judgement.uncertain or judgement.skin is False:
        return "not assessed"
    if judgement.malignancy >= thresholds.malignant_high:
        return "high"
    named = condition(judgement.condition).nature in {"malignant", "premalignant"}
    return "moderate" if named or judgement.malignancy >= thresholds.malignant_moderate else "low"


def is_urgent(judgement: Judgement, thresholds: Thresholds | None, *, forced: bool) -> bool:
    """Tell whether a doctor should see it within days, tier or not.

    An answer that is torn between conditions may still be clear about malignancy: without this, a lesion that the model
    holds for one of two skin cancers would get no tier and wait behind harmless ones.

    Args:
        judgement: What the numbers mean.
        thresholds: The bundle's; None where it has none.
        forced: A person insisted although the picture should not be assessed: its numbers mean nothing.
    """
    if thresholds is None or forced or judgement.skin is False:
        return False
    return judgement.malignancy >= thresholds.malignant_high
