"""The one module that names rights: who may do what, and the guard that stands before a route."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast

from flask import current_app, request
from flask_jwt_extended import get_current_user, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from lentigo.problems import Forbidden, NotSignedIn

REFUSALS = "lentigo.refusals"
"""Where the application keeps the RefusalListener."""

_BEARER = re.compile(r"Bearer +[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{1,1200}\.[A-Za-z0-9_-]{0,400}")


class Role(StrEnum):
    """What an account is."""

    USER = "user"
    DOCTOR = "doctor"
    ADMIN = "admin"


class Right(StrEnum):
    """What an account may be allowed to do."""

    OWN_ACCOUNT = "own_account"
    """See and change the own account; the only right before approval."""
    ASSESS = "assess"
    """Have a picture assessed and a report written."""
    OWN_RECORDS = "own_records"
    """Read and delete the own submissions."""
    REVIEW = "review"
    """Read the records of other persons and judge them."""
    MANAGE_ACCOUNTS = "manage_accounts"
    """See, approve, create and delete accounts."""
    READ_AUDIT = "read_audit"
    """Search the audit."""
    OVERSEE = "oversee"
    """Read the records of other persons as an administrator; a setting must let them as well."""
    OPERATE = "operate"
    """See the figures of the running service."""


_EVERYBODY = frozenset({Right.OWN_ACCOUNT, Right.ASSESS, Right.OWN_RECORDS})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.USER: _EVERYBODY,
    Role.DOCTOR: _EVERYBODY | {Right.REVIEW},
    Role.ADMIN: _EVERYBODY | {Right.MANAGE_ACCOUNTS, Right.READ_AUDIT, Right.OVERSEE, Right.OPERATE},
}
"""The rights of each role, once the account is approved."""

BEFORE_APPROVAL = frozenset({Right.OWN_ACCOUNT})
"""What an account may do that nobody has approved yet."""

BEFORE_OWN_PASSWORD = _EVERYBODY
"""What an account may do whose password somebody else has chosen: nothing that concerns another person."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The account behind a request, as it stands in the store at this moment."""

    id: str
    email: str
    name: str
    role: Role
    approved: bool
    must_change_password: bool
    session: str
    """Id of the session that the token belongs to."""
    language: str = "en"
    """Code of the language that the person is written to in."""


class RefusalListener(Protocol):
    """Is told of every request that lacked a right."""

    def __call__(self, *, caller: Caller, right: Right, route: str, code: str, where: str | None) -> None:
        """Take note of a refusal; `route` is the pattern of the address, which names nobody."""


def check(caller: Caller, right: Right) -> None:
    """Make sure that an account has a right.

    Raises:
        Forbidden: It has not; the code says whether role, approval or the password stands in the way.
    """
    if not caller.approved and right not in BEFORE_APPROVAL:
        raise Forbidden("This account is waiting for an administrator's approval.", code="not_approved")
    if right not in RIGHTS[caller.role]:
        raise Forbidden(f"The role {caller.role} may not do this.", code="wrong_role")
    if caller.must_change_password and right not in BEFORE_OWN_PASSWORD:
        raise Forbidden(
            "Set a password of your own first: the present one was chosen by somebody else.",
            code="must_change_password",
        )


def caller() -> Caller:
    """Give the account behind the present request; only below `requires`."""
    return cast(Caller, get_current_user())


def signed_in() -> Caller:
    """Verify the token of the present request.

    Raises:
        NotSignedIn: There is none, or it opens nothing (any more).
    """
    # Two headers arrive joined by a comma; and what is no token at all need not trouble the parser.
    if not _BEARER.fullmatch(request.headers.get("Authorization", "")):
        raise NotSignedIn("Sign in first: the header `Authorization: Bearer <token>` is missing or not a token.")
    try:
        verify_jwt_in_request()
    except (JWTExtendedException, PyJWTError, RecursionError) as error:
        raise NotSignedIn("Sign in again: this token is not valid, or no longer.") from error
    return caller()


View = TypeVar("View", bound=Callable[..., Any])


def requires(right: Right, *, unless: Callable[[], bool] | None = None) -> Callable[[View], View]:
    """Guard a route: a valid token (401) and the right (403), before anything of the request is read.

    Args:
        right: What the account must be allowed to do.
        unless: Tells that the request brings another key than a token, such as a signed address; the view checks it.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if unless is not None and unless():
                return view(*args, **kwargs)
            someone = signed_in()
            try:
                check(someone, right)
            except Forbidden as refusal:
                _tell(someone, right, refusal.code)
                raise
            return view(*args, **kwargs)

        guarded.__dict__["right"] = right
        guarded.__dict__["_spec"] = _documented(getattr(view, "_spec", {}), right)
        return cast(View, guarded)

    return guard


def public(view: View) -> View:
    """Mark a route that needs no token, so that forgetting `requires` and meaning it look different."""
    view.__dict__["public"] = True
    return view


def right_of(view: Callable[..., Any]) -> Right | None:
    """Tell which right guards a route; None where none does."""
    return cast(Right | None, view.__dict__.get("right"))


def is_public(view: Callable[..., Any]) -> bool:
    """Tell whether a route was marked as open to anyone."""
    return bool(view.__dict__.get("public", False))


def _documented(spec: dict[str, Any], right: Right) -> dict[str, Any]:
    """Add to APIFlask's description of a view what the guard may answer."""
    responses = spec.get("responses") or {}
    if isinstance(responses, list):
        responses = {status: HTTPStatus(status).phrase for status in responses}
    if right not in BEFORE_APPROVAL:
        responses = {403: "Not approved, or not with this role", **responses}
    return {**spec, "security": "Bearer", "responses": responses or None}


def _tell(someone: Caller, right: Right, code: str) -> None:
    listener: RefusalListener | None = current_app.extensions.get(REFUSALS)
    if listener is not None:
        route = request.url_rule.rule if request.url_rule else ""
        listener(caller=someone, right=right, route=f"{request.method} {route}", code=code, where=request.remote_addr)
