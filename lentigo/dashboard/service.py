"""Puts together what the dashboard shows."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from lentigo import __version__
from lentigo.accounts.permissions import Caller, Role
from lentigo.accounts.store import AccountStore
from lentigo.audit.service import Audit
from lentigo.dashboard.store import SubmissionCounts
from lentigo.model.schemas import ModelAnswer
from lentigo.problems import Unavailable
from lentigo.reviews.service import Reviews
from lentigo.settings import Settings
from lentigo.storage.records import Records, now
from lentigo.submissions.answer import per_cent

_TIERS = ("high", "moderate", "not assessed", "low")


class Dashboard:
    """Counts and asks for an administrator; names nobody.

    Args:
        settings: Which store it is, and where the data folder is.
        records: The store.
        reviews: Knows how many cases wait.
        audit: Remembers who looked.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        records: Records,
        reviews: Reviews,
        audit: Audit,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._settings = settings
        self._counts = SubmissionCounts(records)
        self._accounts = AccountStore(records)
        self._reviews = reviews
        self._audit = audit
        self._clock = clock
        self._started = time.monotonic()

    def show(self, *, caller: Caller, days: int, model: ModelAnswer, where: str) -> dict[str, Any]:
        """Give everything but the state of the parts, which whoever serves them asks.

        Args:
            caller: The administrator.
            days: How many days of UTC, today included.
            model: What is told of the model.
            where: Address that the request came from.
        """
        today = datetime.combine(self._clock().astimezone(UTC).date(), clock_time(), tzinfo=UTC)
        starts = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
        since, until = starts[0], today + timedelta(days=1)
        classes, risks = (self._counts.by(field, since, until) for field in ("condition", "risk"))
        self._audit.record(who=caller.id, what="dashboard.read", where=where, detail={"days": days})
        return {
            "days": [
                {"date": start.date(), "submissions": self._counts.between(start, start + timedelta(days=1))}
                for start in starts
            ],
            "submissions": self._counts.between(since, until),
            "submissions_ever": self._counts.between(None, None),
            "classes": dict(sorted(classes.items(), key=lambda item: (-item[1], item[0]))),
            "risks": {tier: risks[tier] for tier in _TIERS if tier in risks},
            "agreement": self._agreement(since, until),
            "reviews_waiting": self._reviews.waiting(),
            "reviews_urgent": self._reviews.urgent(),
            "people": self._people(),
            "model": {
                "title": model.title, "sha256": model.sha256, "classes": len(model.classes), "licence": model.licence,
            },
        }  # fmt: skip

    def service(self) -> dict[str, Any]:
        """Tell how the service is, less the state of its parts."""
        try:
            disk = shutil.disk_usage(self._settings.data_dir)
        except OSError as error:
            raise Unavailable(f"The data folder cannot be read: {error.strerror}.") from error
        return {
            "store": "MongoDB" if self._settings.mongo_uri is not None else "SQLite",
            "disk": {"total": disk.total, "free": disk.free},
            "uptime_seconds": int(time.monotonic() - self._started),
            "version": __version__,
        }

    def _agreement(self, since: datetime, until: datetime) -> dict[str, Any]:
        confirmed, corrected = (self._counts.judged(word, since, until) for word in ("confirmed", "corrected"))
        rows = [_row(name, confirmed.get(name, 0), corrected.get(name, 0)) for name in {**confirmed, **corrected}]
        right, wrong = sum(confirmed.values()), sum(corrected.values())
        return {
            "confirmed": right,
            "corrected": wrong,
            "rate": per_cent(right / (right + wrong)) if rows else None,
            "by_class": sorted(rows, key=lambda row: (-row["confirmed"] - row["corrected"], row["class"])),
        }

    def _people(self) -> dict[str, int]:
        accounts = self._accounts.of_role(*Role)
        counted = {f"{role}s": sum(account.role is role for account in accounts) for role in Role}
        waiting = sum(not account.approved for account in accounts)
        return {**counted, "waiting": waiting, "deactivated": sum(not account.active for account in accounts)}


def _row(condition: str, confirmed: int, corrected: int) -> dict[str, Any]:
    rate = per_cent(confirmed / (confirmed + corrected))
    return {"class": condition, "confirmed": confirmed, "corrected": corrected, "rate": rate}
