"""What a record may hold, and that nothing in it is ever taken for something else."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lentigo.storage import Records
from tests.contract.kinds import DAWN, NOTES, PEOPLE, person

STRANGE_TEXTS = [
    "$ne", "$where", "{$gt: ''}", "a.b.c", ".", "$", "", " ", "null", "0", "true", "2026-01-01T00:00:00.000Z",
    "' OR 1=1 --", '"; DROP TABLE people; --', "%", "_", ".*", "^a", "\\", "\x00", "a\x00b", "\n", "é", "e\u0301",
    "ß", "İ", "日本語", "🩺", "\U0010ffff", "\ud7ff", "\ue000", "x" * 5000,
]  # fmt: skip
STRANGE_KEYS = ["$date", "$set", "$ref", "$$", "$", "a.b", ".", "", "_id", "id", "version", "_folded", "é", "0"]


class Role(StrEnum):
    DOCTOR = "doctor"


@pytest.mark.parametrize("text", STRANGE_TEXTS)
def test_any_text_is_stored_and_compared_literally(records: Records, text: str) -> None:
    records.insert(PEOPLE, person(1, town="elsewhere", role="elsewhere"))
    made = records.insert(PEOPLE, person(2, email=text, town=text, role=text, free=text))
    assert records.get(PEOPLE, made["id"]) == made
    assert records.get_by(PEOPLE, "email", text) == made
    assert records.find(PEOPLE, where={"town": text, "role": text}).records == [made]
    assert records.count(PEOPLE, by="role", where={"town": text}) == {text: 1}
    assert made in records.find(PEOPLE, prefix=("town", text)).records


@pytest.mark.parametrize("key", STRANGE_KEYS)
def test_any_key_further_in_is_stored_literally(records: Records, key: str) -> None:
    inner = {key: {key: [{key: 1}], "$id": "x", "$date": "2026-01-01T00:00:00.000Z"}, "$ref": "people"}
    made = records.insert(NOTES, {"created": DAWN, "inner": inner})
    assert records.get(NOTES, made["id"]) == made
    assert records.replace(NOTES, made)["inner"] == inner
    assert records.find(NOTES).records[0]["inner"] == inner


@pytest.mark.parametrize("value", [{"$ne": None}, {"$gt": ""}, ["x"], ("x",), {}, object()])
def test_an_operator_is_never_a_value_to_compare_with(records: Records, value: Any) -> None:
    records.insert(PEOPLE, person(1))
    with pytest.raises(ValueError, match="expected"):
        records.find(PEOPLE, where={"role": value})
    with pytest.raises(ValueError, match="expected"):
        records.count(PEOPLE, since=value)
    with pytest.raises(ValueError, match="expected"):
        records.insert(PEOPLE, person(2, role=value))
    assert records.get_by(PEOPLE, "email", value) is None


def test_numbers_texts_booleans_and_nothing_are_told_apart(records: Records) -> None:
    values: list[Any] = [1, "1", True, False, 0, "0", "true", None, ""]
    for n, value in enumerate(values):
        records.insert(PEOPLE, person(n, town=None, role=value))
    for n, value in enumerate(values):
        assert [each["size"] for each in records.find(PEOPLE, where={"role": value}).records] == [n]
    counted = records.count(PEOPLE, where={"town": None})
    assert counted == {None: len(values)}


def test_booleans_come_back_from_a_count_as_booleans(records: Records) -> None:
    for n in range(5):
        records.insert(PEOPLE, person(n, approved=n < 2))
    counted = records.count(PEOPLE, by="approved")
    assert counted == {True: 2, False: 3}
    assert {type(value) for value in counted} == {bool}


def test_a_text_that_looks_like_a_date_stays_a_text(records: Records) -> None:
    made = records.insert(NOTES, {"created": DAWN, "text": "2026-03-01T06:00:00.000Z"})
    assert records.get(NOTES, made["id"]) == made


def test_a_large_record_comes_back_whole(records: Records) -> None:
    made = records.insert(NOTES, {"created": DAWN, "text": "Läsion " * 30_000, "rows": [{"n": n} for n in range(2000)]})
    assert records.get(NOTES, made["id"]) == made


def test_enumerations_and_tuples_become_what_they_stand_for(records: Records) -> None:
    made = records.insert(PEOPLE, person(1, role=Role.DOCTOR, pair=(1, 2)))
    assert type(made["role"]) is str
    assert made["pair"] == [1, 2]
    assert records.find(PEOPLE, where={"role": Role.DOCTOR}).records == [made]


def test_what_goes_in_is_copied(records: Records) -> None:
    inner = [1]
    made = records.insert(NOTES, {"created": DAWN, "inner": inner})
    inner.append(2)
    assert made["inner"] == [1]


@pytest.mark.parametrize(
    "value",
    [
        b"bytes", {1, 2}, object(), date(2026, 1, 1), datetime(2026, 1, 1), 2**63, -(2**63) - 1,
        float("nan"), float("inf"), "\ud800", {1: "number as key"}, {"a\0b": 1}, {"\udfff": 1}, [[b""]],
    ],
)  # fmt: skip
def test_what_no_record_may_hold_is_refused(records: Records, value: Any) -> None:
    with pytest.raises(ValueError, match=r"expected|surrogates"):
        records.insert(NOTES, {"created": DAWN, "value": value})
    assert records.count(NOTES) == {None: 0}


def test_nesting_without_end_is_refused(records: Records) -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="64 levels"):
        records.insert(NOTES, {"created": DAWN, "value": endless})


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": 5}, {"name": 5}, {"created": None}, {"created": True}, {"size": None}, {"role": ["user"]},
        {"id": 5}, {"id": ""}, {"_id": "x"}, {"$set": 1}, {"a.b": 1}, {"_folded": {}}, {"": 1},
    ],
)  # fmt: skip
def test_a_record_that_contradicts_its_declaration_is_refused(records: Records, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        records.insert(PEOPLE, person(1) | wrong)
    with pytest.raises(ValueError, match="expected"):
        records.insert(PEOPLE, {"email": "lacks its ordered fields"})
    assert records.count(PEOPLE) == {None: 0}


JSON_LIKE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.datetimes(timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", codec="utf-8")) | st.just("$date"), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(value=JSON_LIKE)
def test_everything_json_like_comes_back_as_it_went_in(records: Records, value: Any) -> None:
    made = records.insert(NOTES, {"created": DAWN, "value": value})
    read = records.get(NOTES, made["id"])
    assert read is not None
    assert read["value"] == value
    assert repr(read["value"]) == repr(made["value"])
