"""The dashboard counts what was done over HTTP, on both stores."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lentigo import __version__
from tests.conftest import PICTURES
from tests.mongod import MongoServer
from tests.server import Server


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own on each of the stores."""
    more = {}
    if request.param == "mongodb":
        mongod: MongoServer = request.getfixturevalue("mongod")
        more["MONGO_URI"] = mongod.new_database()
    with Server(tmp_path_factory.mktemp(request.param), more) as running:
        yield running


def dashboard(house: Server, **query: Any) -> dict[str, Any]:
    told: dict[str, Any] = house.admin().get("/dashboard", params=query, expect=200).json()
    return told


def test_an_empty_service_has_a_dashboard_of_noughts(house: Server) -> None:
    told = dashboard(house)
    assert [day["submissions"] for day in told["days"]] == [0] * 30
    assert (told["submissions"], told["submissions_ever"], told["reviews_waiting"]) == (0, 0, 0)
    assert told["reviews_urgent"] == 0
    assert (told["classes"], told["risks"]) == ({}, {})
    assert told["agreement"] == {"confirmed": 0, "corrected": 0, "rate": None, "by_class": []}
    assert told["people"] == {"users": 0, "doctors": 0, "admins": 1, "waiting": 0, "deactivated": 0}
    assert told["service"]["status"] == "ready"
    assert set(told["service"]["parts"]) == {"records", "pictures", "model"}
    assert told["service"]["store"] == ("MongoDB" if house.environment["MONGO_URI"] else "SQLite")
    assert 0 < told["service"]["disk"]["free"] < told["service"]["disk"]["total"]
    assert told["service"]["version"] == __version__
    assert told["model"]["title"] == house.visitor().get("/model", expect=200).json()["title"]


def test_it_counts_submissions_words_and_people_and_forgets_what_was_deleted(house: Server) -> None:
    doctor = house.user("house@clinic.example", role="doctor")
    person = house.user("counted@home.example")
    house.user("closed@home.example")
    newcomer = {"name": "New", "email": "new@home.example", "password": "a long password"}
    house.visitor().post("/register", json=newcomer, expect=201)
    house.admin().patch("/users/closed@home.example", json={"active": False}, expect=200)
    pictures = [path.read_bytes() for path in sorted(PICTURES.glob("*.jpg"))]
    sent = [person.upload(data, expect=200).json() for data in pictures]
    gone = person.upload(pictures[0], expect=200).json()
    person.delete(f"/submissions/{gone['id']}", expect=200)
    person.put(f"/submissions/{sent[-1]['id']}/review", json={"given": False}, expect=200)
    other = "dermatofibroma"
    words = [("confirmed", sent[0]), ("confirmed", sent[1]), ("corrected", sent[2])]
    for decision, one in words:
        assert one["class"] != other
        body = {"decision": decision, **({"class": other} if decision == "corrected" else {})}
        doctor.post(f"/reviews/{one['id']}", json=body, expect=200)

    told = dashboard(house, days=7)
    assert len(told["days"]) == 7
    assert told["days"][-1] == {"date": datetime.now(UTC).date().isoformat(), "submissions": len(sent)}
    assert (told["submissions"], told["submissions_ever"]) == (len(sent), len(sent))
    assert told["classes"] == Counter(one["class"] for one in sent)
    assert told["risks"] == Counter(one["risk"] for one in sent)
    waiting = sent[3:-1]
    assert told["reviews_waiting"] == len(waiting)
    assert told["reviews_urgent"] == sum(one["urgent"] for one in waiting)
    assert 0 < told["reviews_urgent"] < len(waiting)
    assert (told["agreement"]["confirmed"], told["agreement"]["corrected"]) == (2, 1)
    assert told["agreement"]["rate"] == 66.67
    rows = {row["class"]: (row["confirmed"], row["corrected"]) for row in told["agreement"]["by_class"]}
    expected: dict[str, tuple[int, int]] = {}
    for decision, one in words:
        right, wrong = expected.get(one["class"], (0, 0))
        expected[one["class"]] = (right + (decision == "confirmed"), wrong + (decision == "corrected"))
    assert rows == expected
    assert told["people"] == {"users": 3, "doctors": 1, "admins": 1, "waiting": 1, "deactivated": 1}
    assert "counted@home.example" not in str(told)


@pytest.mark.parametrize("days", [0, 91, "many"])
def test_a_time_that_makes_no_sense_is_refused(house: Server, days: object) -> None:
    house.admin().get("/dashboard", params={"days": str(days)}, expect=400)
