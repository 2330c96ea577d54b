"""The page in each language and appearance, and a session that is taken up again where one is."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from lentigo.conditions import next_step
from lentigo.reports.template import words
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PASSWORD, PHONE, Screen
from tests.server import Server

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
LANGUAGE = "lentigo-language-chooser select"


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
@pytest.mark.parametrize(
    ("code", "direction", "sign_in", "assess"),
    [("fr", "ltr", "Se connecter", "Évaluer une image"), ("ar", "rtl", "تسجيل الدخول", "تقييم صورة")],
)
def test_a_language_is_chosen_turns_the_page_over_and_stays(
    visit: Visit, page_server: Server, screen: Screen, code: str, direction: str, sign_in: str, assess: str
) -> None:
    email = page_server.user(f"{code}-{screen.name}@home.example").email
    visitor = visit(screen, "sign-in")
    visitor.page.locator(LANGUAGE).select_option(code)
    visitor.at(sign_in)
    root = visitor.page.locator("html")
    expect(root).to_have_attribute("lang", code)
    expect(root).to_have_attribute("dir", direction)
    expect(visitor.page).to_have_title(f"{sign_in} · Lentigo")
    visitor.page.reload()
    visitor.at(sign_in)

    # The account was made without a word about language: English, until the person says otherwise.
    for locator, text in zip(visitor.page.locator("form input").all(), (email, PASSWORD), strict=True):
        locator.fill(text)
    visitor.page.locator("form button[type=submit]").click()
    visitor.at("Assess a picture")
    visitor.page.locator(LANGUAGE).select_option(code)
    visitor.at(assess)

    elsewhere = visit(screen, "sign-in")
    elsewhere.sign_in(email)
    elsewhere.at(assess)
    brand = elsewhere.page.locator("lentigo-header .brand").bounding_box()
    assert brand is not None
    assert (brand["x"] > screen.width / 2) is (direction == "rtl")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_an_appearance_is_chosen_and_stays(visit: Visit, screen: Screen) -> None:
    visitor = visit(screen, "sign-in")
    body = visitor.page.locator("body")
    for name, colour in (
        ("dark", "rgb(16, 21, 22)"),
        ("contrast", "rgb(255, 255, 255)"),
        ("light", "rgb(251, 250, 247)"),
    ):
        visitor.page.locator("lentigo-appearance-chooser select").select_option(name)
        expect(body).to_have_css("background-color", colour)
        visitor.inspect()
        visitor.page.reload()
        expect(body).to_have_css("background-color", colour)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_everything_that_is_pressed_is_large_enough_for_a_finger(visit: Visit, somebody: str, screen: Screen) -> None:
    visitor = visit(screen, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    small = visitor.page.evaluate(
        """() => [...document.querySelectorAll('header a, header select, main button, nav a')]
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44)
            .map(([name, box]) => [name, box.width, box.height])"""
    )
    assert not small


def test_a_session_that_ended_is_taken_up_again_and_nothing_chosen_is_lost(visit: Visit, page_server: Server) -> None:
    person = page_server.user("long@home.example")
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.choose(PICTURE)
    # On another device: every earlier session ends with it.
    changed = {"current_password": PASSWORD, "new_password": "another long password"}
    person.post("/account/password", json=changed, expect=200)

    visitor.expect_refusals(401, 401, 401)
    visitor.press("Assess this picture")
    dialog = visitor.page.get_by_role("dialog", name="Your session has ended")
    dialog.wait_for()
    visitor.inspect()
    dialog.get_by_label("Password", exact=True).fill("a wrong one")
    visitor.press("Sign in")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill("another long password")
    visitor.press("Sign in")
    expect(visitor.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_report_next_step_and_paper_speak_the_language_of_the_account(
    visit: Visit, page_server: Server, code: str
) -> None:
    person = page_server.user(f"report-{code}@home.example")
    person.patch("/account", json={"language": code}, expect=200)
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(person.email)
    expect(visitor.page.locator("html")).to_have_attribute("lang", code)
    made = person.upload(PICTURE.read_bytes(), expect=200).json()
    visitor.open(f"history/{made['id']}")
    visitor.sees(next_step(made["risk"], code))
    # The report itself comes from the server, in the same language.
    visitor.sees(person.get(f"/submissions/{made['id']}", expect=200).json()["report"]["overview"])
    visitor.inspect()
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.press(visitor.text("submissions", "download", "pdf"))
    paper = visitor.downloads / "report.pdf"
    download.value.save_as(paper)
    read = PdfReader(paper)
    assert read.root_object["/Lang"] == code
    if code == "fr":
        # How a line of Arabic comes out of a PDF depends on the reader.
        text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
        assert words("fr")["paper"]["title"] in text
        assert words("en")["paper"]["title"] not in text
