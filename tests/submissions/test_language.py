"""Reports and papers are in the language of the person who reads them, with the doctor's word above the machine's."""

import io

import pytest
from pypdf import PdfReader

from lentigo.conditions import catalogue, condition, next_step, slugs
from lentigo.reports.template import words
from tests.server import Person, Server


def text_of(pdf: bytes) -> str:
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(read.split())


@pytest.fixture
def person(server: Server, request: pytest.FixtureRequest) -> Person:
    """A person of the test's own."""
    return server.user(f"{abs(hash(request.node.name))}@home.example")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_report_is_written_in_the_language_of_the_account(person: Person, melanoma: bytes, language: str) -> None:
    person.patch("/account", json={"language": language}, expect=200)
    sent = person.upload(melanoma, expect=200).json()
    assert sent["language"] == language
    assert sent["class"] in slugs(), "the contract's names stay what they are"
    assert sent["next_step"] == next_step(sent["risk"], language)
    assert sent["report"]["recommendation"].startswith(sent["next_step"])
    assert condition(sent["class"], language).why_early in sent["report"]["importance_of_early_detection"]
    assert sent["disclaimer"] == catalogue(language).texts.disclaimer
    asked = person.post("/generate_report", json={"submission_id": sent["id"]}, expect=200).json()
    assert asked["report"] == sent["report"]
    bare = {"class": "melanoma", "confidence": 90}
    written = person.post("/generate_report", json=bare, expect=200).json()["report"]["recommendation"]
    assert written.startswith(next_step("high", language))
    in_english = person.post("/generate_report", json={**bare, "language": "en"}, expect=200).json()
    assert in_english["report"]["recommendation"].startswith(next_step("high"))
    pdf = person.get(f"/submissions/{sent['id']}/report.pdf", expect=200).content
    assert f"/Lang ({language})".encode() in pdf or PdfReader(io.BytesIO(pdf)).root_object["/Lang"] == language


def test_who_changes_the_language_reads_earlier_reports_in_the_new_one(person: Person, melanoma: bytes) -> None:
    sent = person.upload(melanoma, expect=200).json()
    person.patch("/account", json={"language": "fr"}, expect=200)
    read = person.get(f"/submissions/{sent['id']}", expect=200).json()
    assert (sent["language"], read["language"]) == ("en", "fr")
    assert read["report"]["recommendation"].startswith(next_step(sent["risk"], "fr"))
    text = text_of(person.get(f"/submissions/{sent['id']}/report.pdf", expect=200).content)
    assert catalogue("fr").texts.disclaimer in text
    assert words("fr")["paper"]["title"] in text
    person.patch("/account", json={"language": "en"}, expect=200)
    assert person.get(f"/submissions/{sent['id']}", expect=200).json()["report"] == sent["report"]


def test_the_paper_shows_the_doctors_word_and_a_doctor_reads_in_the_own_language(
    server: Server, person: Person, melanoma: bytes
) -> None:
    doctor = server.user("medecin@clinic.example", role="doctor", name="Dr Knock")
    doctor.patch("/account", json={"language": "fr"}, expect=200)
    sent = person.upload(melanoma, expect=200).json()
    address = f"/submissions/{sent['id']}/report.pdf"
    assert "Dr Knock" not in text_of(person.get(address, expect=200).content)
    body = {"decision": "corrected", "class": "vascular lesion", "note": "It blanches under glass."}
    case = doctor.post(f"/reviews/{sent['id']}", json=body, expect=200).json()
    assert (case["language"], case["next_step"]) == ("fr", next_step(sent["risk"], "fr"))
    text = text_of(person.get(address, expect=200).content)
    labels = words("en")["paper"]
    order = [labels["word_corrected"], "Vascular lesion", "It blanches under glass.", "Dr Knock", labels["machine"]]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
