"""HTTP for lesions: parse, authorise, call, answer."""

from typing import Any

from apiflask import APIBlueprint

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.lesions.schemas import LesionAnswer, LesionFields, Placing
from lentigo.parts import parts
from lentigo.privacy.guard import consented
from lentigo.privacy.texts import Purpose
from lentigo.submissions.schemas import SubmissionAnswer
from lentigo.web.answers import Message
from lentigo.web.requests import where

blueprint = APIBlueprint("lesions", __name__, tag="Lesions")

_LESIONS: Any = list[LesionAnswer]  # APIFlask reads lists of models, but its annotations do not say so
_NO_SUCH: Any = {404: "No such lesion of the caller's"}


@blueprint.get("/lesions")
@requires(Right.OWN_RECORDS)
@blueprint.output(_LESIONS)
def all_of() -> list[dict[str, Any]]:
    """List the spots that the caller follows, newest first; `/submissions?lesion_id=` lists the pictures of one."""
    return parts().lesions.all_of(caller=caller(), where=where())


@blueprint.post("/lesions")
@requires(Right.OWN_RECORDS)
@consented(Purpose.STORAGE)
@blueprint.input(LesionFields)
@blueprint.output(LesionAnswer, status_code=201)
@blueprint.doc(responses={409: "The caller follows as many as one person may"})
def add(json_data: LesionFields) -> dict[str, Any]:
    """Begin to follow a spot."""
    return parts().lesions.add(caller=caller(), fields=json_data.model_dump(), where=where())


@blueprint.get("/lesions/<lesion>")
@requires(Right.OWN_RECORDS)
@blueprint.output(LesionAnswer)
@blueprint.doc(responses=_NO_SUCH)
def read(lesion: str) -> dict[str, Any]:
    """Give one of the caller's spots."""
    return parts().lesions.read(caller=caller(), lesion_id=lesion, where=where())


@blueprint.put("/lesions/<lesion>")
@requires(Right.OWN_RECORDS)
@consented(Purpose.STORAGE)
@blueprint.input(LesionFields)
@blueprint.output(LesionAnswer)
@blueprint.doc(responses=_NO_SUCH)
def change(lesion: str, json_data: LesionFields) -> dict[str, Any]:
    """Change what one of the caller's spots is called, or where it is."""
    return parts().lesions.change(caller=caller(), lesion_id=lesion, fields=json_data.model_dump(), where=where())


@blueprint.delete("/lesions/<lesion>")
@requires(Right.OWN_RECORDS)
@blueprint.output(Message)
@blueprint.doc(responses=_NO_SUCH)
def remove(lesion: str) -> dict[str, str]:
    """Follow a spot no longer; its pictures stay in the history."""
    parts().lesions.remove(caller=caller(), lesion_id=lesion, where=where())
    return {"message": "The spot is no longer followed; its pictures are kept."}


@blueprint.put("/submissions/<reference>/lesion")
@requires(Right.OWN_RECORDS)
@blueprint.input(Placing)
@blueprint.output(SubmissionAnswer)
@blueprint.doc(
    responses={
        403: "The consent to keep pictures is not given; taking off needs none",
        404: "No such submission, or no such lesion, of the caller's",
    }
)
def place(reference: str, json_data: Placing) -> dict[str, Any]:
    """Say which spot one of the own submissions shows, or that it shows none that is followed."""
    if json_data.lesion_id is not None:
        parts().consents.demand(caller().id, Purpose.STORAGE, where=where())
    return parts().lesions.place(caller=caller(), reference=reference, lesion_id=json_data.lesion_id, where=where())
