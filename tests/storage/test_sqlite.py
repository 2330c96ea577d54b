"""The SQLite store on its disk: who may read it, what an erasure leaves, what happens when the disk refuses."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration, Unavailable
from lentigo.storage import Duplicate, Kind
from lentigo.storage.sqlite import SqliteRecords
from tests.contract.kinds import DAWN, KINDS, NOTES, PEOPLE, person

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "lentigo.sqlite3"


@pytest.fixture
def records(path: Path) -> Iterator[SqliteRecords]:
    with closing(SqliteRecords(path, KINDS, busy_seconds=0.3)) as opened:
        yield opened


def pragma(path: Path, name: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute(f"PRAGMA {name}").fetchone()[0])


def on_disk(path: Path) -> bytes:
    """Everything that lies in the folder, the log included."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_only_the_owner_may_read_the_store(path: Path, records: SqliteRecords) -> None:
    records.insert(NOTES, {"created": DAWN})
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    files = list(path.parent.iterdir())
    assert {file.name for file in files} == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_store_that_others_could_read_is_closed_to_them(path: Path) -> None:
    SqliteRecords(path, KINDS).close()
    path.chmod(0o644)
    SqliteRecords(path, KINDS).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_commits_are_in_the_log_and_on_the_disk(path: Path, records: SqliteRecords) -> None:
    assert pragma(path, "journal_mode") == "wal"
    [(synchronous,)] = records._file.read("PRAGMA synchronous")
    [(secure_delete,)] = records._file.read("PRAGMA secure_delete")
    assert (synchronous, secure_delete) == (2, 1)


def test_nothing_of_an_erased_record_stays_on_the_disk(path: Path, records: SqliteRecords) -> None:
    for n in range(50):
        records.insert(PEOPLE, person(n))
    gone = records.insert(
        PEOPLE, person(99, email="Vanished@home.example", name="VANISHED", town="vanished", note="vanished" * 900)
    )
    for n in range(50, 80):
        records.insert(PEOPLE, person(n))
    assert b"anished" in on_disk(path)
    records.delete(PEOPLE, gone["id"])
    left = on_disk(path)
    assert b"anished" not in left
    assert b"VANISHED" not in left
    assert gone["id"].encode() not in left
    assert Path(f"{path}-wal").stat().st_size == 0


def test_the_log_of_an_erasure_goes_once_a_long_reader_is_done(path: Path, records: SqliteRecords) -> None:
    gone = records.insert(NOTES, {"created": DAWN, "text": "vanished"})
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM notes").fetchone()
        began = time.monotonic()
        assert records.delete(NOTES, gone["id"])
        assert time.monotonic() - began < 2
    records.insert(NOTES, {"created": DAWN})
    assert b"vanished" not in on_disk(path)


def test_a_file_locked_by_another_program_makes_writing_unavailable_and_leaves_reading(
    path: Path, records: SqliteRecords
) -> None:
    made = records.insert(NOTES, {"created": DAWN})
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="busy with another process") as refusal:
            records.insert(NOTES, {"created": DAWN})
        assert refusal.value.retry_after
        assert records.get(NOTES, made["id"]) == made
    records.insert(NOTES, {"created": DAWN})
    assert records.count(NOTES) == {None: 2}


