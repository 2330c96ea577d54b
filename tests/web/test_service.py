"""What every answer shares: errors in one form, health, documents, headers, origins."""

import base64
import gzip
import re
from http.client import HTTPConnection

import httpx2 as httpx
import pytest

from tests.server import Person, Server

EXISTING_CLIENT = "http://localhost:4200"


def test_the_process_lives_and_its_parts_answer(server: Server) -> None:
    assert server.visitor().get("/healthz", expect=200).json()["status"] == "ok"
    ready = server.visitor().get("/readyz", expect=200).json()
    assert ready["status"] == "ready"
    assert set(ready["parts"]) == {"records", "pictures", "model"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/login", 405), ("POST", "/login", 400), ("GET", "/submissions", 401)],
)
def test_every_error_has_the_one_form(server: Server, method: str, path: str, status: int) -> None:
    answer = server.visitor().ask(method, path, expect=status)
    body = answer.json()
    assert body["error"] == body["message"]
    assert body["message"].strip()
    assert body["code"].replace("_", "").isalnum()
    assert body["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"email": "\\ud800"}'])
def test_a_malformed_body_is_a_400_in_words(server: Server, body: bytes) -> None:
    answer = server.visitor().post("/login", content=body, headers={"Content-Type": "application/json"}, expect=400)
    assert answer.json()["message"]
    assert "browser" not in answer.json()["message"]


def test_a_json_body_of_a_megabyte_is_too_large(server: Server) -> None:
    server.visitor().post("/login", json={"email": "a" * 1_000_000, "password": "b"}, expect=413)


@pytest.mark.parametrize("form", [{str(number): "x" for number in range(30)}, {"note": "x" * 300_000}])
def test_a_form_with_too_much_in_it_is_told_so(patient: Person, form: dict[str, str], melanoma: bytes) -> None:
    answer = patient.post("/predict", data=form, files={"image": ("spot.jpg", melanoma)}, expect=413)
    assert "at most 20 parts" in answer.json()["message"]


@pytest.mark.parametrize("path", ["/login", "/register", "/session"])
def test_json_that_calls_itself_a_form_is_held_to_the_same_size(server: Server, path: str) -> None:
    body = b'{"email": [' + b"[]," * 400_000 + b"[]]}"
    kind = {"Content-Type": "multipart/form-data; boundary=none"}
    server.visitor().post(path, content=body, headers=kind, expect=413)


def test_a_method_that_nobody_knows_is_counted_under_no_name_of_its_own(server: Server) -> None:
    for number in range(3):
        answer = httpx.request(f"MADEUP{number}", f"{server.url}/healthz")
        assert answer.status_code == 405
    figures = server.admin().get("/metrics", expect=200).text
    assert 'method="other"' in figures
    assert "MADEUP" not in figures


@pytest.mark.parametrize("path", ["a" * 300, "a" * 300 + ".js", "..%2F" * 9 + "etc/passwd", "../" * 9 + "etc/nowhere"])
def test_an_address_of_the_page_asks_for_no_file_elsewhere(server: Server, path: str) -> None:
    """The same answer whether such a file exists or not, and none is a fault of ours."""
    connection = HTTPConnection(server.url.removeprefix("http://"))
    connection.request("GET", f"/app/{path}")  # as it stands: httpx would resolve the dots
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == (404 if path.endswith(".js") else 200)
    assert b"<lentigo-root" in body or answer.status == 404


def test_the_existing_client_may_call_from_its_own_origin_and_others_may_not(server: Server) -> None:
    ask = {"Origin": EXISTING_CLIENT, "Access-Control-Request-Method": "POST",
           "Access-Control-Request-Headers": "authorization,content-type"}  # fmt: skip
    allowed = httpx.options(f"{server.url}/predict", headers=ask)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == EXISTING_CLIENT
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    refused = httpx.options(f"{server.url}/predict", headers={**ask, "Origin": "http://elsewhere.example"})
    assert "access-control-allow-origin" not in refused.headers
    unauthorised = httpx.get(f"{server.url}/submissions", headers={"Origin": EXISTING_CLIENT})
    assert unauthorised.headers["access-control-allow-origin"] == EXISTING_CLIENT, "errors must be readable too"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_the_calendar_is_refused(server: Server, patient: Person, moment: str) -> None:
    for who, path in ((patient, "/submissions"), (server.admin(), "/audit"), (server.admin(), "/audit/export")):
        for name in ("since", "until"):
            assert name in who.get(path, params={name: moment}, expect=400).json()["message"]


def test_a_page_key_that_holds_a_moment_beyond_the_calendar_is_refused(server: Server) -> None:
    key = base64.urlsafe_b64encode(b'["when",true,{"$date":"0001-01-01T00:00:00+14:00"},"x"]').decode().rstrip("=")
    server.admin().get("/audit", params={"after": key}, expect=400)


def test_the_document_describes_every_route_of_the_contract(server: Server) -> None:
    document = server.visitor().get("/openapi.json", expect=200).json()
    assert document["openapi"].startswith("3.1")
    for path, method in (
        ("/register", "post"), ("/login", "post"), ("/users", "get"), ("/users/{email}", "delete"),
        ("/users/{email}/approve", "patch"), ("/doctors", "get"), ("/doctors", "post"), ("/doctors/{email}", "delete"),
        ("/predict", "post"), ("/generate_report", "post"), ("/submissions", "get"),
        ("/submissions/{reference}", "delete"),
    ):  # fmt: skip
        assert method in document["paths"][path], f"{method} {path}"
    for operation in document["paths"]["/users/{email}"].values():
        assert operation["parameters"][0]["schema"] == {"type": "string", "pattern": "@"}, "a word is no address"


def test_answers_protect_the_browser(server: Server) -> None:
    for path in ("/healthz", "/app/", "/nowhere"):
        headers = server.visitor().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"].split("script-src")[-1].split(";")[0]


def test_figures_are_for_administrators(server: Server, patient: Person) -> None:
    server.visitor().get("/metrics", expect=401)
    patient.get("/metrics", expect=403)
    assert "lentigo_requests_total" in server.admin().get("/metrics", expect=200).text


def test_an_unknown_path_answers_the_page_only_below_app(server: Server) -> None:
    page = server.visitor().get("/app/history/17", expect=200)
    assert page.headers["content-type"].startswith("text/html")
    assert server.visitor().get("/history/17", expect=404).headers["content-type"] == "application/json"
    server.visitor().get("/app/missing.js", expect=404)


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_the_page_goes_out_compressed_and_is_not_sent_twice(server: Server, coding: str) -> None:
    index = server.visitor().get("/app/", expect=200)
    script = "/app/" + re.findall(r'src="(main-[^"]+\.js)"', index.text)[0]
    plain = server.visitor().get(script, headers={"Accept-Encoding": "identity"}, expect=200)
    with server.visitor().http.stream("GET", script, headers={"Accept-Encoding": coding}) as packed:
        travelled = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == coding
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "immutable" in packed.headers["cache-control"]
    assert len(travelled) < len(plain.content) / 2
    if coding == "gzip":
        assert gzip.decompress(travelled) == plain.content
    again = {"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]}
    server.visitor().get(script, headers=again, expect=304)


def test_what_bears_a_hash_in_its_name_is_kept_for_good_and_nothing_else(server: Server) -> None:
    def kept(path: str) -> str:
        return str(server.visitor().get(f"/app/{path}", expect=200).headers["cache-control"])

    index = server.visitor().get("/app/", expect=200).text
    styles = re.findall(r'href="(styles-[^"]+\.css)"', index)[0]
    fonts = re.findall(r"media/[\w-]+\.woff2", server.visitor().get(f"/app/{styles}", expect=200).text)
    assert fonts
    for path in (styles, *fonts):
        assert kept(path) == "public, max-age=31536000, immutable"
    for path in ("worker.js", "manifest.json", "i18n/frame/en.json", "lentigo-mark.svg"):
        assert kept(path) == "no-cache"
    server.visitor().get(f"/app/{styles}.br", expect=404)


def test_each_index_has_a_nonce_of_its_own_for_its_styles(server: Server) -> None:
    nonces = set()
    for _ in range(2):
        index = server.visitor().get("/app/history", expect=200)
        nonce = index.text.split('nonce="')[1].split('"')[0]
        assert f"style-src 'self' 'nonce-{nonce}'" in index.headers["content-security-policy"]
        assert "unsafe-inline" not in index.headers["content-security-policy"]
        assert index.headers["cache-control"] == "no-store"
        nonces.add(nonce)
    assert len(nonces) == 2


def test_the_document_can_be_read_on_a_page_that_asks_nobody_else(server: Server) -> None:
    moved = server.visitor().get("/docs", expect=302)
    page = server.visitor().get(moved.headers["location"], expect=200)
    assert "swagger-ui-bundle.js" in page.text
    assert "http" not in page.text
    server.visitor().get("/app/api-docs/swagger-ui-bundle.js", expect=200)
