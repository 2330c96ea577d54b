"""Batches, the bounded queue, and what happens when the thread behind it fails."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest

from lentigo.problems import Unavailable
from lentigo.vision.batcher import Batcher


class Machine:
    """Doubles numbers in batches and remembers how large they were; can be held up."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go = threading.Event()
        self.go.set()
        self.started = threading.Event()

    def __call__(self, batch: list[int]) -> Sequence[int]:
        self.sizes.append(len(batch))
        self.started.set()
        assert self.go.wait(10)
        return [2 * number for number in batch]


def held(machine: Machine, batcher: Batcher[int, int]) -> threading.Thread:
    """Let one request keep the machine busy."""
    machine.go.clear()
    machine.started.clear()
    thread = threading.Thread(target=batcher.ask, args=([0],))
    thread.start()
    assert machine.started.wait(5)
    return thread


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, at most 5 seconds."""
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "it did not come about within 5 seconds"
        time.sleep(0.002)


def test_results_come_back_in_order() -> None:
    batcher = Batcher(Machine())
    assert batcher.ask([1, 2, 3]) == [2, 4, 6]
    batcher.close()


def test_a_lone_request_is_not_delayed() -> None:
    batcher = Batcher(Machine())
    batcher.ask([1])
    began = time.perf_counter()
    for _ in range(50):
        batcher.ask([1])
    assert (time.perf_counter() - began) / 50 < 0.005
    batcher.close()


def test_what_waits_together_runs_together() -> None:
    machine = Machine()
    batcher = Batcher(machine)
    busy = held(machine, batcher)
    threads = [threading.Thread(target=batcher.ask, args=([number],)) for number in range(13)]
    for thread in threads:
        thread.start()
    wait_for(lambda: batcher.waiting == 13)
    machine.go.set()
    for thread in [busy, *threads]:
        thread.join(5)
    assert machine.sizes == [1, 8, 4, 1]
    batcher.close()


def test_a_full_queue_refuses_at_once() -> None:
    machine = Machine()
    batcher = Batcher(machine, capacity=2)
    busy = held(machine, batcher)
    waiting = [threading.Thread(target=batcher.ask, args=([number],)) for number in range(2)]
    for thread in waiting:
        thread.start()
    wait_for(lambda: batcher.waiting == 2)
    began = time.perf_counter()
    with pytest.raises(Unavailable, match="Too many pictures") as refused:
        batcher.ask([9])
    assert time.perf_counter() - began < 0.1
    assert refused.value.retry_after == 1
    machine.go.set()
    for thread in [busy, *waiting]:
        thread.join(5)
    assert batcher.ask([9]) == [18]
    batcher.close()


def test_more_than_the_queue_holds_is_taken_only_while_nothing_waits() -> None:
    batcher = Batcher(Machine(), capacity=4)
    assert batcher.ask(list(range(8))) == [2 * number for number in range(8)]
    batcher.close()


def test_a_batch_that_fails_fails_only_its_own_requests() -> None:
    def run(batch: list[int]) -> list[int]:
        if 13 in batch:
            raise RuntimeError("unlucky")
        return batch

    batcher = Batcher(run)
    with pytest.raises(Unavailable, match="interrupted") as refused:
        batcher.ask([13])
    assert refused.value.retry_after == 1
    assert batcher.ask([12]) == [12]
    batcher.close()


def test_a_wrong_number_of_results_is_a_failure_and_no_hang() -> None:
    batcher = Batcher(lambda batch: [])
    with pytest.raises(Unavailable):
        batcher.ask([1])
    batcher.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_thread_is_replaced_and_nobody_hangs() -> None:
    deaths = []

    def run(batch: list[int]) -> list[int]:
        if not deaths:
            deaths.append(threading.current_thread())
            raise SystemExit  # what ends a thread without being an Exception
        return batch

    batcher = Batcher(run)
    with pytest.raises(Unavailable):
        batcher.ask([1])
    deaths[0].join(5)
    assert not deaths[0].is_alive()
    assert batcher.ask([2]) == [2]
    batcher.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_requests_that_waited_behind_a_dead_thread_are_answered() -> None:
    go, entered = threading.Event(), threading.Event()

    def run(batch: list[int]) -> list[int]:
        if batch == [0]:
            entered.set()
            go.wait(5)
            raise SystemExit
        return batch

    batcher = Batcher(run)
    refused: list[Unavailable] = []

    def first() -> None:
        try:
            batcher.ask([0])
        except Unavailable as problem:
            refused.append(problem)

    results: list[list[int]] = []
    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert entered.wait(5)
    threads.append(threading.Thread(target=lambda: results.append(batcher.ask([5]))))
    threads[1].start()
    wait_for(lambda: batcher.waiting == 1)
    go.set()
    for thread in threads:
        thread.join(5)
    assert len(refused) == 1
    assert results == [[5]]
    batcher.close()


def test_an_engine_that_hangs_is_given_up() -> None:
    machine = Machine()
    batcher = Batcher(machine, patience=0.6)
    refused: list[Unavailable] = []

    def first() -> None:
        try:
            batcher.ask([0])
        except Unavailable as problem:
            refused.append(problem)

    busy = threading.Thread(target=first)
    machine.go.clear()
    busy.start()
    assert machine.started.wait(5)
    with pytest.raises(Unavailable, match="too long"):
        batcher.ask([1])
    assert batcher.waiting == 0
    machine.go.set()
    busy.join(5)
    assert len(refused) == 1
    batcher.close()


def test_closing_finishes_what_waits_and_takes_nothing_more() -> None:
    machine = Machine()
    batcher = Batcher(machine)
    busy = held(machine, batcher)
    results: list[list[int]] = []
    waiting = threading.Thread(target=lambda: results.append(batcher.ask([21])))
    waiting.start()
    wait_for(lambda: batcher.waiting == 1)
    closing = threading.Thread(target=batcher.close)
    closing.start()
    with pytest.raises(Unavailable, match="shutting down"):
        wait_for(lambda: batcher.ask([1]) is None)
    machine.go.set()
    for thread in (busy, waiting, closing):
        thread.join(5)
    assert results == [[42]]
