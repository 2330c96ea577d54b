"""How often something may be tried. Kept in records, so that processes share it."""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lentigo.accounts.store import TRIES, insistently, purge
from lentigo.problems import TooManyAttempts
from lentigo.storage.records import Record, Records


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of tries within a sliding time.

    Attributes:
        scope: What is tried; keeps the counts of different things apart.
        tries: How many are let through.
        window: Within which time.
        sentence: What a person is told who tried too often.
    """

    scope: str
    tries: int
    window: timedelta
    sentence: str


SIGN_IN = Limit(
    "sign_in", 10, timedelta(minutes=15), "Too many failed sign-ins for this address; wait before you try again."
)
SIGN_IN_NETWORK = Limit(
    "sign_in_network",
    300,  # a whole clinic may stand behind one address
    timedelta(minutes=15),
    "Too many failed sign-ins from this network address; wait before you try again.",
)
REGISTRATION = Limit(
    "registration", 60, timedelta(hours=1), "Too many registrations from this network address; try again later."
)


class Throttle:
    """Counts tries. A subject that does not exist is counted like one that does.

    Args:
        records: Where the counts are kept.
        secret: Keys the names of subjects: no e-mail or network address stands in a record.
        clock: Tells the time, aware and UTC.
    """

    def __init__(self, records: Records, *, secret: str, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._key = hmac.digest(secret.encode(), b"lentigo throttle v1", hashlib.sha256)
        self._clock = clock

    def check(self, limit: Limit, subject: str) -> None:
        """Make sure that another try is open.

        Raises:
            TooManyAttempts: It is not, and says when it will be.
        """
        record = self._records.get_by(TRIES, "key", self._name(limit, subject))
        times = self._recent(limit, record)
        if len(times) >= limit.tries:
            raise self._refusal(limit, times)

    def count(self, limit: Limit, subject: str) -> int:
        """Count one try; of several at the same moment, exactly as many are let through as the limit says.

        Returns:
            How many were counted within the window, this one included.

        Raises:
            TooManyAttempts: The limit was reached before; this one is not counted.
        """
        key = self._name(limit, subject)

        def attempt() -> int:
            record = self._records.get_by(TRIES, "key", key)
            times = self._recent(limit, record)
            if len(times) >= limit.tries:
                raise self._refusal(limit, times)
            moment = self._clock()
            times.append(moment)
            fresh: Record = {"key": key, "times": [_seconds(time) for time in times], "expires": moment + limit.window}
            if record is None:
                self._records.insert(TRIES, fresh)
            else:
                self._records.replace(TRIES, {**record, **fresh})
            return len(times)

        counted = insistently(attempt)
        # An hour's grace, so that nothing is deleted that is just being counted on.
        purge(self._records, TRIES, before=self._clock() - timedelta(hours=1))
        return counted

    def clear(self, limit: Limit, subject: str) -> None:
        """Forget the tries of a subject."""
        record = self._records.get_by(TRIES, "key", self._name(limit, subject))
        if record is not None:
            self._records.delete(TRIES, record["id"])

    def _recent(self, limit: Limit, record: Record | None) -> list[datetime]:
        moment = self._clock()
        times = [datetime.fromtimestamp(time, tz=moment.tzinfo) for time in (record or {}).get("times", ())]
        return [time for time in times if time > moment - limit.window]

    def _refusal(self, limit: Limit, times: list[datetime]) -> TooManyAttempts:
        # The window slides: a try opens when the oldest one that fills the limit has passed out of it.
        opens = times[-limit.tries] + limit.window
        wait = (opens - self._clock()).total_seconds()
        return TooManyAttempts(limit.sentence, retry_after=max(1, int(wait) + 1))

    def _name(self, limit: Limit, subject: str) -> str:
        text = f"{limit.scope}\n{subject}"
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def network(address: str | None) -> str:
    """Reduce a remote address to what one customer of a provider holds: an IPv4 address, or an IPv6 /64."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed.packed[:8] + bytes(8), 64)))
    return str(parsed)


def _seconds(moment: datetime) -> float:
    return round(moment.timestamp(), 3)
