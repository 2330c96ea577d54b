"""Makes the built page ready for a host of its own: `python deploy/static_page.py netlify|vercel --server ADDRESS`.

The page lies below /app/; every other address of the host is passed on to the server, so that for the browser both are
one origin and the cookie that refreshes a session works. `--without-rewrites` is for a host that cannot pass anything
on: the page then asks the server itself, which must name the page's origin in LENTIGO_CORS_ORIGINS.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "frontend" / "dist" / "lentigo" / "browser"
HASHED = ("*.js", "*.css", "media/*")
"""What bears a hash of its content in its name, less the service worker."""

# A host of files cannot make a nonce for each answer. The page's own styles therefore need 'unsafe-inline'; scripts do
# not, and Trusted Types stay.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'{server}; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types angular angular#components angular#unsafe-bypass lentigo#worker"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK = {"Cache-Control": "no-cache"}


class NotReady(Exception):
    """The page could not be made ready; the message says what is missing."""


def main(arguments: list[str]) -> int:
    """Do what the command line says.

    Args:
        arguments: The words behind the program's name.

    Returns:
        The exit status.
    """
    wishes = argparse.ArgumentParser(prog="deploy/static_page.py", description=__doc__.splitlines()[0])
    wishes.add_argument("host", choices=("netlify", "vercel"))
    wishes.add_argument("--server", required=True, help="address of the server, such as https://lentigo.example")
    wishes.add_argument("--without-rewrites", action="store_true", help="the page asks the server at its own address")
    wishes.add_argument("--page", type=Path, default=BUILT, help="folder of the built page")
    wishes.add_argument("--out", type=Path, help="folder to write; build/netlify, or .vercel/output")
    wanted = wishes.parse_args(arguments)
    try:
        server = server_address(wanted.server)
        out = wanted.out or (ROOT / "build" / "netlify" if wanted.host == "netlify" else ROOT / ".vercel" / "output")
        direct = server if wanted.without_rewrites else ""
        make = netlify if wanted.host == "netlify" else vercel
        make(wanted.page, out, "" if direct else server, headers=page_headers(direct))
        mark_server((out if wanted.host == "netlify" else out / "static") / "app" / "index.html", direct)
    except NotReady as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"Ready in {out}")
    return 0


def server_address(text: str) -> str:
    """Check the address of the server.

    Args:
        text: What was given.

    Returns:
        Scheme and host, without a slash at the end.

    Raises:
        NotReady: It is no such address.
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise NotReady(f"Expected the server's address, such as https://lentigo.example; received {text!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def page_headers(server: str) -> Mapping[str, str]:
    """Give the headers that protect the page, as the server itself would send them.

    Args:
        server: Where the page asks, if that is another origin than its own.
    """
    return {"Content-Security-Policy": _POLICY.format(server=f" {server}" if server else ""), **_ALWAYS}


def copy_page(built: Path, out: Path, to: Path) -> None:
    """Copy the built page, less the compressed copies: these hosts compress by themselves.

    Args:
        built: Folder of the built page.
        out: Folder that is made anew; what stood there goes.
        to: Where in it the page shall lie.

    Raises:
        NotReady: The page has not been built.
    """
    if not (built / "index.html").is_file():
        raise NotReady(f"Expected the built page in {built}; run `python frontend/build.py` first.")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(built, to, ignore=shutil.ignore_patterns("*.br"))


def mark_server(index: Path, server: str) -> None:
    """Write into the index where the server is, and take out the place of the nonce, which nobody fills here.

    Args:
        index: The page's index.
        server: Where the page asks, or nothing for its own host.

    Raises:
        NotReady: The index is not one of this page.
    """
    text, found = re.subn(
        r'(<meta name="lentigo-server" content=")[^"]*"', rf'\g<1>{server}"', index.read_text(encoding="utf-8")
    )
    if found != 1:
        raise NotReady(f"Expected one place for the server's address in {index}; found {found}.")
    index.write_text(re.sub(r' (?:nonce|ngcspnonce)="CSP_NONCE"', "", text, flags=re.IGNORECASE), encoding="utf-8")


def netlify(built: Path, out: Path, server: str, *, headers: Mapping[str, str]) -> None:
    """Write a folder for Netlify: the page, `_redirects` and `_headers`.

    Args:
        built: Folder of the built page.
        out: Folder to write.
        server: Where everything but the page is passed on to; nothing to pass nothing on.
        headers: What each file of the page is sent with.
    """
    copy_page(built, out, out / "app")
    rules = ["/ /app/ 302", "/app /app/ 302", "/app/* /app/index.html 200"]
    if server:
        # What is no file of the page goes to the server, with its method, body and headers; a file goes first.
        rules.append(f"/* {server}/:splat 200")
    (out / "_redirects").write_text("\n".join(rules) + "\n", encoding="utf-8")
    blocks = {"/app/*": {**headers, **_ASK}} | {f"/app/{name}": _FOREVER for name in _hashed(out / "app")}
    text = "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in said.items()) for path, said in blocks.items()
    )
    # Netlify joins what several rules say of one header, so the general rule does not speak of keeping.
    (out / "_headers").write_text(text.replace("  Cache-Control: no-cache\n", ""), encoding="utf-8")


def vercel(built: Path, out: Path, server: str, *, headers: Mapping[str, str]) -> None:
    """Write a folder as Vercel's Build Output API wants it: `config.json` and `static/`.

    Args:
        built: Folder of the built page.
        out: Folder to write.
        server: Where everything but the page is passed on to; nothing to pass nothing on.
        headers: What each file of the page is sent with.
    """
    copy_page(built, out, out / "static" / "app")
    hashed = "|".join(re.escape(name) for name in _hashed(out / "static" / "app"))
    routes: list[dict[str, object]] = [
        {"src": "^/(?:app)?$", "status": 302, "headers": {"Location": "/app/"}},
        {"src": "^/app/.*$", "headers": {**headers, **_ASK}, "continue": True},
        {"src": f"^/app/(?:{hashed})$", "headers": dict(_FOREVER), "continue": True},
        {"handle": "filesystem"},
        {"src": "^/app/.*$", "dest": "/app/index.html"},
    ]
    if server:
        routes.append({"src": "^/(.*)$", "dest": f"{server}/$1"})
    config = {"version": 3, "routes": routes}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _hashed(page: Path) -> list[str]:
    names = {path.relative_to(page).as_posix() for pattern in HASHED for path in page.glob(pattern)}
    return sorted(names - {"worker.js"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
