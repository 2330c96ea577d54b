"""A spot followed over time, over HTTP: named, shown by pictures, told to doctors, and gone with its owner."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from lentigo.lesions.service import MOST_LESIONS
from tests.conftest import PICTURES
from tests.mongod import MongoServer
from tests.server import Person, Server

NEVUS = (PICTURES / "dermoscopy-melanocytic-nevus.jpg").read_bytes()
SPOT = (PICTURES / "photo-basal-cell-carcinoma.jpg").read_bytes()
FOREARM = {"name": "Below the sleeve", "site": "forearm", "side": "left"}


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own on each of the stores."""
    environment = {}
    if request.param == "mongodb":
        mongod: MongoServer = request.getfixturevalue("mongod")
        environment = {"MONGO_URI": mongod.new_database()}
    with Server(tmp_path_factory.mktemp(request.param), environment) as running:
        yield running


@pytest.fixture(scope="module")
def doctor(clinic: Server) -> Person:
    """A doctor with a password of their own."""
    return clinic.user("house@clinic.example", role="doctor", name="Dr House")


def follow(person: Person, **fields: Any) -> dict[str, Any]:
    """Begin to follow a spot."""
    told: dict[str, Any] = person.post("/lesions", json={**FOREARM, **fields}, expect=201).json()
    return told


def let_doctors_see(person: Person) -> None:
    """Consent to review by doctors, as the page does."""
    texts = person.get("/account/consents", expect=200).json()
    (version,) = {one["text"]["version"] for one in texts if one["purpose"] == "review"}
    person.put("/account/consents/review", json={"given": True, "version": version}, expect=200)


def acts(clinic: Server, person: Person) -> list[str]:
    """What the audit says that a person did with lesions, oldest first."""
    account = person.get("/account", expect=200).json()["_id"]
    lines = clinic.admin().get(f"/audit?who={account}&limit=200", expect=200).json()["lines"]
    return [line["what"] for line in reversed(lines) if "lesion" in line["what"]]


def test_a_spot_is_named_followed_by_pictures_changed_and_given_up(clinic: Server) -> None:
    person = clinic.user("following@home.example")
    assert person.get("/lesions", expect=200).json() == []
    begun = follow(person)
    assert {name: begun[name] for name in FOREARM} == FOREARM
    assert (begun["pictures"], begun["latest"]) == (0, None)

    first = person.upload(SPOT, expect=200, lesion_id=begun["id"], force="true").json()
    second = person.upload(NEVUS, expect=200, force="true").json()
    assert first["lesion"] == {"id": begun["id"], **FOREARM}
    assert second["lesion"] is None
    placed = person.put(f"/submissions/{second['id']}/lesion", json={"lesion_id": begun["id"]}, expect=200).json()
    assert placed["lesion"] == first["lesion"]

    followed = person.get(f"/lesions/{begun['id']}", expect=200).json()
    assert followed["pictures"] == 2
    assert followed["latest"]["id"] == second["id"]
    assert {followed["latest"][name] == second[name] for name in ("class", "risk", "malignancy", "created")} == {True}
    assert clinic.visitor().get(followed["latest"]["thumbnail_url"], expect=200).content
    assert person.get("/lesions", expect=200).json()[0]["pictures"] == 2
    shown = person.get("/submissions", params={"lesion_id": begun["id"]}, expect=200)
    assert [one["id"] for one in shown.json()] == [second["id"], first["id"]]
    assert shown.headers["x-total-count"] == "2"

    changed = person.put(f"/lesions/{begun['id']}", json={"name": " Wrist ", "site": "hand"}, expect=200).json()
    assert (changed["name"], changed["site"], changed["side"]) == ("Wrist", "hand", None)
    taken_off = person.put(f"/submissions/{first['id']}/lesion", json={"lesion_id": None}, expect=200).json()
    assert taken_off["lesion"] is None

    person.delete(f"/lesions/{begun['id']}", expect=200)
    person.get(f"/lesions/{begun['id']}", expect=404)
    assert [one["lesion"] for one in person.get("/submissions", expect=200).json()] == [None, None], "both are kept"
    assert person.get("/submissions", params={"lesion_id": begun["id"]}, expect=200).json() == []
    assert [one for one in acts(clinic, person) if not one.endswith(("read", "listed"))] == [
        "lesion.created", "submission.put_to_lesion", "lesion.changed", "submission.taken_off_lesion",
        "lesion.deleted", "submission.taken_off_lesion", "lesion.refused",
    ]  # fmt: skip


def test_a_picture_that_is_had_back_shows_its_spot_again(clinic: Server) -> None:
    person = clinic.user("undoing@home.example")
    begun = follow(person)
    number = person.upload(NEVUS, expect=200, lesion_id=begun["id"], force="true").json()["id"]
    person.delete(f"/submissions/{number}?undo=true", expect=200)
    assert person.get(f"/lesions/{begun['id']}", expect=200).json()["latest"] is None
    back = person.post(f"/submissions/{number}/restore", expect=200).json()
    assert back["lesion"]["id"] == begun["id"]
    assert person.get(f"/lesions/{begun['id']}", expect=200).json()["pictures"] == 1


