"""A patient asks the doctors about a picture and reads the answer; neither needs anything but a keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.keyboard import Keyboard
from tests.e2e.visitor import DESK, PASSWORD, PHONE, Screen, Visitor
from tests.server import Person, Server

PICTURE = Path(__file__).parents[1] / "pictures" / "photo-actinic-keratosis.jpg"
QUESTION = "Does it have to be cut out?\nIt itches."
ANSWER = "<b>No</b>, a cream will do."
POLLED_MS = 40_000
"""The page asks every 15 seconds; a busy machine may take longer."""


@pytest.fixture(scope="module")
def practice(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, whose doctors nobody else has asked anything."""
    assert (built_page / "index.html").is_file()
    with Server(tmp_path_factory.mktemp("practice")) as running:
        yield running


def sent(practice: Server, email: str, name: str) -> tuple[Person, int]:
    """A patient who lets doctors see their pictures, and the number of one."""
    person = practice.user(email, name=name)
    return person, person.upload(PICTURE.read_bytes(), force="true", expect=200).json()["id"]


def patient(visit: Visit, practice: Server, person: Person, number: int, screen: Screen) -> Visitor:
    """A patient in front of a result."""
    visitor = visit(screen, "sign-in", practice)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.open(f"history/{number}")
    return visitor


def texts(visitor: Visitor) -> Locator:
    return visitor.page.locator("lentigo-message-text .text")


@pytest.mark.parametrize(("code", "screen"), [("en", PHONE), ("ar", DESK)])
def test_a_patient_asks_and_a_doctor_answers_by_the_keyboard_alone(
    visit: Visit, practice: Server, code: str, screen: Screen
) -> None:
    person, number = sent(practice, f"asks-{code}@home.example", "Ada Sommer")
    email = f"answers-{code}@clinic.example"
    doctor_there = practice.user(email, role="doctor", name="Dr Grey")
    for one in (person, doctor_there):
        one.patch("/account", json={"language": code}, expect=200)

    asks = visit(screen, "sign-in", practice)
    keys = Keyboard(asks)
    keys.speak(code)
    keys.sign_in(person.email, PASSWORD)
    asks.at(asks.text("submissions", "assess", "title"))
    keys.go("history")
    row = asks.page.locator("main li").filter(has=asks.page.locator(f"a[href$='/history/{number}']"))
    chip = row.locator("lentigo-message-chip")
    keys.use(row.get_by_role("link"))
    asks.sees(asks.text("conversations", "none", "patient"))
    asks.sees(asks.text("conversations", "emergency"))
    asks.at(asks.text("submissions", "result", "title"))
    field = keys.find("textbox", "conversations", "label", "patient")
    keys.write(field, QUESTION)
    asks.page.keyboard.press("Control+Enter")
    expect(texts(asks)).to_have_text([QUESTION])
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    asks.inspect()
    keys.go("history")
    asks.at(asks.text("submissions", "history", "title"))
    expect(chip).to_have_count(0)

    answers = visit(screen, "sign-in", practice)
    hands = Keyboard(answers)
    hands.speak(code)
    hands.sign_in(email, PASSWORD)
    expect(answers.page.locator(".queue lentigo-case-row").first).to_be_visible()
    # How many wait stands beside the name, before anybody has opened the list.
    questions = answers.page.locator(".queue nav a[href$='state=asked']")
    expect(questions).to_have_text(re.compile(rf"^\s*{answers.text('reviews', 'state', 'asked')}\s*\(.+\)\s*$"))
    hands.use(questions)
    case = answers.page.locator(".queue lentigo-case-row").filter(has_text="Ada Sommer")
    expect(case).to_have_count(1)
    expect(case).to_contain_text(answers.text("reviews", "unanswered", "one"))
    answers.inspect()
    hands.use(case.get_by_role("link"))
    answers.at(answers.text("reviews", "case", "number").replace("{{ id }}", str(number)))
    expect(texts(answers)).to_have_text([QUESTION])
    answers.sees(answers.text("conversations", "settle"))
    answers.inspect()
    hands.write(hands.find("textbox", "conversations", "label", "doctor"), ANSWER)
    hands.use(hands.find("button", "conversations", "send"))
    expect(texts(answers)).to_have_text([QUESTION, ANSWER])
    expect(case).to_have_count(0)
    expect(hands.find("button", "conversations", "settle")).to_have_count(0)
    answers.inspect()

    asks.page.reload()
    expect(chip).to_have_text(asks.text("submissions", "history", "unread", "one"))
    asks.at(asks.text("submissions", "history", "title"))
    keys.use(row.get_by_role("link"))
    lead = keys.find("button", "submissions", "history", "unread", "one")
    keys.use(lead)
    expect(texts(asks)).to_have_text([QUESTION, ANSWER])
    expect(texts(asks).last).to_be_in_viewport()
    expect(lead).to_have_count(0)
    asks.inspect()

    # What comes while the page is open appears there by itself.
    doctor_there.post(f"/reviews/{number}/messages", json={"text": "Twice a day."}, expect=200)
    expect(texts(asks)).to_have_text([QUESTION, ANSWER, "Twice a day."], timeout=POLLED_MS)
    keys.go("history")
    expect(row).to_be_visible()
    expect(chip).to_have_count(0)


