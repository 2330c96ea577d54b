"""What a patient does with results: a doctor's word, and the history."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen
from tests.server import Person, Server

PICTURES = Path(__file__).parents[1] / "pictures"
KINDS = ("dermoscopy-melanoma.jpg", "photo-actinic-keratosis.jpg", "photo-melanocytic-nevus.jpg")
MARKUP = "<b>Looks regular</b>\nCome back in three months."


def _with_history(server: Server, email: str) -> tuple[Person, list[int]]:
    """A patient with three results; gives their numbers, too."""
    person = server.user(email, name="Ada Sommer")
    return person, [person.upload((PICTURES / kind).read_bytes(), expect=200).json()["id"] for kind in KINDS]


def _correct(server: Server, email: str, person: Person, number: int) -> str:
    """Have a doctor correct a result; gives what they take it for."""
    machine = person.get(f"/submissions/{number}", expect=200).json()["class"]
    other = "melanocytic nevus" if machine != "melanocytic nevus" else "dermatofibroma"
    doctor = server.user(email, role="doctor", name="Dr Meredith Grey")
    word = {"decision": "corrected", "class": other, "note": MARKUP}
    doctor.post(f"/reviews/{number}", json=word, expect=200)
    return other


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_a_doctors_word_stands_first_and_the_picture_can_be_taken_back(
    visit: Visit, page_server: Server, screen: Screen
) -> None:
    person, numbers = _with_history(page_server, f"corrected-{screen.name}@home.example")
    other = _correct(page_server, f"grey-{screen.name}@clinic.example", person, numbers[0])
    visitor = visit(screen, "sign-in")
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.open(f"history/{numbers[0]}")
    word = visitor.page.locator("lentigo-doctors-word")
    expect(word).to_contain_text("Dr Meredith Grey corrected the result")
    expect(word).to_contain_text(other.capitalize())
    expect(word.locator("blockquote")).to_have_text(MARKUP)
    assert _above(word, visitor.page.locator("lentigo-risk-banner"))
    visitor.page.get_by_text("The numbers").click()
    expect(visitor.page.locator("lentigo-probability-bars li").first).to_be_visible()
    visitor.inspect()

    visitor.open(f"history/{numbers[1]}")
    visitor.press("Take it back from the doctors")
    visitor.sees("You have taken this picture back.")
    assert person.get(f"/submissions/{numbers[1]}", expect=200).json()["withheld"]
    visitor.press("Give it to the doctors")
    visitor.sees("Waiting for a doctor of this service.")
    assert not person.get(f"/submissions/{numbers[1]}", expect=200).json()["withheld"]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_the_history_is_searched_and_filtered_and_a_deletion_undone(
    visit: Visit, page_server: Server, screen: Screen
) -> None:
    person, numbers = _with_history(page_server, f"searches-{screen.name}@home.example")
    _correct(page_server, f"house-{screen.name}@clinic.example", person, numbers[0])
    visitor = visit(screen, "sign-in")
    visitor.sign_in(person.email)
    visitor.follow("History")
    rows = visitor.page.locator("main li")
    expect(rows).to_have_count(3)
    search = visitor.page.get_by_role("textbox", name="Search")
    search.fill("THREE months")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(f"No. {numbers[0]}")
    search.fill("no such words")
    visitor.sees("Nothing in your history matches.")
    visitor.inspect()
    visitor.press("Show everything")
    expect(rows).to_have_count(3)

    if screen.touch:
        visitor.press("Filters")
    visitor.page.get_by_label("Doctor", exact=True).select_option("true")
    expect(rows).to_have_count(1)
    visitor.inspect()
    rows.first.get_by_role("link").click()
    expect(visitor.page.locator("lentigo-doctors-word")).to_be_visible()
    visitor.page.go_back()
    # What was looked for is looked for again.
    expect(rows).to_have_count(1)
    visitor.open("history")
    expect(rows).to_have_count(3)

    visitor.page.get_by_role("button", name=f"Delete No. {numbers[1]},").click()
    visitor.sees(f"No. {numbers[1]}, ")
    expect(visitor.page.get_by_role("button", name="Undo")).to_be_focused()
    person.get(f"/submissions/{numbers[1]}", expect=404)
    visitor.inspect()
    visitor.press("Undo")
    visitor.sees(f"No. {numbers[1]} is back.")
    expect(rows).to_have_count(3)
    person.get(f"/submissions/{numbers[1]}", expect=200)


def _above(one: Locator, other: Locator) -> bool:
    boxes = one.bounding_box(), other.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    return boxes[0]["y"] < boxes[1]["y"]
