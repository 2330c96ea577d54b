"""Backups: everything comes back, in either store, or nothing does."""

import errno
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lentigo.problems import BadConfiguration, BadInput, Conflict
from lentigo.settings import load_settings
from lentigo.storage import Records, open_blobs, open_records
from tests.contract.kinds import DAWN, KINDS, NOTES, PEOPLE, person
from tests.mongod import Mongod, find_or_fetch, or_skip
from tests.storage.backups import MakePlace, bring_back, content, fill, save
from tests.storage.test_sealed import key_text

ROOT = Path(__file__).parents[2]
STORES = ["sqlite", "mongo"]


@pytest.mark.parametrize("target", STORES)
@pytest.mark.parametrize("source", STORES)
def test_everything_comes_back(make_place: MakePlace, tmp_path: Path, source: str, target: str) -> None:
    origin, place, file = make_place(source), make_place(target), tmp_path / "backup"
    before, pictures = fill(origin)
    made = save(origin, file)
    assert (made.records, made.pictures, made.missing) == ({"people": 2, "notes": 30}, 2, {})
    assert made.of_one_moment is (source == "sqlite")
    assert bring_back(place, file).records == made.records
    records, blobs = open_records(place, KINDS), open_blobs(place)
    assert content(records) == before
    *named, orphan = pictures
    assert {key: blobs.get(key) for key in named} == {key: pictures[key] for key in named}
    assert sorted(blobs.names()) == sorted(named), f"{orphan} belongs to no record and could never be erased"
    assert records.next("case") == 8
    assert records.get_by(PEOPLE, "email", "person-1@home.example") is not None
    assert len(records.find(PEOPLE, prefix=("name", "äç")).records) == 1
    records.close()


def test_a_replica_set_gives_a_snapshot_of_one_moment(tmp_path: Path) -> None:
    with or_skip():
        server = Mongod(find_or_fetch(), replica_set=True)
        with server:
            place = load_settings(data_dir=tmp_path / "data", mongo_uri=server.new_database(), blob_url=None)
            fill(place)
            records = open_records(place, KINDS)
            _pairs_stay_whole(records)
            assert save(place, tmp_path / "backup").of_one_moment
            records.close()


def test_the_sqlite_snapshot_is_of_one_moment(tmp_path: Path) -> None:
    place = load_settings(data_dir=tmp_path / "data", mongo_uri=None, blob_url=None)
    records = open_records(place, KINDS)
    _pairs_stay_whole(records)
    records.close()


def _pairs_stay_whole(records: Records) -> None:
    """Notes are written before people, one each, while snapshots are taken: none may know a person without a note."""
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            records.insert(NOTES, {"created": DAWN})
            records.insert(PEOPLE, person(number))
            number += 1

    writer = threading.Thread(target=write)
    with records.snapshot() as snapshot:
        at_first = {kind.name: len(list(snapshot.records(kind))) for kind in KINDS}
        writer.start()
        try:
            while records.count(PEOPLE)[None] < at_first["people"] + 3:
                pass
            assert {kind.name: len(list(snapshot.records(kind))) for kind in KINDS} == at_first
            for _ in range(3):
                with records.snapshot() as other:
                    notes = len(list(other.records(NOTES)))
                    people = len(list(other.records(PEOPLE)))
                assert 0 <= (notes - at_first["notes"]) - (people - at_first["people"]) <= 1
        finally:
            stop.set()
            writer.join()


def test_nothing_in_the_file_can_be_read_without_the_key_and_tar_lists_it(saved: Path) -> None:
    held = saved.read_bytes()
    for secret in (b"person-0", b"home.example", b"a picture", b"note note"):
        assert secret not in held
    assert saved.stat().st_mode & 0o777 == 0o600
    with tarfile.open(saved) as archive:
        names = archive.getnames()
    assert names[0] == "about.json"
    assert names[-2:] == ["SHA256SUMS", "seal.json"]
    assert sum(name.startswith("pictures/") for name in names) == 2


def test_sha256sum_can_check_the_unpacked_parts(saved: Path, tmp_path: Path) -> None:
    with tarfile.open(saved) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "unpacked", capture_output=True, check=False
    )
    assert done.returncode == 0


def test_what_was_sealed_under_an_earlier_key_comes_under_the_current_one(make_place: MakePlace, saved: Path) -> None:
    old = make_place("sqlite")
    place = old.model_copy(update={"master_key": key_text(), "master_keys_previous": old.master_key})
    bring_back(place, saved)
    alone = open_blobs(place.model_copy(update={"master_keys_previous": None}))
    assert sorted(map(len, map(alone.get, alone.names()))) == [11, 81_000]


@pytest.mark.parametrize("store", STORES)
def test_a_place_that_is_not_empty_is_refused(make_place: MakePlace, saved: Path, store: str) -> None:
    place = make_place(store)
    records = open_records(place, KINDS)
    kept = records.insert(NOTES, {"created": DAWN})
    with pytest.raises(Conflict, match="already holds: notes"):
        bring_back(place, saved)
    assert content(records)["notes"] == [kept]
    assert list(open_blobs(place).names()) == []
    records.delete(NOTES, kept["id"])
    records.close()
    foreign = open_blobs(place).put(b"foreign")
    with pytest.raises(Conflict, match="holds 1 that the backup does not have"):
        bring_back(place, saved)
    assert list(open_blobs(place).names()) == [foreign]


