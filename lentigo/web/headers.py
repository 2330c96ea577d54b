"""Headers that protect the person in front of the browser, on every answer."""

from flask import Flask, Response, g, request

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {style}; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Content-Security-Policy of the page: nothing from elsewhere, no inline script."""

_TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types angular angular#components angular#unsafe-bypass"
"""Only Angular itself may turn a text into markup or script."""

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Content-Security-Policy of everything that is data: a picture or a PDF can run nothing."""

_API_DOCS = "/app/api-docs/"


def init_headers(app: Flask) -> None:
    """Put the protecting headers on every answer; what belongs to a person is never kept by a cache."""

    @app.after_request
    def protect(response: Response) -> Response:
        page = request.path.startswith("/app/")
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _page_policy() if page else DATA_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not page:
            headers.setdefault("Cache-Control", "private, no-store")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def _page_policy() -> str:
    """The page's own styles carry the nonce of its index; Swagger UI, which reads the API's document, knows none."""
    nonce: str | None = g.get("style_nonce")
    if nonce:
        return _PAGE_POLICY.format(style=f"'nonce-{nonce}'") + _TRUSTED_TYPES
    return _PAGE_POLICY.format(style="'unsafe-inline'" if request.path.startswith(_API_DOCS) else "")
