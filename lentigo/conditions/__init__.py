"""The medical facts, once, as data: names, texts, codes, risk tiers and next steps, in each language."""

from lentigo.conditions.catalogue import (
    DEFAULT_LANGUAGE,
    Catalogue,
    Condition,
    Nature,
    Risk,
    Texts,
    Tier,
    catalogue,
    condition,
    conditions,
    languages,
    next_step,
    risk,
    slugs,
)

__all__ = [
    "DEFAULT_LANGUAGE",
    "Catalogue",
    "Condition",
    "Nature",
    "Risk",
    "Texts",
    "Tier",
    "catalogue",
    "condition",
    "conditions",
    "languages",
    "next_step",
    "risk",
    "slugs",
]
