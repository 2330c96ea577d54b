"""The history with filters and pages, and deletion that can be undone for a short while; on both stores."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PICTURES
from tests.mongod import MongoServer
from tests.server import Person, Server

UNDO_SECONDS = 3


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service with a short time to undo, on each of the stores."""
    more = {"LENTIGO_UNDO_SECONDS": str(UNDO_SECONDS)}
    if request.param == "mongodb":
        mongod: MongoServer = request.getfixturevalue("mongod")
        more["MONGO_URI"] = mongod.new_database()
    with Server(tmp_path_factory.mktemp(request.param), more) as running:
        yield running


@pytest.fixture(scope="module")
def doctor(house: Server) -> Person:
    """A doctor with a password of their own."""
    return house.user("house@clinic.example", role="doctor")


def listed(person: Person, **query: Any) -> tuple[list[int], int]:
    """Ask for a part of the history; gives the numbers, and the length that the header tells."""
    answer = person.get("/submissions", params=query, expect=200)
    return [one["id"] for one in answer.json()], int(answer.headers["x-total-count"])


def eventually(holds: Callable[[], bool], *, within: float = UNDO_SECONDS + 10) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def test_the_history_is_filtered_by_class_tier_word_and_time_and_tells_its_length(
    house: Server, doctor: Person
) -> None:
    person = house.user("filters@home.example")
    sent = [person.upload(path.read_bytes(), expect=200).json() for path in sorted(PICTURES.glob("*.jpg"))]
    numbers = [one["id"] for one in reversed(sent)]
    assert listed(person) == (numbers, len(numbers))
    assert len({one["class"] for one in sent}) > 2, "pictures of one class show no filter"
    for field in ("class", "risk"):
        for value in {one[field] for one in sent}:
            expected = [one["id"] for one in reversed(sent) if one[field] == value]
            assert listed(person, **{field: value}) == (expected, len(expected)), (field, value)
    assert listed(person, **{"class": sent[0]["class"], "risk": sent[0]["risk"]})[0]

    words = {sent[1]["id"]: "confirmed", sent[4]["id"]: "corrected"}
    for number, decision in words.items():
        other = "dermatofibroma" if sent[4]["class"] != "dermatofibroma" else "vascular lesion"
        body = {"decision": decision, **({"class": other} if decision == "corrected" else {})}
        doctor.post(f"/reviews/{number}", json=body, expect=200)
    assert listed(person, reviewed="true") == (sorted(words, reverse=True), 2)
    without = [number for number in numbers if number not in words]
    assert listed(person, reviewed="false") == (without, len(without))
    assert listed(person, reviewed="true", limit=1) == ([max(words)], 2)

    since = sent[2]["created"]
    until = (datetime.fromisoformat(sent[5]["created"]) + timedelta(milliseconds=1)).isoformat()
    between = [one["id"] for one in reversed(sent[2:6])]
    assert listed(person, since=since, until=until) == (between, 4)
    assert listed(person, since=since, until=until, before=between[1], limit=1) == ([between[2]], 4)
    assert listed(person, since="2100-01-01T00:00:00Z") == ([], 0)
    assert listed(person, until="2000-01-01T00:00:00Z") == ([], 0)


def test_pages_of_the_history_lead_from_one_to_the_next(house: Server, melanoma: bytes) -> None:
    person = house.user("pages@home.example")
    sent = [person.upload(melanoma, expect=200).json()["id"] for _ in range(5)]
    walked: list[int] = []
    before: dict[str, int] = {}
    while page := listed(person, limit=2, **before)[0]:
        walked += page
        before = {"before": page[-1]}
    assert walked == sent[::-1]


