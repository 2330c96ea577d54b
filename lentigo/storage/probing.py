"""Whether a store takes writes: what only answers may be full, or may have been told to refuse them."""

import threading
import time
from collections.abc import Callable

from lentigo.problems import Unavailable


class WriteProbe:
    """Tries a small write, at most once in a while; in between, what came of the last one stands.

    However many ask at the same moment, one write is made, so that asking cannot become a load of its own.

    Args:
        write: Makes the write. Raises Unavailable when the store does not take it.
        rest: Seconds between two writes.
        clock: Tells the time in seconds.
    """

    def __init__(
        self, write: Callable[[], object], *, rest: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._rest = rest
        self._clock = clock
        self._turn = threading.Lock()
        self._tried: float | None = None
        self._failure: Unavailable | None = None

    def __call__(self) -> None:
        """Make sure that the store takes writes, or did a moment ago. Raises Unavailable."""
        with self._turn:
            if self._tried is None or self._clock() - self._tried >= self._rest:
                self._failure = None
                try:
                    self._write()
                except Unavailable as problem:
                    self._failure = problem
                # Not before: a write that hangs is over by now, and whoever waited for it need not make another.
                self._tried = self._clock()
            if self._failure is not None:
                raise Unavailable(self._failure.message, retry_after=self._failure.retry_after)
