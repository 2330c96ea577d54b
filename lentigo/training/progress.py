"""Progress bars on a terminal, now and then a line in a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

LINE_SECONDS = 60.0


@contextmanager
def progress_bar(console: Console, text: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long piece of work is.

    Args:
        console: Where to show it.
        text: What is being done.
        total: Units of work.

    Yields:
        A function that takes the number of units newly done.
    """
    if console.is_terminal:
        columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(text, total=total)
            yield lambda units: progress.advance(task, units)
        return
    done, said = 0, time.monotonic()

    def advance(units: int) -> None:
        nonlocal done, said
        done += units
        if time.monotonic() - said > LINE_SECONDS:
            said = time.monotonic()
            console.log(f"{text}: {done} of {total}")

    yield advance
