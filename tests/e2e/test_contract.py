"""The page and the server agree, and the page keeps to what a strict policy allows."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import page_build
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK
from tests.server import ADMIN, Server

FORM_SHOWN = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('main form input')) return;
  observer.disconnect();
  performance.mark('form-shown');
}).observe(document, { childList: true, subtree: true });
"""
# Fonts of the first page count when they come a little later, too; the bold Arabic one is asked for when all is quiet.
CARRIED = """() => {
  const [{ startTime: shown }] = performance.getEntriesByName('form-shown');
  const all = performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'));
  return Object.fromEntries(all
    .filter(({ name, startTime }) => startTime <= shown || (name.includes('/media/') && !name.includes('arabic-700')))
    .map(({ name, encodedBodySize }) => [name, encodedBodySize]));
}"""


def test_the_pages_types_are_those_of_the_servers_document(page_server: Server, tmp_path: Path) -> None:
    build = page_build.module()
    api_document = page_build.module("api_document")
    document = api_document.text(page_server.visitor().get("/openapi.json", expect=200).json())
    kept = api_document.PLACE.read_text(encoding="utf-8")
    assert json.loads(document) == json.loads(kept), (
        "Run `python frontend/build.py api` against a running server and commit what changed."
    )

    written = tmp_path / "schema.ts"
    node = build.find_node()
    program = page_build.FRONTEND / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    subprocess.run(
        [node.program, program, "openapi.json", "--output", written],
        cwd=page_build.FRONTEND,
        check=True,
        capture_output=True,
    )
    generated = page_build.FRONTEND / "src" / "app" / "core" / "api" / "schema.ts"
    assert written.read_text(encoding="utf-8") == generated.read_text(encoding="utf-8")


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR", "ar-EG"])
def test_what_travels_before_the_first_page_can_be_used_stays_small_in_every_language(
    browser: Browser, page_server: Server, locale: str
) -> None:
    """As the build itself reckons it (frontend/shell.py), but as it travels, and seen by the browser."""
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.add_init_script(FORM_SHOWN)
    page.goto(f"{page_server.url}/app/")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    carried: dict[str, int] = page.evaluate(CARRIED)
    assert any("latin-wght" in name for name in carried), "the fonts belong to it"
    assert any("arabic-400" in name for name in carried) is (locale == "ar-EG")
    assert sum(carried.values()) <= 250_000, carried
    context.close()


def test_the_page_runs_under_a_policy_without_inline_styles_and_with_trusted_types(
    visit: Visit, page_server: Server
) -> None:
    policy = page_server.visitor().get("/app/", expect=200).headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "require-trusted-types-for 'script'" in policy

    visitor = visit(DESK)
    visitor.sign_in(*ADMIN)
    visitor.follow("People")
    visitor.page.get_by_role("button", name="More about").first.click()
    visitor.page.keyboard.press("Escape")
    visitor.follow("Doctors")
    visitor.press("Add a doctor")
    visitor.page.get_by_role("dialog").wait_for()
    visitor.press("Cancel")
    visitor.follow("Assess")
    visitor.sees("A good picture")
