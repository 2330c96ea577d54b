"""Records (SQLite or MongoDB) and blobs (a folder), each behind one narrow interface."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Duplicate, Kind, Page, Record, Records, Scalar, Stale, now

if TYPE_CHECKING:
    from lentigo.storage.sealed import SealedBlobs

__all__ = [
    "Blobs", "Duplicate", "Kind", "Page", "Record", "Records", "Scalar", "Stale", "demand_owner", "demand_store", "now",
    "open_blobs", "open_records", "told_if_away",
]  # fmt: skip


def open_records(settings: Settings, kinds: Sequence[Kind], *, half_loaded: bool = False) -> Records:
    """Open the record store: MongoDB where MONGO_URI is set, otherwise the SQLite file in the data folder.

    Args:
        settings: Where the store is.
        kinds: Every kind that will be used; their tables and indexes exist afterwards.
        half_loaded: Whether the store may be one that a killed `Records.load` left, in order to load again.

    Raises:
        BadConfiguration: The store cannot be used as it is set up.
        Unavailable: MongoDB does not answer.
    """
    if settings.mongo_uri is not None:
        from lentigo.storage.mongo import MongoRecords  # PyMongo takes 20 MB, which SQLite's users need not pay.

        return MongoRecords(settings.mongo_uri, kinds, half_loaded=half_loaded)
    from lentigo.storage.sqlite import SqliteRecords

    return SqliteRecords(_record_file(settings), kinds)


def demand_store(settings: Settings) -> None:
    """Refuse where no store was ever made; for commands that would else make an empty one and find nothing in it.

    A MongoDB address that is wrong names another database, which nothing here tells from one that is still empty.

    Args:
        settings: Where the store should be.

    Raises:
        BadConfiguration: The data folder holds no record store, and nothing was made; or as `demand_owner`.
    """
    demand_owner(settings)
    if settings.mongo_uri is None and not (file := _record_file(settings)).is_file():
        raise BadConfiguration(
            f"there is no store in {settings.data_dir.resolve()}: expected the file {file.name} of a service that has "
            "run; is LENTIGO_DATA_DIR right? Set it to the service's data folder, or MONGO_URI where it uses MongoDB"
        )


def demand_owner(settings: Settings) -> None:
    """Refuse root where the service is somebody else: it could not read what a command of root leaves in its place.

    Args:
        settings: Where the stores are.

    Raises:
        BadConfiguration: This is root, and a store belongs to another user.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    for path in (_record_file(settings), _picture_folder(settings)):
        try:
            owner = path.stat().st_uid
        except OSError:
            continue
        if owner:
            raise BadConfiguration(
                f"{path} belongs to {_user(owner)}, and the server could not read what root writes beside it; run this "
                f"as that user: sudo -u {_user(owner)} …; where the server itself is root, let the folder be root's"
            )


def _user(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"'#{number}'"


def told_if_away(settings: Settings, records: Records, blobs: "SealedBlobs", kind: Kind) -> str | None:
    """Notice a picture folder that is empty though it should not be.

    Args:
        settings: Where the stores are.
        records: The record store.
        blobs: The picture store.
        kind: The kind whose records have pictures.

    Returns:
        A sentence where there are such records and not a single picture, else None.
    """
    if kind.name not in records.occupied() or next(blobs.names(), None) is not None:
        return None
    return (
        f"the picture folder {_picture_folder(settings)} is empty, though there are submissions; is its disk mounted?"
    )


def open_blobs(settings: Settings) -> "SealedBlobs":
    """Open the blob store: the folder that BLOB_URL names, otherwise `blobs` in the data folder; sealed at rest.

    Args:
        settings: Where the store is.

    Raises:
        BadConfiguration: BLOB_URL names no folder, the folder cannot be written, or the master key is missing or not
            this store's.
    """
    from lentigo.storage.folder import FolderBlobs
    from lentigo.storage.sealed import SealedBlobs

    return SealedBlobs(FolderBlobs(_picture_folder(settings)), settings)


def _record_file(settings: Settings) -> Path:
    return settings.data_dir / "lentigo.sqlite3"


def _picture_folder(settings: Settings) -> Path:
    if settings.blob_url is None:
        return settings.data_dir / "blobs"
    url = urlsplit(settings.blob_url)
    if url.scheme != "file" or url.netloc not in ("", "localhost") or not url.path.startswith("/") or url.path == "/":
        raise BadConfiguration(
            "BLOB_URL names a store that is not supported: expected file:///path/of/a/folder, "
            f"received {'an address' if not url.scheme else 'a ' + url.scheme + ': address'}"
        )
    return Path(unquote(url.path))
