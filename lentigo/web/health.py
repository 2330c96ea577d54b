"""Whether the service lives, and whether the parts that it needs answer."""

import time
from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field

from lentigo import __version__
from lentigo.accounts.permissions import public
from lentigo.parts import parts
from lentigo.problems import Problem

blueprint = APIBlueprint("health", __name__, tag="Service")


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])
    version: str


class PartState(BaseModel):
    """Whether one part answers."""

    ready: bool
    message: str
    milliseconds: float


class Readiness(BaseModel):
    """Whether pictures can be assessed and kept right now."""

    status: str = Field(examples=["ready", "not ready"])
    parts: dict[str, PartState]


@blueprint.get("/healthz")
@public
@blueprint.output(Alive)
def alive() -> dict[str, Any]:
    """Say that the process answers; touches no part."""
    return {"status": "ok", "version": __version__}


@blueprint.get("/readyz")
@public
@blueprint.output(Readiness)
@blueprint.doc(responses={503: "A part does not answer"})
def ready() -> ResponseReturnValue:
    """Ask store, pictures and model whether they answer; 503 when one does not."""
    states = part_states()
    good = all(state.ready for state in states.values())
    answer = Readiness(status="ready" if good else "not ready", parts=states)
    response = jsonify(answer.model_dump())
    response.status_code = 200 if good else 503
    return response


def part_states() -> dict[str, PartState]:
    """Ask every part that is needed whether it answers."""
    checks: dict[str, Callable[[], object]] = {
        "records": parts().records.ping,
        "pictures": parts().blobs.ping,
        "model": parts().classifier.ping,
    }
    return {name: _state(check) for name, check in checks.items()}


def _state(check: Callable[[], object]) -> PartState:
    start = time.perf_counter()
    try:
        check()
        good, message = True, "answers"
    except Problem as problem:
        good, message = False, problem.message
    return PartState(ready=good, message=message, milliseconds=round(1000 * (time.perf_counter() - start), 2))
