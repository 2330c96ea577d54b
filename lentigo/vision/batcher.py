"""Micro-batching: what waits together runs together, on one thread that owns the engine.

The arithmetic. One run over n pictures takes about a + b*n, where a is the fixed cost of a run (waking threads,
walking the graph, reading 24 MB of weights once) and b the cost of a picture. There is no timer: the thread takes what
waits the moment it is free, so

* a lone request starts at once; its delay is 0, not a collecting window;
* under load, pictures that arrive while a batch of n runs form the next batch. With arrivals at rate r its size settles
  where n = r * (a + b*n), that is n = r*a / (1 - r*b): small below saturation, and rising to the largest size as r
  nears 1/b. So the batch grows only as far as the load makes it pay, and nobody chooses a window;
* a request waits for at most the running batch, then for those before it: with q pictures ahead and largest size m at
  most (a + b*m) * (ceil(q/m) + 1). The queue bounds q, hence the wait; one more is refused at once, because a refusal
  now is worth more than an answer after the caller has left.

Batches have the sizes 1, 2, 4 and 8 only: OpenVINO builds kernels for every new shape (about 50 ms each, once), and a
larger batch gains little more. Measured with ResNet50 int8 on two AVX-512-VNNI cores: a = 1 ms and b = 10-11 ms, so 88
pictures/s alone and 99 in fours; where the processor has matrix units (AMX) b falls to 2.6 ms and batching counts more.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from lentigo.problems import Unavailable

SIZES = (8, 4, 2, 1)
"""Batch sizes, largest first."""
PATIENCE = 30.0
"""Seconds after which a request gives up waiting for an engine that hangs."""
_HEARTBEAT = 0.5

Item = TypeVar("Item")
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class _Ticket(Generic[Item, Result]):
    """One picture in the queue and the place where its result appears."""

    __slots__ = ("item", "problem", "ready", "result")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.ready = threading.Event()
        self.result: Result | None = None
        self.problem: Unavailable | None = None

    def answer(self, result: Result) -> None:
        self.result = result
        self.ready.set()

    def fail(self) -> None:
        self.problem = Unavailable("The assessment was interrupted; please try again.", retry_after=1)
        self.ready.set()


class Batcher(Generic[Item, Result]):
    """A bounded queue in front of a function that works on batches.

    Args:
        run: Works on a batch and gives one result an item, in order.
        capacity: Items that may wait.
        sizes: Batch sizes, largest first, ending in 1.
        patience: Seconds after which a request gives up.
    """

    def __init__(
        self,
        run: Callable[[list[Item]], Sequence[Result]],
        *,
        capacity: int = 64,
        sizes: Sequence[int] = SIZES,
        patience: float = PATIENCE,
    ) -> None:
        self._run, self._capacity, self._sizes, self._patience = run, capacity, sizes, patience
        self._waiting: deque[_Ticket[Item, Result]] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = self._start()

    def ask(self, items: Sequence[Item]) -> list[Result]:
        """Put items in the queue, all or none, and wait for their results.

        Args:
            items: At least one; more than the queue holds are taken only while nothing waits.

        Raises:
            Unavailable: The queue is full, the engine failed or hangs, or the batcher is closed.
        """
        tickets = [_Ticket[Item, Result](item) for item in items]
        with self._changed:
            if self._closing:
                raise Unavailable("The service is shutting down; please try again in a moment.", retry_after=5)
            if self._waiting and len(self._waiting) + len(tickets) > self._capacity:
                raise Unavailable("Too many pictures are waiting at the moment; please try again.", retry_after=1)
            self._waiting.extend(tickets)
            self._keep_alive()
            self._changed.notify()
        return self._collect(tickets)

    @property
    def waiting(self) -> int:
        """Items that wait at the moment."""
        return len(self._waiting)

    def close(self) -> None:
        """Take nothing more, finish what waits, and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(self._patience)
        with self._changed:
            self._fail_all()

    def _collect(self, tickets: list[_Ticket[Item, Result]]) -> list[Result]:
        deadline = time.monotonic() + self._patience
        results: list[Result] = []
        for ticket in tickets:
            while not ticket.ready.wait(_HEARTBEAT):
                if time.monotonic() > deadline:
                    self._withdraw(tickets)
                    raise Unavailable("The assessment took too long; please try again.", retry_after=5)
                with self._changed:
                    self._keep_alive()
            if ticket.problem is not None:
                self._withdraw(tickets)
                raise ticket.problem
            results.append(ticket.result)  # type: ignore[arg-type]
        return results

    def _withdraw(self, tickets: list[_Ticket[Item, Result]]) -> None:
        """Take back what nobody waits for any longer, so that a caller who left costs no work."""
        with self._changed:
            for ticket in tickets:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._work, name="lentigo-engine", daemon=True)
        thread.start()
        return thread

    def _keep_alive(self) -> None:
        """Start the thread anew if it died; the caller holds the lock."""
        if not self._thread.is_alive() and not self._closing:
            _log.error("the inference thread had ended and is started again")
            self._thread = self._start()

    def _take(self) -> list[_Ticket[Item, Result]]:
        """Wait for work and take the largest batch that is there; nothing when closing and done."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            size = next((size for size in self._sizes if size <= len(self._waiting)), 0)
            return [self._waiting.popleft() for _ in range(size)]

    def _work(self) -> None:
        while batch := self._take():
            try:
                results = self._run([ticket.item for ticket in batch])
                for ticket, result in zip(batch, results, strict=True):
                    ticket.answer(result)
            except Exception:
                _log.exception("a batch of %d pictures failed", len(batch))
            finally:
                # Also when the thread is torn down from outside: nobody may wait for ever.
                for ticket in batch:
                    if not ticket.ready.is_set():
                        ticket.fail()

    def _fail_all(self) -> None:
        while self._waiting:
            self._waiting.popleft().fail()
