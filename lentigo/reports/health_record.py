"""The report for an electronic health record: a FHIR bundle that a clinic's system takes in.

R4B, whose resources used here are those of R4 (http://hl7.org/fhir/R4B/). The machine's answer is an Observation and
its risk a RiskAssessment, both preliminary for good: what a doctor says is the DiagnosticReport's, which is final then,
and amended when the word is changed. The printed report stands in it as well, picture and all.
"""

import base64
import uuid
from collections.abc import Mapping
from typing import Any

from lentigo import __version__
from lentigo.conditions import Tier, catalogue, condition
from lentigo.reports.paper import Paper, banner, heading, place, remarks
from lentigo.reports.template import words

MEDIA_TYPE = "application/fhir+json"

CODE_SYSTEMS = {
    "icd10": "http://hl7.org/fhir/sid/icd-10",
    "icd11": "http://id.who.int/icd/release/11/mms",
    "snomed": "http://snomed.info/sct",
}
"""By the names that `conditions/` has for them; the addresses are those of https://terminology.hl7.org/."""

_RISK = "http://terminology.hl7.org/CodeSystem/risk-probability"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_TIERS: dict[Tier, str] = {"low": "low", "moderate": "moderate", "high": "high"}


def fhir_bundle(paper: Paper, *, record_id: str, person_id: str, pdf: bytes) -> bytes:
    """Write a report as a FHIR bundle in JSON; equal papers give equal bytes.

    Args:
        paper: What the report shows.
        record_id: Id of the submission, a UUID; the ids of the resources are derived from it, so that a report that is
            taken in twice is one report.
        person_id: Id of the person's account, a UUID.
        pdf: The printed report.
    """
    # Imported late: a server that nobody asks for a health record does without the five hundred classes.
    from fhir.resources.R4B.bundle import Bundle

    names = {name: f"urn:uuid:{uuid.uuid5(uuid.UUID(record_id), name)}" for name in _RESOURCES}
    names["patient"] = f"urn:uuid:{person_id}"
    entries: list[dict[str, Any]] = []
    for name, write in _RESOURCES.items():
        own = {"id": names[name].removeprefix("urn:uuid:"), "language": paper.facts.language}
        entries.append({"fullUrl": names[name], "resource": {**write(paper, names), **own}})
    entries[-1]["resource"]["presentedForm"] = [_attached(paper, pdf)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{record_id}"},
        "timestamp": _instant(paper),
        "entry": entries,
    }
    return str(Bundle.model_validate(bundle).model_dump_json()).encode()


def _patient(paper: Paper, names: Mapping[str, str]) -> dict[str, Any]:
    named = {"name": [{"text": paper.person}]} if paper.person else {}
    identifier = [{"system": "urn:ietf:rfc:3986", "value": names["patient"]}]
    return {"resourceType": "Patient", "identifier": identifier, **named}


def _device(paper: Paper, _names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Device",
        "deviceName": [{"name": "Lentigo", "type": "user-friendly-name"}],
        "version": [{"value": __version__}, {"type": {"text": "model"}, "value": paper.model}],
        "note": [{"text": catalogue(paper.facts.language).texts.disclaimer}],
    }


def _observation(paper: Paper, names: Mapping[str, str]) -> dict[str, Any]:
    language, facts = paper.facts.language, paper.facts
    # Without the marks that keep two directions of writing apart in print.
    site = place(paper).translate({0x2068: None, 0x2069: None})
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [{"coding": [_coding(_CATEGORY, "imaging")]}],
        "code": {"text": words(language)["paper"]["machine"]},
        "subject": {"reference": names["patient"]},
        "effectiveDateTime": paper.assessed,
        "device": {"reference": names["device"]},
        "method": {"text": paper.model},
        "valueCodeableConcept": _concept(facts.condition, language),
        **({"bodySite": {"text": site}} if site else {}),
        "note": [{"text": text} for text in (banner(paper), *remarks(paper)) if text],
        "component": [
            {"code": _concept(slug, language), "valueQuantity": _per_cent(share)}
            for slug, share in sorted(paper.probabilities.items(), key=lambda item: -item[1])
        ],
    }


def _risk_assessment(paper: Paper, names: Mapping[str, str]) -> dict[str, Any]:
    language, facts = paper.facts.language, paper.facts
    labels = words(language)["paper"]
    coding = [_coding(_RISK, _TIERS[facts.risk])] if facts.risk in _TIERS else []
    return {
        "resourceType": "RiskAssessment",
        "status": "preliminary",
        "subject": {"reference": names["patient"]},
        "occurrenceDateTime": paper.assessed,
        "performer": {"reference": names["device"]},
        "basis": [{"reference": names["observation"]}],
        "method": {"text": paper.model},
        "prediction": [
            {
                "outcome": {"text": labels["malignancy"]},
                # Per cent, as the field's own definition has it.
                **({} if facts.malignancy is None else {"probabilityDecimal": facts.malignancy}),
                "qualitativeRisk": {"text": heading(paper), **({"coding": coding} if coding else {})},
            }
        ],
        "mitigation": facts.next_step,
    }


def _report(paper: Paper, names: Mapping[str, str]) -> dict[str, Any]:
    language, word = paper.facts.language, paper.word
    labels = words(language)["paper"]
    said: dict[str, Any] = {}
    conclusion = [*([banner(paper)] if banner(paper) else []), *paper.slots.values()]
    status = "preliminary"
    if word is not None:
        title = labels["word_confirmed" if word.confirmed else "word_corrected"]
        name = condition(word.condition, language).name
        # The program's advice belongs to the program's answer: beside the doctor's it may say the contrary.
        conclusion = [f"{title}: {name}.", *([word.note] if word.note else [])]
        status = "final" if word.version == 1 else "amended"
        said = {
            "conclusionCode": [_concept(word.condition, language)],
            "resultsInterpreter": [{"display": word.doctor or labels["word_nobody"]}],
        }
    return {
        "resourceType": "DiagnosticReport",
        "status": status,
        "code": {"text": labels["title"]},
        "subject": {"reference": names["patient"]},
        "effectiveDateTime": paper.assessed,
        "issued": _instant(paper),
        "result": [{"reference": names["observation"]}],
        "conclusion": "\n\n".join([*conclusion, catalogue(language).texts.disclaimer]),
        **said,
    }


_RESOURCES = {
    "patient": _patient,
    "device": _device,
    "observation": _observation,
    "risk": _risk_assessment,
    "report": _report,
}
"""What writes each resource, in the order of the bundle; the report comes last."""


def _concept(slug: str, language: str) -> dict[str, Any]:
    known = condition(slug, language)
    codes = [(system, getattr(known, field)) for field, system in CODE_SYSTEMS.items()]
    coding = [_coding(system, code) for system, code in codes if code]
    return {"text": known.name, **({"coding": coding} if coding else {})}


def _coding(system: str, code: str) -> dict[str, str]:
    return {"system": system, "code": code}


def _per_cent(share: float) -> dict[str, Any]:
    return {"value": share, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}


def _attached(paper: Paper, pdf: bytes) -> dict[str, Any]:
    return {
        "contentType": "application/pdf",
        "language": paper.facts.language,
        "title": f"{words(paper.facts.language)['paper']['title']} {paper.number}",
        "creation": _instant(paper),
        "data": base64.b64encode(pdf).decode(),
    }


def _instant(paper: Paper) -> Any:
    """Give the moment from which on the report says what it says."""
    return paper.assessed if paper.word is None else max(paper.assessed, paper.word.time)
