"""What a language model may write and what not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.conditions import catalogue, condition, slugs
from lentigo.reports.check import LONGEST_SLOT, check, clean
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, body
from tests.openrouter import GOOD

unhurried = settings(deadline=None)
"""The machine may be busy: how long a check takes is not what is tested here."""

MELANOMA = Facts("melanoma", 87.31, "high", malignancy=89.9, alternatives=(("melanocytic nevus", 6.2),))
NEVUS = Facts("melanocytic nevus", 91.5, "low", malignancy=3.0)


def faults(text: str, facts: Facts = MELANOMA) -> tuple[str, ...]:
    return check({**body(facts), "overview": text}, facts)


def test_a_careful_answer_may_stand() -> None:
    assert check(GOOD, MELANOMA) == ()


@pytest.mark.parametrize("slug", slugs())
@pytest.mark.parametrize("risk", catalogue().risks)
@pytest.mark.parametrize("confidence", [12.5, 55.0, 72.1, 97.4])
def test_what_the_template_writes_may_stand(slug: str, risk: str, confidence: float) -> None:
    for uncertain in (False, True):
        facts = Facts(slug, confidence, risk, uncertain=uncertain)  # type: ignore[arg-type]
        assert check(body(facts), facts) == ()


@pytest.mark.parametrize("slug", slugs())
def test_the_facts_about_a_condition_may_stand_in_its_report(slug: str) -> None:
    known = condition(slug)
    facts = Facts(slug, 97.4, "high")
    for text in (known.summary, known.what_it_is, ". ".join(known.signs), known.why_early, known.what_next):
        assert check(dict.fromkeys(SLOTS, text), facts) == ()


@pytest.mark.parametrize("slug", slugs())
@pytest.mark.parametrize("other", slugs())
def test_another_conditions_name_may_not(slug: str, other: str) -> None:
    text = f"It may also be {condition(other).name}."
    found = [fault for fault in faults(text, Facts(slug, 80.0, "high")) if "another condition" in fault]
    assert bool(found) == (slug != other)


CAREFUL = (
    "It is not certain that this is so.",
    "A picture cannot prove anything.",
    "An examination is needed to confirm it.",
    "Only a tissue sample can give a definitive diagnosis.",
    "Melanoma is a form of skin cancer.",
    "The spot may be a melanoma.",
    "The analysis suggests features consistent with melanoma, a serious type of skin cancer.",
    "Finding it early greatly improves the outlook of treatment.",
    "Seek prompt medical attention and follow the advice of a dermatologist.",
    "It should not be ignored; never delay a visit.",
    "Don't ignore certain changes, and make sure that a doctor sees them.",
    "The AI model gave this answer the highest weight.",
    "It cannot be excluded from a picture.",
    "The confidence is 87.31 %.",
    "The confidence is about 87 %.",
    "The confidence is 87.3 %.",
    "See a doctor soon - do not wait.",
    "A “dermatologist” — a skin doctor — can help…",
    "Détail: naïve façade.",
    "Surgery is common (under local anaesthetic).",
)


@pytest.mark.parametrize("text", CAREFUL)
def test_careful_sentences_may_stand(text: str) -> None:
    assert faults(text) == ()


CARELESS = {
    "another condition": (
        "It might be BCC.",
        "It could be a basal-cell tumour.",
        "It is a mole.",
        "a nævus",
        "Seborrhoeic keratoses look alike.",
        "se-bor-rhe-ic",
        "k e r a t o s i s",
        "kerat0sis",
        "ｋｅｒａｔｏｓｉｓ",
        "kera\u200btosis",
        "kera\u00adtosis",
        "kéràtösis",
        "squarnous",
        "dermato fibroma",
        "This is normal skin.",
        "eczema",
        "It may be psoriasis",
        "a wart",
        "stage III",
    ),
    "drug": (
        "Use imiquimod.",
        "Try 5-FU.",
        "Pembrolizumab helps.",
        "Take amoxicillin.",
        "Rub in hydrocortisone.",
        "tea tree oil",
        "lidocaine",
    ),
    "a drug that was not given": ("Apply a cream.", "Take a tablet.", "A pill helps.", "You need medication."),
    "dose": ("Take mg of it.", "twice daily", "a low dose"),
    "figure": (
        "Of ten people.",
        "5 of them",
        "99 %",
        "It is 87.32 %.",
        "87,30 %",
        "a 1 in x chance",
        "One in ten.",
        "²",
        "half of all people",
    ),
    "certainty": (
        "It is certain.",
        "definitely",
        "This proves it.",
        "Without doubt.",
        "100",
        "This spot is a melanoma.",
        "It is melanoma.",
        "You have melanoma.",
        "You have a skin cancer.",
        "The lesion is malignant.",
        "The picture shows a melanoma.",
        "The diagnosis is melanoma.",
        "You were diagnosed with melanoma.",
        "not only likely but certain",
        "Melanoma is confirmed.",
        "It must be a melanoma.",
        "We are certain of it.",
        "It is surely so.",
        "The cause is excluded.",
    ),
    "reassurance": (
        "It is harmless.",
        "There is no need to worry.",
        "No need to see anyone.",
        "Nothing to worry about.",
        "Don't worry.",
        "Don’t worry.",
        "This is not dangerous.",
        "It is not cancer.",
        "You can ignore it.",
        "You may delay the visit.",
        "It is a purely cosmetic matter.",
        "You can wait.",
        "Wait and see.",
        "There is no rush.",
        "Come back in a few months.",
        "It is just a spot.",
        "Good news!",
        "It is safe.",
        "It is unlikely to grow.",
        "It can be cured.",
        "no\u200b need",
        "harm-less",
        "h a r m l e s s",
        "rest assured",
    ),
    "benign": ("It is benign.", "a non-cancerous growth"),
    "link": ("See https://x.example", "www.example", "clinic.example", "mail me@here", "tel: 1"),
    "markup": ("<b>x</b>", "**x**", "# x", "[x](y)", "`x`", "&lt;x", "{x}", "a | b", "$x$", "\\x"),
    "characters of another script": (
        "mеlanoma",
        "黒色腫",
        "ميلانوما",
        "melan\u03bfma",
        "x\x07y",
        "🙂",
        "a\u0338b",
        "½",
    ),
    "leakage": (
        "As an AI language model",
        "My instructions say",
        "the JSON schema",
        "I cannot help",
        "the system prompt",
    ),
    "missing": ("", "   ", "...", "\u200b\u200b", "12"),
    "characters, expected": ("word " * 300,),
}


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in CARELESS.items() for text in texts])
def test_careless_words_may_not_stand(reason: str, text: str) -> None:
    found = faults(text)
    assert any(reason in fault for fault in found), found


@pytest.mark.parametrize(
    "text", ["It is a melanoma.", "This growth is benign.", "It may be malignant.", "Low risk.", "a tumour"]
)
def test_a_benign_result_is_held_to_its_own_words(text: str) -> None:
    facts = Facts("dermatofibroma", 80.0, "moderate")
    assert faults(text, facts)


@pytest.mark.parametrize(
    "slots", [{}, {"overview": "x"}, dict.fromkeys(SLOTS), {**GOOD, "more": "x"}, {**GOOD, "overview": 7}]
)
def test_anything_but_four_texts_is_refused(slots: dict[str, object]) -> None:
    assert check(slots, MELANOMA)


WORDS = [text for reason in ("drug", "certainty", "reassurance") for text in CARELESS[reason] if text.isascii()]
HIDDEN = st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u202e\u2066")


@unhurried
@given(st.data())
def test_no_invisible_character_hides_a_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORDS))
    at = data.draw(st.integers(0, len(word)))
    assert faults(f"The spot, {word[:at]}{data.draw(HIDDEN)}{word[at:]} so.")


@unhurried
@given(st.data())
def test_neither_letter_case_nor_full_width_hides_a_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORDS))
    swapped = "".join(char.upper() if data.draw(st.booleans()) else char for char in word)
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalpha() and data.draw(st.booleans()) else char for char in swapped)
    assert faults(f"The spot: {wide}")


@unhurried
@given(st.data())
def test_nothing_around_it_lifts_a_careless_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["harmless", "imiquimod", "without doubt", "you have melanoma", "no need"]))
    around = st.sampled_from([*body(MELANOMA).values(), *CAREFUL])
    assert faults(f"{data.draw(around)} {word} {data.draw(around)}")


@unhurried
@given(st.text(max_size=2 * LONGEST_SLOT))
def test_no_text_breaks_the_check_and_cleaning_settles(text: str) -> None:
    assert isinstance(faults(text), tuple)
    assert clean(clean(text)) == clean(text)


@unhurried
@given(
    st.dictionaries(
        st.sampled_from([*SLOTS, "x"]), st.none() | st.integers() | st.text(max_size=40) | st.lists(st.text())
    )
)
def test_no_shape_breaks_the_check(slots: dict[str, object]) -> None:
    assert isinstance(check(slots, NEVUS), tuple)
