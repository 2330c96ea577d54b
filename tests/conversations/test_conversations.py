"""Messages between a patient and the doctors over HTTP: who may read and write, what waits, and what becomes of it."""

import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lentigo.conversations.messages import MOST_MESSAGES, MOST_UNANSWERED
from tests.reviews.test_reviews import consent, ids, store_of
from tests.server import Person, Server

QUESTION = "Does it have to come off?\nIt itches at night."


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own on each of the stores."""
    with Server(tmp_path_factory.mktemp(request.param), store_of(request)) as running:
        yield running


@pytest.fixture(scope="module")
def doctor(clinic: Server) -> Person:
    """A doctor with a password of their own."""
    return clinic.user("house@clinic.example", role="doctor", name="Dr House")


Pair = tuple[Person, int]


@pytest.fixture
def asking(request: pytest.FixtureRequest, clinic: Server, melanoma: bytes) -> Pair:
    """A patient with a submission before the doctors, and its number."""
    person = clinic.user(f"asking.{hash(request.node.name) % 10**9}@home.example", name="Ann Asking")
    return person, person.upload(melanoma, force="true", expect=200).json()["id"]


def say(person: Person, number: int, text: str, *, room: str = "submissions", expect: int = 200, **more: Any) -> Any:
    """Send a message and give the conversation, or the refusal."""
    return person.post(f"/{room}/{number}/messages", json={"text": text, **more}, expect=expect).json()


def conversation(person: Person, number: int, *, room: str = "submissions", known: int = 0) -> Any:
    """Read a conversation."""
    return person.get(f"/{room}/{number}/messages", params={"known": known}, expect=200).json()


def asked(doctor: Person) -> list[int]:
    """The cases with a question that waits, in the order of the list."""
    page = doctor.get("/reviews?state=asked&limit=100", expect=200).json()
    assert page["total"] == len(page["cases"])
    # The list of what waits tells how many they are, too.
    assert doctor.get("/reviews?limit=1", expect=200).json()["questions"] == page["questions"] == page["total"]
    return ids(page["cases"])


def test_a_patient_asks_a_doctor_answers_and_each_is_told_what_is_new(doctor: Person, asking: Pair) -> None:
    person, number = asking
    empty = conversation(person, number)
    assert empty == {"messages": [], "total": 0, "unread": 0, "open": True, "closed_because": None}
    said = say(person, number, f"  {QUESTION}\r\n")
    (message,) = said["messages"]
    assert (message["from"], message["mine"], message["name"]) == ("patient", True, "Ann Asking")
    assert message["text"] == QUESTION
    assert said["unread"] == 0, "one's own message is nothing new"
    case = doctor.get(f"/reviews/{number}", expect=200).json()
    assert (case["messages"], case["unanswered"], case["asked"]) == (1, 1, message["time"])
    assert number in asked(doctor)
    assert conversation(doctor, number, room="reviews")["messages"][0]["mine"] is False

    answered = say(doctor, number, "Please come in.", room="reviews")
    assert [one["from"] for one in answered["messages"]] == ["patient", "doctor"]
    assert answered["unread"] == 0
    assert number not in asked(doctor)
    told = person.get(f"/submissions/{number}", expect=200).json()
    assert (told["messages"], told["unread"]) == (2, 1)
    new = conversation(person, number, known=1)
    assert [(one["number"], one["name"], one["text"]) for one in new["messages"]] == [
        (2, "Dr House", "Please come in.")
    ]
    seen = person.put(f"/submissions/{number}/messages/seen", json={"seen": 2}, expect=200).json()
    assert (seen["unread"], seen["total"]) == (0, 2)
    assert next(one for one in person.get("/submissions").json() if one["id"] == number)["unread"] == 0


def test_questions_are_listed_the_longest_waiting_first_and_leave_when_settled(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("order@home.example")
    first, second, third = (person.upload(melanoma, force="true", expect=200).json()["id"] for _ in range(3))
    for number in (third, first, second, third):
        say(person, number, QUESTION)
    assert [one for one in asked(doctor) if one in {first, second, third}] == [third, first, second]
    settled = doctor.put(f"/reviews/{first}/messages/seen", json={"seen": 1}, expect=200).json()
    assert settled["unread"] == 0
    assert first not in asked(doctor)
    say(person, first, "And this?")
    assert [one for one in asked(doctor) if one in {first, second, third}] == [third, second, first]
    page = doctor.get("/reviews?state=asked&limit=1", expect=200).json()
    following = doctor.get("/reviews", params={"state": "asked", "limit": 1, "after": page["next"]}, expect=200).json()
    assert ids(page["cases"]) != ids(following["cases"])


def test_an_answer_does_not_answer_what_its_doctor_had_not_read(doctor: Person, asking: Pair) -> None:
    person, number = asking
    say(person, number, "One.")
    say(person, number, "Two, written while the doctor answers.")
    answered = say(doctor, number, "To the first.", room="reviews", known=1)
    assert answered["unread"] == 1
    assert number in asked(doctor)
    # A smaller number than before takes nothing back.
    say(doctor, number, "To the second.", room="reviews", known=3)
    assert doctor.put(f"/reviews/{number}/messages/seen", json={"seen": 0}, expect=200).json()["unread"] == 0


def test_of_messages_at_the_same_moment_none_is_lost_and_a_repeated_one_is_kept_once(
    doctor: Person, asking: Pair
) -> None:
    person, number = asking

    def send(turn: int) -> None:
        if turn % 2:
            say(doctor, number, f"doctor {turn}", room="reviews")
        else:
            say(person, number, f"patient {turn}", key=f"turn-{turn % 4}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(16)))
    texts = [one["text"] for one in conversation(person, number)["messages"]]
    assert sorted(one for one in texts if one.startswith("doctor")) == sorted(f"doctor {n}" for n in range(1, 16, 2))
    assert len([one for one in texts if one.startswith("patient")]) == 2, "two keys, each sent four times"


def test_who_waits_for_an_answer_to_many_messages_is_asked_to_wait(doctor: Person, asking: Pair) -> None:
    person, number = asking
    for turn in range(MOST_UNANSWERED):
        told = say(person, number, f"question {turn}")
    assert (told["open"], told["closed_because"]) == (False, "await_answer")
    assert say(person, number, "one more", expect=409)["code"] == "await_answer"
    say(doctor, number, "One after the other.", room="reviews")
    assert say(person, number, "one more")["open"] is True


def test_a_conversation_ends_somewhere(doctor: Person, asking: Pair) -> None:
    person, number = asking
    for turn in range(MOST_MESSAGES):
        told = say(doctor, number, f"word {turn}", room="reviews")
    assert (told["open"], told["closed_because"], told["total"]) == (False, "full", MOST_MESSAGES)
    for one, room in ((person, "submissions"), (doctor, "reviews")):
        assert say(one, number, "too much", room=room, expect=409)["code"] == "full"
    assert conversation(person, number)["total"] == MOST_MESSAGES


def test_what_is_taken_back_or_not_consented_to_is_closed_to_doctors_and_still_read_by_its_owner(
    doctor: Person, asking: Pair
) -> None:
    person, number = asking
    say(person, number, QUESTION)
    say(doctor, number, "Please come in.", room="reviews")
    say(person, number, "When?")

    def closed(reason: str, refusal: int, code: str) -> None:
        told = conversation(person, number)
        assert (told["open"], told["closed_because"], told["total"]) == (False, reason, 3)
        assert say(person, number, "Hello?", expect=refusal)["code"] == code
        doctor.get(f"/reviews/{number}/messages", expect=404)
        say(doctor, number, "Hello?", room="reviews", expect=404)
        doctor.put(f"/reviews/{number}/messages/seen", json={"seen": 1}, expect=404)
        assert number not in asked(doctor)

    person.put(f"/submissions/{number}/review", json={"given": False}, expect=200)
    closed("withheld", 409, "withheld")
    person.put(f"/submissions/{number}/review", json={"given": True}, expect=200)
    assert number in asked(doctor)
    consent(person, given=False)
    closed("no_consent", 403, "review_not_consented")
    consent(person, given=True)
    assert number in asked(doctor)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": ""}, {"text": " \n\t "}, {"text": None}, {"text": 5}, {"text": ["a"]}, {"text": "n" * 2001},
        {"text": "bell \a"}, {"text": "nul \0"}, {"text": "a", "key": "with blanks"}, {"text": "a", "key": "k" * 65},
        {"text": "a", "known": -1}, {"text": "a", "known": "many"},
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_refused_and_nothing_is_kept(
    patient: Person, melanoma: bytes, body: dict[str, Any]
) -> None:
    sent = patient.get("/submissions").json() or [patient.upload(melanoma, force="true", expect=200).json()]
    refused = patient.post(f"/submissions/{sent[0]['id']}/messages", json=body, expect=400).json()
    assert refused["code"] == "invalid_input"
    assert conversation(patient, sent[0]["id"])["total"] == 0


def test_markup_and_scripts_of_every_kind_come_back_as_they_were_written(doctor: Person, asking: Pair) -> None:
    person, number = asking
    texts = ["<script>alert(1)</script>", '"; DROP TABLE submission; --', "مرحبا \u202e 😀", "{{ 7 * 7 }}", "a\tb"]
    for text in texts:
        say(person, number, text)
    assert [one["text"] for one in conversation(doctor, number, room="reviews")["messages"]] == texts


def test_the_audit_says_who_read_and_wrote_and_not_what(clinic: Server, doctor: Person, asking: Pair) -> None:
    person, number = asking
    record = person.get(f"/submissions/{number}", expect=200).json()["_id"]
    say(person, number, QUESTION)
    conversation(doctor, number, room="reviews")
    for _ in range(3):
        conversation(doctor, number, room="reviews", known=1)
    say(doctor, number, "Please come in.", room="reviews")
    person.put(f"/submissions/{number}/messages/seen", json={"seen": 2}, expect=200)
    lines = clinic.admin().get("/audit", params={"record": record}, expect=200).json()["lines"]
    acts = [line["what"] for line in reversed(lines) if line["what"].startswith("message.")]
    assert acts == ["message.sent", "message.read", "message.sent", "message.seen"], "asking for news is no reading"
    assert QUESTION.split("\n")[0] not in str(lines)
    assert "come in" not in str(lines)


def test_the_own_copy_holds_the_conversation_and_an_erased_doctor_leaves_no_name(clinic: Server, asking: Pair) -> None:
    person, number = asking
    leaving = clinic.user(f"leaving.{number}@clinic.example", role="doctor", name="Dr Leaving")
    say(person, number, QUESTION)
    say(leaving, number, "Please come in.", room="reviews")
    clinic.admin().delete(f"/doctors/leaving.{number}@clinic.example", expect=200)
    assert [one["name"] for one in conversation(person, number)["messages"]] == ["Ann Asking", None]
    with zipfile.ZipFile(io.BytesIO(person.get("/account/export", expect=200).content)) as archive:
        copy = json.loads(archive.read(f"submissions/{number}/submission.json"))
    assert [one["text"] for one in copy["conversation"]] == [QUESTION, "Please come in."]


def test_a_conversation_goes_with_its_submission_and_comes_back_with_it(doctor: Person, asking: Pair) -> None:
    person, number = asking
    say(person, number, QUESTION)
    person.delete(f"/submissions/{number}?undo=true", expect=200)
    assert number not in asked(doctor)
    person.get(f"/submissions/{number}/messages", expect=404)
    person.post(f"/submissions/{number}/restore", expect=200)
    assert conversation(person, number)["total"] == 1
    assert number in asked(doctor)
    person.delete(f"/submissions/{number}", expect=200)
    doctor.get(f"/reviews/{number}/messages", expect=404)
    assert number not in asked(doctor)


def test_nobody_else_reads_or_writes_in_a_conversation(clinic: Server, asking: Pair) -> None:
    person, number = asking
    say(person, number, QUESTION)
    for stranger in (clinic.user(f"stranger.{number}@home.example"), clinic.admin()):
        stranger.get(f"/submissions/{number}/messages", expect=404)
        say(stranger, number, "Hello", expect=404)
        stranger.get(f"/reviews/{number}/messages", expect=403)
        say(stranger, number, "Hello", room="reviews", expect=403)
    assert conversation(person, number)["total"] == 1
