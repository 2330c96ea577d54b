"""The MongoDB store and its server: addresses, silence, forks, and what its collections look like."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pymongo
import pytest

from lentigo.problems import BadConfiguration, Problem, Unavailable
from lentigo.settings import load_settings
from lentigo.storage import Duplicate, open_records
from lentigo.storage.mongo import MongoRecords
from tests.contract.kinds import DAWN, KINDS, NOTES, PEOPLE, person
from tests.mongod import Mongod, MongoServer, find_or_fetch, or_skip

ROOT = Path(__file__).parents[2]
SECRET = "pa55word"


@pytest.fixture
def uri(mongod: MongoServer) -> str:
    return mongod.new_database()


@pytest.fixture
def records(uri: str) -> Iterator[MongoRecords]:
    with closing(MongoRecords(uri, KINDS)) as opened:
        yield opened


def people(uri: str) -> "pymongo.collection.Collection[dict[str, Any]]":
    return pymongo.MongoClient[dict[str, Any]](uri).get_default_database()["people"]


@pytest.mark.parametrize("silent", [False, True], ids=["nobody listens", "somebody listens and never answers"])
def test_a_server_that_does_not_answer_is_one_sentence_within_ten_seconds(tmp_path: Path, silent: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if not silent:
            listener.close()
        began = time.monotonic()
        with pytest.raises(Problem) as refusal:
            open_records(
                load_settings(data_dir=tmp_path / "data", mongo_uri=f"mongodb://me:{SECRET}@127.0.0.1:{port}/x"), KINDS
            )
        assert time.monotonic() - began < 10
    assert f"MongoDB at 127.0.0.1:{port} does not answer" in refusal.value.message
    assert SECRET not in refusal.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "localhost:27017", "http://localhost", "mongodb://", f"mongodb://me:{SECRET}@with@at/", "mongodb://h:port/",
        f"mongodb://me:{SECRET}/slash@host/", f"me:{SECRET}@localhost:27017", "mongodb://localhost/a%20b",
        "postgres://x",
    ],
)  # fmt: skip
def test_a_malformed_address_is_bad_configuration_and_keeps_its_password(address: str) -> None:
    with pytest.raises(BadConfiguration, match="MONGO_URI") as refusal:
        MongoRecords(address, KINDS)
    assert SECRET not in refusal.value.message


def test_an_address_without_a_database_means_lentigo(mongod: MongoServer) -> None:
    with or_skip(), Mongod(find_or_fetch()) as own:
        for address in (own.uri, own.uri.rstrip("/")):
            with closing(MongoRecords(address, KINDS)) as records:
                records.insert(NOTES, {"created": DAWN})
        with pymongo.MongoClient[dict[str, Any]](own.uri) as client:
            assert client["lentigo"]["notes"].count_documents({}) == 2


def test_with_mongodb_nothing_lies_in_a_local_file(uri: str, tmp_path: Path) -> None:
    with closing(open_records(load_settings(data_dir=tmp_path, mongo_uri=uri), KINDS)) as records:
        records.insert(NOTES, {"created": DAWN})
        records.next("case")
    assert list(tmp_path.rglob("*")) == []


def test_writes_wait_for_the_journal_of_a_majority_whatever_the_address_says(uri: str) -> None:
    with closing(MongoRecords(f"{uri}?w=0&journal=false&readPreference=secondary", KINDS)) as records:
        collection = records._collection(PEOPLE)
        assert collection.write_concern.document == {"w": "majority", "j": True}
        assert collection.read_preference == pymongo.ReadPreference.PRIMARY


def test_a_replica_set_serves_as_well(tmp_path: Path) -> None:
    with (
        or_skip(),
        Mongod(find_or_fetch(), replica_set=True) as own,
        closing(MongoRecords(own.new_database(), KINDS)) as records,
    ):
        made = records.insert(PEOPLE, person(1))
        with pytest.raises(Duplicate):
            records.insert(PEOPLE, person(1))
        assert records.replace(PEOPLE, made)["version"] == 2
        assert records.find(PEOPLE, where={"role": "user"}).records[0]["version"] == 2
        assert [records.next("case") for _ in range(2)] == [1, 2]
        assert records.delete(PEOPLE, made["id"])


def test_a_wrong_password_is_bad_configuration(tmp_path: Path) -> None:
    with or_skip(), Mongod(find_or_fetch(), options=("--auth",)) as own:
        with pymongo.MongoClient[dict[str, Any]](own.uri) as client:
            client.admin.command("createUser", "me", pwd=SECRET, roles=["root"])
        with pytest.raises(BadConfiguration, match="name and password in MONGO_URI"):
            MongoRecords(own.uri, KINDS)
        with pytest.raises(BadConfiguration, match="name and password in MONGO_URI") as refusal:
            MongoRecords(own.uri.replace("//", f"//me:{SECRET}x@"), KINDS)
        assert SECRET not in refusal.value.message
        with closing(MongoRecords(own.uri.replace("//", f"//me:{SECRET}@") + "?authSource=admin", KINDS)) as records:
            records.insert(NOTES, {"created": DAWN})


def test_a_server_that_goes_away_is_unavailable_and_welcome_back(tmp_path: Path) -> None:
    with or_skip(), Mongod(find_or_fetch()) as own:
        address = own.new_database() + "?serverSelectionTimeoutMS=300"
        with closing(MongoRecords(address, KINDS)) as records:
            made = records.insert(NOTES, {"created": DAWN})
            own.stop()
            for verb in (
                records.ping,
                lambda: records.get(NOTES, made["id"]),
                lambda: records.insert(NOTES, {"created": DAWN}),
                lambda: records.find(NOTES),
                lambda: records.next("case"),
            ):
                with pytest.raises(Unavailable, match="does not answer"):
                    verb()
            own.start()
            # The driver looks for it twice a second and was told to wait a third of one.
            end = time.monotonic() + 10
            while True:
                try:
                    found = records.get(NOTES, made["id"])
                    break
                except Unavailable:
                    assert time.monotonic() < end
            assert found == made


def test_a_document_is_the_record_itself_for_whoever_looks_into_the_database(uri: str, records: MongoRecords) -> None:
    made = records.insert(PEOPLE, person(0, name="ÉLODIE"))
    document = people(uri).find_one({"_id": made["id"]})
    assert document is not None
    assert (document["email"], document["version"], document["_folded"]) == (made["email"], 1, {"name": "élodie"})
    assert document["created"] == DAWN.replace(tzinfo=None)


def test_an_index_that_somebody_else_made_stays(uri: str, records: MongoRecords) -> None:
    people(uri).create_index("size", name="theirs")
    MongoRecords(uri, KINDS).close()
    assert "theirs" in people(uri).index_information()


def test_questions_are_answered_from_indexes(uri: str, records: MongoRecords) -> None:
    for n in range(5):
        records.insert(PEOPLE, person(n))
    key = records.find(PEOPLE, where={"role": "user"}, order="created", descending=True, limit=2).next
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        database = client.get_default_database()
        database.command("profile", 2)
        records.find(PEOPLE, where={"role": "user"}, order="created", descending=True, limit=2, after=key)
        records.find(PEOPLE, where={"role": "user"}, order="id", limit=2)
        records.find(PEOPLE, order="created", since=DAWN, limit=2)
        records.find(PEOPLE, prefix=("name", "per"), limit=2)
        records.get_by(PEOPLE, "email", person(1)["email"])
        database.command("profile", 0)
        plans = [each["planSummary"] for each in database["system.profile"].find({"op": "query"})]
    assert len(plans) == 5
    assert [plan for plan in plans if "COLLSCAN" in plan] == []
    assert "email: 1" in plans[-1]


def test_a_child_opens_its_own_connections_after_a_fork(uri: str) -> None:
    script = f"""
import os
from lentigo.storage.mongo import MongoRecords
from tests.contract.kinds import KINDS, PEOPLE, person
records = MongoRecords({uri!r}, KINDS)
records.insert(PEOPLE, person(0))
child = os.fork()
if child == 0:
    for n in range(1, 50):
        records.insert(PEOPLE, person(n))
    os._exit(0)
for n in range(50, 100):
    records.insert(PEOPLE, person(n))
assert os.waitpid(child, 0)[1] == 0
assert records.count(PEOPLE) == {{None: 100}}
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=True, timeout=30)


def test_a_record_too_large_for_mongodb_is_refused(records: MongoRecords) -> None:
    with pytest.raises(ValueError, match="too large"):
        records.insert(NOTES, {"created": DAWN, "text": "x" * 17_000_000})
