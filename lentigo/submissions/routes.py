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
from lentigo.submissions.schemas import (
    HistoryQuery,
    Message,
    PredictForm,
    PredictQuery,
    SignedQuery,
    SubmissionAnswer,
)
from lentigo.vision.room import Room
from lentigo.web.metrics import ASSESSED, REFUSED
from lentigo.web.requests import where

UPLOADS = Room(64_000_000)
"""Memory for files that came and files that are kept, of all requests together; the next ones wait on the disk."""

blueprint = APIBlueprint("submissions", __name__, tag="Assessments")

_HISTORY: Any = list[SubmissionAnswer]  # APIFlask reads lists of models, but its annotations do not say so


def _binary(description: str, media_type: str) -> dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]:
    """Describe an answer that is no JSON."""
    return {200: {"description": description, "content": {media_type: {}}}}


@blueprint.post("/predict")
@requires(Right.ASSESS)
@consented(Purpose.STORAGE)
@blueprint.input(PredictQuery, location="query")
@blueprint.input(PredictForm, location="form_and_files")
@blueprint.output(SubmissionAnswer)
@blueprint.doc(
    responses={
        413: "More than 20 MB or 50 megapixels",
        415: "Not a picture that is read here",
        422: "A picture that should not be assessed; `force` assesses it all the same",
        503: "Too many pictures are waiting",
    },
)
def predict(query_data: PredictQuery, form_and_files_data: PredictForm) -> dict[str, Any]:
    """Assess a picture; keep it with its assessment and report."""
    upload = form_and_files_data.image
    size = upload.seek(0, os.SEEK_END)
    upload.seek(0)
    try:
        with UPLOADS.take(2 * size):
            answer = parts().submissions.submit(
                caller=caller(),
                data=upload.read(),
                force=query_data.force or form_and_files_data.force,
                where=where(),
            )
    except Problem as problem:
        REFUSED.labels(problem.code).inc()
        raise
    ASSESSED.labels(answer["class"], answer["risk"], answer["report_source"]).inc()
    return answer


@blueprint.get("/submissions")
@requires(Right.OWN_RECORDS)
@blueprint.input(HistoryQuery, location="query")
@blueprint.output(_HISTORY)
def history(query_data: HistoryQuery) -> list[dict[str, Any]]:
    """List the caller's own submissions, newest first."""
    return parts().submissions.history(caller=caller(), before=query_data.before, limit=query_data.limit, where=where())


@blueprint.get("/submissions/<reference>")
@requires(Right.OWN_RECORDS)
@blueprint.output(SubmissionAnswer)
def read(reference: str) -> dict[str, Any]:
    """Give one of the caller's submissions."""
    return parts().submissions.read(caller=caller(), reference=reference, where=where())


@blueprint.get("/submissions/<reference>/<what>")
@requires(Right.OWN_RECORDS, unless=lambda: "signature" in request.args)
@blueprint.input(SignedQuery, location="query")
@blueprint.doc(
    description="`what` is image, heatmap or thumbnail. A signed address needs no token.",
    responses=_binary("The picture", "image/*"),
)
def picture(reference: str, what: str, query_data: SignedQuery) -> Response:
    """Give a picture of a submission; the heat map is to be laid over the image."""
    if what not in PICTURES:
        raise NotFound(f"There is no {what} here; expected one of {', '.join(PICTURES)}.")
    ours = parts().submissions
    if query_data.signature is None:
        return _bytes(*ours.picture(caller=caller(), reference=reference, what=what, where=where()))
    return _bytes(
        *ours.signed_picture(
            reference=reference,
            what=what,
            expires=query_data.expires or "",
            signature=query_data.signature,
            where=where(),
        )
    )


@blueprint.get("/submissions/<reference>/report.pdf")
@requires(Right.OWN_RECORDS)
@blueprint.doc(responses=_binary("The paper", "application/pdf"))
def report_pdf(reference: str) -> Response:
    """Give the report of a submission as a PDF: picture, heat map, result, text, disclaimer."""
    data = parts().submissions.report_pdf(caller=caller(), reference=reference, where=where())
    response = _bytes(data, "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="lentigo-report-{reference}.pdf"'
    return response


@blueprint.delete("/submissions/<reference>")
@requires(Right.OWN_RECORDS)
@blueprint.output(Message)
def remove(reference: str) -> dict[str, str]:
    """Delete one of the caller's submissions with its pictures."""
    parts().submissions.remove(caller=caller(), reference=reference, where=where())
    return {"message": "The submission was deleted."}


def _bytes(data: bytes, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response
