"""A doctor's word over HTTP: what waits, who may see it, what was said, and what the patient reads of it."""

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import PICTURES
from tests.mongod import MongoServer
from tests.server import Person, Server

NEVUS = (PICTURES / "dermoscopy-melanocytic-nevus.jpg").read_bytes()
SPOT = (PICTURES / "photo-basal-cell-carcinoma.jpg").read_bytes()
ORDER = {"high": 0, "moderate": 1, "not assessed": 1, "low": 2}


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own on each of the stores, before whose doctors nothing else lies."""
    with Server(tmp_path_factory.mktemp(request.param), store_of(request)) as running:
        yield running


def store_of(request: pytest.FixtureRequest) -> dict[str, str]:
    """Give the environment that chooses the store of the fixture's parameter."""
    if request.param == "sqlite":
        return {}
    mongod: MongoServer = request.getfixturevalue("mongod")
    return {"MONGO_URI": mongod.new_database()}


@pytest.fixture(scope="module")
def doctor(clinic: Server) -> Person:
    """A doctor with a password of their own."""
    return clinic.user("house@clinic.example", role="doctor", name="Dr House")


def consent(person: Person, *, given: bool) -> None:
    """Decide about review by doctors, as the page does."""
    texts = person.get("/account/consents", expect=200).json()
    (version,) = {one["text"]["version"] for one in texts if one["purpose"] == "review"}
    person.put("/account/consents/review", json={"given": given, "version": version}, expect=200)


def waiting(doctor: Person) -> list[dict[str, Any]]:
    """Walk through all pages of what waits."""
    cases: list[dict[str, Any]] = []
    after = None
    while True:
        page = doctor.get("/reviews", params={"limit": 2, **({"after": after} if after else {})}, expect=200).json()
        cases += page["cases"]
        after = page["next"]
        if after is None:
            assert page["total"] == len(cases)
            return cases


def ids(cases: list[dict[str, Any]]) -> list[int]:
    return [one["id"] for one in cases]


def correction(of: dict[str, Any]) -> str:
    return "vascular lesion" if of["class"] != "vascular lesion" else "dermatofibroma"


def urgency(sent: dict[str, Any]) -> tuple[int, int]:
    return (0 if sent["urgent"] else ORDER[sent["risk"]], sent["id"])


def test_what_waits_is_listed_page_by_page_the_most_urgent_first_then_the_oldest(
    clinic: Server, doctor: Person
) -> None:
    person = clinic.user("queue@home.example", name="Quentin Queue")
    sent = [person.upload(path.read_bytes(), expect=200).json() for path in sorted(PICTURES.glob("*.jpg"))]
    cases = [one for one in waiting(doctor) if one["person_name"] == "Quentin Queue"]
    assert ids(cases) == [one["id"] for one in sorted(sent, key=urgency)]
    assert len({one["risk"] for one in sent}) > 1, "pictures of one tier show no order"
    assert {one["urgent"] for one in sent if one["risk"] == "not assessed"} == {True, False}
    assert all(one["review"]["state"] == "waiting" and 0 <= one["age_seconds"] < 600 for one in cases)
    assert "queue@home.example" not in str(cases), "an address is nothing that a diagnosis needs"
    doctor.get("/reviews?after=rubbish", expect=400)
    doctor.get("/reviews?state=everything", expect=400)


