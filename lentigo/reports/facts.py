"""What a report may say: the facts of one assessment, without anybody's data."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from typing import Self

from lentigo.conditions import DEFAULT_LANGUAGE, Nature, Tier, catalogue, condition, languages, next_step
from lentigo.problems import BadInput
from lentigo.vision.assessment import Assessment

UNCERTAIN_BELOW = 50.0
"""Confidence in per cent under which a bare class counts as uncertain: then more speaks against it than for it."""

TIER_OF_NATURE: dict[Nature, Tier] = {
    "malignant": "high",
    "premalignant": "moderate",
    "benign": "low",
    "normal": "low",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one report. Nothing in them tells who the person is.

    Attributes:
        condition: Slug of the predicted condition.
        confidence: Calibrated probability of that condition, 0-100 per cent, two decimals.
        risk: Risk tier.
        uncertain: The confidence is too low to rely on: needs a clinician.
        malignancy: Probability that the spot is malignant, 0-100 per cent; None when it is not known.
        alternatives: The next likely conditions, slug and per cent, largest first.
        language: Language code of the report.
        urgent: A doctor should see it within days, though the tier may be withheld.
    """

    condition: str
    confidence: float
    risk: Tier
    uncertain: bool = False
    malignancy: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    language: str = DEFAULT_LANGUAGE
    urgent: bool = False

    def __post_init__(self) -> None:
        """Refuse what no report can be written about.

        Raises:
            NotFound: The condition is not known.
            BadInput: A figure is no percentage, or the language is not known.
        """
        if self.language not in languages():
            raise BadInput(f"A report can be written in {', '.join(languages())}; received {self.language!r}.")
        for slug in (self.condition, *(slug for slug, _ in self.alternatives)):
            condition(slug, self.language)
        if self.risk not in catalogue(self.language).risks:
            raise BadInput(f"A risk tier is one of {', '.join(catalogue().risks)}; received {self.risk!r}.")
        figures = (self.confidence, self.malignancy or 0.0, *(figure for _, figure in self.alternatives))
        for figure in figures:
            if not math.isfinite(figure) or not 0 <= figure <= 100:
                raise BadInput(f"A confidence must lie between 0 and 100 per cent; received {figure}.")

    @classmethod
    def of_assessment(cls, assessment: Assessment, language: str = DEFAULT_LANGUAGE) -> Self:
        """Take from an assessment what a report may say.

        Args:
            assessment: The judgement of one picture.
            language: Language code of the report.

        Raises:
            NotFound: The model's class is not described in `conditions/`.
        """
        others = [(slug, share) for slug, share in assessment.probabilities.items() if slug != assessment.condition]
        return cls(
            condition=assessment.condition,
            confidence=_percent(assessment.confidence),
            risk=assessment.risk,
            uncertain=assessment.uncertain,
            malignancy=_percent(assessment.malignancy),
            alternatives=tuple((slug, _percent(share)) for slug, share in others[:2]),
            language=language,
            urgent=assessment.urgent,
        )

    @classmethod
    def of_class(cls, slug: str, confidence: float, language: str = DEFAULT_LANGUAGE) -> Self:
        """Derive the facts from a class and its confidence alone, as `/generate_report` may be given.

        The tier follows the condition's nature: malignant is high, premalignant moderate, the rest low. Below
        `UNCERTAIN_BELOW` the result is uncertain and its tier `not assessed`, as for a picture: never low.

        Args:
            slug: Name of the class.
            confidence: Per cent, 0-100.
            language: Language code of the report.

        Raises:
            NotFound: There is no such condition.
            BadInput: The confidence is no percentage.
        """
        uncertain = confidence < UNCERTAIN_BELOW
        tier: Tier = "not assessed" if uncertain else TIER_OF_NATURE[condition(slug, language).nature]
        shown = round(confidence, 2)
        return cls(condition=slug, confidence=shown, risk=tier, uncertain=uncertain, language=language)

    @property
    def next_step(self) -> str:
        """The sentence that says what to do, word by word."""
        return next_step(self.risk, self.language, urgent=self.urgent)

    @property
    def fingerprint(self) -> str:
        """A hash of all facts: equal facts have equal fingerprints."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def _percent(share: float) -> float:
    return round(100 * share, 2)
