"""HTTP for reviews: parse, authorise, call, answer."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.parts import parts
from lentigo.problems import NotFound
from lentigo.reviews.schemas import Case, Giving, Queue, QueueQuery, Verdict
from lentigo.submissions.answer import PICTURES
from lentigo.submissions.papers import MEDIA_TYPES, Form, file_name
from lentigo.submissions.schemas import SubmissionAnswer
from lentigo.web.files import described, private_file
from lentigo.web.requests import where

blueprint = APIBlueprint("reviews", __name__, tag="Reviews")

_UNDER_REVIEW: Any = {404: "Not under review"}


@blueprint.get("/reviews")
@requires(Right.REVIEW)
@blueprint.input(QueueQuery, location="query")
@blueprint.output(Queue)
def queue(query_data: QueueQuery) -> dict[str, Any]:
    """List what patients gave for review, most urgent first, then oldest."""
    return parts().reviews.queue(
        caller=caller(), state=query_data.state, after=query_data.after, limit=query_data.limit, where=where()
    )


@blueprint.get("/reviews/<reference>")
@requires(Right.REVIEW)
@blueprint.output(Case)
@blueprint.doc(responses=_UNDER_REVIEW)
def case(reference: str) -> dict[str, Any]:
    """Give one case with all probabilities and the person's earlier ones."""
    return parts().reviews.read(caller=caller(), reference=reference, where=where())


@blueprint.get("/reviews/<reference>/<what>")
@requires(Right.REVIEW)
@blueprint.doc(
    description="`what` is image, heatmap or thumbnail.",
    responses={**described("The picture", "image/*"), **_UNDER_REVIEW},
)
def case_picture(reference: str, what: str) -> Response:
    """Give a picture of a case; the heat map is to be laid over the image."""
    if what not in PICTURES:
        raise NotFound(f"There is no {what} here; expected one of {', '.join(PICTURES)}.")
    data, media_type = parts().reviews.picture(caller=caller(), reference=reference, what=what, where=where())
    return private_file(data, media_type)


@blueprint.get("/reviews/<reference>/report.pdf")
@requires(Right.REVIEW)
@blueprint.doc(responses={**described("The paper", MEDIA_TYPES["pdf"]), **_UNDER_REVIEW})
def report_pdf(reference: str) -> Response:
    """Give the report of a case as a PDF, in the doctor's language."""
    return _report(reference, "pdf")


@blueprint.get("/reviews/<reference>/report.fhir.json")
@requires(Right.REVIEW)
@blueprint.doc(responses={**described("A FHIR R4 bundle", MEDIA_TYPES["fhir"]), **_UNDER_REVIEW})
def report_fhir(reference: str) -> Response:
    """Give the report of a case for an electronic health record: a FHIR bundle, the PDF in it."""
    return _report(reference, "fhir")


@blueprint.get("/reviews/<reference>/report.dcm")
@requires(Right.REVIEW)
@blueprint.doc(responses={**described("An Encapsulated PDF", MEDIA_TYPES["dicom"]), **_UNDER_REVIEW})
def report_dicom(reference: str) -> Response:
    """Give the report of a case for a picture archive: a DICOM file, the PDF in it."""
    return _report(reference, "dicom")


@blueprint.post("/reviews/<reference>")
@requires(Right.REVIEW)
@blueprint.input(Verdict)
@blueprint.output(Case)
@blueprint.doc(responses={404: "Not under review", 409: "Somebody has given a word meanwhile"})
def decide(reference: str, json_data: Verdict) -> dict[str, Any]:
    """Confirm or correct a case, or change one's word; earlier words are kept."""
    return parts().reviews.decide(
        caller=caller(),
        reference=reference,
        decision=json_data.decision,
        condition=json_data.condition,
        note=json_data.note,
        version=json_data.version,
        where=where(),
    )


@blueprint.put("/submissions/<reference>/review")
@requires(Right.OWN_RECORDS)
@blueprint.input(Giving)
@blueprint.output(SubmissionAnswer)
@blueprint.doc(
    responses={403: "The consent to review by doctors is not given", 404: "No such submission of the caller"}
)
def give(reference: str, json_data: Giving) -> dict[str, Any]:
    """Give one of the own submissions to the doctors, or take it back."""
    return parts().submissions.give(caller=caller(), reference=reference, given=json_data.given, where=where())


def _report(reference: str, form: Form) -> Response:
    data = parts().reviews.report(caller=caller(), reference=reference, form=form, where=where())
    return private_file(data, MEDIA_TYPES[form], name=file_name(reference, form))
