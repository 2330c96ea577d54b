"""Records in MongoDB: a single server, a replica set or a sharded cluster."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pymongo
from bson import CodecOptions
from bson.errors import InvalidDocument
from pymongo import MongoClient, ReadPreference, ReturnDocument, WriteConcern, errors
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from lentigo.problems import BadConfiguration, Unavailable
from lentigo.storage.checked import CheckedRecords
from lentigo.storage.forks import in_every_child
from lentigo.storage.mongo_collections import from_document, keep_in_step, to_document
from lentigo.storage.mongo_transfer import held, is_half_loaded, load, occupied
from lentigo.storage.probing import WriteProbe
from lentigo.storage.query import Query
from lentigo.storage.records import Duplicate, Kind, Record, Snapshot, Stale

Document = dict[str, Any]

DATABASE = "lentigo"
"""Database where the address names none."""

OPENING_SECONDS = 5.0
"""Longest wait for the server at opening, so that a start that must fail does so within ten seconds."""

INDEXING_SECONDS = 600.0
"""Longest time that new indexes over old records may take at opening."""

_OPTIONS = {"appName": "lentigo", "connectTimeoutMS": 5000, "serverSelectionTimeoutMS": 5000, "socketTimeoutMS": 15000}
"""What an address that says nothing of it gets: 5 seconds to find a server that can be written, 15 for its answer."""

PROBE_SECONDS = 3.0
"""Longest wait for the small write that tells whether the server takes any."""

_FORBIDDEN, _NO_SUCH_LOGIN, _DISK_FULL, _TAKEN, _BLOCKED = 13, 18, 14031, 11000, 371
"""Codes of https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml."""

_NO_SPACE = "No space left on device"
"""What WiredTiger says under the code of an unknown error when its disk is full (seen with MongoDB 6.0); it ends itself
soon after."""

_EXPECTED = (
    "MONGO_URI is not an address of MongoDB: expected mongodb://name:password@host:port/database, "
    "with special characters in the name and the password percent-encoded"
)

_left_to_parent: list[Any] = []
"""Clients inherited over a fork: closing one would speak to the server over the parent's line."""


class MongoRecords(CheckedRecords):
    """The record store on MongoDB. Every write waits for the journal of a majority.

    Args:
        uri: Address (mongodb:// or mongodb+srv://); without a database name `lentigo` is meant.
        kinds: Every kind that will be used.
        half_loaded: Whether the store may be one that a killed load left; only another load makes anything of it.

    Raises:
        BadConfiguration: The address is malformed, the server refuses its name and password or its database, records
            that exist contradict the declarations, or a load was killed here.
        Unavailable: No server that can be written answers.
    """

    def __init__(self, uri: str, kinds: Iterable[Kind], *, half_loaded: bool = False) -> None:
        super().__init__(kinds)
        self._uri = uri
        self._connect()
        hosts = urlsplit(uri).netloc.rpartition("@")[2]
        try:
            with pymongo.timeout(OPENING_SECONDS):
                self._database.command("ping")
            with pymongo.timeout(INDEXING_SECONDS):
                keep_in_step(self._database, self._kinds.values())
                if not half_loaded and is_half_loaded(self._database):
                    raise BadConfiguration(
                        "a restore into this MongoDB database was interrupted; run `lentigo restore` again first"
                    )
        except errors.OperationFailure as error:
            fault = f"refuses the database that MONGO_URI names: {(error.details or {}).get('errmsg', error)}"
            if error.code in (_FORBIDDEN, _NO_SUCH_LOGIN):
                fault = "does not let the name and password in MONGO_URI read and write"
            raise BadConfiguration(f"MongoDB at {hosts} {fault}") from error
        except errors.ConfigurationError as error:
            raise BadConfiguration(f"MONGO_URI cannot be used: {error}") from error
        except errors.PyMongoError as error:
            raise Unavailable(f"MongoDB at {hosts} does not answer; is it running, and is MONGO_URI right?") from error
        in_every_child(self._leave_client_to_parent)

    def ping(self) -> None:
        """See `Records.ping`."""
        with _translated():
            self._database.command("ping")
        self._takes_writes()

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """See `Records.snapshot`."""
        return held(self._client, self._database, _translated)

    def occupied(self) -> list[str]:
        """See `Records.occupied`."""
        with _translated():
            return occupied(self._database, self._kinds.values())

    def _load(self, records: Iterable[tuple[Kind, Record]], counters: Mapping[str, int]) -> int:
        with _translated():
            return load(self._database, self._kinds.values(), records, counters)

    def close(self) -> None:
        """See `Records.close`."""
        self._client.close()

    def _insert(self, kind: Kind, record: Record) -> None:
        with _translated(kind):
            self._collection(kind).insert_one(to_document(kind, record))

    def _insert_all(self, kind: Kind, records: list[Record]) -> None:
        with _translated(kind):
            self._collection(kind).insert_many([to_document(kind, record) for record in records], ordered=True)

    def _first(self, kind: Kind, field: str, value: str) -> Record | None:
        with _translated():
            document = self._collection(kind).find_one({_name(field): {"$eq": value}})
        return None if document is None else from_document(document)

    def _replace(self, kind: Kind, record: Record, version: int) -> None:
        with _translated(kind):
            found = self._collection(kind).replace_one(
                {"_id": {"$eq": record["id"]}, "version": {"$eq": version}}, to_document(kind, record)
            )
        if not found.matched_count:
            raise Stale(kind.name, record["id"])

    def _delete(self, kind: Kind, record_id: str) -> bool:
        with _translated():
            return bool(self._collection(kind).delete_one({"_id": {"$eq": record_id}}).deleted_count)

    def _find(self, kind: Kind, query: Query) -> list[Record]:
        way = pymongo.DESCENDING if query.descending else pymongo.ASCENDING
        order = dict.fromkeys((_name(query.order), "_id"), way)
        most = query.limit + 1
        with _translated():
            found = self._collection(kind).find(
                _condition(query), sort=list(order.items()), limit=most, batch_size=most
            )
            return [from_document(document) for document in found]

    def _count(self, kind: Kind, by: str | None, query: Query) -> dict[Any, int]:
        group = {"_id": None if by is None else f"${by}", "number": {"$sum": 1}}
        with _translated():
            found = self._collection(kind).aggregate([{"$match": _condition(query)}, {"$group": group}])
            return {row["_id"]: int(row["number"]) for row in found}

    def _scrub(self, kind: Kind) -> None:
        """Do nothing: what its files still hold until it is overwritten only MongoDB itself can reach."""

    def _next(self, name: str) -> int:
        counters = self._database["_counters"]
        with _translated():
            counter: Any = counters.find_one_and_update(
                {"_id": {"$eq": name}}, {"$inc": {"value": 1}}, upsert=True, return_document=ReturnDocument.AFTER
            )
        return int(counter["value"])

    def _collection(self, kind: Kind) -> Collection[Document]:
        return self._database[kind.name]

    def _connect(self) -> None:
        if not self._uri.startswith(("mongodb://", "mongodb+srv://")):
            raise BadConfiguration(_EXPECTED)  # The driver would take a bare host name as well.
        given = {name.lower() for name, _ in parse_qsl(urlsplit(self._uri).query)}
        options: dict[str, Any] = {name: value for name, value in _OPTIONS.items() if name.lower() not in given}
        try:
            self._client: MongoClient[Document] = MongoClient(self._uri, connect=False, **options)
            self._database: Database[Document] = self._client.get_default_database(
                DATABASE,
                codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
                read_preference=ReadPreference.PRIMARY,
                write_concern=WriteConcern("majority", j=True),
                read_concern=ReadConcern("majority"),
            )
        except errors.InvalidURI as error:  # Its own words may quote the password.
            raise BadConfiguration(_EXPECTED) from error
        except (errors.ConfigurationError, errors.InvalidName, ValueError, TypeError) as error:
            raise BadConfiguration(f"MONGO_URI cannot be used: {error}") from error
        self._takes_writes = WriteProbe(self._probe)

    def _probe(self) -> None:
        with pymongo.timeout(PROBE_SECONDS):
            self._next("probe")

    def _leave_client_to_parent(self) -> None:
        _left_to_parent.append((self._client, self._database))
        self._connect()


