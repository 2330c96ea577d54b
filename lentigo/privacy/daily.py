"""The server's own daily run of the retention period: one light thread, in every process that serves."""

import logging
import threading
from typing import TYPE_CHECKING

from lentigo.privacy.retention import Retention
from lentigo.problems import Problem

if TYPE_CHECKING:
    from lentigo.parts import Parts

log = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
"""A server that has just started has better to do."""

EVERY_SECONDS = 24 * 3600.0

AGAIN_SECONDS = 600.0
"""When a run failed because a store did not answer."""


def keep_retention(parts: "Parts", *, first: float = FIRST_SECONDS) -> threading.Event | None:
    """Delete what is overdue soon after the start and then daily, for as long as the process lives.

    Args:
        parts: Stores, audit and the retention period.
        first: Seconds until the first run.

    Returns:
        Set it to end the thread; None where no retention period is set and nothing was started.
    """
    if parts.settings.retention_days is None:
        return None
    retention = Retention(
        records=parts.records, blobs=parts.blobs, audit=parts.audit, days=parts.settings.retention_days
    )
    over = threading.Event()

    def run() -> None:
        wait = first
        while not over.wait(wait):
            wait = _once(retention)

    # A daemon: it may be cut off anywhere, for pictures go before their record and the next run takes up the rest.
    threading.Thread(target=run, name="retention", daemon=True).start()
    return over


def _once(retention: Retention) -> float:
    """Run once; gives the seconds until the next time. Nothing ends the thread but the process."""
    try:
        deleted = retention.run()
    except Problem as problem:
        log.warning("the retention period waits: %s", problem.message)
        return AGAIN_SECONDS
    except Exception:
        log.exception("the retention period failed")
        return AGAIN_SECONDS
    if deleted:
        log.info("retention: %d submissions were deleted", deleted)
    return EVERY_SECONDS
