"""A page at one origin and the server at another, in a real browser: a short token and no cookie; at one, both."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.server import ADMIN, Server

ASK = """async ([address, method, body, headers]) => {
  const answer = await fetch(address, {
    method, headers: { 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}"""
WITH_COOKIES = """async (address) => {
  try {
    return (await fetch(address, { method: 'POST', credentials: 'include', headers: { 'X-Lentigo': 'page' } })).status;
  } catch (refusal) {
    return String(refusal);
  }
}"""
WHO = {"email": ADMIN[0], "password": ADMIN[1]}
OWN = {"X-Lentigo": "page"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that somebody else's server gives, at `localhost`; ours is at `127.0.0.1`."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>A page elsewhere</title>")
    web = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield f"http://localhost:{web.server_port}"
    web.shutdown()
    web.server_close()


@pytest.fixture(scope="module")
def house(elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose API that page may call."""
    folder: Path = tmp_path_factory.mktemp("two-origins")
    with Server(folder, {"LENTIGO_CORS_ORIGINS": elsewhere}) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser without any cookie."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def ask(page: Page, address: str, method: str = "POST", body: Any = None, **headers: str) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate(ASK, [address, method, body, headers])
    return told


def test_a_page_of_another_origin_gets_a_short_token_and_signs_in_again_when_it_is_over(
    page: Page, house: Server, elsewhere: str
) -> None:
    page.goto(elsewhere)
    opened = ask(page, f"{house.url}/session", body=WHO)
    assert (opened["status"], opened["body"]["refreshes"], opened["body"]["expires_in"]) == (200, False, 15 * 60)
    bearer = {"Authorization": f"Bearer {opened['body']['access_token']}"}
    assert ask(page, f"{house.url}/account", "GET", **bearer)["body"]["email"] == ADMIN[0]
    assert page.context.cookies() == []
    over = ask(page, f"{house.url}/session/refresh", **OWN)
    assert (over["status"], over["body"]["code"]) == (401, "session_over")
    refused = page.evaluate(WITH_COOKIES, f"{house.url}/session/refresh")
    assert "Failed to fetch" in str(refused), "no other origin may ever send the cookie along"


def test_a_page_of_the_servers_own_origin_refreshes_by_a_cookie_that_no_script_sees(page: Page, house: Server) -> None:
    page.goto(f"{house.url}/app/")
    opened = ask(page, "/session", body=WHO)
    assert opened["body"]["refreshes"] is True
    (cookie,) = page.context.cookies(f"{house.url}/session")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/session")
    assert page.evaluate("document.cookie") == ""
    assert ask(page, "/session/refresh")["status"] == 401, "a form cannot send the header that our page sends"
    turned = ask(page, "/session/refresh", **OWN)
    assert turned["body"]["access_token"]
    (after,) = page.context.cookies(f"{house.url}/session")
    assert after["value"] != cookie["value"]


def test_another_origin_cannot_use_the_cookie_that_the_servers_own_page_was_given(
    page: Page, house: Server, elsewhere: str
) -> None:
    page.goto(f"{house.url}/app/")
    assert ask(page, "/session", body=WHO)["status"] == 200
    page.goto(elsewhere)
    assert ask(page, f"{house.url}/session/refresh", **OWN)["status"] == 401
    assert "Failed to fetch" in str(page.evaluate(WITH_COOKIES, f"{house.url}/session/refresh"))
