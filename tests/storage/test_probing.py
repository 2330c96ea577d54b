"""Whether a store takes writes is tried, seldom, and by one for all who ask."""

import threading

import pytest

from lentigo.problems import Unavailable
from lentigo.storage.probing import WriteProbe


class Store:
    """Takes writes until it is full, on a clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.time = 100.0
        self.writes = 0
        self.full = False
        self.probe = WriteProbe(self.write, rest=1.0, clock=lambda: self.time)

    def write(self) -> None:
        self.writes += 1
        if self.full:
            raise Unavailable("the disk is full", retry_after=30)


def test_it_is_tried_at_once_and_then_once_in_a_while() -> None:
    store = Store()
    for _ in range(3):
        store.probe()
    assert store.writes == 1
    store.time += 1
    store.probe()
    assert store.writes == 2


def test_a_failure_is_told_until_the_next_try_and_no_longer() -> None:
    store = Store()
    store.full = True
    for _ in range(3):
        with pytest.raises(Unavailable, match="the disk is full") as told:
            store.probe()
        assert told.value.retry_after == 30
    assert store.writes == 1
    store.full = False
    store.time += 1
    store.probe()
    assert store.writes == 2


def test_many_who_ask_while_a_write_hangs_wait_for_that_one() -> None:
    begun, go_on, writes = threading.Event(), threading.Event(), list[int]()

    def hang() -> None:
        writes.append(1)
        begun.set()
        go_on.wait(10)
        raise Unavailable("hangs")

    probe, told = WriteProbe(hang, rest=60), list[str]()

    def ask() -> None:
        try:
            probe()
        except Unavailable as problem:
            told.append(problem.message)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert told == ["hangs"] * 8
    assert writes == [1]


def test_a_mistake_of_ours_is_not_taken_for_an_answer() -> None:
    def mistaken() -> None:
        raise KeyError("x")

    probe = WriteProbe(mistaken, rest=60)
    for _ in range(2):
        with pytest.raises(KeyError):
            probe()
