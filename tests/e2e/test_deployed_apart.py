"""The page on a host of its own, at `localhost`, and the server at `127.0.0.1`: with rewrites, and without."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import static_hosts
from tests.e2e.visitor import DESK, PASSWORD, Visitor
from tests.server import Server

Deployed = Callable[..., tuple[str, Server]]
HOSTS = ("netlify", "vercel")


@pytest.fixture(scope="session")
def builder() -> ModuleType:
    """`deploy/static_page.py`, which lies outside every package."""
    spec = importlib.util.spec_from_file_location(
        "lentigo_static_page", Path(__file__).parents[2] / "deploy" / "static_page.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def deployed(builder: ModuleType, built_page: Path, tmp_path: Path) -> Iterator[Deployed]:
    """Put the page on a host, as the command line does, beside a server that names this host as an origin or not."""
    with ExitStack() as running:

        def deploy(host: str, *wishes: str) -> tuple[str, Server]:
            out = tmp_path / host
            address = running.enter_context(static_hosts.host(lambda: getattr(static_hosts, host)(out)))
            server = running.enter_context(
                Server(tmp_path / "server", {"LENTIGO_CORS_ORIGINS": address if wishes else ""})
            )
            given = [host, "--server", server.url, "--page", str(built_page), "--out", str(out), *wishes]
            assert builder.main(given) == 0
            return address, server

        yield deploy


@pytest.mark.parametrize("host", HOSTS)
def test_with_rewrites_both_are_one_origin_and_a_session_outlives_a_reload(
    browser: Browser, deployed: Deployed, tmp_path: Path, host: str
) -> None:
    address, server = deployed(host)
    person = server.user("apart@home.example")
    visitor = Visitor(browser, address, DESK, downloads=tmp_path)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    (cookie,) = visitor.context.cookies(f"{address}/session")
    assert (cookie["domain"], cookie["httpOnly"], cookie["sameSite"]) == ("localhost", True, "Strict")
    visitor.page.reload()
    visitor.at("Assess a picture")
    # An address that only the page knows, opened from outside.
    visitor.open("history")
    visitor.at("History")
    loaded = visitor.page.goto(f"{address}/app/")
    assert loaded is not None
    policy = loaded.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    visitor.leave()


@pytest.mark.parametrize("host", HOSTS)
def test_without_rewrites_there_is_no_cookie_and_a_reload_asks_to_sign_in_again(
    browser: Browser, deployed: Deployed, tmp_path: Path, host: str
) -> None:
    address, server = deployed(host, "--without-rewrites")
    person = server.user("elsewhere@home.example")
    visitor = Visitor(browser, address, DESK, downloads=tmp_path, others=[server.url])
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.follow("History")
    visitor.at("History")
    assert visitor.context.cookies() == []

    # A token that the server takes no longer: the page asks for the password where one is, and goes on.
    person.post(
        "/account/password", json={"current_password": PASSWORD, "new_password": "another long password"}, expect=200
    )
    visitor.expect_refusals(401)
    visitor.follow("Assess")
    visitor.follow("History")
    dialog = visitor.page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password", exact=True).fill("another long password")
    visitor.press("Sign in")
    expect(dialog).to_have_count(0)
    visitor.at("History")

    visitor.page.reload()
    visitor.at("Sign in")
    visitor.leave()


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (["netlify", "--server", "lentigo.example"], "Expected the server's address"),
        (["vercel", "--server", "https://lentigo.example/below"], "Expected the server's address"),
        (["netlify", "--server", "https://lentigo.example", "--page", "/nowhere"], "Expected the built page"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    builder: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path, wishes: list[str], sentence: str
) -> None:
    assert builder.main([*wishes, "--out", str(tmp_path / "out")]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
