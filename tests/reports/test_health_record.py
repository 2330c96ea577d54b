"""The report for a health record: valid FHIR whose parts find each other, and no diagnosis but a doctor's."""

import base64
import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from lentigo.conditions import catalogue, condition, languages, next_step, slugs
from lentigo.reports.facts import Facts
from lentigo.reports.health_record import CODE_SYSTEMS, fhir_bundle
from lentigo.reports.paper import DoctorsWord, Paper, Spot
from lentigo.reports.template import template
from tests.reports.test_paper import paper
from tests.server import Person, Server

RECORD = "01a22296-0ca6-71eb-84b6-20a123d15646"
OWNER = "01a22296-0ca6-71eb-84b6-20a123d15647"
SEEN = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def resources(of: Paper, pdf: bytes = b"%PDF-1.7") -> dict[str, dict[str, Any]]:
    """The resources by their type, once the whole has been read as FHIR and every reference leads somewhere."""
    written = fhir_bundle(of, record_id=RECORD, person_id=OWNER, pdf=pdf)
    return read(json.loads(written))


def read(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    Bundle.model_validate(bundle)
    known = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert all(address == f"urn:uuid:{resource['id']}" for address, resource in known.items())
    assert set(references(bundle["entry"])) <= set(known)
    return {resource["resourceType"]: resource for resource in known.values()}


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [found for inner in value.values() for found in references(inner)]
    return [found for inner in value for found in references(inner)] if isinstance(value, list) else []


def facts(**changes: object) -> Facts:
    return dataclasses.replace(paper().facts, **changes)  # type: ignore[arg-type]


def word(**changes: object) -> DoctorsWord:
    said = DoctorsWord(confirmed=True, condition="melanoma", note="Come in.", doctor="Dr House", time=SEEN)
    return dataclasses.replace(said, **changes)  # type: ignore[arg-type]


def test_without_a_doctor_everything_is_preliminary_and_nothing_is_concluded() -> None:
    told = resources(paper(spot=Spot("back", "left", "Below the collar")))
    assert told["Patient"]["name"] == [{"text": "Ada Lovelace"}]
    machine = told["Observation"]
    assert machine["status"] == told["DiagnosticReport"]["status"] == told["RiskAssessment"]["status"] == "preliminary"
    assert machine["valueCodeableConcept"]["text"] == "Melanoma"
    assert machine["bodySite"] == {"text": "Back, left (Below the collar)"}
    assert len(machine["component"]) == len(slugs())
    assert machine["component"][0]["valueQuantity"]["value"] == 87.31
    (predicted,) = told["RiskAssessment"]["prediction"]
    assert predicted["probabilityDecimal"] == 89.9
    assert predicted["qualitativeRisk"]["coding"][0]["code"] == "high"
    assert told["RiskAssessment"]["mitigation"] == next_step("high")
    report = told["DiagnosticReport"]
    assert "conclusionCode" not in report
    assert "resultsInterpreter" not in report
    assert report["conclusion"].endswith(catalogue().texts.disclaimer)
    assert told["Device"]["note"] == [{"text": catalogue().texts.disclaimer}]


def test_what_a_doctor_said_is_the_whole_conclusion_and_the_machine_s_answer_stays_preliminary() -> None:
    shown = paper(word=word(confirmed=False, condition="melanocytic nevus", doctor=None))
    corrected = resources(shown)
    assert corrected["Observation"]["status"] == "preliminary"
    report = corrected["DiagnosticReport"]
    assert report["status"] == "final"
    assert not [text for text in shown.slots.values() if text in report["conclusion"]]
    assert [one["text"] for one in report["conclusionCode"]] == ["Melanocytic nevus"]
    assert report["resultsInterpreter"] == [{"display": "A doctor of this service"}]
    assert report["conclusion"].startswith("A doctor has looked at the picture and corrects the program's answer: Mel")
    assert "Come in." in report["conclusion"]
    assert report["issued"] == "2026-11-24T08:30:00Z"


def test_a_word_that_was_changed_amends_the_report() -> None:
    again = resources(paper(word=word(version=2)))
    assert (again["DiagnosticReport"]["status"], again["Observation"]["status"]) == ("amended", "preliminary")


def test_an_urgent_answer_without_a_tier_says_so_and_bears_no_coded_risk() -> None:
    urgent = facts(confidence=41.0, risk="not assessed", uncertain=True, urgent=True)
    told = resources(paper(facts=urgent, slots=template(urgent)))
    (predicted,) = told["RiskAssessment"]["prediction"]
    assert predicted["qualitativeRisk"] == {"text": "Urgent, risk not assessed"}
    assert told["RiskAssessment"]["mitigation"] == next_step("high")
    assert told["Observation"]["note"][0]["text"].startswith(catalogue().texts.uncertain)
    assert told["DiagnosticReport"]["conclusion"].startswith(catalogue().texts.uncertain)


def test_the_codes_are_those_of_the_conditions() -> None:
    told = resources(paper())
    written = {one["code"]["text"]: one["code"].get("coding", []) for one in told["Observation"]["component"]}
    for slug in slugs():
        known = condition(slug)
        codes = {system: getattr(known, field) for field, system in CODE_SYSTEMS.items() if getattr(known, field)}
        assert {one["system"]: one["code"] for one in written[known.name]} == codes


@pytest.mark.parametrize("language", languages())
def test_every_language_is_written_and_named(language: str) -> None:
    spoken = facts(language=language)
    told = resources(paper(facts=spoken, slots=template(spoken), spot=Spot("forearm", "right", "")))
    assert {resource["language"] for resource in told.values()} == {language}
    assert told["Observation"]["valueCodeableConcept"]["text"] == condition("melanoma", language).name


def test_the_printed_report_stands_in_it_and_equal_papers_give_equal_bytes() -> None:
    attached = resources(paper(), b"%PDF-1.7 whole")["DiagnosticReport"]["presentedForm"]
    assert [base64.b64decode(one["data"]) for one in attached] == [b"%PDF-1.7 whole"]
    once, again = (fhir_bundle(paper(), record_id=RECORD, person_id=OWNER, pdf=b"x") for _ in range(2))
    assert once == again


def fetched(person: Person, address: str) -> dict[str, dict[str, Any]]:
    answer = person.get(address, expect=200)
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].endswith('.fhir.json"')
    return read(answer.json())


