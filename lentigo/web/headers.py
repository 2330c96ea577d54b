"""Headers that protect the person in front of the browser, on every answer."""

from collections.abc import Mapping

from flask import Flask, Response, g, request

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {style}; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Content-Security-Policy of the page: nothing from elsewhere, no inline script."""

_TRUSTED_TYPES = (
    "; require-trusted-types-for 'script'; "
    "trusted-types angular angular#components angular#unsafe-bypass lentigo#worker"
)
"""Only Angular itself may turn a text into markup or script; the last names the service worker and nothing else."""

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Content-Security-Policy of everything that is data: a picture or a PDF can run nothing."""

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What every answer carries, whatever it is."""

NOT_KEPT = {"Cache-Control": "private, no-store"}
"""For everything but the page's own files."""

BEHIND_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""For a request that came through TLS, as this server or a proxy that it trusts says."""

_API_DOCS = "/app/api-docs/"


def init_headers(app: Flask) -> None:
    """Put the protecting headers on every answer; what belongs to a person is never kept by a cache."""

    @app.after_request
    def protect(response: Response) -> Response:
        page = request.path.startswith("/app/")
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _page_policy() if page else DATA_POLICY)
        # A page that is not there is an answer of ours; its address may get a file with the next version.
        kept = page and response.status_code < 400
        for name, value in {
            **ALWAYS,
            **({} if kept else NOT_KEPT),
            **(BEHIND_TLS if request.is_secure else {}),
        }.items():
            headers.setdefault(name, value)
        return response


def _page_policy() -> str:
    """The page's own styles carry the nonce of its index; Swagger UI, which reads the API's document, knows none."""
    nonce: str | None = g.get("style_nonce")
    if nonce:
        return _PAGE_POLICY.format(style=f"'nonce-{nonce}'") + _TRUSTED_TYPES
    return _PAGE_POLICY.format(style="'unsafe-inline'" if request.path.startswith(_API_DOCS) else "")
