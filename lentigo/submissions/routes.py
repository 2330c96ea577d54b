"""HTTP for submissions: parse, authorise, call, answer."""

import os
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.parts import parts
from lentigo.privacy.guard import consented
from lentigo.privacy.texts import Purpose
from lentigo.problems import NotFound, Problem
from lentigo.submissions.answer import PICTURES
from lentigo.submissions.papers import MEDIA_TYPES, Form, file_name
from lentigo.submissions.schemas import (
    Deleted,
    DeletionQuery,
    HistoryQuery,
    PredictForm,
    PredictHeaders,
    PredictQuery,
    SignedQuery,
    SubmissionAnswer,
)
from lentigo.vision.room import Room
from lentigo.web.files import described, private_file
from lentigo.web.listing import TotalHeader
from lentigo.web.metrics import ASSESSED, REFUSED
from lentigo.web.requests import PICTURE_PATH, where

UPLOADS = Room(64_000_000)
"""Memory for files that came and files that are kept, of all requests together; the next ones wait on the disk."""

blueprint = APIBlueprint("submissions", __name__, tag="Assessments")

_HISTORY: Any = list[SubmissionAnswer]  # APIFlask reads lists of models, but its annotations do not say so


@blueprint.post(PICTURE_PATH)
@requires(Right.ASSESS)
@consented(Purpose.STORAGE)
@blueprint.input(PredictHeaders, location="headers")
@blueprint.input(PredictQuery, location="query")
@blueprint.input(PredictForm, location="form_and_files")
@blueprint.output(SubmissionAnswer)
@blueprint.doc(
    responses={
        404: "No such lesion of the caller's",
        409: "What was sent under this key was deleted, or is being sent at this moment",
        413: "More bytes or pixels than are taken: 20 MB and 50 megapixels, unless set otherwise",
        415: "Not a picture that is read here",
        422: "A picture that should not be assessed; `force` assesses it all the same. Or another picture than the "
        "first under this key",
        503: "Too many pictures are waiting",
    },
)
def predict(headers_data: PredictHeaders, query_data: PredictQuery, form_and_files_data: PredictForm) -> dict[str, Any]:
    """Assess a picture; keep it with its assessment and report.

    Sent again under the same `Idempotency-Key`, it is kept once, and answered with what the first time has made.
    """
    upload = form_and_files_data.image
    size = upload.seek(0, os.SEEK_END)
    upload.seek(0)
    try:
        with UPLOADS.take(2 * size):
            sent = parts().submissions.submit(
                caller=caller(),
                data=upload.read(),
                force=query_data.force or form_and_files_data.force,
                tta=query_data.tta or form_and_files_data.tta,
                where=where(),
                key=headers_data.key,
                lesion_id=form_and_files_data.lesion_id or None,
            )
    except Problem as problem:
        REFUSED.labels(problem.code).inc()
        raise
    answer = sent.told
    if not sent.again:
        ASSESSED.labels(answer["class"], answer["risk"], answer["report_source"]).inc()
    return answer


@blueprint.get("/submissions")
@requires(Right.OWN_RECORDS)
@blueprint.input(HistoryQuery, location="query")
@blueprint.output(_HISTORY, headers=TotalHeader)
def history(query_data: HistoryQuery) -> tuple[list[dict[str, Any]], int, dict[str, str]]:
    """List the caller's own submissions, newest first; the header X-Total-Count tells how many there are in all.

    The next page is asked for with `before`, the smallest `id` of this one.
    """
    ours, wanted = parts().submissions, query_data.wanted
    found = ours.history(
        caller=caller(), before=query_data.before, limit=query_data.limit, wanted=wanted, where=where()
    )
    return found, 200, {"X-Total-Count": str(ours.count(caller(), wanted))}


@blueprint.get("/submissions/<reference>")
@requires(Right.OWN_RECORDS)
@blueprint.output(SubmissionAnswer)
def read(reference: str) -> dict[str, Any]:
    """Give one of the caller's submissions."""
    return parts().submissions.read(caller=caller(), reference=reference, where=where())


