"""Connections must not cross a fork: both processes would speak over one line. Stores drop theirs in the child."""

import os
import weakref
from collections.abc import Callable


def in_every_child(method: Callable[[], None]) -> None:
    """Call a bound method in every process that is forked from this one, as long as its object lives.

    Args:
        method: Bound method without arguments; it must leave what the parent uses alone.
    """
    reference = weakref.WeakMethod(method)

    def call() -> None:
        alive = reference()
        if alive is not None:
            alive()

    os.register_at_fork(after_in_child=call)