def _name(field: str) -> str:
    return "_id" if field == "id" else field


def _condition(query: Query) -> Document:
    """Write a query's tests as a filter. Each value stands behind an operator of ours: none is taken for one."""
    tests: list[Document] = [{field: {"$eq": value}} for field, value in query.where.items()]
    if query.prefix is not None:
        folded = f"_folded.{query.prefix.field}"
        tests.append({folded: {"$gte": query.prefix.since}})
        if query.prefix.until is not None:
            tests.append({folded: {"$lt": query.prefix.until}})
    order = _name(query.order)
    if query.since is not None:
        tests.append({order: {"$gte": query.since}})
    if query.until is not None:
        tests.append({order: {"$lt": query.until}})
    if query.after is not None:
        value, record_id = query.after
        beyond = "$lt" if query.descending else "$gt"
        # The first test bounds the walk through the index; the second leaves out what was seen of equal values.
        tests.append({order: {f"{beyond}e": value}})
        tests.append({"$or": [{order: {beyond: value}}, {order: {"$eq": value}, "_id": {beyond: record_id}}]})
    return {"$and": tests} if tests else {}


@contextmanager
def _translated(kind: Kind | None = None) -> Iterator[None]:
    """Turn the driver's errors into the store's own; mistakes of ours stay what they are."""
    try:
        yield
    except errors.DuplicateKeyError as error:
        if kind is None:
            raise
        raise _duplicate(kind, error.details) from error
    except errors.BulkWriteError as error:
        # The first refusal is the only one, because it stops an ordered bulk.
        refusal = next(iter((error.details or {}).get("writeErrors", [])), None)
        if refusal is None:
            raise Unavailable("MongoDB does not answer; try again", retry_after=5) from error
        if why := _no_writes(refusal.get("code"), str(refusal.get("errmsg"))):
            raise Unavailable(why, retry_after=30) from error
        if kind is None or refusal.get("code") != _TAKEN:
            raise
        raise _duplicate(kind, refusal) from error
    except InvalidDocument as error:
        raise ValueError(f"the record is too large or too deep for MongoDB: {error}") from error
    except errors.PyMongoError as error:
        if why := _no_writes(getattr(error, "code", None), str(error)):
            raise Unavailable(why, retry_after=30) from error
        if error.timeout or isinstance(error, errors.ConnectionFailure | errors.WriteConcernError):
            raise Unavailable("MongoDB does not answer; try again", retry_after=5) from error
        raise


def _no_writes(code: int | None, said: str) -> str | None:
    """Say why a server that answers takes no writes; None when that is not what is wrong."""
    if code == _DISK_FULL or _NO_SPACE in said:
        return "the disk of MongoDB is full"
    if code == _BLOCKED:
        return "MongoDB was told to take no writes"
    if code == _FORBIDDEN:
        return "MongoDB does not let the name and password in MONGO_URI read and write any more"
    return None


def _duplicate(kind: Kind, details: Mapping[str, Any] | None) -> Duplicate:
    field = next(iter((details or {}).get("keyPattern", {"_id": 1})))
    return Duplicate(kind.name, "id" if field == "_id" else field)
