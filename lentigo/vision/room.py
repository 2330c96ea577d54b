"""A share of memory that decoders take turns in, so that many large pictures at once cannot exhaust the machine."""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from lentigo.problems import Unavailable

PATIENCE = 30.0
"""Seconds after which somebody who waits is sent away: ten of the slowest pictures that are read here, one by one."""
_WORTH_RETURNING = 32_000_000
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Numbers of options in glibc's malloc.h."""


class Room:
    """A counter of bytes with a waiting line.

    One picture is always let in, however large (its pixels are limited elsewhere); further ones wait until the sum of
    the estimates fits. So the peak is the capacity, or one largest picture, and never their number times their size.
    Who came first goes first, so that a large picture is not passed by small ones until its patience ends.

    Args:
        capacity: Bytes that decoders may use together.
        patience: Seconds after which somebody who waits gives up.
    """

    def __init__(self, capacity: int, *, patience: float = PATIENCE) -> None:
        self._capacity, self._patience = capacity, patience
        self._used = 0
        self._line: deque[object] = deque()
        self._free = threading.Condition()

    @contextmanager
    def take(self, size: int, *, patience: float | None = None) -> Iterator[None]:
        """Wait until `size` bytes are free, and hold them inside the `with` block.

        Args:
            size: Bytes.
            patience: Seconds after which this one gives up, where they are not the room's.

        Raises:
            Unavailable: They were not free in time.
        """
        share = min(size, self._capacity)
        self._enter(share, self._patience if patience is None else patience)
        try:
            yield
        finally:
            if size >= _WORTH_RETURNING:
                _return_memory()
            with self._free:
                self._used -= share
                self._free.notify_all()

    def _enter(self, share: int, patience: float) -> None:
        """Stand in the line until it is one's turn and there is room."""
        place = object()
        with self._free:
            self._line.append(place)
            try:
                fits = self._free.wait_for(
                    lambda: self._line[0] is place and self._used + share <= self._capacity, patience
                )
                if not fits:
                    raise Unavailable(
                        "Too many pictures are being read at the moment; please try again.", retry_after=5
                    )
                self._used += share
            finally:
                self._line.remove(place)
                self._free.notify_all()


def _return_memory() -> None:
    """Hand freed memory back to the system.

    glibc keeps what large decodes freed (measured: 190 MB after one 50-megapixel HEIC); other C libraries have no such
    call and need none.
    """
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def keep_memory_low() -> None:
    """Ask the C library to hold on to little; for a server, before it starts its threads.

    glibc keeps one heap a thread (8 a core) and raises its own limit above which a block goes straight back to the
    system. Measured with ResNet50 and 32 threads that assess 12-megapixel pictures: 287 MB resident afterwards and 470
    at the peak without this, 211 and 401 with it, at the same speed.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, 2)
        set_option(_M_MMAP_THRESHOLD, 2 << 20)


DECODING = Room(128_000_000)
"""What all decoders of this process share: two 12-megapixel photographs in full, or one larger picture alone."""
