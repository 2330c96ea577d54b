"""MongoDB goes away under a running service and comes back: stopped, and killed, while uploads are under way."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import Ledger, eventually, is_in_words, ready, unready
from tests.mongod import Mongod, NotHere, find_or_fetch
from tests.server import Server


@pytest.fixture
def own_mongod(mongod: object) -> Iterator[Mongod]:
    """A mongod that this test may stop; skipped where the session has none either."""
    try:
        with Mongod(find_or_fetch()) as running:
            yield running
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("end", [Mongod.stop, Mongod.kill], ids=["stopped", "killed"])
def test_the_store_goes_away_and_comes_back(
    tmp_path: Path, own_mongod: Mongod, melanoma: bytes, end: Callable[[Mongod], None]
) -> None:
    # One second to find a server, so that a test need not wait for the five that are the default.
    uri = f"{own_mongod.uri}lentigo?serverSelectionTimeoutMS=1000"
    with Server(tmp_path, {"MONGO_URI": uri}) as server:
        ledger = Ledger(server.user("patient@home.example"), melanoma)
        over = threading.Event()
        threads = ledger.uploading(over)
        eventually(lambda: len(ledger.kept) >= 8, seconds=60)
        end(own_mongod)
        eventually(lambda: len(ledger.refused) >= 8, seconds=60)
        over.set()
        for thread in threads:
            thread.join()

        began = time.monotonic()
        assert is_in_words(ledger.upload())
        assert is_in_words(server.visitor().post("/login", json={"email": "a@b.example", "password": "a password"}))
        assert time.monotonic() - began < 15
        assert "MongoDB does not answer" in unready(server, "records")
        assert all(is_in_words(answer) for answer in ledger.refused)

        own_mongod.start()
        eventually(lambda: ready(server), seconds=30)
        assert ledger.upload().status_code == 200
        ledger.check(server)
        assert "Traceback" not in server.log.read_text()
