"""How records are found, paged and counted."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lentigo.problems import BadInput
from lentigo.storage import Kind, Record, Records
from tests.contract.kinds import DAWN, NOTES, PEOPLE, person


def all_pages(records: Records, kind: Kind, **question: Any) -> list[Record]:
    """Read every page of an answer."""
    found: list[Record] = []
    after = None
    while True:
        page = records.find(kind, after=after, **question)
        assert len(page.records) <= question.get("limit", 100)
        found += page.records
        if page.next is None:
            return found
        assert page.records, "a page that goes on must show something"
        after = page.next


def sizes(found: list[Record]) -> list[int]:
    return [each["size"] for each in found]


@pytest.fixture
def crowd(records: Records) -> Records:
    """Thirty people; every third is a doctor, minutes 10 to 19 are equal, every second is approved."""

    def insert(n: int) -> None:
        minute = 10 if 10 <= n < 20 else n
        role = "doctor" if n % 3 == 0 else "user"
        created = DAWN + timedelta(minutes=minute)
        records.insert(PEOPLE, person(n, id=f"id-{n:02}", created=created, role=role, approved=n % 2 == 0))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(insert, range(30)))
    return records


@pytest.mark.parametrize("limit", [1, 10, 29, 30])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ["id", "created", "size"])
def test_pages_show_every_record_once_in_order(crowd: Records, order: str, descending: bool, limit: int) -> None:
    found = all_pages(crowd, PEOPLE, order=order, descending=descending, limit=limit)
    assert sizes(found) == sorted(range(30), reverse=descending)


def test_the_last_page_says_that_there_is_no_more(crowd: Records) -> None:
    assert crowd.find(PEOPLE, limit=30).next is None
    assert crowd.find(PEOPLE, limit=29).next is not None
    assert crowd.find(PEOPLE, where={"role": "nobody"}).next is None


def test_equality_on_several_fields_must_hold_together(crowd: Records) -> None:
    found = all_pages(crowd, PEOPLE, where={"role": "doctor", "approved": True}, order="created", limit=2)
    assert sizes(found) == [0, 6, 12, 18, 24]
    assert sizes(crowd.find(PEOPLE, where={"size": 4}).records) == [4]
    assert sizes(crowd.find(PEOPLE, where={"email": person(5)["email"], "approved": True}).records) == []


def test_a_range_includes_its_beginning_and_excludes_its_end(crowd: Records) -> None:
    since, until = DAWN + timedelta(minutes=8), DAWN + timedelta(minutes=22)
    assert sizes(crowd.find(PEOPLE, order="created", since=since, until=until).records) == list(range(8, 22))
    assert sizes(crowd.find(PEOPLE, order="created", since=since, until=since).records) == []
    assert sizes(all_pages(crowd, PEOPLE, order="created", descending=True, since=since, until=until, limit=3)) == list(
        range(21, 7, -1)
    )
    assert sizes(crowd.find(PEOPLE, order="size", since=-5, until=2).records) == [0, 1]


def test_a_range_on_a_datetime_counts_milliseconds_and_time_zones(records: Records) -> None:
    for millisecond in (0, 1, 2):
        records.insert(NOTES, {"created": DAWN + timedelta(milliseconds=millisecond), "n": millisecond})
    edge = (DAWN + timedelta(milliseconds=1)).astimezone()
    assert [note["n"] for note in records.find(NOTES, order="created", since=edge).records] == [1, 2]
    assert [note["n"] for note in records.find(NOTES, order="created", until=edge).records] == [0]


def test_numbers_are_ordered_as_numbers(records: Records) -> None:
    for n, size in enumerate([10, 9, -1, 2.5, 0, 10**12]):
        records.insert(PEOPLE, person(n, size=size))
    assert sizes(all_pages(records, PEOPLE, order="size", limit=2)) == [-1, 0, 2.5, 9, 10, 10**12]


NAMES = [
    "Élodie Ängström",
    "ELODIE Ang",
    "elod",
    "Straße",
    "STRASSE",
    "İpek",
    "ǅungla",
    "ﬁlip",
    "Zoë",
    "zoe\u0308",
    "日本語",
    "",
]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("éLODIE", ["Élodie Ängström"]),
        ("E\u0301lodie a\u0308", ["Élodie Ängström"]),
        ("ELOD", ["ELODIE Ang", "elod"]),
        ("strasse", ["Straße", "STRASSE"]),
        ("STRAß", ["Straße", "STRASSE"]),
        ("FI", ["ﬁlip"]),
        ("ZOË", ["Zoë", "zoe\u0308"]),
        ("日本", ["日本語"]),
        ("odie", []),
        ("elod.", []),
        ("%", []),
        ("", NAMES),
    ],
)
def test_a_prefix_is_found_in_any_letter_case(records: Records, prefix: str, expected: list[str]) -> None:
    for n, name in enumerate(NAMES):
        records.insert(PEOPLE, person(n, name=name))
    records.insert(PEOPLE, person(99, name=None))
    found = records.find(PEOPLE, prefix=("name", prefix))
    assert [each["name"] for each in found.records] == expected


@pytest.mark.parametrize("last", ["\ud7ff", "\U0010ffff", "\U0010ffff\U0010ffff", "z"])
def test_a_prefix_may_end_in_the_last_letter_of_all(records: Records, last: str) -> None:
    for n, name in enumerate([last, last + "a", last + "\U0010ffff", "a", "\ue000"]):
        records.insert(PEOPLE, person(n, name=name))
    assert sizes(records.find(PEOPLE, prefix=("name", last)).records) == [0, 1, 2]


def test_a_prefix_goes_with_equality_range_order_and_paging(crowd: Records) -> None:
    found = all_pages(
        crowd, PEOPLE, prefix=("name", "PERSON 1"), where={"role": "doctor"}, order="created",
        since=DAWN + timedelta(minutes=1), descending=True, limit=1,
    )  # fmt: skip
    assert sizes(found) == [18, 15, 12]


def test_what_was_folded_follows_a_change(records: Records) -> None:
    made = records.insert(PEOPLE, person(1, name="Anna"))
    records.replace(PEOPLE, made | {"name": "Berta"})
    assert records.find(PEOPLE, prefix=("name", "anna")).records == []
    assert len(records.find(PEOPLE, prefix=("name", "BERTA")).records) == 1


def test_counting_goes_by_field_condition_and_range(crowd: Records) -> None:
    assert crowd.count(PEOPLE) == {None: 30}
    assert crowd.count(PEOPLE, by="role") == {"doctor": 10, "user": 20}
    assert crowd.count(PEOPLE, by="role", where={"approved": True}) == {"doctor": 5, "user": 10}
    since, until = DAWN + timedelta(minutes=10), DAWN + timedelta(minutes=11)
    assert crowd.count(PEOPLE, by="role", order="created", since=since, until=until) == {"doctor": 3, "user": 7}
    assert crowd.count(PEOPLE, where={"role": "nobody"}) == {None: 0}
    assert crowd.count(PEOPLE, by="role", where={"role": "nobody"}) == {}
    assert crowd.count(PEOPLE, by="created", where={"size": 3}) == {DAWN + timedelta(minutes=3): 1}


def test_the_absent_and_none_are_counted_and_found_together(records: Records) -> None:
    towns: list[dict[str, Any]] = [{}, {"town": None}, {"town": "Ulm"}]
    for n, town in enumerate(towns):
        records.insert(PEOPLE, person(n, **town))
    assert records.count(PEOPLE, by="town") == {None: 2, "Ulm": 1}
    assert sizes(records.find(PEOPLE, where={"town": None}).records) == [0, 1]


@pytest.mark.parametrize(
    "question",
    [
        {"where": {"nickname": "x"}}, {"where": {"name": "x"}}, {"order": "role"}, {"order": "nickname"},
        {"prefix": ("role", "x")}, {"prefix": ("nickname", "x")}, {"limit": 0}, {"limit": 1001}, {"limit": -1},
        {"where": {"id": "x"}}, {"where": {"role = '' OR 1": 1}}, {"where": {"$where": "1"}}, {"order": "size; --"},
    ],
)  # fmt: skip
def test_an_undeclared_field_or_senseless_limit_is_refused(records: Records, question: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"declares no|is not ordered|expected a limit"):
        records.find(PEOPLE, **question)


def test_undeclared_fields_are_refused_in_count_and_get_by(records: Records) -> None:
    with pytest.raises(ValueError, match="nickname"):
        records.count(PEOPLE, by="nickname")
    with pytest.raises(ValueError, match="role"):
        records.get_by(PEOPLE, "role", "user")


def test_a_page_key_of_another_list_is_refused(crowd: Records) -> None:
    key = crowd.find(PEOPLE, order="created", limit=1).next
    with pytest.raises(BadInput):
        crowd.find(PEOPLE, order="size", after=key)
    with pytest.raises(BadInput):
        crowd.find(PEOPLE, order="created", descending=True, after=key)


FORGED = [
    b"[]", b"null", b'["id",false,{"$gt":""},"x"]', b'["id",false,"x",{"$gt":""}]', b'["id",false,1e999,"x"]',
    b'["id",false,99999999999999999999,"x"]', b'["id",false,{"$date":5},"x"]', b'["id",false,"\\ud800","x"]',
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_page_key_is_refused(records: Records, forged: bytes) -> None:
    with pytest.raises(BadInput):
        records.find(NOTES, after=base64.urlsafe_b64encode(forged).decode())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_at_all_breaks_paging(records: Records, key: str) -> None:
    with pytest.raises(BadInput):
        records.find(NOTES, after=key)


def test_paging_stays_sound_while_others_insert(records: Records) -> None:
    """Whatever was there before the first page is seen once; what comes meanwhile is seen at most once."""
    before = {records.insert(PEOPLE, person(n * 10))["id"] for n in range(60)}

    def insert(worker: int) -> None:
        for n in range(40):
            records.insert(PEOPLE, person(n * 15 + worker + 1, email=f"{worker}-{n}"))

    with ThreadPoolExecutor(3) as pool:
        going = [pool.submit(insert, worker) for worker in range(3)]
        while not all(each.done() for each in going):
            found = all_pages(records, PEOPLE, order="created", limit=7)
            ids = [each["id"] for each in found]
            assert len(ids) == len(set(ids))
            assert before <= set(ids)
            keys = [(each["created"], each["id"]) for each in found]
            assert all(one < other for one, other in pairwise(keys))
        for each in going:
            each.result()
    assert len(all_pages(records, PEOPLE, order="created", limit=50)) == 180
