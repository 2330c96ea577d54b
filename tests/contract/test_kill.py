"""Processes that are killed in the middle of writing: what was acknowledged is there, and the store is whole."""

import hashlib
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lentigo.problems import Unavailable
from lentigo.settings import Settings, load_settings
from lentigo.storage import Kind, open_blobs, open_records
from lentigo.storage.sealed import CHECK
from lentigo.storage.sealing import OVERHEAD
from tests.contract.kinds import DAWN, KINDS, NOTES
from tests.contract.workers import WRITERS, start
from tests.mongod import Mongod, find_or_fetch, or_skip


def lines_until_killed(worker: "subprocess.Popen[str]", number: int) -> list[str]:
    """Read so many acknowledgements, kill with SIGKILL, and read those that were already on their way."""
    assert worker.stdout is not None
    lines = [worker.stdout.readline() for _ in range(number)]
    worker.kill()
    lines += worker.stdout.readlines()
    worker.wait(timeout=10)
    assert len(lines) >= number
    return [line.strip() for line in lines if line.endswith("\n")]


def test_a_writer_killed_among_2000_writes_loses_no_acknowledged_one(place: Settings) -> None:
    acknowledged = dict(line.split(":") for line in lines_until_killed(start("write", place), 2000))
    records = open_records(place, KINDS)
    missing = [each for each in acknowledged if records.get(NOTES, each) is None]
    assert missing == []
    for record_id, version in acknowledged.items():
        note = records.get(NOTES, record_id)
        assert note is not None
        assert note["version"] == int(version)
    # At most one write a thread was on its way when the process died, and it is there whole or not at all.
    assert len(acknowledged) <= records.count(NOTES)[None] <= len(acknowledged) + WRITERS
    records.insert(NOTES, {"created": DAWN})
    records.close()
    if place.mongo_uri is None:
        connection = sqlite3.connect(place.data_dir / "lentigo.sqlite3")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


@pytest.mark.parametrize("replica_set", [False, True], ids=["standalone", "replica set"])
def test_a_mongod_killed_among_2000_writes_loses_no_acknowledged_one(tmp_path: Path, replica_set: bool) -> None:
    with or_skip():
        server = Mongod(find_or_fetch(), replica_set=replica_set)
        with server:
            _kill_and_restart(server, tmp_path)


def _kill_and_restart(server: Mongod, tmp_path: Path) -> None:
    address = server.new_database()
    address += ("&" if "?" in address else "?") + "serverSelectionTimeoutMS=500&retryWrites=false"
    records = open_records(load_settings(data_dir=tmp_path, mongo_uri=address), KINDS)
    acknowledged: list[str] = []

    def write() -> None:
        try:
            while True:
                acknowledged.append(records.insert(NOTES, {"created": DAWN, "text": "note " * 50})["id"])
                if len(acknowledged) == 2000:
                    server.kill()
        except Unavailable:
            pass

    with ThreadPoolExecutor(4) as pool:
        for writer in [pool.submit(write) for _ in range(4)]:
            writer.result(timeout=60)
    with pytest.raises(Unavailable):
        records.ping()
    server.start()
    assert len(acknowledged) >= 2000
    assert [each for each in acknowledged if records.get(NOTES, each) is None] == []
    records.insert(NOTES, {"created": DAWN})
    records.close()


def test_a_process_killed_among_pictures_loses_no_acknowledged_one(tmp_path: Path) -> None:
    place = load_settings(data_dir=tmp_path, mongo_uri=None, blob_url=None)
    acknowledged = dict(line.split(":") for line in lines_until_killed(start("put", place), 500))
    blobs = open_blobs(place)
    for key, digest in acknowledged.items():
        assert hashlib.sha256(blobs.get(key)).hexdigest() == digest
    kept = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file() and path.parent.name != "drafts"]
    files = [path for path in kept if path.name != CHECK]
    assert len(acknowledged) <= len(files) <= len(acknowledged) + WRITERS
    assert all(path.stat().st_size == 30_000 + OVERHEAD for path in files)


def test_a_kind_that_gains_fields_is_still_whole_after_a_kill(place: Settings) -> None:
    """The store of a killed writer is opened by a newer version that asks more of it."""
    acknowledged = lines_until_killed(start("write", place), 200)
    newer = Kind("notes", ordered=("created",), folded=("text",))
    records = open_records(place, [newer])
    found, after = 0, None
    while True:
        page = records.find(newer, prefix=("text", ""), after=after)
        found += len(page.records)
        if (after := page.next) is None:
            break
    assert found >= len(acknowledged)
    records.close()
