"""The medical facts are there, in every language."""

import re
import tomllib

import pytest

from lentigo import DISCLAIMER
from lentigo.conditions import Risk, catalogue, condition, conditions, languages, next_step, slugs
from lentigo.conditions.catalogue import FOLDER, _filled
from lentigo.problems import BadConfiguration, NotFound

NINE = {
    "melanoma",
    "basal cell carcinoma",
    "pigmented benign keratosis",
    "normal skin",
    "melanocytic nevus",
    "actinic keratosis",
    "squamous cell carcinoma",
    "dermatofibroma",
    "vascular lesion",
}


def test_the_nine_conditions_are_known() -> None:
    assert set(slugs()) == NINE


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("slug", sorted(NINE))
def test_every_condition_has_all_its_texts(slug: str, language: str) -> None:
    known = condition(slug, language)
    assert known.slug == slug
    assert len(known.signs) >= 3
    for text in (
        known.name,
        known.phrase,
        known.summary,
        known.what_it_is,
        known.why_early,
        known.what_next,
        *known.signs,
    ):
        assert text == text.strip()
        assert text
    for sentence in (known.summary, known.what_it_is, known.why_early, known.what_next):
        assert sentence.endswith(".")


@pytest.mark.parametrize("language", languages())
def test_every_tier_has_a_next_step_of_its_own(language: str) -> None:
    steps = [next_step(tier, language) for tier in catalogue().risks]
    assert len(set(steps)) == 4
    assert all(step.endswith(".") for step in steps)


def test_the_natures_and_codes_are_the_known_ones() -> None:
    malignant = {one.slug for one in conditions() if one.nature == "malignant"}
    assert malignant == {"melanoma", "basal cell carcinoma", "squamous cell carcinoma"}
    assert condition("actinic keratosis").nature == "premalignant"
    assert condition("normal skin").nature == "normal"
    melanoma = condition("melanoma")
    assert (melanoma.icd10, melanoma.icd11, melanoma.snomed) == ("C43.9", "2C30", "93655004")


def test_codes_are_well_formed_and_a_missing_one_is_explained() -> None:
    for one in conditions():
        assert one.icd10 is None or re.fullmatch(r"[A-Z]\d\d(\.\d)?", one.icd10)
        assert one.icd11 is None or re.fullmatch(r"[0-9A-Z]{4}(\.[0-9A-Z]{1,2})?", one.icd11)
        assert one.snomed is None or _verhoeff(one.snomed)
        assert one.codes_note or (one.icd10 and one.icd11 and one.snomed)


def _verhoeff(digits: str) -> bool:
    """Verify the check digit that ends every SNOMED CT identifier (Verhoeff's, over the dihedral group of ten)."""
    step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    check = 0
    for place, digit in enumerate(reversed(digits)):
        moved = int(digit)
        for _ in range(place % 8):
            moved = step[moved]
        turn = (check + moved) % 5 if check < 5 else (check - moved) % 5
        check = turn if (check < 5) == (moved < 5) else turn + 5
    return check == 0


def test_the_disclaimer_is_the_products() -> None:
    assert catalogue().texts.disclaimer == DISCLAIMER


def test_an_unknown_condition_or_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="melanoma, basal cell carcinoma"):
        condition("mole")
    with pytest.raises(NotFound, match="there are: en"):
        condition("melanoma", "../en")


def test_a_data_file_with_a_gap_is_refused() -> None:
    with pytest.raises(BadConfiguration, match="empty next_step"):
        _filled(Risk, {"tier": "low", "heading": "x", "next_step": " "}, "here")
    with pytest.raises(BadConfiguration, match="next_step"):
        _filled(Risk, {"tier": "low", "heading": "x"}, "here")
    with pytest.raises(BadConfiguration, match="unknown more"):
        _filled(Risk, {"tier": "low", "heading": "x", "next_step": "y", "more": "z"}, "here")


def test_every_language_has_the_same_fields() -> None:
    english = _paths(tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8")))
    for language in languages():
        assert _paths(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))) == english


def _paths(table: object, under: str = "") -> set[str]:
    if not isinstance(table, dict):
        return {under}
    return set().union(*(_paths(value, f"{under}/{key}") for key, value in table.items()))