@pytest.mark.parametrize("store", STORES)
def test_records_that_fail_half_way_leave_nothing(make_place: MakePlace, store: str) -> None:
    place = make_place(store)
    records = open_records(place, KINDS)

    def failing() -> Iterator[tuple[Any, Any]]:
        for number in range(300):
            yield NOTES, {"id": f"n{number}", "version": 3, "created": DAWN}
        raise RuntimeError("the file cannot be read any more")

    with pytest.raises(RuntimeError):
        records.load(failing(), {"case": 4})
    assert content(records) == {"people": [], "notes": [], "counters": {}}
    assert records.occupied() == []
    assert records.load([(NOTES, {"id": "n", "version": 3, "created": DAWN})], {"case": 4}) == 1
    assert records.next("case") == 5
    records.close()


@pytest.mark.parametrize("store", STORES)
def test_a_restore_that_is_killed_can_be_done_again(make_place: MakePlace, saved: Path, store: str) -> None:
    place = make_place(store)
    open_records(place, KINDS).close()
    script = f"""
import os
from pathlib import Path
import lentigo.storage.restoring as restoring
from lentigo.settings import load_settings
from tests.contract.kinds import NOTES
from tests.storage.backups import bring_back
place = load_settings(data_dir=Path({str(place.data_dir)!r}), mongo_uri={place.mongo_uri!r}, blob_url=None,
                      master_key={place.master_key!r})
all_records = restoring.Backup.records
def dying(self):
    for number, pair in enumerate(all_records(self)):
        yield pair
        if number == 30:
            os.kill(os.getpid(), {signal.SIGKILL:d})
restoring.Backup.records = dying
bring_back(place, Path({str(saved)!r}))
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    if store == "mongo":
        with pytest.raises(BadConfiguration, match="interrupted; run `lentigo restore` again"):
            open_records(place, KINDS)
    else:
        assert open_records(place, KINDS).occupied() == []
    assert bring_back(place, saved).pictures == 2
    records = open_records(place, KINDS)
    assert records.count(NOTES)[None] == 30
    assert records.next("case") == 8
    records.close()


def test_a_backup_overwrites_nothing_and_leaves_no_half_file(make_place: MakePlace, tmp_path: Path) -> None:
    place, file = make_place("sqlite"), tmp_path / "backup"
    fill(place)
    (tmp_path / "backup.part").write_bytes(b"left by a backup that was killed" * 10_000)
    save(place, file)
    assert not (tmp_path / "backup.part").exists()
    held = file.read_bytes()
    with pytest.raises(BadInput, match="does not overwrite"):
        save(place, file)
    assert file.read_bytes() == held
    with pytest.raises(BadInput, match="cannot be written"):
        save(place, tmp_path / "nowhere" / "backup")


def test_a_stick_that_knows_no_second_name_for_a_file_takes_a_backup_and_overwrites_none(
    make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, file = make_place("sqlite"), tmp_path / "backup"
    fill(place)

    def as_fat_does(_: object, name: Path) -> None:
        if name.name == "taken":
            name.write_bytes(b"came there meanwhile")
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("lentigo.storage.backup.os.link", as_fat_does)
    save(place, file)
    with pytest.raises(BadInput, match="does not overwrite"):
        save(place, tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"came there meanwhile"
    assert not list(tmp_path.glob("*.part"))
    bring_back(make_place("sqlite"), file)


def test_a_damaged_picture_is_left_out_and_told(make_place: MakePlace, tmp_path: Path) -> None:
    place = make_place("sqlite")
    _, pictures = fill(place)
    spoilt = next(iter(pictures))
    path = place.data_dir / "blobs" / spoilt[:1] / spoilt[1:3] / spoilt
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    made = save(place, tmp_path / "backup")
    assert set(made.missing) == {spoilt}
    assert made.pictures == 1
    assert bring_back(make_place("sqlite"), tmp_path / "backup").pictures == 1


def test_a_picture_folder_that_is_away_is_told_and_one_that_was_erased_meanwhile_is_not(
    make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place("sqlite")
    fill(place)
    records, blobs = open_records(place, KINDS), open_blobs(place)
    kept, erased = blobs.put(b"kept"), blobs.put(b"erased")
    records.insert(PEOPLE, person(7, picture_key=kept, text='"picture_key":"' + "ab" * 20 + '"', note="cd" * 20))
    leaver = records.insert(PEOPLE, person(8, thumbnail_key=erased))
    (place.data_dir / "blobs").rename(tmp_path / "unmounted")
    snapshot = type(records).snapshot
    seen: list[object] = []

    def and_then_somebody_is_erased(store: Records) -> Any:
        if seen:
            records.delete(PEOPLE, leaver["id"])
        seen.append(store)
        return snapshot(store)

    monkeypatch.setattr(type(records), "snapshot", and_then_somebody_is_erased)
    made = save(place, tmp_path / "backup")
    assert len(seen) == 2
    assert kept in made.missing
    assert made.missing[kept] == "it is not in the picture store"
    assert not {erased, "ab" * 20, "cd" * 20} & made.missing.keys()
    assert made.pictures == 0
    records.close()
