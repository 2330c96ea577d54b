"""A spot that is followed over time: begun, given pictures, changed, and given up; also without a network."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.keyboard import LANGUAGES
from tests.e2e.spots import EVERYWHERE, NEVUS, follow, house, make_older, pair, send, signed_in, turned
from tests.e2e.test_offline import wait_until
from tests.e2e.test_several_pictures import KEPT
from tests.e2e.visitor import PHONE, Screen
from tests.server import Server

__all__ = ["house", "turned"]


@EVERYWHERE
def test_a_spot_begins_with_a_result_gets_a_second_picture_is_compared_changed_and_deleted(
    visit: Visit, house: Server, turned: Path, screen: Screen
) -> None:
    person = house.user(f"follows-{screen.name}@home.example", name="Ada Sommer")
    visitor = signed_in(visit, house, person, screen)
    page = visitor.page
    visitor.at("Assess a picture")
    # Who follows no spot is not asked for one.
    expect(page.get_by_label("Spot (optional)")).to_have_count(0)
    visitor.assess(NEVUS)
    first = int(page.url.rsplit("/", 1)[1])

    visitor.press("Choose a spot")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You follow no spot yet.")
    visitor.inspect()
    dialog.get_by_role("button", name="New spot").click()
    dialog.get_by_role("button", name="Add the spot").click()
    expect(dialog).to_contain_text("Choose where it is.")
    dialog.get_by_label("Where is it?").select_option("back")
    dialog.get_by_label("Side").select_option("left")
    dialog.get_by_label("Name (optional)").fill("Below the collar")
    visitor.inspect()
    dialog.get_by_role("button", name="Add the spot").click()
    visitor.sees("The picture belongs to the spot now.")
    expect(page.get_by_role("button", name="Choose another spot")).to_be_focused()
    visitor.follow("Below the collar")
    visitor.at("Below the collar")
    expect(page).to_have_title("Below the collar · Lentigo")
    visitor.sees("With a second picture")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="History")).to_have_attribute(
        "aria-current", "page"
    )

    visitor.follow("Add a picture")
    visitor.at("Assess a picture")
    lesion = person.get("/lesions", expect=200).json()[0]["id"]
    expect(page.get_by_label("Spot (optional)")).to_have_value(lesion)
    visitor.assess(turned)
    second = int(page.url.rsplit("/", 1)[1])
    visitor.follow("Below the collar")
    expect(pair(visitor)).to_have_count(2)
    for picture in pair(visitor).all():
        assert visitor.drawn(picture) > 0
    visitor.sees("Both pictures were sent on the same day.")
    make_older(house, {first: 400})
    page.reload()
    visitor.sees("Time between sending the two pictures: 13 months.")
    expect(page.locator("lentigo-timeline li")).to_have_count(2)
    visitor.inspect()
    slider = page.get_by_role("slider", name="Enlarge both")
    slider.focus()
    slider.press("End")
    expect(page.locator("lentigo-zoom-picture lentigo-secure-picture").first).to_have_css(
        "transform", "matrix(6, 0, 0, 6, 0, 0)"
    )
    visitor.inspect()

    visitor.press("Edit")
    expect(dialog.get_by_label("Where is it?")).to_have_value("back")
    dialog.get_by_label("Name (optional)").fill("")
    dialog.get_by_label("Where is it?").select_option("neck")
    dialog.get_by_role("button", name="Save").click()
    visitor.at("Neck, left")

    page.locator("lentigo-timeline a").first.click()
    visitor.at("Result")
    visitor.press("Take it off this spot")
    visitor.sees("The picture belongs to no spot now.")
    expect(page.get_by_role("button", name="Choose a spot", exact=True)).to_be_focused()
    assert person.get(f"/submissions/{first}", expect=200).json()["lesion"] is None

    page.get_by_role("navigation", name="Main").get_by_role("link", name="History").click()
    visitor.at("History")
    visitor.follow("Spots over time")
    visitor.at("Spots over time")
    rows = page.locator("lentigo-lesion-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("1 picture")
    rows.get_by_role("link").click()
    visitor.at("Neck, left")
    visitor.press("Delete the spot")
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("stay in your history")
    visitor.inspect()
    question.get_by_role("button", name="Delete the spot").click()
    visitor.at("Spots over time")
    visitor.sees("The spot is deleted.")
    visitor.sees("Begin with a new spot")
    assert person.get(f"/submissions/{second}", expect=200).json()["lesion"] is None


def test_several_pictures_of_a_spot_wait_for_the_network_and_still_belong_to_it(
    visit: Visit, house: Server, turned: Path
) -> None:
    person = house.user("waits@home.example")
    lesion, other = follow(person, name="Left ear", site="ear"), follow(person, site="foot", side=None)
    visitor = signed_in(visit, house, person, PHONE)
    visitor.open("assess")
    field = visitor.page.get_by_label("Spot (optional)")
    expect(field.locator("option")).to_have_text(["No spot", "Foot", "Left ear (Ear, left)"])
    field.select_option(other)
    field.select_option(lesion)
    visitor.inspect()
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    visitor.expect_silence()
    visitor.context.set_offline(True)
    with visitor.page.expect_file_chooser() as chooser:
        visitor.press("Choose a picture")
    chooser.value.set_files([NEVUS, turned])
    visitor.press("Assess all (2)")
    expect(visitor.page.get_by_text("Waits for the network")).to_have_count(2)
    wait_until(lambda: visitor.page.evaluate(KEPT) == 2)
    visitor.page.goto("about:blank")
    visitor.context.set_offline(False)
    visitor.open("history")
    wait_until(lambda: visitor.page.evaluate(KEPT) == 0)
    assert [one["lesion"]["id"] for one in person.get("/submissions", expect=200).json()] == [lesion, lesion]


def test_a_picture_of_a_spot_that_is_followed_no_longer_is_assessed_all_the_same(visit: Visit, house: Server) -> None:
    person = house.user("gone@home.example")
    lesion = follow(person)
    visitor = signed_in(visit, house, person, PHONE)
    visitor.open(f"assess?spot={lesion}")
    expect(visitor.page.get_by_label("Spot (optional)")).to_have_value(lesion)
    visitor.choose(NEVUS)
    # On another device.
    person.delete(f"/lesions/{lesion}", expect=200)
    visitor.expect_refusals(404)
    visitor.press("Assess this picture")
    visitor.sees("That spot is followed no longer.")
    expect(visitor.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)
    expect(visitor.page.get_by_role("button", name="Choose a spot", exact=True)).to_be_visible()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [180, 320])
def test_on_the_smallest_screens_nothing_of_a_spot_sticks_out_at_the_side(
    visit: Visit, house: Server, turned: Path, code: str, width: int
) -> None:
    person = house.user(f"small-{code}-{width}@home.example")
    person.patch("/account", json={"language": code}, expect=200)
    lesion, empty = follow(person, name="W" * 80), follow(person, site="genital area", side="right")
    (number, *_) = send(person, lesion, NEVUS, turned)
    visitor = signed_in(visit, house, person, Screen(f"{width} pixels", width, 2 * width, touch=True))
    expect(visitor.page.locator("html")).to_have_attribute("lang", code)
    for path, ready in (
        ("spots", "lentigo-lesion-row img"),
        (f"spots/{lesion}", "lentigo-zoom-picture img"),
        (f"spots/{empty}", "lentigo-empty"),
        (f"history/{number}", "lentigo-lesion-control a"),
        (f"assess?spot={empty}", "lentigo-lesion-field select"),
    ):
        visitor.open(path)
        visitor.page.locator(ready).first.wait_for()
        visitor.inspect()


def test_without_an_answer_the_pages_say_so_and_come_by_themselves(visit: Visit, house: Server, turned: Path) -> None:
    person = house.user("offline@home.example")
    lesion = follow(person, name="Nape", site="neck")
    send(person, lesion, NEVUS, turned)
    visitor = signed_in(visit, house, person, PHONE)
    visitor.open("spots")
    visitor.page.locator("lentigo-lesion-row").wait_for()
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    visitor.open(f"spots/{lesion}")
    visitor.follow("Spots over time")
    row = visitor.page.locator("lentigo-lesion-row a")
    row.wait_for()
    visitor.expect_silence()
    visitor.context.set_offline(True)
    row.click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("You are offline.")
    visitor.inspect()
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_role("heading", level=1, name="Nape")).to_be_visible(timeout=40_000)
    expect(pair(visitor)).to_have_count(2)

    visitor.expect_refusals(404)
    visitor.open("spots/nowhere")
    visitor.sees("There is no such spot")
    expect(visitor.page.get_by_role("button", name="Try again")).to_have_count(0)
    visitor.inspect()
