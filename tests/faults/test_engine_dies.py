"""The thread that judges pictures dies under a running service: it is started again, and nobody waits for ever."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.dying_engine import DIE, HANG, HANG_SECONDS
from tests.faults.ledger import Ledger, is_in_words, ready
from tests.server import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service whose network can be made to die."""
    server = Server(tmp_path_factory.mktemp("mortal"), {"PYTHONPATH": str(ROOT), "LENTIGO_QUEUE": "4"})
    server.command = [sys.executable, "-m", "tests.faults.dying_engine", "serve"]
    with server:
        yield server


def test_the_request_gets_a_503_and_the_next_one_its_answer(mortal: Server, melanoma: bytes) -> None:
    others = len(mortal.kept_pictures())
    ledger = Ledger(mortal.user("first@home.example"), melanoma)
    assert ledger.upload().status_code == 200
    for _ in range(3):
        (mortal.data_dir / DIE).touch()
        began = time.monotonic()
        assert is_in_words(ledger.upload())
        assert time.monotonic() - began < 5
        assert ledger.upload().status_code == 200
        assert ready(mortal)
    assert mortal.log.read_text().count("is started again") == 3
    ledger.check(mortal, others=others)


def test_of_many_that_wait_only_the_running_batch_is_interrupted_and_none_hangs(
    mortal: Server, melanoma: bytes
) -> None:
    others = len(mortal.kept_pictures())
    ledger = Ledger(mortal.user("many@home.example"), melanoma)
    people = [threading.Thread(target=ledger.upload) for _ in range(12)]
    (mortal.data_dir / DIE).touch()
    began = time.monotonic()
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=30)
    assert not any(person.is_alive() for person in people)
    assert time.monotonic() - began < 30
    assert len(ledger.kept) + len(ledger.refused) == 12
    assert ledger.kept
    assert ledger.refused
    assert all(is_in_words(answer) for answer in ledger.refused)
    ledger.check(mortal, others=others)


def test_while_it_stands_still_what_is_too_much_is_refused_at_once_and_others_are_answered(
    mortal: Server, melanoma: bytes
) -> None:
    others = len(mortal.kept_pictures())
    ledger = Ledger(mortal.user("still@home.example"), melanoma)
    (mortal.data_dir / HANG).touch()
    people = [threading.Thread(target=ledger.upload) for _ in range(12)]
    began = time.monotonic()
    for person in people:
        person.start()
    ledger.person.get("/account", expect=200)
    assert time.monotonic() - began < HANG_SECONDS
    for person in people:
        person.join(timeout=30)
    assert len(ledger.kept) + len(ledger.refused) == 12
    assert all(is_in_words(answer) for answer in ledger.refused)
    ledger.check(mortal, others=others)
