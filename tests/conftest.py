"""What every suite shares: real pictures, and a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mongod import mongod
from tests.server import Person, Server

__all__ = ["mongod"]

PICTURES = Path(__file__).parent / "pictures"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running service with an empty store, the embedded database and the shipped model."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def melanoma() -> bytes:
    """A dermoscopy picture of a melanoma."""
    return (PICTURES / "dermoscopy-melanoma.jpg").read_bytes()


@pytest.fixture(scope="session")
def patient(server: Server) -> Person:
    """An approved patient, signed in."""
    return server.user("patient@home.example")
