"""The processes that are measured: Lentigo, the original, and the worker that drives the bare network."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.load import Connection, upload

ROOT = Path(__file__).resolve().parents[1]
ADMIN = ("admin@benchmark.example", "only for the benchmark")
_OURS = ("LENTIGO_", "OPENROUTER_", "BLOB_URL", "MONGO_URI", "JWT_SECRET_KEY", "PORT")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Subject:
    """A process with a port, in a folder of its own.

    Args:
        folder: Where it runs and writes its log.
        command: What to start; `{port}` is replaced.
        environment: Variables to add.
    """

    def __init__(self, folder: Path, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.ready_seconds = float("nan")
        """Seconds from the start of the process to its first readiness."""
        self._folder = folder
        self._command = [part.format(port=self.port) for part in command]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
            "PYTHONPATH": str(ROOT),
            "PORT": str(self.port),
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the running process."""
        if self._process is None:
            raise RuntimeError("it does not run")
        return self._process.pid

    def start(self, *, patience: float = 120.0) -> Self:
        """Start it and wait until it says that it is ready.

        Raises:
            RuntimeError: It ended, or was not ready in time; the message holds what it said.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder / "log.txt"
        begun = time.perf_counter()
        with log.open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603
                self._command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        while time.perf_counter() - begun < patience and self._process.poll() is None:
            if self.is_ready():
                self.ready_seconds = time.perf_counter() - begun
                return self
            time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"{' '.join(self._command)} was not ready; it said:\n{log.read_text(errors='replace')}")

    def is_ready(self) -> bool:
        """Ask once whether it is ready."""
        connection = Connection(self.port, patience=10.0)
        try:
            status, _ = connection.ask(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        except OSError:
            return False
        finally:
            connection.close()
        return status == 200

    def stop(self) -> None:
        """End it as an operator would."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def lentigo(folder: Path, bundle: Path, command: Sequence[str] | None = None) -> Subject:
    """Give `lentigo serve` with a store in this folder and an administrator; or another command in its place."""
    return Subject(
        folder,
        command or [sys.executable, "-m", "lentigo", "serve"],
        {
            "LENTIGO_DATA_DIR": str(folder / "data"),
            "LENTIGO_MODEL_DIR": str(bundle),
            "LENTIGO_ADMIN_EMAIL": ADMIN[0],
            "LENTIGO_ADMIN_PASSWORD": ADMIN[1],
        },
    )


def original(folder: Path, h5: Path | None) -> Subject:
    """Give the original's way of serving."""
    command = [sys.executable, "-m", "benchmarks.original", "{port}", *([str(h5)] if h5 else [])]
    return Subject(folder, command, {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"})


def sign_in(port: int) -> str:
    """Sign in as the administrator and give the token."""
    body = json.dumps({"email": ADMIN[0], "password": ADMIN[1]}).encode()
    head = (
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    status, answer = Connection(port).ask(head.encode() + body)
    if status != 200:
        raise RuntimeError(f"sign-in: expected 200, received {status} {answer[:300]!r}")
    return str(json.loads(answer)["access_token"])


def uploads(subject: Subject, data: Sequence[bytes], *, token: str | None = None) -> list[bytes]:
    """Make the upload requests, and send the first one to see that it is answered.

    Raises:
        RuntimeError: It is not answered with 200.
    """
    requests = [upload("/predict?force=true" if token else "/predict", picture, token) for picture in data]
    status, answer = Connection(subject.port).ask(requests[0])
    if status != 200:
        raise RuntimeError(f"/predict: expected 200, received {status} {answer[:300]!r}")
    return requests


class Worker:
    """The process that drives the bare network and the classifier.

    Args:
        bundle: The model bundle.
    """

    def __init__(self, bundle: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "benchmarks.worker", str(bundle)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **order: Any) -> dict[str, Any]:
        """Give an order and wait for the figures."""
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended while it was asked for {order}")
        return dict(json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
