"""A picture that is sent again under its key is kept once: at the same moment, after kill -9, on both stores."""

import io
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from PIL import Image

from lentigo.privacy.texts import Purpose
from lentigo.problems import Unavailable
from lentigo.submissions.store import EVERYTHING
from tests.conftest import PICTURES
from tests.mongod import MongoServer
from tests.server import Person, Server

PASSWORD = "a password that is long enough"
UNDO_SECONDS = 1
OTHER = PICTURES / "photo-melanocytic-nevus.jpg"


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The setting of each store."""
    if request.param == "sqlite":
        return {}
    mongod: MongoServer = request.getfixturevalue("mongod")
    return {"MONGO_URI": mongod.new_database()}


@pytest.fixture(scope="module")
def house(store: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service on it, with a short time to undo a deletion."""
    with Server(tmp_path_factory.mktemp("once"), {**store, "LENTIGO_UNDO_SECONDS": str(UNDO_SECONDS)}) as running:
        yield running


def send(person: Person, picture: bytes, key: str | None, *, expect: int | None = None, **form: str) -> httpx.Response:
    """Upload under a key."""
    headers = {} if key is None else {"Idempotency-Key": key}
    return person.post("/predict", files={"image": ("a.jpg", picture)}, data=form, headers=headers, expect=expect)


def without_signatures(answer: httpx.Response) -> dict[str, Any]:
    """Leave out the addresses, which are signed anew each time."""
    return {name: value for name, value in answer.json().items() if not name.endswith("_url") and name != "nearest"}


def acts(server: Server, person: Person) -> Counter[str]:
    """Count what the audit has of a person."""
    who = person.get("/account", expect=200).json()["_id"]
    lines = server.admin().get(f"/audit?who={who}&limit=1000", expect=200).json()["lines"]
    return Counter(line["what"] for line in lines)


def test_sent_again_it_is_answered_with_what_the_first_has_made(house: Server, melanoma: bytes) -> None:
    person, before = house.user("again@home.example"), len(house.kept_pictures())
    first = send(person, melanoma, "b6c7-1", expect=200)
    for spelling in ("b6c7-1", '"b6c7-1"'):
        assert without_signatures(send(person, melanoma, spelling, expect=200)) == without_signatures(first)
    assert [one["id"] for one in person.get("/submissions", expect=200).json()] == [first.json()["id"]]
    assert len(house.kept_pictures()) == before + 2
    assert acts(house, person)["submission.created"] == 1
    assert acts(house, person)["submission.read"] == 2
    # Its picture can be had by the address in the later answer, and what is sent without a key is sent once each.
    person.get(send(person, melanoma, "b6c7-1", expect=200).json()["image_url"], expect=200)
    assert len({send(person, melanoma, key, expect=200).json()["id"] for key in (None, None, "b6c7-2")}) == 3


def test_another_picture_under_the_same_key_is_refused_and_nothing_of_it_is_kept(
    house: Server, melanoma: bytes
) -> None:
    person = house.user("other@home.example")
    first = send(person, melanoma, "key", expect=200).json()["id"]
    before = len(house.kept_pictures())
    told = send(person, OTHER.read_bytes(), "key", expect=422).json()
    assert told["code"] == "key_reused"
    assert told["error"] == told["message"]
    assert "Idempotency-Key" in told["message"]
    assert len(house.kept_pictures()) == before
    assert [one["id"] for one in person.get("/submissions", expect=200).json()] == [first]
    assert send(person, melanoma, "key", expect=200).json()["id"] == first


def test_two_accounts_with_the_same_key_never_meet(house: Server, melanoma: bytes) -> None:
    ada, bob = house.user("ada.keys@home.example"), house.user("bob.keys@home.example")
    hers = send(ada, melanoma, "shared", expect=200).json()
    his = send(bob, melanoma, "shared", expect=200).json()
    assert his["id"] != hers["id"]
    assert his["user_email"] == bob.email
    # Not even whether the other has used it can be found out.
    send(bob, OTHER.read_bytes(), "hers", expect=200)
    send(ada, melanoma, "hers", expect=200)


def test_many_at_the_same_moment_make_exactly_one(house: Server, melanoma: bytes) -> None:
    person, before = house.user("race@home.example"), len(house.kept_pictures())
    others = [house.visitor().sign_in(person.email, PASSWORD) for _ in range(8)]
    start, answers = threading.Barrier(len(others)), list[httpx.Response]()

    def upload(who: Person) -> None:
        start.wait()
        answers.append(send(who, melanoma, "race"))

    threads = [threading.Thread(target=upload, args=(who,)) for who in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 200}
    assert [one["id"] for one in person.get("/submissions", expect=200).json()] == list(made)
    assert len(made) == 1
    assert len(house.kept_pictures()) == before + 2
    assert acts(house, person)["submission.created"] == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 129, '"open', "a,b", "a\\b", "\xe9"])
def test_a_key_that_is_none_is_refused_in_words(house: Server, melanoma: bytes, key: str) -> None:
    person = house.visitor().sign_in(*_known(house))
    answer = person.post(
        "/predict", files={"image": ("a.jpg", melanoma)}, headers={"Idempotency-Key": key.encode("latin-1")}
    )
    assert answer.status_code == 400, answer.text
    told = answer.json()
    assert told["code"] == "invalid_input"
    assert [detail["field"] for detail in told["details"]] == ["Idempotency-Key"]
    assert "1 to 128 letters" in told["message"]
    assert person.get("/submissions", expect=200).json() == []


