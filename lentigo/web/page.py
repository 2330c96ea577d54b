"""The built Angular page, below /app/."""

from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, abort, current_app, redirect, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

blueprint = APIBlueprint("page", __name__, enable_openapi=False)

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE.parent / "_page", _HERE.parents[1] / "frontend" / "dist" / "lentigo" / "browser")


def page_folder() -> Path | None:
    """Find the built page: inside the installed package, or in the source tree. None when it was not built."""
    return next((place for place in _PLACES if (place / "index.html").is_file()), None)


@blueprint.get("/")
def to_page() -> BaseResponse:
    """Send a person who opens the bare address to the page."""
    return redirect("/app/", 302)


@blueprint.get("/app")
def to_page_with_slash() -> BaseResponse:
    """Add the slash on which the page's relative addresses stand."""
    return redirect("/app/", 302)


@blueprint.get("/app/", defaults={"path": "index.html"})
@blueprint.get("/app/<path:path>")
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
    # Angular puts a hash of the content into the names of its files; only what has none must be asked for anew.
    hashed = path != "index.html" and "-" in Path(path).stem and path.endswith((".js", ".css", ".woff2"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return response
