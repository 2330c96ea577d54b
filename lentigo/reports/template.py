"""The report without a language model: the facts set into fixed sentences, the same every time.

It also gives the sentences that stand in every report word by word, whoever wrote the rest: what leads an uncertain
result, the next step of the risk tier, the warning about a spot that changes, and the other likely answers.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lentigo.conditions import Condition, Tier, catalogue, condition
from lentigo.reports.facts import TIER_OF_NATURE, Facts
from lentigo.vision.assessment import Finding

SLOTS = ("overview", "importance_of_early_detection", "recommendation", "confidence_explanation")

HIGH_FROM = 85.0
"""Confidence in per cent from which on it is not called moderate."""
MIDDLE_FROM = 65.0
"""Confidence in per cent under which it is called low."""

NAMED_FROM = 1.0
"""Per cent from which on another answer is named: below it, the name would frighten more than it tells."""

_ORDER: tuple[Tier, ...] = ("low", "moderate", "high")
_FOLDER = Path(__file__).parent / "words"


@cache
def words(language: str) -> dict[str, Any]:
    """Read the template's sentences in one language."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def remark(finding: Finding, language: str) -> str:
    """Say in the language what was noticed about a picture; in English, or where it has no words for it, as found."""
    own: Mapping[str, str] = words(language)["paper"].get("remarks", {})
    return own.get(finding.code, finding.message)


def percent(figure: float, language: str) -> str:
    """Write a percentage as it is written in the language, such as `87.3%`: with one decimal, as on the page."""
    own = words(language)
    return str(own["percent"]).format(figure=f"{figure:.1f}".replace(".", own["decimal"]))


def body(facts: Facts) -> dict[str, str]:
    """Write the four slots without the sentences of `frame`: all that a language model may rephrase."""
    own = words(facts.language)
    known = condition(facts.condition, facts.language)
    fields = {
        "name": _inside(known.name, facts.language),
        "phrase": known.phrase,
        "summary": known.summary,
        "what_it_is": known.what_it_is,
        "why_early": known.why_early,
        "what_next": known.what_next,
        "confidence": percent(facts.confidence, facts.language),
    }
    written = {
        "overview": own["overview"][_overview(facts, known)],
        "importance_of_early_detection": own["importance_of_early_detection"]["text"],
        "recommendation": own["recommendation"]["text"],
        "confidence_explanation": own["confidence_explanation"][_band(facts)],
    }
    return {slot: str(text).format(**fields) for slot, text in written.items()}


def frame(slots: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Set the sentences that must stand word by word around the four slots."""
    own, texts = words(facts.language)["fixed"], catalogue(facts.language).texts
    lead = texts.uncertain if facts.uncertain else texts.not_assessed if facts.risk == "not assessed" else ""
    watch = facts.risk in ("low", "not assessed") or facts.condition == "normal skin"
    framed = {
        "overview": (lead, slots["overview"], _tier_above_class(facts)),
        "importance_of_early_detection": (slots["importance_of_early_detection"],),
        "recommendation": (
            facts.next_step,
            own["tier_below_class"] if _below_class(facts) else "",
            texts.watch if watch else "",
            slots["recommendation"],
        ),
        "confidence_explanation": (slots["confidence_explanation"], _alternatives(facts, str(own["alternatives"]))),
    }
    return {slot: " ".join(part for part in parts if part) for slot, parts in framed.items()}


def template(facts: Facts) -> dict[str, str]:
    """Write the whole report from the facts, without a language model."""
    return frame(body(facts), facts)


def doubtful(facts: Facts) -> bool:
    """Tell whether the confidence is low, so that the report has to explain it as such."""
    return facts.uncertain or facts.confidence < MIDDLE_FROM


def _overview(facts: Facts, known: Condition) -> str:
    if facts.uncertain:
        return "uncertain"
    if known.nature == "normal":
        return "normal"
    return "withheld" if facts.risk == "not assessed" else "clear"


def _band(facts: Facts) -> str:
    if doubtful(facts):
        return "low"
    return "high" if facts.confidence >= HIGH_FROM else "middle"


def _tier_above_class(facts: Facts) -> str:
    """Explain a moderate or high tier that stands beside a class which is not malignant by itself."""
    if facts.risk not in _ORDER or _ORDER.index(facts.risk) <= _ORDER.index(_expected(facts)):
        return ""
    own = words(facts.language)["fixed"]
    if facts.malignancy is None:
        return str(own["tier_above_class_plain"])
    return str(own["tier_above_class"]).format(malignancy=percent(facts.malignancy, facts.language))


def _below_class(facts: Facts) -> bool:
    """Tell whether the class alone would deserve a higher tier than the malignancy gave: a low actinic keratosis."""
    return facts.risk in _ORDER and _ORDER.index(facts.risk) < _ORDER.index(_expected(facts))


def _expected(facts: Facts) -> Tier:
    """The tier that the class alone would have."""
    return TIER_OF_NATURE[condition(facts.condition, facts.language).nature]


def _alternatives(facts: Facts, sentence: str) -> str:
    likely = [(slug, figure) for slug, figure in facts.alternatives if figure >= NAMED_FROM]
    if not likely:
        return ""
    own = words(facts.language)
    named = [
        str(own["fixed"]["alternative"]).format(
            name=_inside(condition(slug, facts.language).name, facts.language),
            confidence=percent(figure, facts.language),
        )
        for slug, figure in likely
    ]
    return sentence.format(alternatives=str(own["and"]).join(named))


def _inside(name: str, language: str) -> str:
    """Write a display name as it stands inside a sentence."""
    return name[:1].lower() + name[1:] if language in ("en", "fr") else name
