"""Headers that protect the person in front of the browser, on every answer."""

from flask import Flask, Response, request

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Angular Material measures and positions overlays through inline styles; scripts stay strict.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy of the page: nothing from elsewhere, no inline script."""

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Content-Security-Policy of everything that is data: a picture or a PDF can run nothing."""

PAGE_PREFIXES = ("/app/", "/docs")


def init_headers(app: Flask) -> None:
    """Put the protecting headers on every answer; what belongs to a person is never kept by a cache."""

    @app.after_request
    def protect(response: Response) -> Response:
        page = request.path.startswith(PAGE_PREFIXES)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else DATA_POLICY)
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
