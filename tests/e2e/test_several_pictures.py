"""Several pictures at once, poor ones among them, and pictures that wait on the device for a network."""

import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen, Visitor
from tests.server import Server

PICTURES = Path(__file__).parents[1] / "pictures"
KEPT = """() => new Promise((resolve, reject) => {
    const request = indexedDB.open('lentigo.waiting');
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
        const count = request.result.transaction('pictures').objectStore('pictures').count();
        count.onsuccess = () => { request.result.close(); resolve(count.result); };
    };
})"""
"""Counts what lies on the device."""


def _choose(visitor: Visitor, *pictures: Path) -> None:
    with visitor.page.expect_file_chooser() as chooser:
        visitor.press("Choose a picture")
    chooser.value.set_files(pictures)


def _expect_kept(visitor: Visitor, count: int) -> None:
    """Wait until so many lie on the device; Playwright's own waiting takes any promise for a yes."""
    end = time.monotonic() + 60
    while (kept := visitor.page.evaluate(KEPT)) != count:
        assert time.monotonic() < end, f"{kept} pictures are kept instead of {count}"
        time.sleep(0.1)


def _forgive_the_network(visitor: Visitor) -> None:
    """The browser writes on its console what it could not fetch without a network; that is no trouble of the page."""
    visitor.troubles = [trouble for trouble in visitor.troubles if "ERR_INTERNET_DISCONNECTED" not in trouble]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_several_pictures_go_at_once_and_a_poor_one_stops_no_other(
    visit: Visit, page_server: Server, screen: Screen, tmp_path: Path
) -> None:
    blank = tmp_path / "blank.png"
    Image.new("RGB", (300, 300), (200, 160, 140)).save(blank)
    visitor = visit(screen, "sign-in")
    visitor.sign_in(page_server.user(f"several-{screen.name}@home.example").email)
    visitor.at("Assess a picture")
    _choose(visitor, PICTURES / "dermoscopy-melanoma.jpg", blank, PICTURES / "photo-melanocytic-nevus.jpg")
    cards = visitor.page.locator("lentigo-upload-card")
    expect(cards).to_have_count(3)
    visitor.inspect()
    visitor.expect_refusals(422)
    visitor.press("Assess all (3)")
    expect(visitor.page.get_by_text("2 of 3 assessed")).to_be_visible(timeout=60_000)
    poor = cards.filter(has_text="blank.png")
    expect(poor).to_contain_text("Check that nothing covers the camera")
    visitor.inspect()

    poor.get_by_role("button", name="Assess all the same").click()
    expect(visitor.page.get_by_text("3 of 3 assessed")).to_be_visible(timeout=60_000)
    expect(poor).to_contain_text("Risk not assessed")
    poor.get_by_role("link", name="See the result").click()
    visitor.sees("although Lentigo advised against it")
    visitor.page.go_back()
    visitor.at("Assess a picture")
    # What was finished stands in the history.
    expect(cards).to_have_count(0)


def test_what_is_chosen_without_a_network_waits_and_is_sent_when_there_is_one(
    visit: Visit, page_server: Server
) -> None:
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(page_server.user("offline@home.example").email)
    visitor.at("Assess a picture")
    visitor.context.set_offline(True)
    visitor.sees("What you choose now is kept on this device")
    visitor.choose(PICTURES / "dermoscopy-melanoma.jpg")
    visitor.press("Assess this picture")
    visitor.sees("Waits for the network")
    visitor.inspect()
    _expect_kept(visitor, 1)
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)
    _expect_kept(visitor, 0)
    _forgive_the_network(visitor)


def _keep_one(visitor: Visitor) -> None:
    """Choose a picture without a network and leave the page before there is one again."""
    visitor.at("Assess a picture")
    visitor.context.set_offline(True)
    _choose(visitor, PICTURES / "dermoscopy-melanoma.jpg")
    visitor.press("Assess this picture")
    _expect_kept(visitor, 1)
    visitor.page.goto("about:blank")
    visitor.context.set_offline(False)
    _forgive_the_network(visitor)


def test_what_waited_is_sent_once_after_a_new_start_though_two_pages_are_open(
    visit: Visit, page_server: Server
) -> None:
    person = page_server.user("restart@home.example")
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(person.email)
    _keep_one(visitor)
    # As after a night: the page is long gone when somebody opens it anew.
    time.sleep(2)
    second = visitor.context.new_page()
    second.goto(f"{visitor.url}/app/history", wait_until="commit")
    visitor.open("history")
    _expect_kept(visitor, 0)
    second.get_by_role("heading", level=1).wait_for()
    assert len(person.get("/submissions", expect=200).json()) == 1


def test_what_waits_outlasts_a_session_that_ran_out_for_the_same_person_alone(
    visit: Visit, page_server: Server
) -> None:
    person = page_server.user("late@home.example")
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(person.email)
    _keep_one(visitor)
    visitor.context.clear_cookies()
    visitor.expect_refusals(401)
    visitor.open("assess")
    visitor.at("Sign in")
    assert visitor.page.evaluate(KEPT) == 1
    visitor.sign_in(person.email)
    expect(visitor.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)
    _expect_kept(visitor, 0)
    assert len(person.get("/submissions", expect=200).json()) == 1


def test_what_waits_is_erased_by_signing_out_from_a_page_that_never_opened_it(
    visit: Visit, page_server: Server
) -> None:
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(page_server.user("elsewhere@home.example").email)
    _keep_one(visitor)
    visitor.open("account")
    assert visitor.page.evaluate(KEPT) == 1
    visitor.press("Sign out")
    visitor.at("Sign in")
    _expect_kept(visitor, 0)


def test_what_waits_is_gone_after_signing_out(visit: Visit, page_server: Server) -> None:
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(page_server.user("leaving@home.example").email)
    visitor.at("Assess a picture")
    visitor.follow("Account")
    visitor.sees("Keep my pictures")
    visitor.follow("Assess")
    visitor.at("Assess a picture")
    visitor.context.set_offline(True)
    _choose(visitor, PICTURES / "photo-melanocytic-nevus.jpg", PICTURES / "dermoscopy-melanoma.jpg")
    visitor.press("Assess all (2)")
    _expect_kept(visitor, 2)
    visitor.follow("Account")
    visitor.press("Sign out")
    visitor.sees("You are signed out on this device.")
    _expect_kept(visitor, 0)
    visitor.context.set_offline(False)
    _forgive_the_network(visitor)
