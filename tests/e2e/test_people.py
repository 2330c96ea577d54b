"""What the administrator does, and how it reaches the others."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PASSWORD, PHONE, Screen, Visitor
from tests.server import ADMIN, Server


def choose(admin: Visitor, row: Locator, item: str) -> None:
    """Open somebody's menu and choose something from it."""
    row.get_by_role("button", name="More about").click()
    admin.page.get_by_role("menuitem", name=item).click()


def test_a_doctor_is_added_and_has_to_choose_an_own_password(visit: Visit) -> None:
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.page.locator("lentigo-people-tabs").get_by_role("link", name="Doctors").click()
    admin.at("Doctors")
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
    doctor.fill(current_password="a given password", new_password="a password of my own")
    doctor.press("Change the password")
    doctor.at("Reviews")
    doctor.page.reload()
    doctor.at("Reviews")

    choose(admin, row, "Change the name")
    admin.fill(name="Dr Addison Montgomery")
    admin.press("Save")
    expect(row).to_contain_text("Dr Addison Montgomery")

    choose(admin, row, "Delete")
    admin.page.get_by_role("alertdialog").wait_for()
    admin.press("Delete")
    admin.sees("This is not the account's e-mail address.")
    admin.inspect()
    admin.fill(email="grey@clinic.example")
    admin.press("Delete")
    expect(row).to_have_count(0)

    # The doctor's session ended with the account, and the page says so where the doctor is.
    doctor.expect_refusals(401, 401)
    doctor.follow("History")
    doctor.page.get_by_role("dialog", name="Your session has ended").wait_for()
    doctor.inspect()
    doctor.press("Leave")
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
    admin.page.locator("lentigo-people-tabs").get_by_role("link", name="Doctors").click()
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
    # It is not shown again, so nothing but its own button puts it away.
    admin.page.keyboard.press("Escape")
    admin.page.mouse.click(5, 5)
    admin.press("Copy")
    expect(admin.page.get_by_role("button", name="Copied")).to_be_visible()
    admin.press("Close")
    expect(row.get_by_role("button", name="More about")).to_be_focused()

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


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_people_are_searched_and_several_are_approved_at_once(
    visit: Visit, page_server: Server, screen: Screen
) -> None:
    family = [f"{name}.{screen.name}@kin.example" for name in ("maja", "milo", "mona")]
    for email in family:
        body = {"name": f"Kin{screen.name} {email.split('.')[0].title()}", "email": email, "password": PASSWORD}
        page_server.visitor().post("/register", json=body, expect=201)
    admin = visit(screen)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.page.get_by_role("searchbox").fill(f"kin{screen.name}")
    rows = admin.page.locator("lentigo-person-row")
    expect(rows).to_have_count(3)
    admin.page.get_by_role("combobox", name="Order").select_option("name")
    expect(rows.first).to_contain_text("Maja")
    rows.nth(1).get_by_role("checkbox").check()
    admin.page.get_by_role("checkbox", name="Choose all").check()
    admin.inspect()
    admin.press("Approve 3")
    admin.sees("Approved: 3.")
    expect(admin.page.locator("lentigo-approval-bar")).to_have_count(0)
    approved = page_server.admin().get(f"/users?q=kin{screen.name}&approved=true", expect=200)
    assert [one["email"] for one in approved.json()] == family

    # What is looked for stands in the address, so that a page load brings it back.
    admin.page.reload()
    expect(rows).to_have_count(3)
    admin.page.get_by_role("searchbox").fill("nobody at all")
    admin.sees("Nobody matches.")
    admin.inspect()


def test_a_closed_account_cannot_sign_in_until_it_is_opened_again(visit: Visit, page_server: Server) -> None:
    email = page_server.user("closed@home.example", name="Cleo Closed").email
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    row = admin.page.locator("lentigo-person-row", has_text=email)
    choose(admin, row, "Deactivate")
    admin.page.get_by_role("alertdialog").wait_for()
    admin.inspect()
    admin.press("Deactivate")
    expect(row).to_contain_text("Deactivated")
    admin.inspect()

    person = visit(PHONE, "sign-in")
    person.expect_refusals(403)
    person.sign_in(email)
    expect(person.page.get_by_role("alert")).to_be_visible()
    choose(admin, row, "Open again")
    expect(row).not_to_contain_text("Deactivated")
    person.press("Sign in")
    person.at("Assess a picture")


def test_the_keyboard_goes_on_with_the_next_person(visit: Visit, page_server: Server) -> None:
    for name in ("Dora", "Dunja", "Dirk"):
        body = {"name": f"Queuing {name}", "email": f"{name.lower()}@queue.example", "password": PASSWORD}
        page_server.visitor().post("/register", json=body, expect=201)
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.page.get_by_role("searchbox").fill("queuing")
    admin.page.get_by_role("combobox", name="Order").select_option("name")
    rows = admin.page.locator("lentigo-person-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Dirk")
    # One leaves the list, the next stays in it.
    rows.first.get_by_role("button", name="As doctor").press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.first.get_by_role("checkbox")).to_be_focused()
    rows.first.get_by_role("button", name="Approve").press("Enter")
    expect(rows.last.get_by_role("checkbox")).to_be_focused()
    more = rows.first.get_by_role("button", name="More about")
    for way_out in ("Enter", "Escape"):
        choose(admin, rows.first, "Deactivate")
        expect(admin.page.get_by_role("alertdialog").get_by_role("button", name="Keep")).to_be_focused()
        admin.page.keyboard.press(way_out)
        expect(more).to_be_focused()


def test_a_press_beside_a_form_throws_nothing_away_and_escape_does(visit: Visit) -> None:
    admin = visit(DESK)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.open("doctors")
    admin.press("Add a doctor")
    dialog = admin.page.get_by_role("dialog")
    admin.fill(name="Dr Typed")
    admin.page.mouse.click(5, 5)
    expect(dialog.get_by_role("textbox", name="Name")).to_have_value("Dr Typed")
    admin.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(admin.page.get_by_role("button", name="Add a doctor")).to_be_focused()


def test_a_doctor_sees_nothing_of_the_administration(visit: Visit, page_server: Server) -> None:
    email = page_server.user("doctor@clinic.example", role="doctor").email
    doctor = visit(PHONE)
    doctor.sign_in(email, PASSWORD)
    doctor.at("Reviews")
    expect(doctor.page.get_by_role("link", name="People")).to_have_count(0)
    doctor.open("people")
    doctor.at("Reviews")


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
