"""The audit is tried in the service of accounts, which writes and reads it, and alone on each store."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymongo
import pytest

from lentigo.audit.key import load_key
from lentigo.audit.lines import AUDIT
from lentigo.audit.service import KINDS, Audit, head_file, open_audit
from lentigo.audit.verify import Verdict, verify
from lentigo.settings import Settings, load_settings
from lentigo.storage import Records, open_records
from lentigo.storage.values import from_json, to_json
from tests.accounts.conftest import admin, cheap_passwords, house, settings
from tests.mongod import MongoServer, mongod

__all__ = ["admin", "cheap_passwords", "house", "mongod", "settings"]


@dataclass
class Book:
    """An audit on a store of its own, and somebody who can write the database past it."""

    place: Settings
    records: Records
    audit: Audit

    def write(self, number: int) -> None:
        """Write so many lines."""
        for _ in range(number):
            self.audit.record(who="a person", what="submission.read", record="a record", where="192.0.2.7")

    def verify(self) -> Verdict:
        """Check the whole audit, as the command does."""
        key = load_key(self.place)
        assert key is not None
        return verify(self.records, key, head_file(self.place, key), check_search=self.place.mongo_uri is None)

    def reopen(self) -> None:
        """Go on as another process would."""
        self.audit = open_audit(self.records, self.place)

    def delete(self, *ids: str) -> None:
        """Take lines out, past the audit."""
        for line in ids:
            assert self.records.delete(AUDIT, line)

    def put(self, **line: Any) -> None:
        """Put a line in, past the audit."""
        self.records.insert(AUDIT, line)

    def alter(self, line_id: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change a line in the database itself, as somebody who knows it well would: its version stays."""
        if self.place.mongo_uri is None:
            with sqlite3.connect(self.place.data_dir / "lentigo.sqlite3") as connection:
                (body,) = connection.execute("SELECT _body FROM audit WHERE id = ?", (line_id,)).fetchone()
                line = from_json(body)
                change(line)
                changed = (to_json(line), line["who"], line_id)
                connection.execute("UPDATE audit SET _body = ?, who = ? WHERE id = ?", changed)
            connection.close()
            return
        with pymongo.MongoClient[dict[str, Any]](self.place.mongo_uri) as client:
            lines = client.get_default_database()["audit"]
            document = lines.find_one({"_id": line_id})
            assert document is not None
            change(document)
            lines.replace_one({"_id": line_id}, document)


@pytest.fixture(params=["sqlite", "mongo"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of an empty store that other processes can open too."""
    uri = None
    if request.param == "mongo":
        server: MongoServer = request.getfixturevalue("mongod")
        uri = server.new_database()
    return load_settings(data_dir=tmp_path / "data", mongo_uri=uri, audit_key=None)


@pytest.fixture
def book(place: Settings) -> Iterator[Book]:
    """An empty audit."""
    records = open_records(place, KINDS)
    yield Book(place, records, open_audit(records, place))
    records.close()
