"""Two pictures of a spot side by side, for the patient and for a doctor."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.keyboard import LANGUAGES, Keyboard
from tests.e2e.spots import (
    EVERYWHERE,
    KERATOSIS,
    NEVUS,
    follow,
    house,
    make_older,
    pair,
    send,
    signed_in,
    strip,
    turned,
)
from tests.e2e.visitor import DESK, PHONE, Screen
from tests.server import Server

__all__ = ["house", "turned"]


@EVERYWHERE
@pytest.mark.parametrize("code", LANGUAGES)
def test_any_two_pictures_are_compared_by_the_keyboard_alone(
    visit: Visit, house: Server, turned: Path, screen: Screen, code: str
) -> None:
    person = house.user(f"compares-{code}-{screen.name}@home.example")
    person.patch("/account", json={"language": code}, expect=200)
    lesion = follow(person, name="Ḥay 7 · حيّ")
    numbers = send(person, lesion, NEVUS, turned, KERATOSIS)
    make_older(house, {numbers[0]: 90, numbers[1]: 30})
    visitor = signed_in(visit, house, person, screen)
    expect(visitor.page.locator("html")).to_have_attribute("lang", code)
    keys = Keyboard(visitor)
    keys.go("history")
    visitor.at(visitor.text("submissions", "history", "title"))
    keys.use(keys.find("link", "lesions", "tabs", "lesions"))
    visitor.at(visitor.text("lesions", "title"))
    keys.use(visitor.page.locator("lentigo-lesion-row a"))
    visitor.at("Ḥay 7 · حيّ")

    def expect_chosen(*pressed: int) -> None:
        for place in range(3):
            expect(strip(visitor).nth(place)).to_have_attribute("aria-pressed", str(place in pressed).lower())

    expect(strip(visitor)).to_have_count(3)
    expect_chosen(0, 2)
    # A third takes the place of the one that was chosen longer ago.
    keys.use(strip(visitor).nth(1))
    expect_chosen(1, 2)
    expect(strip(visitor).nth(1)).to_be_focused()
    # One that is let go leaves one, and says what to do.
    keys.use(strip(visitor).nth(2), "Space")
    visitor.sees(visitor.text("lesions", "compare", "choose"))
    expect(pair(visitor)).to_have_count(0)
    keys.use(strip(visitor).nth(0))
    expect_chosen(0, 1)
    expect(pair(visitor)).to_have_count(2)

    keys.use(keys.find("slider", "lesions", "compare", "zoom"), "End")
    pictures = visitor.page.locator("lentigo-zoom-picture")
    shown = visitor.page.locator("lentigo-zoom-picture lentigo-secure-picture")
    before = shown.nth(1).evaluate("(one) => getComputedStyle(one).transformOrigin")
    keys.use(pictures.first, "ArrowRight")
    # Both show the same part.
    for one in shown.all():
        expect(one).not_to_have_css("transform-origin", before)
    first, second = (one.evaluate("(one) => getComputedStyle(one).transformOrigin") for one in shown.all())
    assert first == second
    visitor.inspect()

    keys.use(keys.find("button", "lesions", "page", "edit"))
    dialog = visitor.page.get_by_role("dialog")
    visitor.inspect()
    keys.write(dialog.get_by_role("textbox"), "B")
    keys.use(keys.find("button", "lesions", "form", "save", within=dialog))
    visitor.at("B")
    keys.use(keys.find("button", "lesions", "page", "delete"))
    question = visitor.page.get_by_role("alertdialog")
    keys.use(keys.find("button", "lesions", "page", "delete", within=question))
    visitor.at(visitor.text("lesions", "title"))
    visitor.sees(visitor.text("lesions", "list", "none"))


def test_enlarged_pictures_are_moved_together_by_the_pointer(visit: Visit, house: Server, turned: Path) -> None:
    person = house.user("drags@home.example")
    lesion = follow(person)
    send(person, lesion, NEVUS, turned)
    visitor = signed_in(visit, house, person, DESK)
    visitor.open(f"spots/{lesion}")
    stages = visitor.page.locator("lentigo-zoom-picture")
    expect(pair(visitor)).to_have_count(2)
    slider = visitor.page.get_by_role("slider", name="Enlarge both")
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    stages.first.scroll_into_view_if_needed()
    box = stages.first.bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2, steps=4)
    mouse.up()
    # At twice the size one stage's width does not fit: a quarter of it is a quarter of the way.
    for shown in visitor.page.locator("lentigo-zoom-picture lentigo-secure-picture").all():
        at = shown.evaluate("(one) => getComputedStyle(one).transformOrigin.split(' ').map(parseFloat)")
        assert at[0] / box["width"] == pytest.approx(0.75, abs=0.02)
        assert at[1] / box["height"] == pytest.approx(0.5, abs=0.02)


@EVERYWHERE
def test_a_doctor_sees_the_other_pictures_of_the_spot_beside_the_present_one(
    visit: Visit, house: Server, turned: Path, screen: Screen
) -> None:
    person = house.user(f"shows-{screen.name}@home.example", name="Jonas Weber")
    lesion = follow(person, name="At the belt", site="abdomen", side="right")
    earliest, withheld, between, present = send(person, lesion, NEVUS, KERATOSIS, turned, NEVUS)
    person.put(f"/submissions/{withheld}/review", json={"given": False}, expect=200)
    make_older(house, {earliest: 100, between: 20})
    doctor = house.user(f"doctor-{screen.name}@clinic.example", role="doctor", name="Dr Grey")
    visitor = signed_in(visit, house, doctor, screen)
    visitor.open(f"reviews/{present}")
    visitor.at(f"Case No. {present}")
    visitor.sees("Spot: Abdomen, right")
    visitor.sees("At the belt")
    others = visitor.page.get_by_role("heading", name="Other pictures of this spot")
    if screen is PHONE:
        # They stand far below what one decides by.
        visitor.press("2 other pictures of this spot")
        expect(others).to_be_focused()
    else:
        expect(visitor.page.get_by_role("button", name="Confirm:")).to_be_in_viewport()
        picture, below = visitor.page.locator("lentigo-case-picture").bounding_box(), others.bounding_box()
        assert picture is not None
        assert below is not None
        assert below["x"] < picture["x"] + picture["width"] < visitor.screen.width / 1.5
    expect(strip(visitor)).to_have_count(3)
    expect(pair(visitor)).to_have_count(2)
    for picture in pair(visitor).all():
        assert visitor.drawn(picture) > 0
    visitor.sees("Time between sending the two pictures: 3 months.")
    # The present one is always one of the two.
    strip(visitor).nth(1).click()
    visitor.sees("Time between sending the two pictures: 20 days.")
    strip(visitor).nth(2).click(force=True)
    strip(visitor).nth(0).click()
    visitor.sees("Time between sending the two pictures: 3 months.")
    expect(strip(visitor).nth(2)).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.locator("lentigo-same-lesion lentigo-case-row")).to_have_count(2)
    visitor.inspect()
