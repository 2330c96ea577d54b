"""SQLite under a running service: locked by somebody else, and on a disk that is full."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import Ledger, eventually, is_in_words, ready, unready
from tests.server import Server

SMALL = 24 << 20
"""Bytes of the disk that is filled."""


def test_a_locked_database_is_a_503_in_words_and_nothing_is_lost(tmp_path: Path, melanoma: bytes) -> None:
    with Server(tmp_path) as server:
        ledger = Ledger(server.user("patient@home.example"), melanoma)
        assert ledger.upload().status_code == 200
        with contextlib.closing(sqlite3.connect(tmp_path / "data" / "lentigo.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            threads = [threading.Thread(target=ledger.upload) for _ in range(3)]
            for thread in threads:
                thread.start()
            assert "busy" in unready(server, "records")
            for thread in threads:
                thread.join()
            other.execute("ROLLBACK")
        assert len(ledger.refused) == 3
        assert all(is_in_words(answer) and "busy" in answer.json()["message"] for answer in ledger.refused)
        assert ready(server)
        assert ledger.upload().status_code == 200
        ledger.check(server)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own, of 24 MB; needs the right to mount."""
    folder = tmp_path / "small"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SMALL},mode=700", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path) -> Path:
    """Write until the disk is full; again where somebody has given space back meanwhile."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        while os.statvfs(folder).f_bavail:
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * 4096)
    return filler


def test_a_full_disk_is_a_503_in_words_and_nothing_is_lost(tmp_path: Path, small_disk: Path, melanoma: bytes) -> None:
    # The log lies beside the small disk, not on it.
    with Server(tmp_path, {"LENTIGO_DATA_DIR": str(small_disk / "data")}) as server:
        server.data_dir = small_disk
        ledger = Ledger(server.user("patient@home.example"), melanoma)
        over = threading.Event()
        threads = ledger.uploading(over)
        eventually(lambda: len(ledger.kept) >= 6, seconds=60)
        filler = fill(small_disk)
        eventually(lambda: len(ledger.refused) >= 6, seconds=60)
        over.set()
        for thread in threads:
            thread.join()
        assert all(is_in_words(answer) for answer in ledger.refused), [answer.text for answer in ledger.refused]
        assert all("disk" in answer.json()["message"] for answer in ledger.refused)
        fill(small_disk)  # what the refused uploads had begun to write and gave back
        told = server.visitor().get("/readyz", expect=503).json()["parts"]
        assert not told["records"]["ready"] or not told["pictures"]["ready"]
        assert "full" in told["records"]["message"] + told["pictures"]["message"]

        filler.unlink()
        eventually(lambda: ready(server), seconds=10)
        assert ledger.upload().status_code == 200
        ledger.check(server)
        verified = subprocess.run(
            [sys.executable, "-m", "lentigo", "audit", "verify"],
            env=server.environment, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert verified.returncode == 0, verified.stderr
        assert "Traceback" not in server.log.read_text()


def test_a_disk_that_is_full_at_the_start_is_one_sentence(tmp_path: Path, small_disk: Path) -> None:
    filler = fill(small_disk)
    server = Server(tmp_path, {"LENTIGO_DATA_DIR": str(small_disk / "data")})
    tmp_path.mkdir(exist_ok=True)
    began = time.monotonic()
    done = subprocess.run(
        server.command, env=server.environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 30
    filler.unlink()
    with server:
        server.admin().get("/users", expect=200)
