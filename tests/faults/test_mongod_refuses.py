"""MongoDB that answers and takes no writes: full, told to refuse them, locked. `/readyz` sees it, and sees it end."""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.faults.ledger import Ledger, eventually, is_in_words, ready, unready
from tests.mongod import Mongod, find_or_fetch, or_skip
from tests.server import Server

Client = pymongo.MongoClient[dict[str, Any]]
Fault = Callable[[Client], AbstractContextManager[None]]


@contextlib.contextmanager
def failing(client: Client, **how: Any) -> Iterator[None]:
    """Have every command that writes fail, as the server's own tests do."""
    commands = ["insert", "update", "delete", "findAndModify"]
    client.admin.command("configureFailPoint", "failCommand", mode="alwaysOn", data={"failCommands": commands, **how})
    try:
        yield
    finally:
        client.admin.command("configureFailPoint", "failCommand", mode="off")


def full(client: Client) -> AbstractContextManager[None]:
    """OutOfDiskSpace, of https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml."""
    return failing(client, errorCode=14031)


def forbidden(client: Client) -> AbstractContextManager[None]:
    """Unauthorized: whose rights were narrowed while the service runs."""
    return failing(client, errorCode=13)


@contextlib.contextmanager
def blocked(client: Client) -> Iterator[None]:
    """Writes of users are blocked, as a hoster does with one whose disk fills."""
    client.admin.command("setUserWriteBlockMode", **{"global": True})
    try:
        yield
    finally:
        client.admin.command("setUserWriteBlockMode", **{"global": False})


@contextlib.contextmanager
def locked(client: Client) -> Iterator[None]:
    """Every write hangs, as while somebody copies the files."""
    client.admin.command("fsync", lock=True)
    try:
        yield
    finally:
        client.admin.command("fsyncUnlock")


@pytest.fixture(scope="module")
def own_mongod() -> Iterator[Mongod]:
    """A replica set of one that these tests may make fail."""
    with (
        or_skip(),
        Mongod(find_or_fetch(), replica_set=True, options=("--setParameter", "enableTestCommands=1")) as own,
    ):
        yield own


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (full, "the disk of MongoDB is full"),
        (blocked, "MongoDB was told to take no writes"),
        (forbidden, "MongoDB does not let the name and password in MONGO_URI read and write any more"),
        (locked, "MongoDB does not answer"),
    ],
)
def test_a_store_that_takes_no_writes_is_not_ready_and_nothing_is_lost(
    tmp_path: Path, own_mongod: Mongod, melanoma: bytes, fault: Fault, sentence: str
) -> None:
    uri = f"{own_mongod.new_database()}&socketTimeoutMS=4000"
    with Server(tmp_path, {"MONGO_URI": uri}) as server, Client(own_mongod.uri) as client:
        ledger = Ledger(server.user("patient@home.example"), melanoma)
        assert ledger.upload().status_code == 200
        with fault(client):
            eventually(lambda: not ready(server), seconds=10)
            began = time.monotonic()
            assert sentence in unready(server, "records")
            assert time.monotonic() - began < 5
            assert server.visitor().get("/healthz").status_code == 200
            assert is_in_words(ledger.upload())
            assert sentence in ledger.refused[-1].json()["message"]
        eventually(lambda: ready(server), seconds=10)
        assert ledger.upload().status_code == 200
        ledger.check(server)
        assert "Traceback" not in server.log.read_text()


def test_a_store_that_takes_writes_is_ready_and_asking_writes_next_to_nothing(
    tmp_path: Path, own_mongod: Mongod
) -> None:
    uri = own_mongod.new_database()
    with Server(tmp_path, {"MONGO_URI": uri}) as server, Client(uri) as client:
        counter = client.get_default_database()["_counters"]
        began, before = time.monotonic(), counter.find_one({"_id": "probe"})
        for _ in range(50):
            assert ready(server)
        after = counter.find_one({"_id": "probe"})
        assert before is not None
        assert after is not None
        assert after["value"] - before["value"] <= 2 + time.monotonic() - began