def test_a_case_shows_everything_with_its_pictures_and_the_earlier_ones_of_the_person(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("whole@home.example", name="Wilma Whole")
    first, hidden, last = (person.upload(data, force="true", expect=200).json() for data in (melanoma, NEVUS, SPOT))
    person.put(f"/submissions/{hidden['id']}/review", json={"given": False}, expect=200)
    case = doctor.get(f"/reviews/{last['_id']}", expect=200).json()
    compared = "id class confidence probabilities malignancy risk urgent report next_step quality"
    for field in compared.split():
        assert case[field] == last[field], field
    assert ids(case["earlier_cases"]) == [first["id"]]
    for what, media_type in (("image", "image/jpeg"), ("heatmap", "image/png"), ("thumbnail", "image/jpeg")):
        shown = doctor.get(case[f"{what}_url"], expect=200)
        assert shown.headers["content-type"] == media_type
        assert shown.headers["cache-control"] == "private, no-store"
        assert shown.content == person.get(f"/submissions/{last['id']}/{what}", expect=200).content
        clinic.visitor().get(case[f"{what}_url"], expect=401)
    doctor.get(f"/reviews/{last['id']}/somewhere", expect=404)


def test_the_patient_reads_the_doctors_word_and_every_earlier_one_is_kept(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("word@home.example", name="Wanda Word")
    sent = person.upload(melanoma, force="true", expect=200).json()
    assert sent["review"]["state"] == "waiting"
    address = f"/reviews/{sent['id']}"
    other = correction(sent)
    said = {"decision": "corrected", "class": other, "note": "Looks <b>vascular</b>.\nPlease come in.", "version": 0}
    case = doctor.post(address, json=said, expect=200).json()
    assert case["review"]["version"] == 1
    read = person.get(f"/submissions/{sent['id']}", expect=200).json()
    assert read["class"] == sent["class"], "the machine's answer stays what it was"
    assert {**read["review"], "time": None} == {
        "state": "corrected", "class": other, "note": said["note"], "doctor": "Dr House", "time": None, "version": 1,
    }  # fmt: skip
    assert sent["id"] not in ids(waiting(doctor))
    assert sent["id"] in ids(doctor.get("/reviews?state=done", expect=200).json()["cases"])

    second = clinic.user("cuddy@clinic.example", role="doctor", name="Dr Cuddy")
    again = second.post(address, json={"decision": "confirmed", "version": 1}, expect=200).json()
    assert (again["review"]["state"], again["review"]["class"], again["review"]["doctor"]) == (
        "confirmed", sent["class"], "Dr Cuddy",
    )  # fmt: skip
    assert [(one["class"], one["doctor"], one["version"]) for one in again["earlier_words"]] == [(other, "Dr House", 1)]
    (listed,) = person.get("/submissions", expect=200).json()
    assert listed["review"] == again["review"]
    clinic.admin().delete("/doctors/cuddy@clinic.example", expect=200)
    assert person.get(f"/submissions/{sent['id']}", expect=200).json()["review"]["doctor"] is None


def test_the_own_copy_holds_every_word_that_was_said(clinic: Server, doctor: Person, melanoma: bytes) -> None:
    person = clinic.user("copy@home.example")
    sent = person.upload(melanoma, force="true", expect=200).json()
    for version, note in enumerate(("First.", "Second thoughts.", "In the end.")):
        body = {"decision": "confirmed", "note": note, "version": version}
        doctor.post(f"/reviews/{sent['id']}", json=body, expect=200)
    with zipfile.ZipFile(io.BytesIO(person.get("/account/export", expect=200).content)) as archive:
        copy = json.loads(archive.read(f"submissions/{sent['id']}/submission.json"))
    assert [word["note"] for word in (*copy["earlier_words"], copy["review"])] == [
        "First.", "Second thoughts.", "In the end.",
    ]  # fmt: skip


def test_of_two_doctors_at_the_same_moment_one_is_told_to_look_again(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    sent = clinic.user("both@home.example").upload(melanoma, force="true", expect=200).json()
    second = clinic.user("wilson@clinic.example", role="doctor")
    start = threading.Barrier(2)

    def judge(one: Person) -> int:
        start.wait()
        body = {"decision": "confirmed", "note": one.email, "version": 0}
        return one.post(f"/reviews/{sent['id']}", json=body).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(judge, (doctor, second))) == [200, 409]
    case = doctor.get(f"/reviews/{sent['id']}", expect=200).json()
    assert (case["review"]["version"], case["earlier_words"]) == (1, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "perhaps"}, "decision"),
        ({"decision": "corrected"}, "class"),
        ({"decision": "corrected", "class": "sunburn"}, "class"),
        ({"decision": "corrected", "class": "the machine's"}, "class"),
        ({"decision": "confirmed", "class": "another"}, "class"),
        ({"decision": "confirmed", "note": "n" * 4001}, "note"),
        ({"decision": "confirmed", "note": "bell \a"}, "note"),
        ({"decision": "confirmed", "version": -1}, "version"),
    ],
)
def test_a_word_that_makes_no_sense_is_refused_and_nothing_is_kept(
    clinic: Server, doctor: Person, melanoma: bytes, body: dict[str, Any], field: str
) -> None:
    email = "nonsense@home.example"
    known = clinic.admin().get("/users", expect=200).json()
    person = (
        clinic.visitor().sign_in(email, "a password that is long enough")
        if email in {one["email"] for one in known}
        else clinic.user(email)
    )
    sent = (person.get("/submissions").json() or [person.upload(melanoma, force="true", expect=200).json()])[0]
    classes = {"the machine's": sent["class"], "another": correction(sent)}
    body = {**body, **({"class": classes.get(body["class"], body["class"])} if "class" in body else {})}
    refused = doctor.post(f"/reviews/{sent['id']}", json=body, expect=400).json()
    assert field in refused["message"]
    assert doctor.get(f"/reviews/{sent['id']}", expect=200).json()["review"]["state"] == "waiting"


