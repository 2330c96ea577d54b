"""A doctor looks through what patients gave for review, on a ward's screen and on a telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen, Visitor
from tests.server import Person, Server

PICTURES = sorted((Path(__file__).parents[1] / "pictures").glob("*.jpg"))


@pytest.fixture(scope="module")
def clinic(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, before whose doctors nothing else lies."""
    assert (built_page / "index.html").is_file()
    with Server(tmp_path_factory.mktemp("clinic")) as running:
        yield running


def sent(clinic: Server, email: str, count: int) -> tuple[Person, list[int]]:
    """A patient who lets doctors see their pictures, and the numbers of some."""
    person = clinic.user(email, name=email.split("@")[0].replace(".", " ").title())
    pictures = [PICTURES[index % len(PICTURES)].read_bytes() for index in range(count)]
    return person, [person.upload(data, force="true", expect=200).json()["id"] for data in pictures]


def doctor(visit: Visit, clinic: Server, email: str, screen: Screen) -> Visitor:
    """A doctor in front of the list of what waits."""
    clinic.user(email, role="doctor", name=email.split("@")[0].replace(".", " ").title())
    visitor = visit(screen, "sign-in", clinic)
    visitor.sign_in(email)
    # Where a doctor begins.
    expect(visitor.page.get_by_role("link", name="Reviews", exact=True)).to_be_visible()
    expect(visitor.page.locator(".queue lentigo-case-row").first).to_be_visible()
    return visitor


def rows(visitor: Visitor) -> Locator:
    return visitor.page.locator(".queue lentigo-case-row")


def test_a_ward_works_through_its_cases_by_the_keyboard_alone(visit: Visit, clinic: Server) -> None:
    _, numbers = sent(clinic, "ada.sommer@home.example", 3)
    visitor = doctor(visit, clinic, "grey@clinic.example", DESK)
    # The list stands beside the first case, which is open already.
    visitor.heading("Case No.")
    for picture in visitor.page.locator("lentigo-case-picture img").all():
        assert visitor.drawn(picture) > 0
    visitor.inspect()
    # The bar at the top begins and ends where the page below it does.
    edges = visitor.page.evaluate(
        """() => ['lentigo-header .brand', '.queue h2', 'lentigo-header .choosers', '.case'].map(
            (one) => document.querySelector(one).getBoundingClientRect()).map(({ left, right }) => ({ left, right }))"""
    )
    assert abs(edges[0]["left"] - edges[1]["left"]) <= 1
    assert abs(edges[2]["right"] - edges[3]["right"]) <= 1
    ways = visitor.page.get_by_role("navigation", name="Through the cases")
    expect(ways.get_by_role("button", name="Previous case")).to_be_disabled()
    expect(ways.get_by_role("link", name="Next case")).to_be_visible()

    first = visitor.page.url
    expect(visitor.page.get_by_role("heading", level=1, name=f"Case No. {first.rsplit('/', 1)[1]}")).to_be_visible()
    visitor.page.keyboard.press("Alt+ArrowDown")
    expect(visitor.page).not_to_have_url(first)
    expect(visitor.page.get_by_role("heading", level=1, name="Case No.")).to_be_focused()
    visitor.page.keyboard.press("Alt+ArrowUp")
    expect(visitor.page).to_have_url(first)
    number = int(first.rsplit("/", 1)[1])
    assert number in numbers

    expect(visitor.page.get_by_role("button", name="Confirm:")).to_be_enabled()
    for _ in range(20):
        if visitor.page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("Please come in this week.")
    visitor.page.keyboard.press("Control+Enter")
    visitor.sees(f"No. {number} is confirmed")
    expect(visitor.page).not_to_have_url(first)
    expect(rows(visitor)).to_have_count(2)
    expect(visitor.page.get_by_role("textbox", name="Note")).to_have_value("")

    slider = visitor.page.get_by_role("slider", name="Heat map")
    slider.focus()
    slider.press("Home")
    expect(visitor.page.locator("lentigo-case-picture .heat-map")).to_have_css("opacity", "0")

    # The place of the navigation leads to the first case again.
    visitor.page.get_by_role("navigation", name="Main").get_by_role("link", name="Reviews").click()
    visitor.heading("Case No.")

    # What has been done stands in a list of its own, and a word can be changed; the earlier one stays.
    visitor.follow("Done")
    expect(rows(visitor)).to_have_count(1)
    visitor.sees("Please come in this week.")
    visitor.press("Correct…")
    choice = visitor.page.get_by_role("combobox", name="What is it?")
    choice.select_option("vascular lesion")
    visitor.inspect()
    visitor.press("Send the correction")
    visitor.sees("What was said before")
    visitor.inspect()
    expect(rows(visitor)).to_contain_text("Vascular lesion")


