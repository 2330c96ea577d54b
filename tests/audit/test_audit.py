"""The audit: what was written comes back, by person, act, record and time."""

from datetime import UTC, datetime, timedelta

import pytest

from lentigo.accounts.permissions import Role
from lentigo.audit.service import open_audit
from lentigo.settings import Settings
from tests.accounts.conftest import House
from tests.accounts.person import Person

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_line_holds_who_what_which_when_and_where(house: House) -> None:
    written = house.audit.record(
        who="a", what="submission.read", record="r", when=NOON, where="192.0.2.7", detail={"count": 3}
    )
    (line,) = house.audit.find().records
    assert line == written
    assert (line["who"], line["what"], line["record"], line["where"]) == ("a", "submission.read", "r", "192.0.2.7")
    assert (line["when"], line["detail"]) == (NOON, {"count": 3})


def test_what_is_not_said_is_empty_and_the_time_is_now(house: House) -> None:
    line = house.audit.record(who="a", what="model.changed")
    assert line["record"] is None
    assert line["where"] is None
    assert line["detail"] is None
    assert abs(line["when"] - house.clock()) < timedelta(seconds=5)


def test_lines_are_found_by_person_act_record_and_time_newest_first(house: House) -> None:
    for number in range(6):
        house.audit.record(
            who="ab"[number % 2], what=f"act.{number % 3}", record=str(number), when=NOON + timedelta(hours=number)
        )

    def found(**asked: object) -> list[str]:
        return [line["record"] for line in house.audit.find(**asked).records]  # type: ignore[arg-type]

    assert found() == ["5", "4", "3", "2", "1", "0"]
    assert found(who="a") == ["4", "2", "0"]
    assert found(what="act.1") == ["4", "1"]
    assert found(who="a", what="act.1") == ["4"]
    assert found(record="3") == ["3"]
    assert found(since=NOON + timedelta(hours=2), until=NOON + timedelta(hours=4)) == ["3", "2"]


def test_a_long_audit_comes_in_pages_without_gap_or_repetition(house: House) -> None:
    for number in range(25):
        house.audit.record(who="a", what="act", record=str(number), when=NOON)
    seen, after = [], None
    while True:
        page = house.audit.find(after=after, limit=10)
        seen += [line["record"] for line in page.records]
        if (after := page.next) is None:
            break
    assert sorted(seen, key=int) == [str(number) for number in range(25)]


def test_an_administrator_searches_it_and_that_is_remembered_too(house: House, admin: Person) -> None:
    house.person(Role.USER, "ada@home.example")
    answer = admin.get("/audit?what=account.signed_in&limit=1", expect=200).json
    assert [line["what"] for line in answer["lines"]] == ["account.signed_in"]
    assert answer["lines"][0].keys() == {"_id", "number", "who", "what", "record", "when", "where", "detail"}
    older = admin.get("/audit", query_string={"what": "account.signed_in", "after": answer["next"]}, expect=200).json
    assert older["lines"][0]["_id"] != answer["lines"][0]["_id"]
    searched = admin.get("/audit?what=audit.searched", expect=200).json["lines"]
    assert [line["detail"]["count"] for line in searched] == [1, 1]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "limit=x", "since=yesterday", "since=2026-01-01T00:00:00", "after=x", "after=e30"],
)
def test_a_search_that_cannot_be_read_is_a_400(admin: Person, query: str) -> None:
    admin.get(f"/audit?{query}", expect=400)


def test_nobody_but_an_administrator_searches_it(house: House) -> None:
    house.visitor().get("/audit", expect=401)
    for role in (Role.USER, Role.DOCTOR):
        house.person(role, f"{role}@clinic.example").get("/audit", expect=403)


def test_the_audit_tells_no_other_time_than_its_own(house: House, settings: Settings) -> None:
    audit = open_audit(house.records, settings, clock=lambda: NOON)
    assert audit.record(who="a", what="act")["when"] == NOON
