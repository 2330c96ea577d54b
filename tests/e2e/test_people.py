"""What the administrator does, and how it reaches the others."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PASSWORD, PHONE
from tests.server import ADMIN, Server


def test_a_doctor_is_added_and_has_to_choose_an_own_password(visit: Visit) -> None:
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.page.get_by_role("tab", name="Doctors").click()
    admin.press("Add a doctor")
    admin.page.get_by_role("dialog").wait_for()
    admin.inspect()
    admin.fill(name="Dr Meredith Grey", email="grey@clinic.example", first_password="a given password")
    admin.press("Add")
    row = admin.page.locator("lentigo-person-row", has_text="grey@clinic.example")
    expect(row).to_be_visible()
    admin.inspect()

    doctor = visit(PHONE)
    doctor.sign_in("grey@clinic.example", "a given password")
    doctor.at("Change your password")
    doctor.open("history")
    doctor.at("Change your password")
    doctor.fill(present_password="a given password", new_password="a password of my own")
    doctor.press("Change the password")
    doctor.at("Assess a picture")
    doctor.page.reload()
    doctor.at("Assess a picture")

    row.get_by_role("button", name="More about").click()
    admin.page.get_by_role("menuitem", name="Delete").click()
    admin.press("Delete")
    expect(row).to_have_count(0)

    # The doctor's session ended with the account, and the page says so.
    doctor.expect_refusals(401, 401)
    doctor.follow("History")
    doctor.at("Sign in")
    doctor.sees("Your session has ended.")


def test_a_user_is_promoted_and_leaves_the_list_of_users(visit: Visit, page_server: Server) -> None:
    email = page_server.user("rising@home.example").email
    admin = visit(PHONE)
    admin.sign_in(*ADMIN)
    row = admin.page.locator("lentigo-person-row", has_text=email)
    row.get_by_role("button", name="More about").click()
    admin.inspect()
    admin.page.get_by_role("menuitem", name="Make a doctor").click()
    expect(row).to_have_count(0)
    admin.page.get_by_role("tab", name="Doctors").click()
    expect(row).to_be_visible()


def test_a_link_resets_a_forgotten_password_once(visit: Visit, page_server: Server) -> None:
    email = page_server.user("forgetful@home.example").email
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    row = admin.page.locator("lentigo-person-row", has_text=email)
    row.get_by_role("button", name="More about").click()
    admin.page.get_by_role("menuitem", name="Link to reset").click()
    link = admin.page.get_by_role("dialog").get_by_text(re.compile(r"/app/reset-password#token=")).inner_text()
    admin.inspect()

    person = visit(PHONE, link.split("/app/")[1])
    person.at("Choose a new password")
    person.fill(new_password="a new password")
    person.press("Set the password")
    person.sees("Your new password is set.")
    person.fill(email=email, password="a new password")
    person.press("Sign in")
    person.at("Assess a picture")

    thief = visit(PHONE, link.split("/app/")[1])
    thief.expect_refusals(400)
    thief.fill(new_password="another password")
    thief.press("Set the password")
    expect(thief.page.get_by_role("alert")).to_be_visible()


def test_a_doctor_sees_nothing_of_the_administration(visit: Visit, page_server: Server) -> None:
    email = page_server.user("doctor@clinic.example", role="doctor").email
    doctor = visit(DESK)
    doctor.sign_in(email, PASSWORD)
    doctor.at("Assess a picture")
    expect(doctor.page.get_by_role("link", name="People")).to_have_count(0)
    doctor.open("people/users")
    doctor.at("Assess a picture")


def test_the_first_visitor_of_a_fresh_installation_becomes_administrator(visit: Visit, tmp_path: Path) -> None:
    with Server(tmp_path / "fresh", {"LENTIGO_ADMIN_EMAIL": "", "LENTIGO_ADMIN_PASSWORD": ""}) as fresh:
        code = re.search(r"type this code: (\S+)", fresh.log.read_text(encoding="utf-8"))
        assert code is not None
        first = visit(PHONE, "", fresh)
        first.at("Welcome to Lentigo")
        first.expect_refusals(403)
        first.fill(code="AAAAA-AAAAA-AAAAA-AAAAA", your_name="First", email="first@clinic.example", password=PASSWORD)
        first.press("Become the administrator")
        expect(first.page.get_by_role("alert")).to_be_visible()
        first.fill(code=code[1])
        first.press("Become the administrator")
        first.at("People")
