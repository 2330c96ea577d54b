"""The built Angular page, below /app/."""

import gzip
from functools import lru_cache
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, abort, current_app, redirect, request, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from lentigo.accounts.permissions import public

blueprint = APIBlueprint("page", __name__, enable_openapi=False)

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE.parent / "_page", _HERE.parents[1] / "frontend" / "dist" / "lentigo" / "browser")


_COMPRESSIBLE = {".js", ".css", ".html", ".svg", ".json"}


def page_folder() -> Path | None:
    """Find the built page: inside the installed package, or in the source tree. None when it was not built."""
    return next((place for place in _PLACES if (place / "index.html").is_file()), None)


@blueprint.get("/")
@public
def to_page() -> BaseResponse:
    """Send a person who opens the bare address to the page."""
    return redirect("/app/", 302)


@blueprint.get("/app")
@public
def to_page_with_slash() -> BaseResponse:
    """Add the slash on which the page's relative addresses stand."""
    return redirect("/app/", 302)


@blueprint.get("/app/", defaults={"path": "index.html"})
@blueprint.get("/app/<path:path>")
@public
def page(path: str) -> Response:
    """Give a file of the page; an address that only the page's own router knows gets its index."""
    folder: Path | None = current_app.extensions["lentigo.page"]
    if folder is None:
        abort(404, "The web page has not been built; run `make run`, or `python frontend/build.py`.")
    if not (folder / path).is_file():
        if Path(path).suffix in {".js", ".css", ".map", ".svg", ".png", ".woff2", ".ico", ".json"}:
            abort(404)
        path = "index.html"
    response = send_from_directory(folder, path)
    if Path(path).suffix in _COMPRESSIBLE and response.status_code == 200 and "Range" not in request.headers:
        _compress(response, folder / path)
    # Angular puts a hash of the content into the names of its files; only what has none must be asked for anew.
    hashed = path != "index.html" and "-" in Path(path).stem and path.endswith((".js", ".css", ".woff2"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return response


def _compress(response: Response, path: Path) -> None:
    """Send a text file compressed to whoever takes it so; the page is small enough to be kept compressed in memory."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0:
        return
    response.direct_passthrough = False
    response.set_data(_gzipped(path, path.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    # The same name with other bytes is another entity.
    tag, weak = response.get_etag()
    if tag is not None:
        response.set_etag(f"{tag}-gzip", weak=bool(weak))
        response.make_conditional(request)


@lru_cache(maxsize=256)
def _gzipped(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
