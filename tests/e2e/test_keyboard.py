"""The frame by keyboard alone, in forced colours, and at twice the size: header, menus, dialogs, choosers."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen
from tests.server import ADMIN, Server

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
FOCUSED = """() => {
  const one = document.activeElement;
  const shown = one.closest(':has(:focus-visible)') && one.parentElement.matches('lentigo-language-chooser, \
lentigo-appearance-chooser') ? one.parentElement : one;
  const style = getComputedStyle(shown);
  return {
    name: one.getAttribute('aria-label') ?? one.textContent.trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def tabbed(page: Page, times: int) -> list[str]:
    """Press the tabulator so many times; every stop must be named and show that it has the focus."""
    names: list[str] = []
    for _ in range(times):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["name"], "a stop without a name"
        assert stop["ring"] or not names, f"{stop['name']} does not show that it has the focus"
        names.append(stop["name"])
    return names


def focus(locator: Locator) -> None:
    """Go there by keyboard, as far as a test can say so."""
    locator.focus()
    expect(locator).to_be_focused()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_header_is_walked_in_the_order_in_which_it_is_read(visit: Visit, page_server: Server, code: str) -> None:
    somebody = page_server.user(f"keys-{code}@home.example").email
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    page = visitor.page
    if code != "en":
        page.locator("lentigo-language-chooser select").select_option(code)
        expect(page.locator("html")).to_have_attribute("lang", code)
    page.reload()
    visitor.heading()
    places = page.locator("lentigo-header nav a").all_inner_texts()
    expected = [
        visitor.text("frame", "skip"), "Lentigo", *map(str.strip, places),
        visitor.text("frame", "header", "language"), visitor.text("frame", "appearance", "title"),
    ]  # fmt: skip
    assert tabbed(page, len(expected)) == expected

    # The first stop leads past all that.
    page.reload()
    visitor.heading()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_language_and_appearance_are_chosen_by_keyboard_and_keep_the_focus(visit: Visit) -> None:
    visitor = visit(DESK, "sign-in")
    page = visitor.page
    language = page.locator("lentigo-language-chooser select")
    focus(language)
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(language).to_be_focused()
    expect(language).to_have_accessible_name("Langue")
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(language).to_be_focused()
    appearance = page.locator("lentigo-appearance-chooser select")
    page.keyboard.press("Tab")
    expect(appearance).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-appearance", "light")
    expect(appearance).to_be_focused()
    visitor.inspect()


def test_a_dialog_keeps_the_focus_and_gives_it_back(visit: Visit) -> None:
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(*ADMIN)
    visitor.at("People")
    visitor.follow("Doctors")
    visitor.at("Doctors")
    page = visitor.page
    opener = page.get_by_role("button", name="Add a doctor", exact=True)
    focus(opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), "the focus left the dialog"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_menu_is_walked_by_arrows_and_gives_the_focus_back(visit: Visit, somebody: str) -> None:
    assert somebody
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(*ADMIN)
    visitor.at("People")
    page = visitor.page
    # Of somebody else: of oneself there is little to do.
    opener = page.get_by_role("button", name="More about").nth(1)
    focus(opener)
    page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(items).to_have_count(0)
    expect(opener).to_be_focused()


def test_in_forced_colours_one_sees_where_one_is(visit: Visit, somebody: str) -> None:
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    page = visitor.page
    page.emulate_media(forced_colors="active")
    here, elsewhere = (
        place.evaluate("(link) => getComputedStyle(link).borderBlockEndWidth")
        for place in (page.locator("nav a.here"), page.locator("nav a:not(.here)").first)
    )
    assert (here, elsewhere) == ("4px", "0px")
    for name in ("Language", "Appearance"):
        focus(page.get_by_role("combobox", name=name))
        assert page.evaluate(FOCUSED)["ring"], name


@pytest.mark.parametrize("width", [320, 769])
def test_a_doctors_places_fit_in_french_on_a_small_telephone_and_a_tablet(
    visit: Visit, page_server: Server, width: int
) -> None:
    doctor = page_server.user(f"narrow-{width}@clinic.example", role="doctor")
    doctor.patch("/account", json={"language": "fr"}, expect=200)
    visitor = visit(Screen(f"{width} pixels", width, 800, touch=True), "sign-in")
    visitor.sign_in(doctor.email)
    words = visitor.page.locator("lentigo-header nav a span")
    expect(words).to_have_text(["Relectures", "Évaluer", "Historique", "Comprendre", "Compte"])
    expect(visitor.page.get_by_role("button", name="Actualiser")).to_be_visible()
    visitor.inspect()
    visitor.page.evaluate("document.fonts.ready")
    edges = [(box["x"], box["x"] + box["width"]) for box in map(Locator.bounding_box, words.all()) if box]
    assert all(left >= 0 and right <= width for left, right in edges), edges
    assert all(right < left for (_, right), (left, _) in pairwise(edges)), edges


@pytest.mark.parametrize("code", ["en", "ar"])
def test_at_twice_the_size_on_a_telephone_nothing_sticks_out_at_the_side(
    visit: Visit, page_server: Server, code: str
) -> None:
    person = page_server.user(f"large-{code}@home.example")
    visitor = visit(Screen("telephone at 200 %", PHONE.width // 2, PHONE.height // 2, touch=True), "sign-in")
    visitor.page.locator("lentigo-language-chooser select").select_option(code)
    expect(visitor.page.locator("html")).to_have_attribute("lang", code)
    visitor.inspect()
    for locator, text in zip(
        visitor.page.locator("form input").all(), (person.email, "a password that is long enough"), strict=True
    ):
        locator.fill(text)
    visitor.page.locator("form button[type=submit]").click()
    expect(visitor.page.locator("lentigo-header nav a").first).to_be_visible()
    visitor.page.locator("lentigo-language-chooser select").select_option(code)
    for place in visitor.page.locator("lentigo-header nav a").all():
        place.click()
        expect(place).to_have_attribute("aria-current", "page")
        visitor.heading()
        visitor.inspect()
    number = person.upload(PICTURE.read_bytes(), force="true", expect=200).json()["id"]
    visitor.open(f"history/{number}")
    visitor.page.locator("lentigo-nearest-cases li").first.wait_for()
    visitor.inspect()
