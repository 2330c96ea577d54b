"""What a person decides about the own account and data."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PASSWORD, PHONE, Screen
from tests.server import Server

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
STORAGE = "Keep my pictures and results"


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_name_language_and_consents_are_changed_and_obeyed(visit: Visit, page_server: Server, screen: Screen) -> None:
    person = page_server.user(f"decides-{screen.name}@home.example")
    visitor = visit(screen, "sign-in")
    visitor.sign_in(person.email)
    visitor.follow("Account")
    visitor.at("Account")
    visitor.sees(STORAGE)
    visitor.inspect()

    visitor.fill(name="Ada Sommer")
    visitor.press("Save the name")
    visitor.sees("Your name was changed.")
    assert person.get("/account", expect=200).json()["name"] == "Ada Sommer"

    visitor.page.locator("lentigo-language-field select").select_option("fr")
    visitor.at("Compte")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
    visitor.page.locator("lentigo-language-field select").select_option("en")
    visitor.at("Account")

    card = visitor.page.get_by_role("group", name=STORAGE)
    card.get_by_role("button", name="Withdraw").click()
    expect(card).to_contain_text("Not given")
    consents = {one["purpose"]: one for one in person.get("/account/consents", expect=200).json()}
    assert not consents["storage"]["given"]
    visitor.inspect()

    visitor.follow("Assess")
    visitor.choose(PICTURE)
    visitor.expect_refusals(403)
    visitor.press("Assess this picture")
    visitor.sees("You have withdrawn the consent to keep your pictures")
    visitor.follow("Change my consents")
    card.get_by_role("button", name="Give").click()
    expect(card).to_contain_text("text version")
    visitor.follow("Assess")
    # The picture is still there.
    visitor.press("Try again")
    expect(visitor.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)


def test_everything_kept_of_a_person_is_downloaded_and_then_erased(visit: Visit, page_server: Server) -> None:
    person = page_server.user("leaves@home.example")
    person.upload(PICTURE.read_bytes(), expect=200)
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(person.email)
    visitor.follow("Account")
    visitor.at("Account")
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.press("Download my data")
    assert download.value.suggested_filename.startswith("lentigo-export-")
    copy = visitor.downloads / "copy.zip"
    download.value.save_as(copy)
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".pdf") for name in archive.namelist())

    visitor.page.get_by_role("button", name="Delete my account").click()
    dialog = visitor.page.get_by_role("alertdialog")
    dialog.wait_for()
    visitor.inspect()
    address, password = dialog.get_by_label("Your e-mail address, to confirm"), dialog.get_by_label("Your password")
    address.fill("somebody@else.example")
    password.fill("a wrong one")
    visitor.press("Delete everything")
    visitor.sees("This is not your e-mail address.")
    address.fill(person.email)
    visitor.expect_refusals(400)
    visitor.press("Delete everything")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(address).to_have_value(person.email)
    visitor.inspect()
    password.fill(PASSWORD)
    visitor.press("Delete everything")
    visitor.sees("Your account and everything that belonged to it was deleted.")
    visitor.at("Sign in")
    page_server.visitor().post("/login", json={"email": person.email, "password": PASSWORD}, expect=401)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_whoever_registers_is_told_what_happens_next(visit: Visit, screen: Screen) -> None:
    visitor = visit(screen, "register")
    visitor.at("Register")
    visitor.sees("What happens next")
    visitor.register("Ada Patient", f"told-{screen.name}@home.example")
    visitor.at("Your registration awaits approval")
    visitor.sees("An administrator of this service looks at it.")
    visitor.sees("Do not wait for Lentigo with a spot that worries you.")
