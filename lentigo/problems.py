"""Everything that can be refused, as exceptions: what the caller did, in one plain sentence, with a stable code.

The web layer turns a Problem into the JSON error of the contract; the command line prints its message.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Problem(Exception):
    """A refusal that a person can understand and act on.

    Args:
        message: One plain sentence that says what was expected and what came.
        code: A stable slug that programs can test; each class has a default.
        details: One mapping a faulty field: ``{"field": ..., "message": ...}``.
        retry_after: Seconds after which the same request may succeed.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "bad_request"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        details: Sequence[Mapping[str, Any]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.details = list(details) if details else None
        self.retry_after = retry_after


class BadInput(Problem):
    """The request is malformed or a field is at fault (400)."""


class NotSignedIn(Problem):
    """No token, or one that does not open anything (401)."""

    status = 401
    default_code = "not_signed_in"


class Forbidden(Problem):
    """The account is known, but this is not for it (403)."""

    status = 403
    default_code = "forbidden"


class NotFound(Problem):
    """No such thing, or not the caller's (404)."""

    status = 404
    default_code = "not_found"


class Conflict(Problem):
    """The request contradicts what is stored (409)."""

    status = 409
    default_code = "conflict"


class TooLarge(Problem):
    """More bytes or pixels than are taken (413)."""

    status = 413
    default_code = "too_large"


class NotAPicture(Problem):
    """Not a picture that is read here (415)."""

    status = 415
    default_code = "not_a_picture"


class Unassessable(Problem):
    """A picture that should not be assessed; `details` says why, finding by finding (422)."""

    status = 422
    default_code = "unassessable"


class TooManyAttempts(Problem):
    """Too many tries in too short a time (429)."""

    status = 429
    default_code = "too_many_attempts"


class Unavailable(Problem):
    """A part that is needed does not answer, or is full (503)."""

    status = 503
    default_code = "unavailable"


class BadConfiguration(Problem):
    """A setting or a file on this machine keeps the program from starting."""

    status = 500
    default_code = "bad_configuration"