def test_a_small_screen_on_a_desk_shows_picture_and_word_beside_each_other(visit: Visit, clinic: Server) -> None:
    _, (number,) = sent(clinic, "vera.klein@home.example", 1)
    visitor = doctor(visit, clinic, "klein@clinic.example", Screen("small desk", 1280, 720, touch=False))
    visitor.open(f"reviews/{number}")
    confirm = visitor.page.get_by_role("button", name="Confirm:")
    expect(confirm).to_be_in_viewport()
    picture, word = visitor.page.locator("lentigo-case-picture").bounding_box(), confirm.bounding_box()
    assert picture is not None
    assert word is not None
    assert picture["x"] + picture["width"] <= word["x"]

    # The focus goes into the correction and out of it, and its list keeps the keys that open it.
    visitor.press("Correct…")
    choice = visitor.page.get_by_role("combobox", name="What is it?")
    expect(choice).to_be_focused()
    visitor.press("Send the correction")
    expect(choice).to_be_focused()
    expect(choice).to_have_accessible_description("Choose what it is.")
    visitor.inspect()
    here = visitor.page.url
    choice.press("Alt+ArrowDown")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page).to_have_url(here)
    visitor.press("Cancel")
    expect(visitor.page.get_by_role("button", name="Correct…")).to_be_focused()


def test_a_telephone_shows_the_list_and_then_the_case(visit: Visit, clinic: Server) -> None:
    person, _ = sent(clinic, "jonas.weber@home.example", 2)
    visitor = doctor(visit, clinic, "house@clinic.example", PHONE)
    visitor.at("Reviews")
    before = rows(visitor).count()
    rows(visitor).filter(has_text="Jonas Weber").first.click()
    visitor.heading("Case No.")
    expect(rows(visitor).first).to_be_hidden()
    visitor.sees("Earlier pictures of the same person")
    for picture in visitor.page.locator("lentigo-case-picture img").all():
        assert visitor.drawn(picture) > 0
    visitor.inspect()
    visitor.page.get_by_role("textbox", name="Note").fill("Looks harmless to me, but watch it.")
    visitor.page.get_by_role("button", name="Confirm:").click()
    visitor.sees("is confirmed")
    visitor.follow("All cases")
    visitor.at("Reviews")
    expect(rows(visitor)).to_have_count(before - 1)
    words = [one["review"]["note"] for one in person.get("/submissions", expect=200).json()]
    assert "Looks harmless to me, but watch it." in words


def test_whoever_was_slower_sees_the_others_word_keeps_the_note_and_decides_again(visit: Visit, clinic: Server) -> None:
    _, (number,) = sent(clinic, "lucia.ortega@home.example", 1)
    visitor = doctor(visit, clinic, "cuddy@clinic.example", DESK)
    visitor.open(f"reviews/{number}")
    visitor.page.get_by_role("textbox", name="Note").fill("My own view.")

    faster = clinic.user("wilson@clinic.example", role="doctor", name="Dr Wilson")
    said = {"decision": "corrected", "class": "dermatofibroma", "note": "Firm, it dimples.", "version": 0}
    if faster.post(f"/reviews/{number}", json=said).status_code == 400:  # the machine said so, too
        faster.post(f"/reviews/{number}", json={**said, "class": "vascular lesion"}, expect=200)
    visitor.expect_refusals(409)
    visitor.page.get_by_role("button", name="Confirm:").click()
    visitor.sees("Firm, it dimples.")
    visitor.sees("Dr Wilson")
    expect(visitor.page.get_by_role("alert")).to_contain_text("meanwhile")
    expect(visitor.page.get_by_role("textbox", name="Note")).to_have_value("My own view.")
    visitor.inspect()
    visitor.page.get_by_role("button", name="Confirm:").click()
    visitor.sees("What was said before")
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_a_note_survives_a_lost_network(visit: Visit, clinic: Server) -> None:
    _, (number,) = sent(clinic, "nora.lund@home.example", 1)
    visitor = doctor(visit, clinic, "lund@clinic.example", PHONE)
    visitor.open(f"reviews/{number}")
    visitor.page.get_by_role("textbox", name="Note").fill("Typed in a lift.")
    confirm = visitor.page.get_by_role("button", name="Confirm:")
    expect(confirm).to_be_enabled()
    # Else the worker may be fetched just when the network goes, which the page rightly complains of.
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    visitor.context.set_offline(True)
    confirm.click()
    visitor.sees("You are offline")
    expect(visitor.page.get_by_role("textbox", name="Note")).to_have_value("Typed in a lift.")
    visitor.inspect()
    visitor.context.set_offline(False)
    visitor.troubles = [one for one in visitor.troubles if "ERR_INTERNET_DISCONNECTED" not in one]
    confirm.click()
    visitor.sees("is confirmed")


def test_nobody_but_a_doctor_comes_to_the_reviews(visit: Visit, clinic: Server) -> None:
    email = clinic.user("curious@home.example").email
    visitor = visit(PHONE, "sign-in", clinic)
    visitor.sign_in(email)
    visitor.at("Assess a picture")
    expect(visitor.page.get_by_role("link", name="Reviews")).to_have_count(0)
    visitor.open("reviews")
    visitor.at("Assess a picture")
