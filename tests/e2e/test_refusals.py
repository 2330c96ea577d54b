"""What is turned away is said in words, and nothing that was typed or chosen is lost."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PASSWORD, PHONE
from tests.server import Server


def test_a_wrong_password_is_told_and_the_address_stays(visit: Visit, somebody: str) -> None:
    visitor = visit(PHONE, "sign-in")
    visitor.expect_refusals(401)
    visitor.sign_in(somebody, "not the password")
    visitor.sees("wrong")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(visitor.page.get_by_label("E-mail")).to_have_value(somebody)
    visitor.inspect()


def test_an_account_that_waits_is_told_so(visit: Visit, page_server: Server) -> None:
    body = {"name": "Waiting", "email": "waiting@home.example", "password": PASSWORD}
    page_server.visitor().post("/register", json=body, expect=201)
    visitor = visit(PHONE, "sign-in")
    visitor.expect_refusals(403)
    visitor.sign_in("waiting@home.example")
    visitor.sees("waiting for an administrator")


def test_an_address_that_is_taken_is_told_and_nothing_typed_is_lost(visit: Visit, somebody: str) -> None:
    visitor = visit(DESK, "register")
    visitor.expect_refusals(409)
    visitor.register("Somebody Else", somebody.upper())
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(visitor.page.get_by_label("Name")).to_have_value("Somebody Else")


def test_a_form_says_what_is_missing_before_it_asks_the_server(visit: Visit) -> None:
    visitor = visit(PHONE, "register")
    visitor.fill(email="no address", password="short")
    visitor.press("Register")
    for words in ("Enter a name.", "This is not an e-mail address.", "at least 8 characters."):
        visitor.sees(words)
    visitor.inspect()


def test_a_picture_that_is_turned_away_can_be_insisted_on(visit: Visit, somebody: str, tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("RGB", (300, 300), (200, 160, 140)).save(blank)
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    visitor.choose(blank)
    visitor.expect_refusals(422)
    visitor.press("Assess this picture")
    visitor.sees("There is nothing to see")
    visitor.inspect()
    visitor.press("Assess all the same")
    visitor.sees("Risk not assessed")
    visitor.sees("although Lentigo advised against it")
    visitor.inspect()


def test_what_is_no_picture_is_told(visit: Visit, somebody: str, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("not a picture")
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(somebody)
    visitor.choose(tmp_path / "notes.jpg")
    visitor.expect_refusals(415)
    # The browser cannot draw it either and says so on its console.
    visitor.press("Assess this picture")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    visitor.inspect()


def test_an_unknown_address_leads_back(visit: Visit) -> None:
    visitor = visit(PHONE, "no/such/page")
    visitor.at("There is no such page")
    visitor.follow("Go to the start")
    visitor.at("Sign in")