def _known(house: Server) -> tuple[str, str]:
    """Somebody who has sent nothing yet; made once."""
    email = "faults@home.example"
    if house.visitor().post("/login", json={"email": email, "password": PASSWORD}).status_code != 200:
        house.user(email)
    return email, PASSWORD


def test_the_token_is_asked_for_before_the_key(house: Server, melanoma: bytes) -> None:
    assert send(house.visitor(), melanoma, "a b").status_code == 401


def test_what_was_turned_away_has_used_no_key(house: Server) -> None:
    person, blank = house.user("blank@home.example"), io.BytesIO()
    Image.new("RGB", (300, 300), (200, 160, 140)).save(blank, "PNG")
    send(person, blank.getvalue(), "insisting", expect=422)
    send(person, b"no picture", "insisting", expect=415)
    assert send(person, blank.getvalue(), "insisting", expect=200, force="true").json()["forced"]


def test_a_key_goes_with_its_submission_and_with_its_account(house: Server, melanoma: bytes) -> None:
    person = house.user("gone@home.example")
    first = send(person, melanoma, "gone", expect=200).json()["id"]
    person.delete(f"/submissions/{first}?undo=true", expect=200)
    told = send(person, melanoma, "gone", expect=409).json()
    assert "deleted" in told["message"]
    person.post(f"/submissions/{first}/restore", expect=200)
    assert send(person, melanoma, "gone", expect=200).json()["id"] == first

    person.delete(f"/submissions/{first}", expect=200)
    second = send(person, melanoma, "gone", expect=200).json()["id"]
    assert second > first
    person.delete(f"/submissions/{second}?undo=true", expect=200)
    deadline = time.monotonic() + 20
    while (answer := send(person, melanoma, "gone")).status_code == 409:
        assert time.monotonic() < deadline, "a key outlives the erasure of its submission"
        time.sleep(0.3)
    third = answer.json()["id"]
    assert third > second

    house.admin().delete(f"/users/{person.email}", expect=200)
    newcomer = house.user(person.email)
    assert send(newcomer, melanoma, "gone", expect=200).json()["id"] > third
    assert len(newcomer.get("/submissions", expect=200).json()) == 1


def test_a_key_outlasts_kill_minus_nine_and_a_restart(
    tmp_path: Path, store: Mapping[str, str], request: pytest.FixtureRequest, melanoma: bytes
) -> None:
    own = dict(store)
    if own:
        own["MONGO_URI"] = request.getfixturevalue("mongod").new_database()
    server = Server(tmp_path, own).start()
    person = server.user("killed@home.example")
    told: dict[str, int] = {}

    def upload_until_it_dies() -> None:
        number = 0
        while True:
            key, number = f"key-{number}", number + 1
            begun.append(key)
            try:
                told[key] = send(person, melanoma, key, expect=200).json()["id"]
            except httpx.TransportError:
                return

    begun = list[str]()
    thread = threading.Thread(target=upload_until_it_dies)
    thread.start()
    while len(told) < 5:
        time.sleep(0.01)
    for pid in server.pids():
        os.kill(pid, signal.SIGKILL)
    thread.join()
    server.stop()
    with server:
        again = {key: send(person, melanoma, key, expect=200).json()["id"] for key in begun}
        assert told.items() <= again.items()
        # The last one nobody had heard of: whether it was kept before or only now, it is there once.
        assert len(begun) == len(told) + 1
        assert [one["id"] for one in person.get("/submissions", expect=200).json()] == sorted(
            again.values(), reverse=True
        )
        assert len(set(again.values())) == len(begun)


def test_what_was_told_to_a_repeat_stands_though_the_first_request_fails(
    room: Any, melanoma: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    kept = room.consents.allows

    def and_then_the_store_goes_away(account_id: str, purpose: Purpose) -> bool:
        if purpose is Purpose.STORAGE and not told:
            told.append(submit(room, melanoma))
            raise Unavailable("away")
        return bool(kept(account_id, purpose))

    monkeypatch.setattr(room.consents, "allows", and_then_the_store_goes_away)
    with pytest.raises(Unavailable):
        submit(room, melanoma)
    assert [one["id"] for one in everything(room)] == told
    assert len(room.pictures()) == 2
    assert len(room.audit.find(what="submission.created").records) == 1
    assert submit(room, melanoma) == told[0]


def test_what_nobody_was_told_of_is_taken_back_and_its_key_with_it(
    room: Any, melanoma: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [Unavailable("away")]
    kept = room.consents.allows

    def goes_away_once(account_id: str, purpose: Purpose) -> bool:
        if purpose is Purpose.STORAGE and failures:
            raise failures.pop()
        return bool(kept(account_id, purpose))

    monkeypatch.setattr(room.consents, "allows", goes_away_once)
    with pytest.raises(Unavailable):
        submit(room, melanoma)
    assert everything(room) == []
    assert room.pictures() == set()
    assert [submit(room, melanoma)] == [one["id"] for one in everything(room)]
    assert len(room.pictures()) == 2
    assert len(room.audit.find(what="submission.created").records) == 1


def submit(room: Any, picture: bytes) -> int:
    """Send it under one key."""
    sent = room.submissions.submit(caller=room.caller, data=picture, force=False, where="127.0.0.1", key="one")
    return int(sent.told["id"])


def everything(room: Any) -> list[dict[str, Any]]:
    """The history of the person in the room."""
    found: list[dict[str, Any]] = room.submissions.history(
        caller=room.caller, before=None, limit=None, wanted=EVERYTHING, where="127.0.0.1"
    )
    return found