def test_nobody_reaches_the_spot_of_another_person(clinic: Server, doctor: Person) -> None:
    owner, stranger = clinic.user("owner@home.example"), clinic.user("stranger@home.example")
    begun = follow(owner)
    number = owner.upload(NEVUS, expect=200, lesion_id=begun["id"], force="true").json()["id"]
    own = stranger.upload(NEVUS, expect=200, force="true").json()["id"]
    for other in (stranger, doctor, clinic.admin()):
        other.get(f"/lesions/{begun['id']}", expect=404)
        other.put(f"/lesions/{begun['id']}", json=FOREARM, expect=404)
        other.delete(f"/lesions/{begun['id']}", expect=404)
        assert other.get("/submissions", params={"lesion_id": begun["id"]}, expect=200).json() == []
    stranger.put(f"/submissions/{own}/lesion", json={"lesion_id": begun["id"]}, expect=404)
    stranger.put(f"/submissions/{number}/lesion", json={"lesion_id": None}, expect=404)
    refused = stranger.upload(NEVUS, expect=404, lesion_id=begun["id"])
    assert refused.json()["code"] == "not_found"
    assert len(stranger.get("/submissions", expect=200).json()) == 1, "nothing was kept of the refused one"
    assert owner.get(f"/lesions/{begun['id']}", expect=200).json()["pictures"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "nowhere"}, "site"),
        ({"site": "moon"}, "site"),
        ({"site": "back", "side": "up"}, "side"),
        ({"site": "back", "name": "x" * 81}, "name"),
        ({"site": "back", "name": "two\nlines"}, "name"),
    ],
)
def test_what_is_no_spot_is_refused_by_the_name_of_the_field(clinic: Server, body: dict[str, str], field: str) -> None:
    person = clinic.user(f"no.{field}.{len(str(body))}@home.example")
    refused = person.post("/lesions", json=body, expect=400).json()
    assert [one["field"] for one in refused["details"]] == [field]
    assert person.get("/lesions", expect=200).json() == []


def test_the_same_again_is_no_change_and_an_empty_form_field_is_no_spot(clinic: Server) -> None:
    person = clinic.user("empty@home.example")
    begun = follow(person)
    assert person.put(f"/lesions/{begun['id']}", json=FOREARM, expect=200).json() == begun
    assert "lesion.changed" not in acts(clinic, person)
    assert person.upload(NEVUS, expect=200, lesion_id="", force="true").json()["lesion"] is None


def test_one_person_may_follow_only_so_many(clinic: Server) -> None:
    person = clinic.user("many@home.example")
    for number in range(MOST_LESIONS):
        follow(person, name=str(number))
    assert person.post("/lesions", json=FOREARM, expect=409).json()["code"] == "too_many_lesions"
    listed = person.get("/lesions", expect=200).json()
    assert [one["name"] for one in listed] == [str(number) for number in reversed(range(MOST_LESIONS))]


def test_a_doctor_sees_the_other_pictures_of_a_spot_as_far_as_they_were_given(clinic: Server, doctor: Person) -> None:
    person = clinic.user("shown@home.example", name="Ada Followed")
    let_doctors_see(person)
    begun = follow(person)
    earlier, present, kept_back, later = (
        person.upload(NEVUS, expect=200, lesion_id=begun["id"], force="true").json()["id"] for _ in range(4)
    )
    elsewhere = person.upload(NEVUS, expect=200, force="true").json()["id"]
    person.put(f"/submissions/{kept_back}/review", json={"given": False}, expect=200)

    case = doctor.get(f"/reviews/{present}", expect=200).json()

    assert case["lesion"] == {"id": begun["id"], **FOREARM}
    assert [one["id"] for one in case["same_lesion"]] == [earlier, later]
    assert doctor.get(case["same_lesion"][0]["thumbnail_url"], expect=200).content
    assert [one["id"] for one in case["earlier_cases"]] == [earlier]
    alone = doctor.get(f"/reviews/{elsewhere}", expect=200).json()
    assert (alone["lesion"], alone["same_lesion"]) == (None, [])


def test_the_own_copy_holds_the_spots(clinic: Server) -> None:
    person = clinic.user("leaving@home.example")
    begun = follow(person, name="Where the strap of Featherstonehaugh rubs")
    number = person.upload(NEVUS, expect=200, lesion_id=begun["id"], force="true").json()["id"]
    archive = zipfile.ZipFile(io.BytesIO(person.get("/account/export", expect=200).content))
    (told,) = json.loads(archive.read("lesions.json"))
    assert (told["id"], told["name"], told["site"], told["side"]) == (begun["id"], begun["name"], "forearm", "left")
    assert json.loads(archive.read(f"submissions/{number}/submission.json"))["lesion"]["id"] == begun["id"]


def test_a_spot_is_kept_only_with_the_consent_to_keep(clinic: Server) -> None:
    person = clinic.user("withdrawing@home.example")
    begun = follow(person)
    number, other = (person.upload(NEVUS, expect=200, force="true").json()["id"] for _ in range(2))
    person.put(f"/submissions/{number}/lesion", json={"lesion_id": begun["id"]}, expect=200)
    texts = person.get("/account/consents", expect=200).json()
    (version,) = {one["text"]["version"] for one in texts if one["purpose"] == "storage"}
    person.put("/account/consents/storage", json={"given": False, "version": version}, expect=200)
    person.post("/lesions", json=FOREARM, expect=403)
    person.put(f"/submissions/{other}/lesion", json={"lesion_id": begun["id"]}, expect=403)
    person.put(f"/submissions/{number}/lesion", json={"lesion_id": None}, expect=200)
    person.put(f"/lesions/{begun['id']}", json={"site": "back"}, expect=403)
    person.delete(f"/lesions/{begun['id']}", expect=200)
