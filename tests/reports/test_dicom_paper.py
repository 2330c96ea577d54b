"""The report for a picture archive: a DICOM file that holds the PDF, and whose it is."""

import dataclasses
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import EncapsulatedPDFStorage
from pydicom.valuerep import validate_value

from lentigo.reports.dicom_paper import dicom_file
from lentigo.reports.paper import DoctorsWord, Paper
from tests.reports.test_paper import paper
from tests.server import Server

RECORD = "01a22296-0ca6-71eb-84b6-20a123d15646"
OWNER = "01a22296-0ca6-71eb-84b6-20a123d15647"
SAID = DoctorsWord(True, "melanoma", "Come in.", "Dr House", datetime(2026, 11, 24, 8, 30, tzinfo=UTC))

NEEDED = (
    "SOPClassUID SOPInstanceUID PatientName PatientID PatientBirthDate PatientSex StudyInstanceUID StudyDate StudyTime "
    "ReferringPhysicianName StudyID AccessionNumber Modality SeriesInstanceUID SeriesNumber Manufacturer "
    "ConversionType InstanceNumber ContentDate ContentTime AcquisitionDateTime BurnedInAnnotation DocumentTitle "
    "ConceptNameCodeSequence MIMETypeOfEncapsulatedDocument EncapsulatedDocument"
)
"""What PS3.3 asks for of an Encapsulated PDF, types 1 and 2."""


def written(of: Paper, pdf: bytes = b"%PDF-1.7 odd") -> Dataset:
    return read(dicom_file(of, record_id=RECORD, person_id=OWNER, pdf=pdf))


def read(data: bytes) -> Dataset:
    """Read a file as an archive does, and find everything that the standard asks for, each value well formed."""
    file = dcmread(io.BytesIO(data))
    assert file.SOPClassUID == EncapsulatedPDFStorage
    assert [name for name in NEEDED.split() if name not in file] == []
    for element in file:
        if element.VR not in {"OB", "SQ", "UL", "PN"} and element.value not in (None, ""):
            validate_value(element.VR, str(element.value), 2)
    return file


@pytest.mark.parametrize("pdf", [b"%PDF-1.7 odd", b"%PDF-1.7 even"], ids=["odd", "even"])
def test_the_pdf_comes_out_as_it_went_in(pdf: bytes) -> None:
    file = written(paper(), pdf)
    assert file.EncapsulatedDocument[: file.EncapsulatedDocumentLength] == pdf
    assert len(file.EncapsulatedDocument) % 2 == 0


def test_it_says_whose_it_is_and_when_it_was_assessed() -> None:
    file = written(paper())
    assert (str(file.PatientName), file.PatientID) == ("Ada Lovelace", OWNER)
    assert (file.StudyDate, file.StudyTime, file.TimezoneOffsetFromUTC) == ("20261122", "104403", "+0000")
    assert (file.StudyID, file.Modality, file.BurnedInAnnotation) == ("17", "DOC", "YES")


def test_a_doctor_s_word_makes_another_instance_of_the_same_series() -> None:
    before, after = written(paper(), b"%PDF before"), written(paper(word=SAID), b"%PDF after")
    assert (before.StudyInstanceUID, before.SeriesInstanceUID) == (after.StudyInstanceUID, after.SeriesInstanceUID)
    assert before.SOPInstanceUID != after.SOPInstanceUID
    assert (before.VerificationFlag, after.VerificationFlag) == ("UNVERIFIED", "VERIFIED")
    assert (after.ContentDate, after.StudyDate) == ("20261124", "20261122")
    again = dicom_file(paper(), record_id=RECORD, person_id=OWNER, pdf=b"%PDF before")
    assert again == dicom_file(paper(), record_id=RECORD, person_id=OWNER, pdf=b"%PDF before")
    assert read(again).SOPInstanceUID == before.SOPInstanceUID


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Zoë ليلى 王", "Zoë ليلى 王"),
        ("A^B=C\\D", "A B C D"),
        ("tab\there", "tabhere"),
        ("x" * 200, "x" * 64),
        (None, ""),
    ],
)
def test_any_name_is_one_well_formed_component(name: Any, kept: str) -> None:
    assert str(written(paper(person=name)).PatientName) == kept


def test_a_model_s_name_is_one_value_whatever_stands_in_it() -> None:
    assert written(paper(model="mine\\yours 1")).ManufacturerModelName == "mine yours 1"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_title_is_in_the_language_of_the_report(language: str) -> None:
    facts = dataclasses.replace(paper().facts, language=language)
    assert written(paper(facts=facts)).DocumentTitle != written(paper()).DocumentTitle


def test_owner_and_doctor_fetch_it(server: Server, melanoma: bytes) -> None:
    person = server.user("archive@home.example", name="Ada Archive")
    doctor = server.user("archive.doctor@clinic.example", role="doctor", name="Dr Archive")
    number = person.upload(melanoma, expect=200).json()["id"]
    for who, address in ((person, f"/submissions/{number}"), (doctor, f"/reviews/{number}")):
        answer = who.get(f"{address}/report.dcm", expect=200)
        assert answer.headers["content-type"] == "application/dicom"
        file = read(answer.content)
        assert str(file.PatientName) == "Ada Archive"
        assert file.EncapsulatedDocument.startswith(b"%PDF")
        assert (
            who.get(f"{address}/report.pdf", expect=200).content
            == file.EncapsulatedDocument[: file.EncapsulatedDocumentLength]
        )
