"""Many threads and processes write at once, and one is killed: the chain is whole and holds what was acknowledged."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from lentigo.audit.lines import AUDIT, line_id
from lentigo.storage import Records
from tests.audit.conftest import Book
from tests.audit.writers import start

THREADS = 8


def test_eight_threads_and_two_processes_leave_a_whole_chain(book: Book) -> None:
    others = [start(book.place, threads=THREADS, lines=20) for _ in range(2)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: book.write(20), range(THREADS)))
    told = [line for other in others for line in other.communicate(timeout=120)[0].split()]
    assert [other.returncode for other in others] == [0, 0]
    assert len(told) == len(set(told)) == 2 * THREADS * 20
    verdict = book.verify()
    assert (verdict.fault, verdict.notes, verdict.head.count) == (None, [], 3 * THREADS * 20)


def test_a_writer_that_is_killed_leaves_a_whole_chain_with_everything_acknowledged(book: Book) -> None:
    writer = start(book.place, threads=THREADS)
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(300)]
    writer.kill()
    lines += writer.stdout.readlines()
    writer.wait(timeout=10)
    acknowledged = {line.strip() for line in lines if line.endswith("\n")}
    verdict = book.verify()
    assert verdict.fault is None
    # What stands in the store and was not acknowledged was on its way, at most one line a thread.
    assert len(acknowledged) <= verdict.head.count <= len(acknowledged) + THREADS
    assert acknowledged <= {line_id(number) for number in range(1, verdict.head.count + 1)}
    book.write(5)
    assert (book.verify().fault, book.verify().notes) == (None, [])


class Slow:
    """A store whose writes of many lines wait until the test lets them go."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.batches: list[int] = []
        self.go = threading.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def insert_all(self, kind: object, lines: list[object]) -> object:
        self.go.wait(timeout=10)
        self.batches.append(len(lines))
        return self._records.insert_all(kind, lines)  # type: ignore[arg-type]


def test_lines_of_threads_that_wait_share_one_write(book: Book) -> None:
    slow = Slow(book.records)
    book.records = slow  # type: ignore[assignment]
    book.reopen()
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(book.write, 1) for _ in range(THREADS)]
        while sum(thread.name.startswith("ThreadPool") for thread in threading.enumerate()) < THREADS:
            threading.Event().wait(0.01)
        threading.Event().wait(0.2)
        slow.go.set()
        for each in waiting:
            each.result(timeout=10)
    assert sum(slow.batches) == THREADS
    assert len(slow.batches) <= 3
    assert book.verify().fault is None


def test_a_line_that_cannot_be_written_does_not_take_others_with_it(book: Book) -> None:
    book.write(2)
    for wrong in ({"moment": object()}, {"to": "somebody@home.example"}):
        try:
            book.audit.record(who="a", what="submission.read", detail=wrong)
        except ValueError:
            continue
        raise AssertionError("it was written")
    book.write(2)
    assert book.verify().head.count == 4


def test_a_forked_process_goes_on_where_its_parent_was(book: Book) -> None:
    book.write(3)
    child = os.fork()
    if child == 0:
        try:
            book.write(2)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    book.write(2)
    assert (book.verify().fault, book.verify().head.count) == (None, 7)
    assert book.records.get(AUDIT, line_id(7)) is not None
