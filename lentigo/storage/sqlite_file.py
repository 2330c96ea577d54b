"""One SQLite file that many threads and processes read and write: its connections, its commits and its failures."""

import contextlib
import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from lentigo.problems import BadConfiguration, Unavailable
from lentigo.storage.disk import bring_to_disk, make_private_folders
from lentigo.storage.forks import in_every_child

T = TypeVar("T")

OLDEST = (3, 35, 0)
"""First SQLite with RETURNING and DROP COLUMN (https://www.sqlite.org/releaselog/3_35_0.html)."""

_LARGEST_BATCH = 128
_LOG_PATIENCE_MS = 200
_PROBE_SECONDS = 1.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ANSWERS = {
    sqlite3.SQLITE_FULL: "the disk of the record store is full",
    sqlite3.SQLITE_IOERR: "the record store cannot be read or written: its disk reports an error or is full",
    sqlite3.SQLITE_CANTOPEN: "the record store's file cannot be opened",
    sqlite3.SQLITE_READONLY: "the record store's file may not be written",
    sqlite3.SQLITE_CORRUPT: "the record store's file is damaged",
    sqlite3.SQLITE_NOTADB: "the record store's file is not an SQLite database",
}
_left_to_parent: list[Any] = []
"""Connections inherited over a fork: not even closing them is safe, so they are kept and never touched."""


