"""HTTP for what people decide about their own data: parse, authorise, call, answer."""

import threading
from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.accounts.routes import COOKIE, COOKIE_PATH, accounts
from lentigo.accounts.schemas import AccountAnswer
from lentigo.parts import parts
from lentigo.privacy import schemas
from lentigo.privacy.export import stream
from lentigo.problems import NotFound, Unavailable
from lentigo.storage.records import now
from lentigo.web.answers import Message
from lentigo.web.requests import where

blueprint = APIBlueprint("privacy", __name__, tag="Privacy")

EXPORTS_AT_ONCE = 2
"""Exports that one process writes at the same time: each takes a thread as long as it is downloaded."""

_exporting: set[str] = set()
"""Ids of the accounts whose export is being written."""
_exports = threading.Lock()
_ZIP: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {"description": "A zip file, written while it is read", "content": {"application/zip": {}}},
    503: {"description": "Other exports are being written; try again"},
}
_CONSENTS: Any = list[schemas.ConsentAnswer]  # APIFlask reads lists of models, but its annotations do not say so


@blueprint.get("/account/consents")
@requires(Right.OWN_ACCOUNT)
@blueprint.input(schemas.ConsentQuery, location="query")
@blueprint.output(_CONSENTS)
def consents(query_data: schemas.ConsentQuery) -> list[schemas.ConsentAnswer]:
    """List the own consents, one for each purpose, with the texts that are asked for now."""
    language = query_data.language or caller().language
    return [schemas.ConsentAnswer.of(consent, language) for consent in parts().consents.of(caller().id)]


@blueprint.put("/account/consents/<purpose>")
@requires(Right.OWN_ACCOUNT)
@blueprint.input(schemas.ConsentDecision)
@blueprint.output(schemas.ConsentAnswer)
@blueprint.doc(responses={404: "No such purpose", 409: "The text has another version by now"})
def decide(purpose: str, json_data: schemas.ConsentDecision) -> schemas.ConsentAnswer:
    """Give or withdraw one consent; obeyed at once."""
    consent = parts().consents.decide(
        caller().id, purpose, given=json_data.given, version=json_data.version, where=where()
    )
    return schemas.ConsentAnswer.of(consent, caller().language)


@blueprint.get("/account/export")
@requires(Right.OWN_ACCOUNT)
@blueprint.doc(responses=_ZIP)
def export() -> Response:
    """Give all that is kept of the caller: account, consents, lesions, each submission with its pictures and PDF."""
    someone, origin = caller(), where()
    account = accounts().store.get(someone.id)
    if account is None:
        raise NotFound("There is no such account, or no longer.")
    release = _take_turn(someone.id)
    try:
        pieces = stream(
            account=AccountAnswer.of(account).model_dump(mode="json", by_alias=True),
            consents=parts().consents.history(someone.id),
            lesions=parts().lesions.everything(someone),
            submissions=parts().submissions.everything(caller=someone, where=origin),
        )
        count = parts().submissions.count(someone)
        parts().audit.record(
            who=someone.id, what="account.exported", record=someone.id, where=origin, detail={"submissions": count}
        )
        response = Response(pieces, mimetype="application/zip")
    except BaseException:
        release()
        raise
    response.call_on_close(release)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="lentigo-export-{now():%Y-%m-%d}.zip"'
    return response


@blueprint.delete("/account")
@requires(Right.OWN_ACCOUNT)
@blueprint.input(schemas.Farewell)
@blueprint.output(Message)
@blueprint.doc(responses={409: "The last administrator", 429: "Too many wrong passwords"})
def erase(json_data: schemas.Farewell) -> ResponseReturnValue:
    """Erase the own account with everything that belongs to it, for good."""
    accounts().erase_own(caller=caller(), password=json_data.password, where=where())
    response = make_response(jsonify(message="Your account and everything that belongs to it was deleted."))
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=request.is_secure, httponly=True, samesite="Strict")
    return response


def _take_turn(account_id: str) -> Callable[[], None]:
    """Begin an export; gives what ends it. Raises Unavailable."""
    with _exports:
        if account_id in _exporting:
            raise Unavailable("Your data are being downloaded already; wait until that has ended.", retry_after=30)
        if len(_exporting) >= EXPORTS_AT_ONCE:
            raise Unavailable("Other people are downloading their data at this moment; try again.", retry_after=30)
        _exporting.add(account_id)

    def release() -> None:
        with _exports:
            _exporting.discard(account_id)

    return release
