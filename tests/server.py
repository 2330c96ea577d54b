"""A real server process on a free port with a data folder of its own, and people who talk to it over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx

ADMIN = ("admin@clinic.example", "an administrator's password")
SECRET = "tests only: a secret of at least thirty-two bytes"
_OURS = ("LENTIGO_DATA", "LENTIGO_CORS", "OPENROUTER_", "BLOB_URL", "LENTIGO_MASTER_KEY")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`lentigo serve` in a process of its own.

    Args:
        data_dir: Folder of its store.
        environment: Further variables, or replaced ones.
    """

    def __init__(self, data_dir: Path, environment: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
            "PORT": str(self.port),
            "LENTIGO_DATA_DIR": str(data_dir / "data"),
            "LENTIGO_ADMIN_EMAIL": ADMIN[0],
            "LENTIGO_ADMIN_PASSWORD": ADMIN[1],
            "JWT_SECRET_KEY": SECRET,
            "OPENROUTER_API_KEY": "",
            "MONGO_URI": "",
            **(environment or {}),
        }
        self.command = [sys.executable, "-m", "lentigo", "serve"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, ready_within: float = 90) -> "Server":
        """Start the process and wait until every part answers."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.data_dir,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        end = time.monotonic() + ready_within
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        said = self.log.read_text(errors="replace")
        self.stop()
        raise RuntimeError(f"the server was not ready within {ready_within} s; it said:\n{said}")

    def stop(self) -> int:
        """End the process as an operator would; gives its exit status."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait(timeout=10)

    def pids(self) -> list[int]:
        """Process ids of the server: the one that was started first, then its children."""
        if self.process is None:
            return []
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *(int(child) for child in children)]

    def kept_pictures(self) -> list[Path]:
        """The files of the picture store, less the one by which a wrong master key is noticed."""
        blobs = self.data_dir / "data" / "blobs"
        return [path for path in blobs.rglob("*") if path.is_file() and path.name.strip("0")]

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def visitor(self) -> "Person":
        """Somebody who has not signed in."""
        return Person(self.url)

    def admin(self) -> "Person":
        """The first administrator, signed in."""
        return self.visitor().sign_in(*ADMIN)

    def user(self, email: str, *, role: str = "user", name: str = "A Patient") -> "Person":
        """A person who registered, was approved with this role, and signed in."""
        password = "a password that is long enough"
        self.visitor().post("/register", json={"name": name, "email": email, "password": password}, expect=201)
        self.admin().patch(f"/users/{email}/approve", json={"role": role}, expect=200)
        return self.visitor().sign_in(email, password)


class Person:
    """Somebody with a browser's worth of HTTP."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.token: str | None = None
        self.email = ""

    def sign_in(self, email: str, password: str) -> "Person":
        """Sign in through the contract's own route and keep the token."""
        answer = self.post("/login", json={"email": email, "password": password}, expect=200)
        self.token, self.email = answer.json()["access_token"], email
        return self

    def ask(self, method: str, path: str, *, expect: int | None = None, **more: Any) -> httpx.Response:
        """Send a request with the token, if there is one; fails when the status is not the expected one."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        answer = self.http.request(method, path, headers=headers, **more)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """POST."""
        return self.ask("POST", path, **more)

    def put(self, path: str, **more: Any) -> httpx.Response:
        """PUT."""
        return self.ask("PUT", path, **more)

    def patch(self, path: str, **more: Any) -> httpx.Response:
        """PATCH."""
        return self.ask("PATCH", path, **more)

    def delete(self, path: str, **more: Any) -> httpx.Response:
        """DELETE."""
        return self.ask("DELETE", path, **more)

    def upload(self, data: bytes, *, name: str = "spot.jpg", expect: int | None = None, **form: str) -> httpx.Response:
        """Send a picture to `/predict`."""
        return self.post("/predict", files={"image": (name, data)}, data=form, expect=expect)
