"""One file that holds everything a service keeps, made while the service runs.

Its parts, in this order: `about.json` (format, version, time, id of the master key, kinds, in plain text); the records
of each kind in `records/KIND/NUMBER`, JSON lines compressed and sealed; `counters`, sealed; and the pictures that those
records name, in `pictures/KEY`, sealed. Everything but `about.json` is thus unreadable without the master key, which is
not in the file.

The records are one snapshot. Pictures are read afterwards: whatever a record of the snapshot names had been written
before it, and is missing only where it was erased since.
"""

import contextlib
import errno
import fcntl
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from lentigo import __version__
from lentigo.problems import BadInput, Conflict, Problem, Unavailable
from lentigo.storage.archive import ArchiveWriter
from lentigo.storage.disk import bring_to_disk
from lentigo.storage.records import Kind, Records, Snapshot, now
from lentigo.storage.sealed import SealedBlobs
from lentigo.storage.sealing import Damaged, KeyMissing, MasterKey, seal
from lentigo.storage.values import to_json

FORMAT = 1
ABOUT, COUNTERS, RECORDS, PICTURES = "about.json", "counters", "records/", "pictures/"
SIGNING = b"lentigo backup"
"""What the key of a backup's HMAC is derived from the master key for."""

_PART_BYTES = 1 << 20
_NAMED = re.compile(r'"([0-9a-f]{40})"')
"""A text of a record that may be the key of a picture; whether it is, the picture store tells."""
_KEPT = re.compile(r'"(?:picture|thumbnail)_key":"([0-9a-f]{40})"')
"""A text of a record that is the key of a picture. A quote in what somebody wrote has a backslash before it."""


@dataclass(slots=True)
class Contents:
    """What a backup holds.

    Attributes:
        records: Number of records by kind.
        pictures: Number of pictures, thumbnails included.
        missing: Pictures that are gone or could not be opened and are not in it, each with the reason.
        of_one_moment: Whether the records are as of one moment.
    """

    records: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    of_one_moment: bool = True


def write_backup(
    path: Path,
    *,
    records: Records,
    blobs: SealedBlobs,
    kinds: Sequence[Kind],
    tell: Callable[[str, int], None] = lambda _what, _number: None,
) -> Contents:
    """Write a backup; the file has its name only once it is whole and on the disk.

    Args:
        path: The new file, mode 0600.
        records: The record store.
        blobs: The pictures.
        kinds: Every kind of record, what is referred to before what refers to it.
        tell: Is called with a kind's name or `pictures`, and the number written so far.

    Raises:
        BadInput: The file exists, or its folder does not.
        Conflict: Another backup is being written to this file.
        Unavailable: A store does not answer, or the disk is full.
    """
    if path.exists():
        raise BadInput(f"{path} exists; a backup does not overwrite another")
    key = blobs.keys.ring().current
    moment = now()
    contents = Contents()
    with _draft_of(path) as file, tempfile.TemporaryFile("w+") as named:
        writer = ArchiveWriter(file, made=int(moment.timestamp()))
        about: dict[str, Any] = {
            "product": "lentigo",
            "format": FORMAT,
            "version": __version__,
            "made": moment.isoformat(),
            "master_key": key.id,
            "kinds": [kind.name for kind in kinds],
        }
        writer.add(ABOUT, json.dumps(about, indent=1).encode())
        with records.snapshot() as snapshot:
            contents.of_one_moment = snapshot.of_one_moment
            # Where there are only kinds one after the other, what refers is read before what it refers to.
            for kind in reversed(kinds):
                contents.records[kind.name] = _write_kind(writer, snapshot, kind, key, named, tell)
            writer.add(COUNTERS, seal(json.dumps(snapshot.counters()).encode(), COUNTERS, key))
        named.seek(0)
        gone: set[str] = set()
        for name in named:
            if not _write_picture(writer, blobs, name.strip(), contents):
                gone.add(name.strip())
            tell("pictures", contents.pictures)
        if gone:
            contents.missing |= dict.fromkeys(_still_named(records, kinds, gone), "it is not in the picture store")
        writer.finish(key.derive(SIGNING))
    return contents


def _write_kind(
    writer: ArchiveWriter,
    snapshot: Snapshot,
    kind: Kind,
    key: MasterKey,
    named: IO[str],
    tell: Callable[[str, int], None],
) -> int:
    """Write the records of one kind in parts, and note what in them may name a picture."""
    number = parts = 0

    def write(lines: list[str]) -> None:
        name = f"{RECORDS}{kind.name}/{parts:06d}"
        writer.add(name, seal(zlib.compress("\n".join(lines).encode()), name, key))
        tell(kind.name, number)

    lines: list[str] = []
    size = 0
    for record in snapshot.records(kind):
        line = to_json(record)
        named.writelines(f"{found}\n" for found in dict.fromkeys(_NAMED.findall(line)))
        lines.append(line)
        size += len(line)
        number += 1
        if size >= _PART_BYTES:
            write(lines)
            parts += 1
            lines, size = [], 0
    if lines:
        write(lines)
    return number


def _write_picture(writer: ArchiveWriter, blobs: SealedBlobs, name: str, contents: Contents) -> bool:
    """Write one picture; False where there is none of this name."""
    try:
        sealed = blobs.get_sealed(name)
    except KeyError:
        return False
    except (Damaged, KeyMissing) as problem:
        contents.missing[name] = problem.message
        return True
    writer.add(PICTURES + name, sealed)
    contents.pictures += 1
    return True


def _still_named(records: Records, kinds: Sequence[Kind], gone: set[str]) -> set[str]:
    """Tell which of the pictures that are not there should be: a record names them still, so nobody has erased them."""
    found: set[str] = set()
    with records.snapshot() as snapshot:
        for kind in kinds:
            for record in snapshot.records(kind):
                found.update(gone.intersection(_KEPT.findall(to_json(record))))
    return found


@contextlib.contextmanager
def _draft_of(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that gets its name at the end; one that a killed backup left is taken over."""
    draft = path.with_name(f"{path.name}.part")
    try:
        file = os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600), "wb")
    except OSError as error:
        raise BadInput(f"{draft} cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"another backup is being written to {path}") from None
        try:
            file.truncate(0)
            yield file
            _give_name(draft, path)
            bring_to_disk(path.parent)
        except FileExistsError:
            draft.unlink(missing_ok=True)
            raise BadInput(f"{path} exists; a backup does not overwrite another") from None
        except Problem:
            draft.unlink(missing_ok=True)
            raise
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise Unavailable(f"the backup cannot be written to {path}: {error.strerror}") from error


def _give_name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike a rename, it never overwrites what came there meanwhile
    except OSError as error:
        # The sticks and shares on which backups are carried away often know no second name for a file.
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS):
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        draft.rename(path)
    else:
        draft.unlink()
