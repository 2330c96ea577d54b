"""Answers that are no JSON: pictures and papers, which nobody but the one who asked may keep."""

from typing import Any

from flask import Response

Described = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]


def described(what: str, media_type: str) -> Described:
    """Describe such an answer for the OpenAPI document.

    Args:
        what: A few words.
        media_type: Such as `image/*`.
    """
    return {200: {"description": what, "content": {media_type: {}}}}


def private_file(data: bytes, media_type: str, *, name: str | None = None) -> Response:
    """Answer with a file that no cache may keep.

    Args:
        data: Its bytes.
        media_type: Its type.
        name: What it is called where it is saved; None where it is to be shown.
    """
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = "private, no-store"
    if name is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
