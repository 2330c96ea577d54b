"""The built Angular page, below /app/."""

import gzip
import mimetypes
import os.path
import re
import secrets
from functools import lru_cache
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, abort, current_app, g, redirect, request, send_from_directory
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as BaseResponse

from lentigo.accounts.permissions import public

blueprint = APIBlueprint("page", __name__, enable_openapi=False)

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE.parent / "_page", _HERE.parents[1] / "frontend" / "dist" / "lentigo" / "browser")


_INDEX = "index.html"
_COMPRESSIBLE = {".js", ".css", ".html", ".svg", ".json"}
_HASHED = re.compile(r"[^/]+-[\w-]{8}\.(?:js|css)|media/[^/]+-\w{8}\.\w+")
"""Angular puts a hash of the content into the names of these files; only what has none must be asked for anew."""


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


@blueprint.get("/app/", defaults={"path": _INDEX})
@blueprint.get("/app/<path:path>")
@public
def page(path: str) -> Response:
    """Give a file of the page; an address that only the page's own router knows gets its index."""
    folder: Path | None = current_app.extensions["lentigo.page"]
    if folder is None:
        abort(404, "The web page has not been built; run `make run`, or `python frontend/build.py`.")
    # A compressed copy is no file of its own, and what leads out of the folder none of ours. os.path, since pathlib
    # raises for a name that is too long.
    inside = safe_join(str(folder), path)
    if inside is None or not os.path.isfile(inside) or path.endswith(".br"):  # noqa: PTH113
        if Path(path).suffix in {".js", ".css", ".map", ".svg", ".png", ".woff2", ".ico", ".json", ".br"}:
            abort(404)
        path = _INDEX
    if path == _INDEX:
        return _index(folder / path)
    response = _file(folder, path)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if _HASHED.fullmatch(path) else "no-cache"
    return response


def _file(folder: Path, path: str) -> Response:
    """Give a file, compressed to whoever takes it so: as the build compressed it, or on the spot."""
    if Path(path).suffix not in _COMPRESSIBLE or "Range" in request.headers:
        return send_from_directory(folder, path)
    if request.accept_encodings["br"] > 0 and (folder / f"{path}.br").is_file():
        response = send_from_directory(folder, f"{path}.br", mimetype=mimetypes.guess_type(path)[0])
        response.vary.add("Accept-Encoding")
        if response.status_code != 304:
            response.headers["Content-Encoding"] = "br"
        return response
    response = send_from_directory(folder, path)
    if response.status_code == 200:
        _compress(response, folder / path)
    return response


def _index(path: Path) -> Response:
    """Give the index, in which Angular finds the nonce that lets it add its own styles and nobody else any."""
    g.style_nonce = secrets.token_urlsafe(16)
    text = path.read_text(encoding="utf-8").replace("CSP_NONCE", g.style_nonce)
    response = Response(text, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
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
