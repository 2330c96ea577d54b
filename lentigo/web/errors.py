"""Every error, whatever raised it, as the JSON of the contract: no stack trace, no HTML, nothing internal."""

import logging
from collections.abc import Mapping
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response, g, jsonify, request
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lentigo.problems import Problem
from lentigo.web.requests import FORM_MEMORY_BYTES, FORM_PARTS

log = logging.getLogger(__name__)

_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_attempts",
    503: "unavailable",
}

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    408: "The request did not arrive in time.",
    415: "The content type of the request is not one that is read here.",
}


class FieldFault(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="Path of the field, such as `password`.")
    message: str = Field(description="What was expected.")


class ErrorAnswer(BaseModel):
    """The form of every error."""

    error: str = Field(description="One plain sentence.")
    message: str = Field(description="The same sentence.")
    code: str = Field(description="A stable slug.")
    request_id: str = Field(description="Names this request in the log.")
    details: list[dict[str, Any]] | None = Field(default=None, description="The fields or findings at fault, if any.")


def answer_error(
    status: int,
    message: str,
    code: str | None = None,
    *,
    details: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build the answer for an error.

    Args:
        status: HTTP status.
        message: One plain sentence.
        code: A stable slug; by default the one of the status.
        details: One entry a field or finding at fault.
        headers: Further headers, such as Retry-After.
    """
    body: dict[str, Any] = {
        "error": message,
        "message": message,
        "code": code or _CODES.get(status, "error"),
        "request_id": g.get("request_id", ""),
    }
    if details:
        body["details"] = details
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers or {})
    return response


def _from_problem(problem: Problem) -> Response:
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    details = [dict(detail) for detail in problem.details] if problem.details else None
    if problem.status >= 500:
        log.warning("%s %s: %s (request %s)", request.method, route(), problem.message, g.get("request_id", ""))
    return answer_error(problem.status, problem.message, problem.code, details=details, headers=headers)


def _from_validation(error: HTTPError) -> Response:
    """Turn APIFlask's faults, by location and field, into one sentence and a list."""
    locations: Mapping[str, Any] = error.detail if isinstance(error.detail, Mapping) else {}
    details = [
        {"field": field, "message": "; ".join(str(message).removeprefix("Value error, ") for message in messages)}
        for fields in locations.values()
        if isinstance(fields, Mapping)
        for field, messages in fields.items()
    ]
    if not details:
        return answer_error(error.status_code, error.message or "The request could not be read.")
    sentence = "; ".join(
        fault["message"] if fault["field"] == "_schema" else f"{fault['field']}: {fault['message']}"
        for fault in details
    )
    return answer_error(error.status_code, sentence, "invalid_input", details=details)


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    message = _SENTENCES.get(status) or error.description or "The request could not be answered."
    if isinstance(error, RequestEntityTooLarge):
        message = _too_large(request.content_length, request.max_content_length) or message
    kept = {name: value for name, value in error.get_headers() if name.lower() in {"allow", "retry-after", "location"}}
    return answer_error(status, message, headers=kept)


def _too_large(length: int | None, limit: int | None) -> str:
    """Say which limit was passed; empty where there is none."""
    if limit is None:
        return ""
    if length is not None and length <= limit:
        return f"Expected a form of at most {FORM_PARTS} parts, with text fields of at most {FORM_MEMORY_BYTES} bytes."
    return f"The request is larger than the {limit} bytes that are taken here."


def _from_bug(error: Exception) -> Response:
    log.exception("%s %s failed (request %s)", request.method, route(), g.get("request_id", ""))
    return answer_error(500, "Something went wrong on our side; the log knows it under this request id.", "internal")


def route() -> str:
    """Name the present route by its pattern: the address itself could hold an e-mail or a signature."""
    return request.url_rule.rule if request.url_rule else "an unknown address"


def init_errors(app: APIFlask) -> None:
    """Make the application answer every error in the one form."""
    app.config["VALIDATION_ERROR_STATUS_CODE"] = 400
    app.config["VALIDATION_ERROR_DESCRIPTION"] = "A field is missing or at fault"
    app.config["HTTP_ERROR_SCHEMA"] = app.config["VALIDATION_ERROR_SCHEMA"] = ErrorAnswer.model_json_schema()
    app.error_processor(_from_validation)
    app.register_error_handler(Problem, _from_problem)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_bug)