@pytest.mark.parametrize(
    "query",
    [{"class": "sunburn"}, {"risk": "huge"}, {"reviewed": "perhaps"}, {"since": "yesterday"},
     {"until": "2026-01-01T00:00:00"}, {"limit": 0}, {"before": -1}, {"before": 2**64}],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(house: Server, query: dict[str, Any]) -> None:
    person = house.visitor().sign_in("pages@home.example", "a password that is long enough")
    assert next(iter(query)) in person.get("/submissions", params=query, expect=400).json()["message"]


def test_a_deletion_with_undo_is_out_of_every_view_at_once_and_can_be_had_back(
    house: Server, doctor: Person, melanoma: bytes
) -> None:
    person, stranger = house.user("undo@home.example"), house.user("stranger@home.example")
    kept, sent = (person.upload(melanoma, force="true", expect=200).json() for _ in range(2))
    answer = person.delete(f"/submissions/{sent['id']}?undo=true", expect=200).json()
    assert datetime.fromisoformat(answer["undo_until"]) > datetime.fromisoformat(sent["created"])
    assert listed(person) == ([kept["id"]], 1)
    for path in ("", "/image", "/thumbnail", "/report.pdf"):
        person.get(f"/submissions/{sent['id']}{path}", expect=404)
    person.delete(f"/submissions/{sent['id']}", expect=404)
    person.put(f"/submissions/{sent['id']}/review", json={"given": True}, expect=404)
    house.visitor().get(sent["image_url"], expect=404)
    doctor.get(f"/reviews/{sent['id']}", expect=404)
    cases = doctor.get("/reviews?limit=100", expect=200).json()["cases"]
    assert kept["id"] in {one["id"] for one in cases}
    assert sent["id"] not in {one["id"] for one in cases}
    for another in (stranger, doctor, house.admin()):
        another.post(answer["restore_url"], expect=404)

    back = person.post(answer["restore_url"], expect=200).json()
    volatile = {"image_url", "heatmap_url", "thumbnail_url"}
    assert {k: v for k, v in back.items() if k not in volatile} == {k: v for k, v in sent.items() if k not in volatile}
    assert listed(person) == ([sent["id"], kept["id"]], 2)
    assert person.get(back["image_url"], expect=200).content
    doctor.get(f"/reviews/{sent['id']}", expect=200)
    person.post(answer["restore_url"], expect=404)


def test_when_the_time_is_over_it_is_erased_and_cannot_be_had_back(house: Server, melanoma: bytes) -> None:
    person = house.user("over@home.example")
    before = len(house.kept_pictures())
    sent = person.upload(melanoma, expect=200).json()
    answer = person.delete(f"/submissions/{sent['_id']}?undo=true", expect=200).json()
    eventually(lambda: len(house.kept_pictures()) == before)
    person.post(answer["restore_url"], expect=404)

    def acts() -> list[str]:
        lines = house.admin().get("/audit", params={"record": sent["_id"]}, expect=200).json()["lines"]
        return [line["what"] for line in reversed(lines)]

    # The line comes after the pictures are gone.
    eventually(lambda: acts() == ["submission.created", "submission.deleted", "submission.erased"])


def test_without_undo_it_is_erased_before_the_answer(house: Server, melanoma: bytes) -> None:
    person = house.user("atonce@home.example")
    before = len(house.kept_pictures())
    sent = person.upload(melanoma, expect=200).json()
    answer = person.delete(f"/submissions/{sent['id']}", expect=200).json()
    assert (answer["undo_until"], answer["restore_url"]) == (None, None)
    assert len(house.kept_pictures()) == before
    person.post(f"/submissions/{sent['id']}/restore", expect=404)


def test_of_eight_deletions_at_once_one_is_told_and_remembered(house: Server, melanoma: bytes) -> None:
    person = house.user("eight@home.example")
    sent = person.upload(melanoma, expect=200).json()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: person.delete(f"/submissions/{sent['id']}").status_code, range(8)))
    assert sorted(answers) == [200, *[404] * 7]
    lines = house.admin().get("/audit", params={"what": "submission.deleted"}, expect=200).json()["lines"]
    assert [line["record"] for line in lines].count(sent["_id"]) == 1


def test_erasing_an_account_takes_what_it_has_deleted_a_moment_before(house: Server, melanoma: bytes) -> None:
    person = house.user("gone@home.example")
    before = len(house.kept_pictures())
    sent = [person.upload(melanoma, expect=200).json() for _ in range(2)]
    person.delete(f"/submissions/{sent[0]['id']}?undo=true", expect=200)
    house.admin().delete("/users/gone@home.example", expect=200)
    assert len(house.kept_pictures()) == before


def test_what_a_killed_server_had_still_to_erase_is_erased_after_the_next_start(
    tmp_path: Path, melanoma: bytes
) -> None:
    server = Server(tmp_path, {"LENTIGO_UNDO_SECONDS": "1"}).start()
    try:
        person = server.user("killed@home.example")
        sent = person.upload(melanoma, expect=200).json()
        person.delete(f"/submissions/{sent['id']}?undo=true", expect=200)
        assert server.process is not None
        server.process.kill()
        server.process.wait(timeout=10)
        assert len(server.kept_pictures()) == 2
        server.start()
        eventually(lambda: server.kept_pictures() == [], within=20)
    finally:
        with suppress(ProcessLookupError):
            server.stop()
