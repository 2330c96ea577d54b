"""A backup put back into an empty place: read through and checked whole first, then all of it or none."""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lentigo.problems import BadConfiguration, BadInput, Conflict
from lentigo.storage.archive import ArchiveReader, NotWhole
from lentigo.storage.backup import ABOUT, COUNTERS, FORMAT, PICTURES, RECORDS, SIGNING, Contents
from lentigo.storage.blobs import KEY
from lentigo.storage.master_keys import MasterKeys
from lentigo.storage.records import Kind, Record, Records
from lentigo.storage.sealed import CHECK, SealedBlobs
from lentigo.storage.sealing import Damaged, KeyMissing, unseal
from lentigo.storage.values import from_json, restored


class Backup:
    """A backup that was read through: whole, signed, and every part of it opens and is what it should be.

    Args:
        path: The file.
        kinds: Every kind of record of this version.
        keys: The master keys at hand.
        tell: Is called with the number of parts checked.

    Raises:
        NotWhole: It is truncated or was altered, or is no backup.
        BadInput: It cannot be read, or a newer version wrote it.
        BadConfiguration: The master key that it was sealed under is not at hand.
    """

    def __init__(
        self, path: Path, *, kinds: Sequence[Kind], keys: MasterKeys, tell: Callable[[int], None] = lambda _: None
    ) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._keys = keys.ring().keys
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BadInput(f"the backup {path} cannot be read: {error.strerror}") from error
        try:
            self._reader = ArchiveReader(self._file)
            self._check_about(keys)
            self.contents = Contents()
            self.counters: dict[str, int] = {}
            self._check_parts(tell)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def records(self) -> Iterator[tuple[Kind, Record]]:
        """Walk through all records."""
        for name, data in self._reader.parts():
            if name.startswith(RECORDS):
                yield from self._records_of(name, data)

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Walk through all pictures, each with its key and sealed bytes."""
        for name, data in self._reader.parts():
            if name.startswith(PICTURES):
                yield name.removeprefix(PICTURES), data

    def _check_about(self, keys: MasterKeys) -> None:
        name, data = next(self._reader.parts(), ("", b""))
        try:
            about: dict[str, Any] = json.loads(data) if name == ABOUT else {}
            key_id, version = str(about["master_key"]), str(about["version"])
            unknown = set(about["kinds"]) - self._kinds.keys()
            readable = about["format"] == FORMAT
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotWhole("this is no backup of Lentigo: it does not say what it is") from None
        if not readable or unknown:
            raise BadInput(f"this backup is of Lentigo {version}, which keeps what this version does not know")
        if key_id not in self._keys:
            raise BadConfiguration(
                f"this backup is sealed under the master key {key_id[:8]}, which is not at hand; put it into "
                f"LENTIGO_MASTER_KEY, LENTIGO_MASTER_KEYS_PREVIOUS or {keys.path}"
            )
        self._reader.require_signature(self._keys[key_id].derive(SIGNING))

    def _check_parts(self, tell: Callable[[int], None]) -> None:
        for number, (name, data) in enumerate(self._reader.parts(), start=1):
            try:
                self._check_part(name, data)
            except (Damaged, KeyMissing, ValueError, KeyError, TypeError, zlib.error) as error:
                raise NotWhole(f"the part {name} of this backup is not what it should be: {error}") from error
            tell(number)

    def _check_part(self, name: str, data: bytes) -> None:
        if name.startswith(RECORDS):
            for kind, _ in self._records_of(name, data):
                self.contents.records[kind.name] = self.contents.records.get(kind.name, 0) + 1
        elif name.startswith(PICTURES):
            key = name.removeprefix(PICTURES)
            if not KEY.fullmatch(key) or key == CHECK:
                raise ValueError("its name is no picture's key")
            unseal(data, key, self._keys)
            self.contents.pictures += 1
        elif name == COUNTERS:
            self.counters = {str(each): int(value) for each, value in json.loads(self._opened(name, data)).items()}
        elif name != ABOUT:
            raise ValueError("it is unknown")

    def _records_of(self, name: str, data: bytes) -> Iterator[tuple[Kind, Record]]:
        kind = self._kinds[name.split("/")[1]]
        for line in zlib.decompress(self._opened(name, data)).split(b"\n"):
            yield kind, restored(kind, from_json(line.decode()))

    def _opened(self, name: str, data: bytes) -> bytes:
        return unseal(data, name, self._keys)


def restore(
    backup: Backup,
    *,
    records: Records,
    blobs: SealedBlobs,
    tell: Callable[[int], None] = lambda _: None,
) -> Contents:
    """Fill an empty place with what a backup holds: pictures first, then all records at once.

    Killed in the middle, the place has no records and perhaps pictures of this backup: the same restore goes on there.

    Args:
        backup: What to put there.
        records: The record store.
        blobs: The picture store.
        tell: Is called with the number of pictures written.

    Raises:
        Conflict: The place is not empty.
        Unavailable: A store does not answer or is full; nothing counts as restored.
    """
    if held := records.occupied():
        raise Conflict(f"a restore needs an empty store, and this one already holds: {', '.join(held)}")
    there = set(blobs.names())
    if there:
        there.difference_update(key for key, _ in backup.pictures())
    if there:
        raise Conflict(
            f"a restore needs an empty picture folder, and this one holds {len(there)} that the backup does not have"
        )
    for number, (key, sealed) in enumerate(backup.pictures(), start=1):
        blobs.take_in(key, sealed)
        tell(number)
    try:
        records.load(backup.records(), backup.counters)
    except BaseException:
        for key, _ in backup.pictures():
            blobs.delete(key)
        raise
    return backup.contents