def test_a_question_survives_a_lost_network_and_is_sent_once(visit: Visit, practice: Server) -> None:
    person, number = sent(practice, "in-a-lift@home.example", "Jonas Weber")
    visitor = patient(visit, practice, person, number, PHONE)
    field = visitor.page.get_by_role("textbox", name="Your message to the doctors")
    field.fill("Typed in a lift.")
    visitor.context.set_offline(True)
    visitor.press("Send")
    visitor.sees("You are offline.")
    expect(field).to_have_value("Typed in a lift.")
    visitor.inspect()
    visitor.context.set_offline(False)
    visitor.troubles = [one for one in visitor.troubles if "ERR_INTERNET_DISCONNECTED" not in one]
    visitor.press("Send")
    expect(texts(visitor)).to_have_text(["Typed in a lift."])
    expect(field).to_have_value("")
    assert person.get(f"/submissions/{number}/messages", expect=200).json()["total"] == 1


def test_a_word_of_thanks_needs_no_answer(visit: Visit, practice: Server) -> None:
    person, number = sent(practice, "thanks@home.example", "Lucia Ortega")
    person.post(f"/submissions/{number}/messages", json={"text": "Thank you!"}, expect=200)
    practice.user("settles@clinic.example", role="doctor", name="Dr House")
    visitor = visit(DESK, "sign-in", practice)
    visitor.sign_in("settles@clinic.example")
    visitor.heading("Case No.")
    visitor.open(f"reviews/{number}?state=asked")
    case = visitor.page.locator(".queue lentigo-case-row").filter(has_text="Lucia Ortega")
    expect(case).to_contain_text("asked less than a minute ago")
    visitor.press("No answer needed")
    visitor.sees("No answer is awaited any more.")
    expect(case).to_have_count(0)
    expect(visitor.page.get_by_role("heading", name="Messages with the patient")).to_be_focused()
    visitor.inspect()


def test_nothing_can_be_written_about_what_was_taken_back(visit: Visit, practice: Server) -> None:
    person, number = sent(practice, "takes-back@home.example", "Nora Lund")
    visitor = patient(visit, practice, person, number, DESK)
    field = visitor.page.get_by_role("textbox", name="Your message to the doctors")
    expect(field).to_be_visible()
    visitor.press("Take it back from the doctors")
    visitor.sees("Give it to the doctors to write to them about it.")
    expect(field).to_have_count(0)
    expect(visitor.page.get_by_role("heading", name="Messages with the doctors")).to_have_count(0)
    visitor.inspect()
    visitor.press("Give it to the doctors")
    expect(field).to_be_visible()
