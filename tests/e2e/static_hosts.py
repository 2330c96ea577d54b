"""Two hosts of files, each as its maker describes it: they give a folder, and pass on what its rules say."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path

import httpx2 as httpx

_HOP = {"connection", "content-length", "transfer-encoding", "host", "accept-encoding", "content-encoding"}


@dataclass
class Decision:
    """What becomes of one request.

    Attributes:
        file: The file to give.
        passed_to: The address to pass the request on to.
        moved_to: Where the browser shall go instead.
        headers: What the answer bears besides.
    """

    file: Path | None = None
    passed_to: str | None = None
    moved_to: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


Decide = Callable[[str], Decision]


def netlify(folder: Path) -> Decide:
    """Follow `_redirects` and `_headers`: a file goes before the rules, and the first rule that fits counts."""
    rules = [line.split() for line in (folder / "_redirects").read_text().splitlines()]
    blocks: list[tuple[str, dict[str, str]]] = []
    for line in (folder / "_headers").read_text().splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            blocks[-1][1][name] = value
        else:
            blocks.append((line, {}))

    def fits(pattern: str, path: str) -> re.Match[str] | None:
        return re.fullmatch(re.escape(pattern).replace(r"\*", "(.*)"), path)

    def decide(path: str) -> Decision:
        given = _file(folder, path)
        for pattern, to, status in rules if given is None else []:
            found = fits(pattern, path)
            if found and status == "302":
                return Decision(moved_to=to)
            if found and to.startswith("http"):
                return Decision(passed_to=to.replace(":splat", found[1]))
            if found:
                given = folder / to.lstrip("/")
                break
        said = [headers for pattern, headers in blocks if fits(pattern, path)]
        assert len({name for headers in said for name in headers}) == sum(map(len, said)), "said twice of one file"
        return Decision(file=given, headers={name: value for headers in said for name, value in headers.items()})

    return decide


def vercel(output: Path) -> Decide:
    """Follow `config.json` of the Build Output API: routes in their order, the files where `filesystem` stands."""
    config = json.loads((output / "config.json").read_text())
    assert config["version"] == 3

    def decide(path: str) -> Decision:
        headers: dict[str, str] = {}
        for route in config["routes"]:
            if route.get("handle") == "filesystem":
                given = _file(output / "static", path)
                if given:
                    return Decision(file=given, headers=headers)
                continue
            found = re.fullmatch(route["src"].removeprefix("^").removesuffix("$"), path)
            if not found:
                continue
            headers |= route.get("headers", {})
            if route.get("continue"):
                continue
            if "status" in route:
                return Decision(moved_to=headers["Location"])
            to: str = route["dest"]
            if to.startswith("http"):
                return Decision(passed_to=to.replace("$1", found[1]))
            return Decision(file=output / "static" / to.lstrip("/"), headers=headers)
        return Decision()

    return decide


def _file(folder: Path, path: str) -> Path | None:
    found = folder / path.lstrip("/")
    found = found / "index.html" if found.is_dir() else found
    return found if found.is_file() and found.parent != folder else None


@contextmanager
def host(decide: Callable[[], Decide]) -> Iterator[str]:
    """Run such a host at `localhost`; what it decides by is asked for when the first request comes."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            """Give a file, pass the request on, or send the browser elsewhere."""
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            decided = decide()(path)
            if decided.moved_to:
                self.send(302, {"Location": decided.moved_to}, b"")
            elif decided.passed_to:
                self.pass_on(decided.passed_to + (f"?{query}" if query else ""), body)
            elif decided.file:
                kind = guess_type(decided.file.name)[0] or "application/octet-stream"
                self.send(200, {"Content-Type": kind, **decided.headers}, decided.file.read_bytes())
            else:
                self.send(404, {}, b"")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def pass_on(self, to: str, body: bytes) -> None:
            """Ask the server in the browser's name."""
            asked = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            told = httpx.request(self.command, to, headers=asked, content=body, timeout=60)
            self.send(told.status_code, told.headers, told.content)

        def send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            """Write an answer."""
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield f"http://localhost:{web.server_port}"
    web.shutdown()
    web.server_close()
