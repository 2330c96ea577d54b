"""A real MongoDB server for the tests of this folder that need one, and places to back up and restore."""

from pathlib import Path

import pytest

from lentigo.settings import Settings, load_settings
from tests.mongod import MongoServer, mongod
from tests.storage.backups import MakePlace, fill, save
from tests.storage.test_sealed import key_text

__all__ = ["mongod"]


@pytest.fixture
def make_place(tmp_path: Path, request: pytest.FixtureRequest) -> MakePlace:
    """Makes empty places, all with the same master key, on the store that is asked for."""
    key = key_text()

    def make(store: str) -> Settings:
        uri = None
        if store == "mongo":
            server: MongoServer = request.getfixturevalue("mongod")
            uri = server.new_database()
        number = len(list(tmp_path.iterdir()))
        (tmp_path / f"place-{number}").mkdir()
        folder = tmp_path / f"place-{number}" / "data"
        return load_settings(data_dir=folder, mongo_uri=uri, blob_url=None, master_key=key)

    return make


@pytest.fixture
def saved(make_place: MakePlace, tmp_path: Path) -> Path:
    file = tmp_path / "small.lentigo"
    fill(place := make_place("sqlite"))
    save(place, file)
    return file
