"""Headers that protect the person in front of the browser, on every kind of answer, errors included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
from apiflask import APIFlask

from lentigo.accounts.permissions import public
from lentigo.app import create_app
from lentigo.settings import load_settings
from tests.server import SECRET, Person, Server
from tests.web.test_listener import raw
from tests.web.test_rights import ANYBODY, TABLE, address

TLS = {"X-Forwarded-Proto": "https"}


@dataclass
class Seen:
    """One answer: where it came from, its status, its headers in lower case."""

    what: str
    status: int
    headers: Mapping[str, str]


def protects(seen: Seen, *, kept: bool) -> None:
    """Hold an answer against what every answer must carry."""
    policy = seen.headers["content-security-policy"]
    assert "default-src 'none'" in policy, seen
    assert "frame-ancestors 'none'" in policy, seen
    assert "unsafe-inline" not in policy.split("style-src")[0], seen
    assert seen.headers["x-content-type-options"] == "nosniff", seen
    assert seen.headers["x-frame-options"] == "DENY", seen
    assert seen.headers["referrer-policy"] == "no-referrer", seen
    assert seen.headers["cross-origin-opener-policy"] == "same-origin", seen
    assert "geolocation=()" in seen.headers["permissions-policy"], seen
    if not kept:
        assert "no-store" in seen.headers["cache-control"], seen


def asked(person: Person, method: str, path: str, **more: object) -> Seen:
    """Send a request and note what came."""
    answer = person.ask(method, path, **more)  # type: ignore[arg-type]
    return Seen(f"{method} {path}", answer.status_code, answer.headers)


def every_kind(server: Server, patient: Person, picture: bytes) -> Iterator[Seen]:
    """Answers of every kind: each route as a visitor and as somebody, successes, errors, redirects, pictures, files."""
    somebody = server.user("every.kind@home.example")
    for method, path in [*TABLE, *ANYBODY]:
        if path not in {"/logout", "/session"}:
            yield asked(server.visitor(), method, address(path), content=b"{")
            yield asked(somebody, method, address(path), content=b"[]")
    made = patient.upload(picture, expect=200).json()
    for path in ("", "/image", "/heatmap", "/thumbnail", "/report.pdf"):
        yield asked(patient, "GET", f"/submissions/{made['id']}{path}", expect=200)
    yield asked(server.visitor(), "GET", made["image_url"], expect=200)
    yield asked(patient, "GET", "/submissions", expect=200)
    yield asked(patient, "GET", "/account/export", expect=200)
    yield asked(server.admin(), "GET", "/users", expect=200)
    yield asked(server.admin(), "GET", "/audit/export", expect=200)
    yield asked(patient, "PUT", "/login", expect=405)
    yield asked(patient, "OPTIONS", "/predict")
    yield asked(patient, "HEAD", "/healthz", expect=200)
    yield asked(patient, "POST", "/login", content=b"x" * 300_000, expect=413)
    yield asked(patient, "GET", "/nowhere", expect=404)
    yield asked(patient, "GET", "/app/missing.js", expect=404)
    for data, status in (
        (b"GET / HTTP/1.1\r\nHost: x\r\nno header at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + 70_000 * b"x" + b"\r\n\r\n", 431),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n", 413),
    ):
        found, headers, _ = raw(server, data)
        assert found == status
        yield Seen(data[:60].decode(), found, headers)


def test_every_kind_of_answer_protects_the_browser_and_is_not_kept_by_a_cache(
    server: Server, patient: Person, melanoma: bytes
) -> None:
    statuses = set()
    for seen in every_kind(server, patient, melanoma):
        protects(seen, kept="/app/" in seen.what and seen.status < 400)
        assert "strict-transport-security" not in seen.headers, "nothing here came through TLS"
        statuses.add(seen.status)
    assert statuses >= {200, 302, 400, 401, 403, 404, 405, 413, 431, 501}


@pytest.fixture
def failing(tmp_path: Path) -> APIFlask:
    """The application with two routes that fail."""
    app = create_app(load_settings(data_dir=tmp_path, jwt_secret_key=SECRET, mongo_uri=None))

    @app.get("/fails")
    @public
    def fails() -> str:
        raise RuntimeError("somebody@home.example has a melanoma")

    return app


def test_a_failure_of_our_own_is_a_500_that_tells_nothing_and_protects_as_well(failing: APIFlask) -> None:
    answer = failing.test_client().get("/fails")
    assert answer.status_code == 500
    assert "melanoma" not in answer.text
    assert answer.json["code"] == "internal"
    protects(Seen("GET /fails", 500, {name.lower(): value for name, value in answer.headers}), kept=False)


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that trusts one proxy."""
    with Server(tmp_path_factory.mktemp("proxied"), {"LENTIGO_TRUSTED_PROXIES": "1"}) as running:
        yield running


def test_behind_a_trusted_proxy_that_speaks_tls_every_answer_asks_for_tls_from_now_on(behind_a_proxy: Server) -> None:
    visitor = behind_a_proxy.visitor()
    for method, path in (
        ("GET", "/healthz"), ("GET", "/submissions"), ("GET", "/nowhere"), ("PUT", "/login"), ("POST", "/login"),
        ("GET", "/app/"), ("GET", "/"),
    ):  # fmt: skip
        over_tls = visitor.ask(method, path, headers=TLS)
        assert over_tls.headers["strict-transport-security"] == "max-age=31536000", path
        assert "strict-transport-security" not in visitor.ask(method, path).headers, path
        assert (
            "strict-transport-security" not in visitor.ask(method, path, headers={"X-Forwarded-Proto": "http"}).headers
        )
    for proto, secure in (
        (b"X-Forwarded-Proto: https\r\n", True),
        (b"", False),
        (b"X-Forwarded-Proto: http\r\n", False),
    ):
        _, headers, _ = raw(
            behind_a_proxy, b"POST /predict HTTP/1.1\r\nHost: x\r\n" + proto + b"Content-Length: 5000000000\r\n\r\n"
        )
        assert ("strict-transport-security" in headers) == secure


def test_the_last_word_of_several_proxies_counts(behind_a_proxy: Server) -> None:
    """What a client has written itself stands before what the proxy adds."""
    claimed = {"X-Forwarded-Proto": "https, http"}
    assert "strict-transport-security" not in behind_a_proxy.visitor().get("/healthz", headers=claimed).headers


def test_the_cookie_of_a_session_is_for_tls_alone_where_tls_is_spoken(behind_a_proxy: Server) -> None:
    from tests.server import ADMIN

    body = {"email": ADMIN[0], "password": ADMIN[1]}
    over_tls = httpx.post(f"{behind_a_proxy.url}/session", json=body, headers=TLS).headers["set-cookie"]
    assert "Secure" in over_tls
    assert "HttpOnly" in over_tls
    assert "SameSite=Strict" in over_tls


def test_nobody_is_believed_who_is_not_trusted(server: Server) -> None:
    for path in ("/healthz", "/submissions", "/nowhere", "/app/"):
        assert "strict-transport-security" not in server.visitor().get(path, headers=TLS).headers
