"""What each verb on one record promises."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from lentigo.storage import Duplicate, Kind, Records, Stale, now
from tests.contract.kinds import DAWN, NOTES, PEOPLE, person


def test_an_inserted_record_is_returned_as_it_will_be_read(records: Records) -> None:
    made = records.insert(PEOPLE, person(1))
    assert made["version"] == 1
    assert made == records.get(PEOPLE, made["id"])
    assert made == {**person(1), "id": made["id"], "version": 1}


def test_ids_are_uuid7_and_rise_in_the_order_of_insertion(records: Records) -> None:
    ids = [records.insert(PEOPLE, person(n))["id"] for n in range(50)]
    assert ids == sorted(ids)
    assert all(len(record_id) == 36 and record_id[14] == "7" for record_id in ids)


def test_an_id_that_is_given_is_kept_and_is_unique(records: Records) -> None:
    records.insert(NOTES, {"id": "natural key", "created": DAWN})
    with pytest.raises(Duplicate) as refusal:
        records.insert(NOTES, {"id": "natural key", "created": DAWN})
    assert (refusal.value.kind, refusal.value.field) == ("notes", "id")


def test_a_record_that_is_not_there_is_none(records: Records) -> None:
    assert records.get(PEOPLE, "nobody") is None
    assert records.get_by(PEOPLE, "email", "nobody") is None


def test_a_record_is_found_by_its_unique_field_exactly(records: Records) -> None:
    made = records.insert(PEOPLE, person(1, email="A.b@home.example"))
    assert records.get_by(PEOPLE, "email", "A.b@home.example") == made
    assert records.get_by(PEOPLE, "email", "a.b@home.example") is None
    assert records.get_by(PEOPLE, "email", "A?b@home.example") is None
    assert records.get_by(PEOPLE, "badge", None) is None


@pytest.mark.parametrize("field", ["email", "badge"])
def test_a_unique_value_is_taken_once(records: Records, field: str) -> None:
    records.insert(PEOPLE, person(1, badge="B1"))
    with pytest.raises(Duplicate) as refusal:
        records.insert(PEOPLE, person(2, badge="B2") | {field: person(1, badge="B1")[field]})
    assert (refusal.value.kind, refusal.value.field) == ("people", field)
    assert records.count(PEOPLE) == {None: 1}


def test_many_records_may_lack_a_unique_value(records: Records) -> None:
    badges: list[dict[str, Any]] = [{}, {}, {"badge": None}, {"badge": None}, {"badge": ""}]
    for n, badge in enumerate(badges):
        records.insert(PEOPLE, person(n, **badge))
    with pytest.raises(Duplicate):
        records.insert(PEOPLE, person(9, badge=""))


def test_a_unique_value_is_free_again_after_change_and_deletion(records: Records) -> None:
    first = records.insert(PEOPLE, person(1))
    moved = records.replace(PEOPLE, first | {"email": "new@home.example"})
    second = records.insert(PEOPLE, person(1))
    with pytest.raises(Duplicate):
        records.replace(PEOPLE, moved | {"email": second["email"]})
    assert records.get(PEOPLE, moved["id"]) == moved
    records.delete(PEOPLE, second["id"])
    assert records.replace(PEOPLE, moved | {"email": second["email"]})["version"] == 3


def test_replacing_raises_the_version_and_leaves_nothing_of_the_old(records: Records) -> None:
    made = records.insert(PEOPLE, person(1, remark="old", town="Ulm"))
    changed = records.replace(PEOPLE, {"id": made["id"], "version": 1, "created": DAWN, "size": 7, "new": [1]})
    assert changed["version"] == 2
    assert records.get(PEOPLE, made["id"]) == changed
    assert "remark" not in changed
    assert records.find(PEOPLE, where={"town": "Ulm"}).records == []
    assert records.find(PEOPLE, prefix=("name", "person")).records == []


def test_replacing_what_changed_or_went_is_stale(records: Records) -> None:
    made = records.insert(PEOPLE, person(1))
    changed = records.replace(PEOPLE, made | {"size": 5})
    with pytest.raises(Stale):
        records.replace(PEOPLE, made | {"size": 6})
    assert records.get(PEOPLE, made["id"]) == changed
    records.delete(PEOPLE, made["id"])
    with pytest.raises(Stale):
        records.replace(PEOPLE, changed)
    assert records.get(PEOPLE, made["id"]) is None


def test_deleting_says_whether_there_was_something(records: Records) -> None:
    made = records.insert(PEOPLE, person(1))
    assert records.delete(PEOPLE, made["id"]) is True
    assert records.delete(PEOPLE, made["id"]) is False
    assert records.get(PEOPLE, made["id"]) is None


def test_kinds_do_not_mix(records: Records) -> None:
    made = records.insert(PEOPLE, person(1))
    assert records.get(NOTES, made["id"]) is None
    assert records.delete(NOTES, made["id"]) is False


def test_a_counter_begins_at_one_and_counts_by_one(records: Records) -> None:
    assert [records.next("case") for _ in range(3)] == [1, 2, 3]
    assert records.next("$other.name") == 1
    assert records.next("case") == 4


def test_datetimes_come_back_aware_in_utc_cut_to_milliseconds(records: Records) -> None:
    there = datetime(2026, 7, 1, 23, 30, 15, 123999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    made = records.insert(NOTES, {"created": there, "inside": [{"when": there}]})
    read = records.get(NOTES, made["id"])
    assert read is not None
    assert read == made
    assert read["created"] == read["inside"][0]["when"] == datetime(2026, 7, 1, 18, 0, 15, 123000, tzinfo=UTC)
    assert read["created"].tzinfo is UTC


@pytest.mark.parametrize("year", [1, 999, 1969, 1970, 9999])
def test_datetimes_of_all_years_come_back_exactly(records: Records, year: int) -> None:
    moment = datetime(year, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
    assert records.get(NOTES, records.insert(NOTES, {"created": moment})["id"])["created"] == moment  # type: ignore[index]


def test_now_is_a_moment_that_records_keep_unchanged(records: Records) -> None:
    moment = now()
    assert records.insert(NOTES, {"created": moment})["created"] == moment


def test_a_kind_that_was_not_declared_at_opening_is_refused(records: Records) -> None:
    with pytest.raises(ValueError, match="opened without"):
        records.insert(Kind("strangers"), {})
    with pytest.raises(ValueError, match="opened without"):
        records.find(Kind("notes", indexed=("owner",)))


def test_the_store_answers_a_ping(records: Records) -> None:
    records.ping()


def test_many_are_inserted_in_one_go_and_none_after_one_that_is_refused(records: Records) -> None:
    first = [{"id": f"n{number}", "created": DAWN, "text": f"note {number}"} for number in range(3)]
    assert [made["id"] for made in records.insert_all(NOTES, first)] == ["n0", "n1", "n2"]
    assert records.insert_all(NOTES, []) == []
    again = [{"id": name, "created": DAWN} for name in ("n3", "n1", "n4")]
    with pytest.raises(Duplicate) as refusal:
        records.insert_all(NOTES, again)
    assert (refusal.value.kind, refusal.value.field) == ("notes", "id")
    assert records.get(NOTES, "n4") is None
    kept = records.get(NOTES, "n1")
    assert kept is not None
    assert kept["text"] == "note 1"