def test_a_full_disk_makes_writing_unavailable_and_breaks_nothing(path: Path) -> None:
    """The process may write files of 1 MB only, which the operating system answers as it does a full disk."""
    script = f"""
import resource
from pathlib import Path
from lentigo.problems import Unavailable
from lentigo.storage.sqlite import SqliteRecords
from tests.contract.kinds import DAWN, KINDS, NOTES
records = SqliteRecords(Path({str(path)!r}), KINDS)
resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, resource.RLIM_INFINITY))
made = []
try:
    while True:
        made.append(records.insert(NOTES, {{"created": DAWN, "text": "x" * 50_000}})["id"])
except Unavailable as error:
    print(error.message)
assert all(records.get(NOTES, each) for each in made)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
made.append(records.insert(NOTES, {{"created": DAWN}})["id"])
assert records.count(NOTES) == {{None: len(made)}}
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "full" in done.stdout
    assert pragma(path, "integrity_check") == "ok"


def test_a_file_that_is_no_database_is_bad_configuration(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("A letter to grandmother, which shall not be overwritten." * 50)
    with pytest.raises(BadConfiguration, match="not an SQLite database"):
        SqliteRecords(path, KINDS)
    assert path.read_text().startswith("A letter")


def test_a_folder_that_cannot_be_made_is_bad_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadConfiguration, match="cannot be opened"):
        SqliteRecords(tmp_path / "file" / "lentigo.sqlite3", KINDS)


def test_two_declarations_of_one_kind_are_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="one declaration"):
        SqliteRecords(path, [NOTES, Kind("notes", indexed=("owner",))])


def test_a_refused_change_takes_none_of_its_batch_with_it(records: SqliteRecords) -> None:
    """Threads that wait for each other share a commit: every second insert here is a duplicate of another one."""
    start = threading.Barrier(16)

    def insert(n: int) -> bool:
        start.wait()
        try:
            records.insert(PEOPLE, person(n // 2))
        except Duplicate:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        for turn in range(5):
            won = list(pool.map(insert, range(turn * 16, turn * 16 + 16)))
            assert sum(won) == 8
    assert records.count(PEOPLE) == {None: 40}


def test_an_error_of_ours_in_a_change_is_raised_and_undone(records: SqliteRecords) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO _counters VALUES ('half done', 1)")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        records._file.write(work)
    assert records.next("half done") == 1


def test_a_thread_that_ends_takes_its_connection_with_it(records: SqliteRecords) -> None:
    records.ping()
    before = len(records._file._open)
    for _ in range(20):
        thread = threading.Thread(target=records.ping)
        thread.start()
        thread.join()
    assert len(records._file._open) <= before + 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_opens_its_own_connections_after_a_fork(path: Path) -> None:
    script = f"""
import os, threading
from pathlib import Path
from lentigo.storage.sqlite import SqliteRecords
from tests.contract.kinds import KINDS, PEOPLE, person
records = SqliteRecords(Path({str(path)!r}), KINDS)
records.insert(PEOPLE, person(0))
for _ in range(3):
    opened, over = threading.Event(), threading.Event()
    threading.Thread(target=lambda: (records.ping(), opened.set(), over.wait()), daemon=True).start()
    opened.wait()
records._file._turn.acquire()  # as if another thread were writing at this moment
child = os.fork()
if child == 0:
    for n in range(1, 50):
        records.insert(PEOPLE, person(n))
    os._exit(0)
records._file._turn.release()
for n in range(50, 100):
    records.insert(PEOPLE, person(n))
assert os.waitpid(child, 0)[1] == 0
assert records.count(PEOPLE) == {{None: 100}}
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=30)
    assert pragma(path, "integrity_check") == "ok"


def test_sqlite_alone_does_not_load_pymongo(tmp_path: Path) -> None:
    script = (
        "import sys; from lentigo.settings import load_settings; from lentigo.storage import open_records;"
        f"open_records(load_settings(data_dir={str(tmp_path)!r}, mongo_uri=None), []).ping();"
        "assert 'pymongo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_questions_are_answered_from_indexes_in_order(records: SqliteRecords) -> None:
    seen: list[str] = []
    read = records._file.read

    def explain(sql: str, values: tuple[object, ...] = ()) -> list[object]:
        seen.extend(row[3] for row in read(f"EXPLAIN QUERY PLAN {sql}", values))
        return read(sql, values)

    records._file.read = explain  # type: ignore[method-assign]
    for n in range(5):
        records.insert(PEOPLE, person(n))
    key = records.find(PEOPLE, where={"role": "user"}, order="created", descending=True, limit=2).next
    records.find(PEOPLE, where={"role": "user"}, order="created", descending=True, limit=2, after=key)
    records.find(PEOPLE, where={"role": "user"}, limit=2)
    records.find(PEOPLE, order="created", since=DAWN, limit=2)
    records.find(PEOPLE, prefix=("name", "per"), limit=2)
    records.get_by(PEOPLE, "email", "x")
    assert [step for step in seen if step.startswith("SCAN")] == []
    assert [step for step in seen if "TEMP B-TREE" in step] == ["USE TEMP B-TREE FOR ORDER BY"]  # the prefix, by id
