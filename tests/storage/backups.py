"""A place with records of every kind of value, a counter and pictures; and its backup, written and brought back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lentigo.settings import Settings
from lentigo.storage import Records, open_blobs, open_records
from lentigo.storage.backup import Contents, write_backup
from lentigo.storage.master_keys import MasterKeys
from lentigo.storage.restoring import Backup, restore
from tests.contract.kinds import DAWN, KINDS, NOTES, PEOPLE, person

MakePlace = Callable[[str], Settings]


def fill(place: Settings) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Put records of every kind of value, a counter and pictures into a place; returns what is there."""
    records, blobs = open_records(place, KINDS), open_blobs(place)
    picture, thumbnail, orphan = (blobs.put(data) for data in (b"a picture" * 9000, b"a thumbnail", b"nobody's"))
    first = records.insert(PEOPLE, person(0, picture_key=picture, deep={"$set": [{"thumbnail": thumbnail}], "a.b": ""}))
    records.replace(PEOPLE, first | {"size": 1.5, "name": "Äçı\u2028\n\U0001f600"})
    records.insert(PEOPLE, person(1, badge=None, when=DAWN, big=2**62, nothing=None, text='"$date"'))
    for number in range(30):
        records.insert(NOTES, {"created": DAWN, "text": "note " * number})
    for _ in range(7):
        records.next("case")
    records.next("other")
    found = content(records)
    records.close()
    return found, {key: blobs.get(key) for key in (picture, thumbnail, orphan)}


def content(records: Records) -> dict[str, Any]:
    with records.snapshot() as snapshot:
        return {kind.name: list(snapshot.records(kind)) for kind in KINDS} | {"counters": snapshot.counters()}


def save(place: Settings, file: Path) -> Contents:
    records = open_records(place, KINDS)
    try:
        return write_backup(file, records=records, blobs=open_blobs(place), kinds=KINDS)
    finally:
        records.close()


def bring_back(place: Settings, file: Path) -> Contents:
    backup = Backup(file, kinds=KINDS, keys=MasterKeys(place, may_make=False))
    records = open_records(place, KINDS, half_loaded=True)
    try:
        return restore(backup, records=records, blobs=open_blobs(place))
    finally:
        backup.close()
        records.close()
