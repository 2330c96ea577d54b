"""A built page, a real server that gives it, and a real browser that looks at it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import page_build
from tests.e2e.visitor import FLAGS, Screen, Visitor
from tests.server import Server

Visit = Callable[..., Visitor]

# Two processes share two cores with their servers and browsers.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of this machine."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        missing = "The browser tests need Chromium on the path: `apt-get install chromium`."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def built_page() -> Path:
    """The page, built from the sources as they are."""
    built: Path = page_build.module().build()
    return built


@pytest.fixture(scope="session")
def page_server(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: it looks for the page when it starts."""
    assert (built_page / "index.html").is_file()
    with Server(tmp_path_factory.mktemp("page-server")) as running:
        yield running


@pytest.fixture(scope="session")
def somebody(page_server: Server) -> str:
    """The address of an approved patient."""
    return page_server.user("somebody@home.example").email


@pytest.fixture
def visit(browser: Browser, page_server: Server, tmp_path: Path) -> Iterator[Visit]:
    """Open the page as a new visitor; at the end nothing may have gone wrong unnoticed in any of their browsers."""
    visitors: list[Visitor] = []

    def open_page(screen: Screen, path: str = "", server: Server = page_server) -> Visitor:
        visitor = Visitor(browser, server.url, screen, downloads=tmp_path)
        visitors.append(visitor)
        visitor.open(path)
        return visitor

    yield open_page
    for visitor in visitors:
        visitor.leave()
