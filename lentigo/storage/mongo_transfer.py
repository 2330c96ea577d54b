"""The whole content of a MongoDB store, out of it and into an empty one.

A replica set or sharded cluster is read through one snapshot session. A server that is neither has none, and is read
kind after kind: records that refer to others are then to be read before those (`lentigo.storage.backup` does so), so
that what they refer to is there unless it was erased meanwhile.

No transaction can hold a whole store (60 seconds is its bound, and a single server has none), so a load puts a mark
first and takes it away last. Where the mark is, the content counts as nothing: the service does not start, and the next
load begins by clearing it.
"""

import contextlib
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError

from lentigo.problems import Conflict
from lentigo.storage.checked import NOT_EMPTY
from lentigo.storage.mongo_collections import from_document, to_document
from lentigo.storage.records import Kind, Record

Document = dict[str, Any]
Translated = Callable[[], AbstractContextManager[None]]

_COUNTERS, _LOADING = "_counters", "_loading"
_BATCH = 200
_SNAPSHOT_UNAVAILABLE = 246
"""Code of https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml: indexes were made just now."""

_PATIENCE_SECONDS = 10.0


class MongoSnapshot:
    """See `Snapshot`.

    Args:
        database: The database.
        session: The snapshot session; None where the server has none.
        translated: Turns the driver's errors into the store's.
    """

    def __init__(self, database: Database[Document], session: ClientSession | None, translated: Translated) -> None:
        self._database = database
        self._session = session
        self._translated = translated

    @property
    def of_one_moment(self) -> bool:
        """See `Snapshot.of_one_moment`."""
        return self._session is not None

    def records(self, kind: Kind) -> Iterator[Record]:
        """See `Snapshot.records`."""
        return map(from_document, self._documents(kind.name))

    def counters(self) -> dict[str, int]:
        """See `Snapshot.counters`."""
        return {counter["_id"]: int(counter["value"]) for counter in self._documents(_COUNTERS)}

    def _documents(self, collection: str) -> Iterator[Document]:
        with self._translated():
            yield from self._database[collection].find({}, sort=[("_id", 1)], session=self._session)


@contextmanager
def held(
    client: MongoClient[Document], database: Database[Document], translated: Translated
) -> Iterator[MongoSnapshot]:
    """See `Records.snapshot`."""
    with translated():
        hello = client.admin.command("hello")
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        yield MongoSnapshot(database, None, translated)
        return
    with client.start_session(snapshot=True) as session:
        with translated():
            _fix_moment(database, session)
        yield MongoSnapshot(database, session, translated)


def _fix_moment(database: Database[Document], session: ClientSession) -> None:
    """Read once, so that every later read is of the same moment. Collections made just now are not in it at first."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            list(database[_COUNTERS].find({}, limit=1, session=session))
            return
        except OperationFailure as error:
            if error.code != _SNAPSHOT_UNAVAILABLE or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def is_half_loaded(database: Database[Document]) -> bool:
    """Tell whether a load was killed here, or is under way."""
    return database[_LOADING].find_one({}) is not None


def occupied(database: Database[Document], kinds: Iterable[Kind]) -> list[str]:
    """See `Records.occupied`."""
    if is_half_loaded(database):
        return []
    places = {kind.name: kind.name for kind in kinds} | {"counters": _COUNTERS}
    return [name for name, collection in places.items() if database[collection].find_one({}, {"_id": 1}) is not None]


def load(
    database: Database[Document],
    kinds: Iterable[Kind],
    records: Iterable[tuple[Kind, Record]],
    counters: Mapping[str, int],
) -> int:
    """See `Records.load`.

    Raises:
        Conflict: The store is not empty.
    """
    kinds = list(kinds)
    if is_half_loaded(database):
        _clear(database, kinds)
    if found := occupied(database, kinds):
        raise Conflict(NOT_EMPTY.format(held=", ".join(found)))
    database[_LOADING].replace_one({"_id": "loading"}, {}, upsert=True)  # a killed load has left it already
    try:
        number = _insert(database, records)
        if counters:
            database[_COUNTERS].insert_many({"_id": name, "value": value} for name, value in counters.items())
    except BaseException:
        with contextlib.suppress(PyMongoError):  # The mark stays then, and says what this would have.
            _clear(database, kinds)
            database[_LOADING].delete_many({})
        raise
    database[_LOADING].delete_many({})
    return number


def _insert(database: Database[Document], records: Iterable[tuple[Kind, Record]]) -> int:
    number = 0
    for kind, of_kind in itertools.groupby(records, key=lambda pair: pair[0]):
        while batch := [to_document(kind, record) for _, record in itertools.islice(of_kind, _BATCH)]:
            database[kind.name].insert_many(batch)
            number += len(batch)
    return number


def _clear(database: Database[Document], kinds: Iterable[Kind]) -> None:
    for name in (*(kind.name for kind in kinds), _COUNTERS):
        database[name].delete_many({})
