"""The report of a submission to take away: as a PDF, for an electronic health record, or for a picture archive."""

from collections.abc import Mapping
from typing import Any, Literal

from lentigo.reports import dicom_paper, health_record
from lentigo.reports.facts import Facts
from lentigo.reports.paper import DoctorsWord, Paper, Spot, report_pdf
from lentigo.reports.template import remark
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record
from lentigo.submissions.answer import per_cent
from lentigo.submissions.assessments import from_record
from lentigo.submissions.pictures import picture_of
from lentigo.submissions.wording import worded

Form = Literal["pdf", "fhir", "dicom"]

MEDIA_TYPES: dict[Form, str] = {
    "pdf": "application/pdf",
    "fhir": health_record.MEDIA_TYPE,
    "dicom": dicom_paper.MEDIA_TYPE,
}
ACTS: dict[Form, str] = {"pdf": "report.downloaded", "fhir": "report.exported", "dicom": "report.exported"}
"""What the audit calls it."""
_ENDINGS: dict[Form, str] = {"pdf": "pdf", "fhir": "fhir.json", "dicom": "dcm"}


def file_name(reference: str, form: Form) -> str:
    """Name the file in which a report is saved."""
    return f"lentigo-report-{reference}.{_ENDINGS[form]}"


def set_report(
    record: Record,
    form: Form,
    *,
    blobs: Blobs,
    person: str | None,
    language: str,
    review: Mapping[str, Any] | None,
    lesion: Mapping[str, Any] | None,
) -> bytes:
    """Set the report of a submission; see `paper_of` for what it is made of.

    Args:
        record: The stored submission.
        form: How it is to be set.
        blobs: Where its picture is kept.
        person: Name of its owner.
        language: Code of the language of whoever asks for it.
        review: What a doctor has said, as it is told.
        lesion: The followed lesion that it shows, as it is told.

    Raises:
        NotFound: The picture store has the picture no longer.
        Unavailable: The picture cannot be read, or too many others are being read.
    """
    picture, _ = picture_of(record, "image", blobs)
    heatmap, _ = picture_of(record, "heatmap", blobs)
    paper = paper_of(
        record, person=person, language=language, picture=picture, heatmap=heatmap, review=review, lesion=lesion
    )
    pdf = report_pdf(paper)
    if form == "pdf":
        return pdf
    write = health_record.fhir_bundle if form == "fhir" else dicom_paper.dicom_file
    return write(paper, record_id=record["id"], person_id=record["owner_id"], pdf=pdf)


def paper_of(
    record: Record,
    *,
    person: str | None,
    language: str,
    picture: bytes,
    heatmap: bytes,
    review: Mapping[str, Any] | None,
    lesion: Mapping[str, Any] | None,
) -> Paper:
    """Put together what the printed report of a submission shows.

    Args:
        record: The stored submission.
        person: Name of its owner.
        language: Code of the language of whoever asks for it.
        picture: The kept picture.
        heatmap: The heat map, to be laid over it.
        review: What a doctor has said, as it is told; None, or waiting, when nothing was said.
        lesion: The followed lesion that it shows, as it is told; None when it shows none.
    """
    assessment = from_record(record["assessment"])
    slots, source = worded(record, language)
    return Paper(
        facts=Facts.of_assessment(assessment, language),
        slots=slots,
        source=source,
        probabilities={name: per_cent(value) for name, value in assessment.probabilities.items()},
        picture=picture,
        heatmap=heatmap,
        assessed=record["created"],
        model=assessment.model,
        number=str(record["number"]),
        person=person,
        quality=tuple(remark(finding, language) for finding in assessment.quality),
        spot=None if lesion is None else Spot(lesion["site"], lesion["side"], lesion["name"]),
        forced=assessment.forced,
        word=_printed(review),
    )


def _printed(review: Mapping[str, Any] | None) -> DoctorsWord | None:
    if review is None or review["state"] == "waiting":
        return None
    return DoctorsWord(
        confirmed=review["state"] == "confirmed",
        condition=review["class"],
        note=review["note"],
        doctor=review["doctor"],
        time=review["time"],
        version=review["version"],
    )
