"""What every suite shares: real pictures, a real server, and how the tests are spread over processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mongod import mongod
from tests.server import Person, Server

__all__ = ["mongod"]

PICTURES = Path(__file__).parent / "pictures"
# Its suite trains one model for all its files: it stays in one process, and starts first because it takes longest.
TRAINING = "tests/training/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest suite, so that no process ends long after the others."""
    items.sort(key=lambda item: not item.nodeid.startswith(TRAINING))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Any:
    """With `pytest -n`, keep the tests of a file together, since they share servers."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TRAINING if nodeid.startswith(TRAINING) else super()._split_scope(nodeid)

    # Otherwise the files with the most tests come first, which are the quickest here.
    config.option.loadscopereorder = False
    return ByFile(config, log)


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