@blueprint.get(f"/submissions/<reference>/<any({', '.join(PICTURES)}):what>")
@requires(Right.OWN_RECORDS, unless=lambda: "signature" in request.args)
@blueprint.input(SignedQuery, location="query")
@blueprint.doc(
    description="`what` is image, heatmap or thumbnail. A signed address needs no token.",
    responses=described("The picture", "image/*"),
)
def picture(reference: str, what: str, query_data: SignedQuery) -> Response:
    """Give a picture of a submission; the heat map is to be laid over the image."""
    ours = parts().submissions
    if query_data.signature is None:
        return private_file(*ours.picture(caller=caller(), reference=reference, what=what, where=where()))
    return private_file(
        *ours.signed_picture(
            reference=reference,
            what=what,
            expires=query_data.expires or "",
            signature=query_data.signature,
            where=where(),
        )
    )


@blueprint.get("/nearest/<case>/thumbnail")
@requires(Right.OWN_RECORDS)
@blueprint.doc(responses=described("The small picture", "image/webp"))
def nearest_thumbnail(case: str) -> Response:
    """Give the small picture of a nearest case: a training picture of the model in use whose licence allows it."""
    index = parts().classifier.neighbours
    found = None if index is None else index.thumbnail(case)
    if found is None:
        raise NotFound("The model in use holds no small picture of such a training picture.")
    response = Response(found, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@blueprint.get("/submissions/<reference>/report.pdf")
@requires(Right.OWN_RECORDS)
@blueprint.doc(responses=described("The paper", MEDIA_TYPES["pdf"]))
def report_pdf(reference: str) -> Response:
    """Give the report of a submission as a PDF: picture, heat map, result, text, disclaimer."""
    return _report(reference, "pdf")


@blueprint.get("/submissions/<reference>/report.fhir.json")
@requires(Right.OWN_RECORDS)
@blueprint.doc(responses=described("A FHIR R4 bundle", MEDIA_TYPES["fhir"]))
def report_fhir(reference: str) -> Response:
    """Give the report of a submission for an electronic health record: a FHIR bundle, the PDF in it."""
    return _report(reference, "fhir")


@blueprint.delete("/submissions/<reference>")
@requires(Right.OWN_RECORDS)
@blueprint.input(DeletionQuery, location="query")
@blueprint.output(Deleted)
def remove(reference: str, query_data: DeletionQuery) -> dict[str, Any]:
    """Delete one of the caller's submissions with its pictures; with `undo` it can be had back for a short while."""
    until = parts().submissions.remove(caller=caller(), reference=reference, undo=query_data.undo, where=where())
    back = None if until is None else f"/submissions/{reference}/restore"
    return {"message": "The submission was deleted.", "undo_until": until, "restore_url": back}


@blueprint.post("/submissions/<reference>/restore")
@requires(Right.OWN_RECORDS)
@blueprint.output(SubmissionAnswer)
@blueprint.doc(responses={404: "No such deleted submission, or its time is over"})
def restore(reference: str) -> dict[str, Any]:
    """Have a submission back that was deleted with `undo` a moment ago."""
    return parts().submissions.restore(caller=caller(), reference=reference, where=where())


@blueprint.get("/submissions/<reference>/report.dcm")
@requires(Right.OWN_RECORDS)
@blueprint.doc(responses=described("An Encapsulated PDF", MEDIA_TYPES["dicom"]))
def report_dicom(reference: str) -> Response:
    """Give the report of a submission for a picture archive: a DICOM file, the PDF in it."""
    return _report(reference, "dicom")


def _report(reference: str, form: Form) -> Response:
    data = parts().submissions.report(caller=caller(), reference=reference, form=form, where=where())
    return private_file(data, MEDIA_TYPES[form], name=file_name(reference, form))
