"""What is printed."""

import dataclasses
import io
import time
from datetime import UTC, datetime
from typing import get_args

import pytest
from PIL import Image
from pypdf import PdfReader

from lentigo.conditions import catalogue, languages, next_step, slugs
from lentigo.lesions.naming import Side, Site
from lentigo.reports.facts import Facts
from lentigo.reports.paper import LONGEST_EDGE, Paper, Spot, report_pdf
from lentigo.reports.template import remark, template, words
from lentigo.vision.assessment import Finding
from lentigo.vision.outliers import CODE as UNLIKE_SKIN
from lentigo.vision.quality import MESSAGES


def picture(width: int = 600, height: int = 450, form: str = "JPEG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(out, form)
    return out.getvalue()


def paper(**changes: object) -> Paper:
    facts = Facts("melanoma", 87.31, "high", malignancy=89.9, alternatives=(("melanocytic nevus", 6.2),))
    shares = dict.fromkeys(slugs(), 1.0) | {"melanoma": 87.31}
    whole = Paper(
        facts=facts,
        slots=template(facts),
        source="template",
        probabilities=shares,
        picture=picture(),
        heatmap=picture(224, 168, "PNG", "RGBA"),
        assessed=datetime(2026, 11, 22, 10, 44, 3, tzinfo=UTC),
        model="lentigo-resnet50 2026.11.1",
        number="17",
        person="Ada Lovelace",
    )
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(read.split())


def test_everything_is_on_one_a4_page() -> None:
    pdf = report_pdf(paper())
    reader = PdfReader(io.BytesIO(pdf))
    text = text_of(pdf)
    assert len(reader.pages) == 1
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (595, 842)
    for expected in (
        "Melanoma",
        "87.3%",
        "89.9%",
        next_step("high"),
        "Ada Lovelace",
        "17",
        "22 November 2026, 10:44 UTC",
        "lentigo-resnet50 2026.11.1",
        "fixed template",
        catalogue().texts.disclaimer,
        "Dermatofibroma",
        "C43.9",
    ):
        assert expected in text, expected
    for slot in template(paper().facts).values():
        assert " ".join(slot.split()) in text


@pytest.mark.parametrize("language", languages())
def test_the_spot_stands_in_the_head_in_every_language_with_every_site(language: str) -> None:
    labels = words(language)["paper"]
    assert set(labels["sites"]) == set(get_args(Site))
    assert set(labels["sides"]) == set(get_args(Side))
    facts = dataclasses.replace(paper().facts, language=language)
    text = text_of(report_pdf(paper(facts=facts, spot=Spot("forearm", "left", "X <b> #3"))))
    # The letters of Arabic are extracted in the order in which they are drawn.
    expected = "X <b> #3" if language == "ar" else f"{labels['sites']['forearm']}, "
    assert expected in text
    assert labels["sites"]["scalp"] not in text_of(report_pdf(paper(facts=facts, spot=None)))


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
def test_what_was_noticed_about_a_picture_is_said_in_the_language_of_the_paper(language: str) -> None:
    said = words(language)["paper"]["remarks"]
    assert set(said) >= {*MESSAGES, UNLIKE_SKIN}
    for code, message in MESSAGES.items():
        assert remark(Finding(code, message, 0.0, 0.0, stops=False), language) == said[code] != message


def test_the_picture_and_the_heat_map_are_embedded() -> None:
    images = PdfReader(io.BytesIO(report_pdf(paper()))).pages[0].images
    assert {image.image.size for image in images if image.image} == {(600, 450), (224, 168)}
    alone = PdfReader(io.BytesIO(report_pdf(paper(heatmap=None)))).pages[0].images
    assert {image.image.size for image in alone if image.image} == {(600, 450)}


def test_an_uncertain_result_says_so_before_anything_else() -> None:
    facts = Facts("normal skin", 44.0, "not assessed", uncertain=True)
    text = text_of(report_pdf(paper(facts=facts, slots=template(facts))))
    assert text.index(catalogue().texts.uncertain) < text.index("MOST LIKELY")
    assert "Urgent" not in text


def test_an_urgent_result_without_a_tier_says_why_and_is_red() -> None:
    facts = Facts("squamous cell carcinoma", 44.0, "not assessed", uncertain=True, malignancy=65.3, urgent=True)
    printed = report_pdf(paper(facts=facts, slots=template(facts)))
    text = text_of(printed)
    assert "some of the likely ones are skin cancers" in text
    assert "Urgent, risk not assessed" in text
    assert catalogue().risks["high"].next_step in text
    plain = Facts("squamous cell carcinoma", 44.0, "not assessed", uncertain=True, malignancy=20.0)
    assert [b"0.639" in drawn(one) for one in (printed, report_pdf(paper(facts=plain, slots=template(plain))))] == [
        True, False,
    ], "the red of a high risk, for this one alone"  # fmt: skip


def drawn(pdf: bytes) -> bytes:
    """What is drawn on the first page."""
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    return bytes(contents.get_data())


HOSTILE = (
    '#import "@preview/x:1.0.0": *',
    '#panic("x")',
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "\\ \\u{41} \\n",
    "*bold* _it_ $x^2$ @ref `raw`",
    "= heading",
    "// gone",
    "]) #sys.inputs",
    '", "x": "',
    "{{ 7*7 }} {person}",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_printed_as_they_are(hostile: str) -> None:
    slots = dict.fromkeys(template(paper().facts), f"before {hostile} after")
    text = text_of(report_pdf(paper(person=hostile, slots=slots, quality=(hostile,), number=hostile, model=hostile)))
    assert text.count(f"before {' '.join(hostile.split())} after") == 4
    assert text.count(" ".join(hostile.split())) >= 7


@pytest.mark.parametrize(
    "person", ["דנה כהן", "فاطمة الزهراء", "Nguyễn Thị Ánh", "O’Neil\x00\u202e\u0007", "李小龍", "", None, "x" * 5000]
)
def test_any_name_gives_a_report(person: str | None) -> None:
    assert report_pdf(paper(person=person)).startswith(b"%PDF")


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert report_pdf(paper()) == report_pdf(paper())


def test_a_screen_reader_finds_a_language_a_title_and_words_for_the_pictures() -> None:
    reader = PdfReader(io.BytesIO(report_pdf(paper())))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert "Skin-lesion assessment" in str(reader.metadata.title)


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("WEBP", "RGB"), ("TIFF", "CMYK"), ("PNG", "P")]
)
def test_any_picture_that_is_kept_can_be_printed(form: str, mode: str) -> None:
    assert report_pdf(paper(picture=picture(300, 200, form, mode))).startswith(b"%PDF")


def test_a_large_picture_makes_a_small_report_quickly() -> None:
    large = picture(4000, 3000)
    report_pdf(paper())
    started = time.monotonic()
    pdf = report_pdf(paper(picture=large))
    assert time.monotonic() - started < 3
    assert len(pdf) < 1_000_000
    sizes = [image.image.size for image in PdfReader(io.BytesIO(pdf)).pages[0].images if image.image]
    assert max(max(size) for size in sizes) <= LONGEST_EDGE


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("slug", slugs())
def test_every_condition_can_be_printed_in_every_language_on_one_page(slug: str, language: str) -> None:
    facts = Facts(slug, 41.2, "not assessed", uncertain=True, malignancy=30.0, urgent=True, language=language)
    pdf = report_pdf(paper(facts=facts, slots=template(facts), quality=("A note.",)))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
