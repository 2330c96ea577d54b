"""The doctor's word on paper: above the machine's result, in each language, and nothing in it is markup."""

import dataclasses
import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from lentigo.conditions import condition, languages
from lentigo.reports.facts import Facts
from lentigo.reports.paper import DoctorsWord, report_pdf
from lentigo.reports.template import template, words
from tests.reports.test_paper import paper, text_of

WORD = DoctorsWord(
    confirmed=False,
    condition="vascular lesion",
    note="Please come in next week.\n#strong[not markup] <b>$x$</b>",
    doctor="Dr Gregory House",
    time=datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
)


def test_the_word_stands_above_the_machines_result_with_name_time_and_note() -> None:
    text = text_of(report_pdf(paper(word=WORD)))
    labels = words("en")["paper"]
    places = [
        text.index(part)
        for part in (
            labels["word_corrected"], "Vascular lesion", "Please come in next week.", "#strong[not markup] <b>$x$</b>",
            "Dr Gregory House, 23 November 2026, 08:05 UTC", labels["machine"], "87.3%",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_a_confirmation_and_a_doctor_who_is_no_more() -> None:
    text = text_of(report_pdf(paper(word=dataclasses.replace(WORD, confirmed=True, doctor=None, note=""))))
    assert words("en")["paper"]["word_confirmed"] in text
    assert "A doctor of this service, 23 November 2026" in text


def test_without_a_word_there_is_no_word_of_it() -> None:
    text = text_of(report_pdf(paper()))
    assert words("en")["paper"]["word_corrected"] not in text
    assert words("en")["paper"]["machine"] not in text


@pytest.mark.parametrize("language", languages())
def test_it_is_printed_in_each_language_and_conforms_to_pdf_ua(language: str) -> None:
    facts = Facts("melanoma", 87.31, "high", malignancy=89.9, language=language)
    pdf = report_pdf(paper(facts=facts, slots=template(facts), word=WORD))
    assert b"pdfuaid" in pdf
    if language != "ar":  # extracted Arabic comes as presentation forms
        text = text_of(pdf)
        assert words(language)["paper"]["word_corrected"] in text
        assert condition("vascular lesion", language).name in text


def test_a_long_note_flows_on_and_loses_nothing() -> None:
    lines = [f"Line {number} of what a doctor has to say about it." for number in range(70)]
    pdf = report_pdf(paper(word=dataclasses.replace(WORD, note="\n".join(lines))))
    text = text_of(pdf)
    assert all(line in text for line in lines)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 2
