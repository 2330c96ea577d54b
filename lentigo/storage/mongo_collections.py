"""The collections of the MongoDB store: one a kind, with the indexes that its declaration asks for.

A document is the record itself, readable with any tool, with two exceptions: `id` is `_id`, and `_folded` holds the
folded texts. Uniqueness rests on unique indexes. On a sharded cluster they hold as long as the collection itself is
not sharded, and MongoDB refuses to shard one that has them: what must be sharded and unique keeps its natural key in
`_id`, as counters do.
"""

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure

from lentigo.problems import BadConfiguration
from lentigo.storage.records import Kind, Record
from lentigo.storage.values import escaped, fold, folded_fields, unescaped

Document = dict[str, Any]

_OURS = "lentigo_"
"""What the names of our indexes begin with; other indexes are their owner's and stay."""


def to_document(kind: Kind, record: Record) -> Document:
    """Write a clean record as a document."""
    fields = {name: escaped(value) for name, value in record.items() if name != "id"}
    return {"_id": record["id"], **fields, "_folded": folded_fields(kind, record)}


def from_document(document: Document) -> Record:
    """Read a record from its document."""
    fields = {name: unescaped(value) for name, value in document.items() if name not in ("_id", "_folded")}
    return {"id": document["_id"], **fields}


def keep_in_step(database: Database[Document], kinds: Iterable[Kind]) -> None:
    """Make the indexes that the kinds declare, drop ours that none declares, and fold texts that are newly declared.

    Raises:
        BadConfiguration: Records that exist contradict the declaration.
    """
    for kind in kinds:
        collection = database[kind.name]
        wanted = {index.document["name"]: index for index in _indexes(kind)}
        present = set(collection.index_information())
        for name in present - wanted.keys():
            if name.startswith(_OURS):
                _drop(collection, name)
        missing = [index for name, index in wanted.items() if name not in present]
        if missing:
            _create(collection, kind, missing)
        for field in kind.folded:
            _fold(collection, field)


def _indexes(kind: Kind) -> list[IndexModel]:
    plans: list[tuple[str, ...]] = [(field,) for field in (*kind.indexed, *kind.ordered)]
    plans += [(f"_folded.{field}",) for field in kind.folded]
    plans += [(field, order) for field in kind.indexed for order in kind.ordered if field != order]
    plain = [
        IndexModel([(field, ASCENDING) for field in (*plan, "_id")], name=_OURS + "__".join(plan).replace(".", ""))
        for plan in dict.fromkeys(plans)
    ]
    # Texts are the values from "" on; None and absent values stay out of the index and so do not clash.
    unique = [
        IndexModel(
            [(field, ASCENDING)],
            name=f"{_OURS}{field}__unique",
            unique=True,
            partialFilterExpression={field: {"$gte": ""}},
        )
        for field in kind.unique
    ]
    return plain + unique


def _create(collection: Collection[Document], kind: Kind, indexes: list[IndexModel]) -> None:
    try:
        collection.create_indexes(indexes)
    except DuplicateKeyError as error:
        field = next(iter((error.details or {}).get("keyPattern", {"a field": 1})))
        raise BadConfiguration(
            f"{kind.name}.{field} is to be unique, but records that exist share a value; remove one of them first"
        ) from error


def _drop(collection: Collection[Document], name: str) -> None:
    try:
        collection.drop_index(name)
    except OperationFailure as error:
        if error.code != 27:  # IndexNotFound: another process that started as well was faster.
            raise


def _fold(collection: Collection[Document], field: str) -> None:
    """Fold the texts of records that were written before the field was declared folded."""
    folded = f"_folded.{field}"
    for document in collection.find({folded: None, field: {"$gte": ""}}, {field: 1}):
        collection.update_one(
            {"_id": document["_id"], field: {"$eq": document[field]}}, {"$set": {folded: fold(document[field])}}
        )
