"""Both stores, each at a place of its own, so that every test of this folder runs against both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from lentigo.settings import Settings, load_settings
from lentigo.storage import Records, open_records
from tests.contract.kinds import KINDS
from tests.mongod import MongoServer, mongod

__all__ = ["mongod"]


@pytest.fixture(scope="session")
def mongo_uri(mongod: MongoServer) -> str:
    """A database that the tests of this folder use in turn: to make one with its indexes takes longer than a test."""
    return mongod.new_database()


@pytest.fixture(params=["sqlite", "mongo"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of an empty store that other processes can open too."""
    if request.param == "sqlite":
        return load_settings(data_dir=tmp_path / "data", mongo_uri=None)
    uri: str = request.getfixturevalue("mongo_uri")
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        database = client.get_default_database()
        for name in database.list_collection_names():
            database[name].delete_many({})
    return load_settings(data_dir=tmp_path / "data", mongo_uri=uri)


@pytest.fixture
def records(place: Settings) -> Iterator[Records]:
    """An empty record store."""
    opened = open_records(place, KINDS)
    yield opened
    opened.close()
