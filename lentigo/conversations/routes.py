"""HTTP for conversations: parse, authorise, call, answer."""

from typing import Any

from apiflask import APIBlueprint

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.conversations.messages import Side
from lentigo.conversations.schemas import ConversationAnswer, KnownQuery, Seen, Writing
from lentigo.parts import parts
from lentigo.web.requests import where

blueprint = APIBlueprint("conversations", __name__, tag="Conversations")

_OWN: Any = {404: "No such submission of the caller"}
_CASE: Any = {404: "Not under review"}
_CLOSED: Any = {409: "Taken back from the doctors, or too many messages; the code says which"}


@blueprint.get("/submissions/<reference>/messages")
@requires(Right.OWN_RECORDS)
@blueprint.input(KnownQuery, location="query")
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses=_OWN)
def read(reference: str, query_data: KnownQuery) -> dict[str, Any]:
    """Give what the caller and the doctors wrote about one of the caller's submissions."""
    return _read("patient", reference, query_data)


@blueprint.post("/submissions/<reference>/messages")
@requires(Right.OWN_RECORDS)
@blueprint.input(Writing)
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses={403: "The consent to review by doctors is not given", **_OWN, **_CLOSED})
def write(reference: str, json_data: Writing) -> dict[str, Any]:
    """Write to the doctors about one of the own submissions."""
    return _write("patient", reference, json_data)


@blueprint.put("/submissions/<reference>/messages/seen")
@requires(Right.OWN_RECORDS)
@blueprint.input(Seen)
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses=_OWN)
def see(reference: str, json_data: Seen) -> dict[str, Any]:
    """Note that the caller has seen the doctors' messages."""
    return _see("patient", reference, json_data)


@blueprint.get("/reviews/<reference>/messages")
@requires(Right.REVIEW)
@blueprint.input(KnownQuery, location="query")
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses=_CASE)
def read_of_case(reference: str, query_data: KnownQuery) -> dict[str, Any]:
    """Give what the patient and the doctors wrote about a case."""
    return _read("doctor", reference, query_data)


@blueprint.post("/reviews/<reference>/messages")
@requires(Right.REVIEW)
@blueprint.input(Writing)
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses={**_CASE, **_CLOSED})
def answer(reference: str, json_data: Writing) -> dict[str, Any]:
    """Write to the patient of a case; answers all of the patient's messages that the doctor has read."""
    return _write("doctor", reference, json_data)


@blueprint.put("/reviews/<reference>/messages/seen")
@requires(Right.REVIEW)
@blueprint.input(Seen)
@blueprint.output(ConversationAnswer)
@blueprint.doc(responses=_CASE)
def settle(reference: str, json_data: Seen) -> dict[str, Any]:
    """Note that the patient's messages need no further answer."""
    return _see("doctor", reference, json_data)


def _read(side: Side, reference: str, query: KnownQuery) -> dict[str, Any]:
    ours = parts().conversations
    return ours.read(caller=caller(), side=side, reference=reference, known=query.known, where=where())


def _write(side: Side, reference: str, sent: Writing) -> dict[str, Any]:
    return parts().conversations.write(
        caller=caller(),
        side=side,
        reference=reference,
        text=sent.text,
        key=sent.key,
        known=sent.known,
        where=where(),
    )


def _see(side: Side, reference: str, sent: Seen) -> dict[str, Any]:
    ours = parts().conversations
    return ours.see(caller=caller(), side=side, reference=reference, number=sent.seen, where=where())
