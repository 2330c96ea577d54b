"""A newer version declares more, or less, of a kind: records that exist follow, in both stores."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration
from lentigo.settings import load_settings
from lentigo.storage import Duplicate, Kind, Records, open_records
from tests.mongod import MongoServer

Open = Callable[[Kind], Records]

PLAIN = Kind("patients")
RICH = Kind("patients", unique=("number",), indexed=("ward", "inside"), ordered=("born",), folded=("name",))


@pytest.fixture(params=["sqlite", "mongo"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open the same store again and again, each time with another declaration."""
    server: MongoServer | None = request.getfixturevalue("mongod") if request.param == "mongo" else None
    place = load_settings(data_dir=tmp_path / "data", mongo_uri=server and server.new_database())
    opened: list[Records] = []

    def reopen(kind: Kind) -> Records:
        while opened:
            opened.pop().close()
        opened.append(open_records(place, [kind]))
        return opened[-1]

    yield reopen
    while opened:
        opened.pop().close()


def fill(records: Records, kind: Kind) -> None:
    def insert(n: int) -> None:
        name = f"Ödön {n}" if n % 2 else None
        records.insert(
            kind, {"number": f"P{n}", "ward": n % 3, "inside": n % 2 == 0, "born": 1900 + n % 100, "name": name}
        )

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(insert, range(1200)))  # more than one page of what is filled at a time


def test_fields_that_are_declared_later_are_found_in_old_records(reopen: Open) -> None:
    fill(reopen(PLAIN), PLAIN)
    records = reopen(RICH)
    assert records.count(RICH, by="ward") == {0: 400, 1: 400, 2: 400}
    assert records.count(RICH, by="inside") == {True: 600, False: 600}
    assert len(records.find(RICH, prefix=("name", "ÖDÖN"), limit=1000).records) == 600
    assert len(records.find(RICH, order="born", since=1990, until=1991).records) == 12
    found = records.get_by(RICH, "number", "P7")
    assert found is not None
    assert (found["version"], found["name"]) == (1, "Ödön 7")
    with pytest.raises(Duplicate):
        records.insert(RICH, {"number": "P7", "born": 1})
    assert records.replace(RICH, found | {"ward": 9})["version"] == 2


def test_fields_that_are_no_longer_declared_bind_no_more_and_may_return(reopen: Open) -> None:
    first = reopen(RICH).insert(RICH, {"number": "P1", "ward": 1, "born": 1950, "name": "Anna"})
    records = reopen(PLAIN)
    records.replace(PLAIN, {**first, "name": "Berta", "ward": 2})
    second = records.insert(PLAIN, {"number": "P1", "ward": 1, "born": 1951, "name": "Anna"})
    records.delete(PLAIN, second["id"])
    records = reopen(RICH)
    assert records.count(RICH, by="ward") == {2: 1}
    assert records.find(RICH, prefix=("name", "anna")).records == []
    assert [each["name"] for each in records.find(RICH, prefix=("name", "berta")).records] == ["Berta"]


def test_records_that_share_a_value_keep_it_from_becoming_unique(reopen: Open) -> None:
    records = reopen(PLAIN)
    for _ in range(2):
        records.insert(PLAIN, {"number": "same", "born": 1})
    with pytest.raises(BadConfiguration, match=r"patients\.number is to be unique"):
        reopen(RICH)
    assert reopen(PLAIN).count(PLAIN) == {None: 2}


@pytest.mark.parametrize("wrong", ["", "Upper", "with space", "a.b", "$a", "1a", "id", "version", "_folded", 'a"b'])
def test_a_name_that_no_store_can_carry_is_refused_at_once(wrong: str) -> None:
    with pytest.raises(ValueError, match="lower case letters"):
        Kind("patients", indexed=(wrong,))
    with pytest.raises(ValueError, match="lower case letters"):
        Kind(wrong)
