"""The page and the server agree, and the page keeps to what a strict policy allows."""

import json
import subprocess
from pathlib import Path

from tests.e2e import page_build
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK
from tests.server import ADMIN, Server


def test_the_pages_types_are_those_of_the_servers_document(page_server: Server, tmp_path: Path) -> None:
    build = page_build.module()
    document = build.document_text(page_server.visitor().get("/openapi.json", expect=200).json())
    kept = build.API_DOCUMENT.read_text(encoding="utf-8")
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


def test_the_first_download_stays_small(visit: Visit) -> None:
    visitor = visit(DESK)
    carried = visitor.page.evaluate(
        """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
            .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
    )
    assert carried <= 250_000, f"{carried} bytes travel before the first page can be used"


def test_the_page_runs_under_a_policy_without_inline_styles_and_with_trusted_types(
    visit: Visit, page_server: Server
) -> None:
    policy = page_server.visitor().get("/app/", expect=200).headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "require-trusted-types-for 'script'" in policy

    visitor = visit(DESK)
    visitor.sign_in(*ADMIN)
    visitor.sees("Approved")
    visitor.page.get_by_role("button", name="More about").first.click()
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("tab", name="Doctors").click()
    visitor.press("Add a doctor")
    visitor.page.get_by_role("dialog").wait_for()
    visitor.press("Cancel")
    visitor.follow("Assess")
    visitor.sees("A good picture")