def test_owner_and_doctor_fetch_it_each_in_their_own_language(server: Server, melanoma: bytes) -> None:
    person = server.user("record@home.example", name="Ada Record")
    doctor = server.user("record.doctor@clinic.example", role="doctor", name="Dr Record")
    doctor.patch("/account", json={"language": "fr"}, expect=200)
    sent = person.upload(melanoma, expect=200).json()
    doctor.post(f"/reviews/{sent['id']}", json={"decision": "confirmed", "note": "Come in."}, expect=200)

    own = fetched(person, f"/submissions/{sent['id']}/report.fhir.json")
    seen = fetched(doctor, f"/reviews/{sent['id']}/report.fhir.json")

    assert (own["Patient"]["name"], seen["Patient"]["name"]) == ([{"text": "Ada Record"}],) * 2
    assert (own["DiagnosticReport"]["language"], seen["DiagnosticReport"]["language"]) == ("en", "fr")
    assert own["DiagnosticReport"]["id"] == seen["DiagnosticReport"]["id"]
    assert own["DiagnosticReport"]["resultsInterpreter"] == [{"display": "Dr Record"}]
    printed = doctor.get(f"/reviews/{sent['id']}/report.pdf", expect=200)
    assert printed.content.startswith(b"%PDF")
    assert base64.b64decode(seen["DiagnosticReport"]["presentedForm"][0]["data"]) == printed.content
    account = doctor.get("/account", expect=200).json()["_id"]
    lines = server.admin().get(f"/audit?who={account}&limit=50", expect=200).json()["lines"]
    told = [line["what"] for line in lines if line["what"].startswith("report.") and line["record"] == sent["_id"]]
    assert sorted(told) == ["report.downloaded", "report.exported"]