class _Connection:
    """A connection that can be referred to weakly, so that it goes when its thread goes."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self._process = os.getpid()

    def __del__(self) -> None:
        # In a child this runs for every thread of the parent, none of which lives on there.
        if os.getpid() == self._process:
            self.raw.close()
        else:
            _left_to_parent.append(self.raw)


class _Job(Generic[T]):
    """A change that waits for its commit."""

    def __init__(self, work: Callable[[sqlite3.Connection], T], erases: bool) -> None:
        self.work = work
        self.erases = erases
        self.result: T
        self.error: BaseException | None = None
        self.settled = False

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        return self.result


class SqliteFile:
    """An SQLite file in WAL mode with durable commits.

    Changes of threads that wait for each other share one commit, so that they share its one write to the disk. Each
    has a savepoint of its own: one that is refused takes nothing with it. A change returns after the commit.

    Args:
        path: The file; it is made, mode 0600, where there is none, and so is its folder, mode 0700.
        busy_seconds: Longest wait for a change of another process.

    Raises:
        BadConfiguration: The file cannot be made or is not a database.
    """

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        if sqlite3.sqlite_version_info < OLDEST:
            raise BadConfiguration(f"SQLite 3.35 or newer is needed, this Python has {sqlite3.sqlite_version}")
        self.path = path
        self._busy_seconds = busy_seconds
        self._log_must_go = False
        self._start_afresh()
        try:
            changed = make_private_folders(path.parent)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            self._enter_wal_mode()
            bring_to_disk(path.parent, *changed)
        except OSError as error:
            raise BadConfiguration(f"the record store {path} cannot be opened: {error.strerror}") from error
        except Unavailable as error:
            raise BadConfiguration(f"{error.message} ({path})") from error
        in_every_child(self._leave_connections_to_parent)

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Run one statement that changes nothing and fetch all rows."""
        with self._translated():
            return self._connection().execute(sql, values).fetchall()

    @contextlib.contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """Hold the content as of now in a read transaction of its own connection; others go on writing meanwhile."""
        with self._translated(), contextlib.closing(self._connect()) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # the moment is that of the first read
            yield connection

    def write(self, work: Callable[[sqlite3.Connection], T], *, erases: bool = False) -> T:
        """Change the file and return once the change is on the disk.

        Args:
            work: Makes the change on the connection it is given; runs once, perhaps in another thread.
            erases: Whether content must be gone from the write-ahead log too, where `work` returns something true.

        Raises:
            Unavailable: The file is locked for too long, or its disk is full or fails. Nothing was changed.
        """
        job = _Job(work, erases)
        self._waiting.append(job)
        with self._turn:
            while not job.settled:
                self._commit([self._waiting.popleft() for _ in range(min(len(self._waiting), _LARGEST_BATCH))])
        return job.outcome()

    def probe(self, sql: str, values: tuple[Any, ...]) -> None:
        """Run and commit one small change, to see whether the file can be written; waits for nobody's change for long.

        On a connection of its own: it must not queue behind changes that wait for the same lock.
        """
        with self._translated(), contextlib.closing(self._connect(_PROBE_SECONDS)) as connection:
            connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._turn:
            for connection in list(self._open):
                connection.raw.close()

    def _commit(self, batch: list[_Job[Any]]) -> None:
        connection = None
        try:
            with self._translated():
                connection = self._connection()
                connection.execute("BEGIN IMMEDIATE")
                for job in batch:
                    self._attempt(connection, job)
                connection.execute("COMMIT")
        except BaseException as error:
            for job in batch:
                job.error = job.error or error
            self._roll_back()
            if not isinstance(error, Exception):
                raise
        finally:
            for job in batch:
                job.settled = True
        if connection is not None:
            self._cut_log(connection, erased=any(job.erases and job.error is None and job.result for job in batch))

    def _roll_back(self) -> None:
        """Undo what was begun; a connection that cannot even do that is let go, which undoes it as well."""
        held: _Connection | None = getattr(self._own, "connection", None)
        if held is not None and held.raw.in_transaction:
            try:
                held.raw.execute("ROLLBACK")
            except sqlite3.Error:
                self._own.connection = None

    @staticmethod
    def _attempt(connection: sqlite3.Connection, job: _Job[Any]) -> None:
        connection.execute("SAVEPOINT change")
        try:
            job.result = job.work(connection)
        except sqlite3.Error:
            raise  # The disk is full or fails: nobody's change can be committed.
        except Exception as refusal:
            job.error = refusal
            connection.execute("ROLLBACK TO change")
        connection.execute("RELEASE change")

    def _cut_log(self, connection: sqlite3.Connection, *, erased: bool) -> None:
        """After an erasure, move the log into the file and cut it to nothing.

        A long read of another process prevents it; then it is tried again after each commit, without waiting.
        """
        if not (erased or self._log_must_go):
            return
        self._log_must_go = True
        with contextlib.suppress(sqlite3.Error):  # The change itself is durable, whatever becomes of the log.
            connection.execute(f"PRAGMA busy_timeout = {_LOG_PATIENCE_MS if erased else 0}")
            busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_must_go = bool(busy)
        connection.execute(f"PRAGMA busy_timeout = {self._busy_seconds * 1000:.0f}")

    def _connection(self) -> sqlite3.Connection:
        held: _Connection | None = getattr(self._own, "connection", None)
        if held is None:
            held = _Connection(self._connect())
            self._own.connection = held
            self._open.add(held)
        return held.raw

    def _connect(self, busy_seconds: float | None = None) -> sqlite3.Connection:
        patience = self._busy_seconds if busy_seconds is None else busy_seconds
        raw = sqlite3.connect(self.path, timeout=patience, isolation_level=None, check_same_thread=False)
        # 1 MiB of page cache for each thread; the operating system caches the file as well.
        for pragma in ("synchronous = FULL", "secure_delete = ON", "cache_size = -1024"):
            raw.execute(f"PRAGMA {pragma}")
        return raw

    def _enter_wal_mode(self) -> None:
        """Switch to WAL. SQLite does not wait for its busy timeout here, so two processes that start together must."""
        deadline = time.monotonic() + self._busy_seconds
        with self._translated():
            while True:
                try:
                    (mode,) = self._connection().execute("PRAGMA journal_mode = WAL").fetchone()
                    break
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
        if mode != "wal":
            raise BadConfiguration(
                f"the file system of {self.path} cannot hold the record store: it has no shared memory"
            )

    def _start_afresh(self) -> None:
        self._own = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._turn = threading.Lock()
        self._waiting: deque[_Job[Any]] = deque()

    def _leave_connections_to_parent(self) -> None:
        _left_to_parent.extend((self._own, *self._open))
        self._start_afresh()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the disk or another process did to us into Unavailable; mistakes of ours stay what they are."""
        try:
            yield
        except sqlite3.Error as error:
            primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if primary in _BUSY:
                raise Unavailable("the record store is busy with another process; try again", retry_after=1) from error
            if primary in _ANSWERS:
                raise Unavailable(_ANSWERS[primary], retry_after=30) from error
            raise
