"""The printed report for a picture archive: an Encapsulated PDF (DICOM PS3.3 A.45.1), which a PACS keeps and shows."""

import hashlib
import io
import unicodedata
import uuid

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, EncapsulatedPDFStorage, ExplicitVRLittleEndian

from lentigo import __version__
from lentigo.reports.paper import Paper
from lentigo.reports.template import words

MEDIA_TYPE = "application/dicom"

_ROOT = "2.25"
"""Under it everybody may turn a UUID into a UID (PS3.5 B.2)."""

_LONGEST = 64
"""Characters of a long string, and of a name (PS3.5 6.2)."""


def dicom_file(paper: Paper, *, record_id: str, person_id: str, pdf: bytes) -> bytes:
    """Write a report as a DICOM file; equal papers give equal bytes.

    Study and series are those of the submission. The instance is that of these very words, set by this very version:
    where a doctor says something, the report becomes another one of the same series, since what an archive holds is
    never changed.

    Args:
        paper: What the report shows.
        record_id: Id of the submission, a UUID.
        person_id: Id of the person's account, a UUID.
        pdf: The printed report.
    """
    file = Dataset()
    file.file_meta = FileMetaDataset()
    file.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID = EncapsulatedPDFStorage
    file.file_meta.MediaStorageSOPInstanceUID = file.SOPInstanceUID = _uid(
        record_id, f"instance {__version__} {hashlib.sha256(pdf).hexdigest()}"
    )
    file.SpecificCharacterSet = "ISO_IR 192"
    _add_patient_and_study(file, paper, record_id, person_id)
    _add_document(file, paper, record_id, pdf)
    out = io.BytesIO()
    file.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _add_patient_and_study(file: Dataset, paper: Paper, record_id: str, person_id: str) -> None:
    file.PatientName, file.PatientID = _one_value(paper.person or ""), person_id
    file.PatientBirthDate = file.PatientSex = ""  # asked for by the standard, not known here
    file.StudyInstanceUID = _uid(record_id, "study")
    file.StudyDate, file.StudyTime = f"{paper.assessed:%Y%m%d}", f"{paper.assessed:%H%M%S}"
    file.StudyID = paper.number[:16]
    file.StudyDescription = words(paper.facts.language)["paper"]["title"][:_LONGEST]
    file.AccessionNumber = file.ReferringPhysicianName = ""
    file.TimezoneOffsetFromUTC = "+0000"


def _add_document(file: Dataset, paper: Paper, record_id: str, pdf: bytes) -> None:
    said = paper.assessed if paper.word is None else max(paper.assessed, paper.word.time)
    file.Modality, file.ConversionType = "DOC", "WSD"
    file.SeriesInstanceUID, file.SeriesNumber, file.InstanceNumber = _uid(record_id, "series"), 1, 1
    file.Manufacturer, file.ManufacturerModelName = "Lentigo", _one_value(paper.model)
    file.SoftwareVersions = __version__
    file.ContentDate, file.ContentTime = f"{said:%Y%m%d}", f"{said:%H%M%S}"
    file.AcquisitionDateTime = f"{paper.assessed:%Y%m%d%H%M%S}"
    file.BurnedInAnnotation = "YES"  # the person's name stands on the paper
    file.VerificationFlag = "UNVERIFIED" if paper.word is None else "VERIFIED"
    file.DocumentTitle = words(paper.facts.language)["paper"]["title"]
    file.ConceptNameCodeSequence = []
    file.MIMETypeOfEncapsulatedDocument = "application/pdf"
    file.EncapsulatedDocumentLength = len(pdf)
    file.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)


def _uid(record_id: str, name: str) -> UID:
    return UID(f"{_ROOT}.{uuid.uuid5(uuid.UUID(record_id), name).int}")


def _one_value(text: str) -> str:
    """Give a text as one value of one component: what separates those and what cannot be shown is left out."""
    kept = (one if one not in "^=\\" else " " for one in text if unicodedata.category(one)[0] != "C")
    return "".join(kept)[:_LONGEST]
