"""What the template writes."""

import pytest

from lentigo.conditions import catalogue, condition, languages, next_step, slugs
from lentigo.problems import BadInput, NotFound
from lentigo.reports.check import given
from lentigo.reports.facts import UNCERTAIN_BELOW, Facts
from lentigo.reports.template import SLOTS, frame, template
from lentigo.vision.assessment import Assessment

TIERS = tuple(catalogue().risks)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("slug", slugs())
def test_every_slot_is_filled_and_the_next_step_stands_first(slug: str, tier: str, language: str) -> None:
    for confidence in (0.0, 33.3, 66.6, 100.0):
        for uncertain in (False, True):
            facts = Facts(slug, confidence, tier, uncertain=uncertain, language=language)  # type: ignore[arg-type]
            report = template(facts)
            assert tuple(report) == SLOTS
            assert all(text.strip() and "{" not in text and "  " not in text for text in report.values())
            assert report["recommendation"].startswith(next_step(facts.risk, language))


@pytest.mark.parametrize("language", languages())
def test_an_uncertain_result_leads_with_that(language: str) -> None:
    report = template(Facts("dermatofibroma", 41.0, "not assessed", uncertain=True, language=language))
    assert report["overview"].startswith(catalogue(language).texts.uncertain)


def test_a_forced_or_strange_picture_leads_with_the_missing_tier() -> None:
    report = template(Facts("dermatofibroma", 91.0, "not assessed"))
    assert report["overview"].startswith(catalogue().texts.not_assessed)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("slug", "tier"), [("normal skin", tier) for tier in TIERS] + [(slug, "low") for slug in slugs()]
)
def test_normal_skin_and_low_carry_the_warning(slug: str, tier: str, language: str) -> None:
    report = template(Facts(slug, 97.0, tier, language=language))  # type: ignore[arg-type]
    assert catalogue(language).texts.watch in report["recommendation"]


def test_a_low_confidence_is_called_low() -> None:
    assert "is low" in template(Facts("melanoma", 52.0, "high"))["confidence_explanation"]
    assert "moderate" in template(Facts("melanoma", 70.0, "high"))["confidence_explanation"]
    assert "room for error" in template(Facts("melanoma", 99.99, "high"))["confidence_explanation"]


def test_a_tier_above_the_class_is_explained() -> None:
    report = template(Facts("melanocytic nevus", 55.0, "high", malignancy=44.0))
    assert "44.0%" in report["overview"]
    assert "higher than this single answer suggests" in report["overview"]
    assert "higher than" not in template(Facts("melanoma", 95.0, "high", malignancy=96.0))["overview"]


def test_a_tier_below_the_class_does_not_play_it_down() -> None:
    report = template(Facts("actinic keratosis", 95.0, "low", malignancy=2.0))
    assert "should be looked at by a clinician" in report["recommendation"]


def test_the_other_likely_answers_are_named_and_unlikely_ones_are_not() -> None:
    facts = Facts("melanoma", 90.0, "high", alternatives=(("melanocytic nevus", 8.0), ("vascular lesion", 0.4)))
    explained = template(facts)["confidence_explanation"]
    assert "melanocytic nevus (8.0%)" in explained
    assert "vascular" not in explained


def test_the_frame_stands_around_anybodys_words() -> None:
    facts = Facts("normal skin", 44.0, "not assessed", uncertain=True)
    framed = frame(dict.fromkeys(SLOTS, "WORDS"), facts)
    assert framed["overview"] == f"{catalogue().texts.uncertain} WORDS"
    assert framed["recommendation"] == f"{next_step('not assessed')} {catalogue().texts.watch} WORDS"


@pytest.mark.parametrize("language", languages())
def test_what_is_urgent_without_a_tier_is_to_be_seen_as_soon_as_a_high_risk(language: str) -> None:
    facts = Facts(
        "basal cell carcinoma", 46.0, "not assessed", uncertain=True, malignancy=56.0, language=language, urgent=True
    )
    recommended = template(facts)["recommendation"]
    assert recommended.startswith(next_step("high", language))
    assert next_step("not assessed", language) not in recommended
    assert next_step("high", language) in given(facts), "a language model is given the same step"
    assert template(facts)["overview"].startswith(catalogue(language).texts.uncertain)


@pytest.mark.parametrize(
    ("nature", "tier"), [("malignant", "high"), ("premalignant", "moderate"), ("benign", "low"), ("normal", "low")]
)
def test_a_bare_class_gets_the_tier_of_its_nature(nature: str, tier: str) -> None:
    for slug in slugs():
        if condition(slug).nature == nature:
            assert Facts.of_class(slug, 80.0).risk == tier
            assert Facts.of_class(slug, UNCERTAIN_BELOW - 0.01).risk == "not assessed"
            assert Facts.of_class(slug, UNCERTAIN_BELOW - 0.01).uncertain


def test_an_assessment_gives_its_facts_in_per_cent() -> None:
    shares = {"melanoma": 0.8731, "melanocytic nevus": 0.12, "vascular lesion": 0.0069}
    assessment = Assessment(
        condition="melanoma",
        confidence=0.8731,
        probabilities=shares,
        malignancy=0.8731,
        prediction_set=(),
        coverage=None,
        risk="high",
        uncertain=False,
        forced=False,
        quality=(),
        skin=None,
        class_map=(),
        square=(0, 0, 1, 1),
        model="m",
    )
    facts = Facts.of_assessment(assessment)
    assert (facts.confidence, facts.malignancy, facts.risk) == (87.31, 87.31, "high")
    assert facts.alternatives == (("melanocytic nevus", 12.0), ("vascular lesion", 0.69))


@pytest.mark.parametrize("confidence", [-0.01, 100.01, float("nan"), float("inf")])
def test_a_figure_that_is_no_percentage_is_refused(confidence: float) -> None:
    with pytest.raises(BadInput):
        Facts("melanoma", confidence, "high")


def test_an_unknown_condition_or_language_is_refused() -> None:
    with pytest.raises(NotFound):
        Facts("mole", 50.0, "low")
    with pytest.raises(BadInput):
        Facts("melanoma", 50.0, "low", language="xx")


def test_equal_facts_have_equal_fingerprints_and_others_have_others() -> None:
    assert Facts("melanoma", 50.0, "high").fingerprint == Facts("melanoma", 50.0, "high").fingerprint
    assert Facts("melanoma", 50.0, "high").fingerprint != Facts("melanoma", 50.01, "high").fingerprint