def test_without_consent_nothing_is_open_from_that_moment_on_and_the_word_stays_the_patients(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("withdraw@home.example")
    judged, open_ = (person.upload(melanoma, force="true", expect=200).json() for _ in range(2))
    doctor.post(f"/reviews/{judged['id']}", json={"decision": "confirmed", "note": "I agree."}, expect=200)
    consent(person, given=False)
    for one in (judged, open_):
        for path in ("", "/image", "/heatmap", "/thumbnail"):
            doctor.get(f"/reviews/{one['id']}{path}", expect=404)
        doctor.post(f"/reviews/{one['id']}", json={"decision": "confirmed", "version": 1}, expect=404)
    assert not {judged["id"], open_["id"]} & set(ids(waiting(doctor)))
    assert judged["id"] not in ids(doctor.get("/reviews?state=done", expect=200).json()["cases"])
    assert person.get(f"/submissions/{judged['id']}", expect=200).json()["review"]["note"] == "I agree."
    assert person.get(f"/submissions/{open_['id']}", expect=200).json()["review"] is None
    refused = person.put(f"/submissions/{open_['id']}/review", json={"given": True}, expect=403).json()
    assert refused["code"] == "review_not_consented"
    consent(person, given=True)
    assert open_["id"] in ids(waiting(doctor))


def test_a_single_submission_is_taken_back_and_given_again_by_its_owner_alone(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("single@home.example")
    kept, taken = (person.upload(melanoma, force="true", expect=200).json() for _ in range(2))
    address = f"/submissions/{taken['id']}/review"
    told = person.put(address, json={"given": False}, expect=200).json()
    assert (told["review"], told["withheld"]) == (None, True)
    doctor.get(f"/reviews/{taken['id']}", expect=404)
    doctor.get(f"/reviews/{taken['id']}/image", expect=404)
    assert kept["id"] in ids(waiting(doctor))
    assert taken["id"] not in ids(waiting(doctor))
    for stranger in (doctor, clinic.admin()):
        stranger.put(address, json={"given": True}, expect=404)
    person.put(address, json={}, expect=400)
    person.put(address, json={"given": "yes"}, expect=400)
    assert person.put(address, json={"given": True}, expect=200).json()["review"]["state"] == "waiting"
    doctor.get(f"/reviews/{taken['id']}", expect=200)


def test_a_doctor_whose_password_somebody_else_chose_sees_no_case(clinic: Server, melanoma: bytes) -> None:
    sent = clinic.user("fixed@home.example").upload(melanoma, force="true", expect=200).json()
    made = {"name": "Dr New", "email": "new@clinic.example", "password": "known to everybody"}
    clinic.admin().post("/doctors", json=made, expect=201)
    new = clinic.visitor().sign_in(made["email"], made["password"])
    for method, path in (("GET", ""), ("GET", f"/{sent['id']}"), ("GET", f"/{sent['id']}/image"), ("POST", "/1")):
        assert new.ask(method, f"/reviews{path}", expect=403).json()["code"] == "must_change_password"


def test_every_look_and_every_word_is_in_the_audit_without_what_was_said(
    clinic: Server, doctor: Person, melanoma: bytes
) -> None:
    person = clinic.user("audited@home.example")
    sent = person.upload(melanoma, force="true", expect=200).json()
    doctor.get("/reviews?limit=100", expect=200)
    doctor.get(f"/reviews/{sent['id']}/image", expect=200)
    note = {"decision": "confirmed", "note": "A word of a doctor to a person."}
    doctor.post(f"/reviews/{sent['id']}", json=note, expect=200)
    person.put(f"/submissions/{sent['id']}/review", json={"given": False}, expect=200)
    doctor.get(f"/reviews/{sent['id']}", expect=404)
    lines = clinic.admin().get("/audit", params={"record": sent["_id"]}, expect=200).json()["lines"]
    acts = [line["what"] for line in reversed(lines)]
    assert acts == [
        "submission.created", "image.read", "review.confirmed", "submission.taken_from_review", "review.refused",
    ]  # fmt: skip
    (listed, *_) = clinic.admin().get("/audit", params={"what": "review.listed"}, expect=200).json()["lines"]
    assert sent["_id"] in listed["detail"]["records"]
    assert note["note"] not in str(lines)


def test_what_an_erased_person_gave_for_review_is_gone(clinic: Server, doctor: Person, melanoma: bytes) -> None:
    person = clinic.user("erased@home.example")
    sent = person.upload(melanoma, force="true", expect=200).json()
    doctor.post(f"/reviews/{sent['id']}", json={"decision": "confirmed"}, expect=200)
    clinic.admin().delete("/users/erased@home.example", expect=200)
    doctor.get(f"/reviews/{sent['id']}", expect=404)
    assert sent["id"] not in ids(doctor.get("/reviews?state=done&limit=100", expect=200).json()["cases"])
