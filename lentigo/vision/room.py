"""A share of memory that decoders take turns in, so that many large pictures at once cannot exhaust the machine."""

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_WORTH_RETURNING = 32_000_000
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Numbers of options in glibc's malloc.h."""


class Room:
    """A counter of bytes with a waiting line.

    One picture is always let in, however large (its pixels are limited elsewhere); further ones wait until the sum of
    the estimates fits. So the peak is the capacity, or one largest picture, and never their number times their size.

    Args:
        capacity: Bytes that decoders may use together.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._used = 0
        self._free = threading.Condition()

    @contextmanager
    def take(self, size: int) -> Iterator[None]:
        """Wait until `size` bytes are free, and hold them inside the `with` block."""
        share = min(size, self._capacity)
        with self._free:
            self._free.wait_for(lambda: self._used + share <= self._capacity)
            self._used += share
        try:
            yield
        finally:
            if size >= _WORTH_RETURNING:
                _return_memory()
            with self._free:
                self._used -= share
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
