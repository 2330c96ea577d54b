"""HTTP for oversight: parse, authorise, call, answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from apiflask import APIBlueprint
from flask import Response, request

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.oversight.schemas import Overseen, OverseenQuery
from lentigo.parts import parts
from lentigo.problems import NotFound
from lentigo.submissions.answer import PICTURES
from lentigo.web.files import described, private_file
from lentigo.web.requests import where

blueprint = APIBlueprint("oversight", __name__, tag="Oversight")

_OVERSEEN: Any = list[Overseen]  # APIFlask reads lists of models, but its annotations do not say so
_PICTURE: Any = {**described("The picture", "image/*"), 404: "No such submission"}

View = TypeVar("View", bound=Callable[..., Any])


def allowed(view: View) -> View:
    """Guard a route: 403 unless the setting lets administrators read; stands below `requires`."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        route = f"{request.method} {request.url_rule.rule if request.url_rule else ''}"
        parts().oversight.demand(caller=caller(), route=route, where=where())
        return view(*args, **kwargs)

    return cast(View, guarded)


@blueprint.get("/oversight/submissions")
@requires(Right.OVERSEE)
@allowed
@blueprint.input(OverseenQuery, location="query")
@blueprint.output(_OVERSEEN)
def listed(query_data: OverseenQuery) -> list[dict[str, Any]]:
    """List a person's submissions, newest first; only where LENTIGO_ADMINS_READ_RECORDS is set."""
    return parts().oversight.listed(
        caller=caller(), owner=query_data.owner, before=query_data.before, limit=query_data.limit, where=where()
    )


@blueprint.get("/oversight/submissions/<reference>")
@requires(Right.OVERSEE)
@allowed
@blueprint.output(Overseen)
@blueprint.doc(responses={404: "No such submission"})
def read(reference: str) -> dict[str, Any]:
    """Give anybody's submission; only where LENTIGO_ADMINS_READ_RECORDS is set."""
    return parts().oversight.read(caller=caller(), reference=reference, where=where())


@blueprint.get("/oversight/submissions/<reference>/<what>")
@requires(Right.OVERSEE)
@allowed
@blueprint.doc(description="`what` is image, heatmap or thumbnail.", responses=_PICTURE)
def picture(reference: str, what: str) -> Response:
    """Give a picture of anybody's submission; only where LENTIGO_ADMINS_READ_RECORDS is set."""
    if what not in PICTURES:
        raise NotFound(f"There is no {what} here; expected one of {', '.join(PICTURES)}.")
    data, media_type = parts().oversight.picture(caller=caller(), reference=reference, what=what, where=where())
    return private_file(data, media_type)
