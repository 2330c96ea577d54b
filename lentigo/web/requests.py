"""How a request is read: its number, its caller's address, and JSON that may be absent but not malformed."""

import uuid
from typing import Any

from flask import Flask, Request, g, request
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from lentigo.settings import Settings

JSON_BYTES = 256 * 1024
"""Largest JSON body. The longest legitimate one is a few kilobytes of text."""

TAKE_PICTURES = {"submissions.predict"}
"""Routes whose requests may be as large as a picture."""

PICTURE_PATH = "/predict"
"""Where pictures arrive."""

FORM_OVERHEAD_BYTES = 64 * 1024
"""What multipart adds around a picture of the largest size."""

FORM_PARTS = 20
"""Most parts of a form."""

FORM_MEMORY_BYTES = 256 * 1024
"""Largest text field of a form, and what the multipart parser may hold at once. It reads 64 KiB on top of what may
begin a boundary, so a limit of 64 KiB would refuse pictures by the chance of their bytes."""


class LentigoRequest(Request):
    """A request whose absent JSON body is as good as `{}`, and whose malformed one is a 400 in words."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Read the body as JSON, whatever its content type claims."""
        try:
            if not self.get_data(cache=True).strip():
                return {}
            return super().get_json(force=force, silent=silent, cache=cache)
        except RecursionError:
            raise BadRequest("The JSON body is nested too deeply.") from None

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Say what was expected instead of what the parser stumbled over."""
        raise BadRequest("The body must be a JSON object.") from e


def where() -> str:
    """Tell from which address the request came, for the audit and the limits."""
    return request.remote_addr or "unknown"


def init_requests(app: Flask, settings: Settings) -> None:
    """Number every request and bound what may be sent."""
    app.request_class = LentigoRequest
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_mb * 1_000_000 + FORM_OVERHEAD_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_MEMORY_BYTES
    app.config["MAX_FORM_PARTS"] = FORM_PARTS
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def number() -> None:
        g.request_id = uuid.uuid4().hex
        # By the route and not by the type that is claimed: JSON is read whatever it calls itself.
        if request.endpoint not in TAKE_PICTURES:
            request.max_content_length = JSON_BYTES

    @app.after_request
    def tell_number(response: Any) -> Any:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response
