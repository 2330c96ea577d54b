"""The guard of routes that need the caller's own consent."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from lentigo.accounts.permissions import caller
from lentigo.parts import parts
from lentigo.privacy.texts import Purpose
from lentigo.web.requests import where

View = TypeVar("View", bound=Callable[..., Any])


def consented(purpose: Purpose) -> Callable[[View], View]:
    """Guard a route: 403 without the caller's consent, before the body is validated; stands below `requires`.

    Args:
        purpose: What the route uses the caller's data for.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            parts().consents.demand(caller().id, purpose, where=where())
            return view(*args, **kwargs)

        return cast(View, guarded)

    return guard
