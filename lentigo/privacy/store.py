"""The records of consents: one for each account and purpose, with what it said before."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from lentigo.accounts.store import delete_all, insistently
from lentigo.privacy.texts import Purpose
from lentigo.storage.records import Kind, Record, Records

CONSENT = Kind(name="consent", indexed=("account_id", "purpose", "given"), ordered=("time",))
KINDS = (CONSENT,)

LONGEST_HISTORY = 50
"""Earlier decisions that a record keeps; the audit has them all. Somebody could go to and fro all day."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about one purpose.

    Attributes:
        given: Whether the data may be used for it.
        version: Version of the text that was decided about.
        time: When.
        how: By which way it was given or withdrawn.
    """

    given: bool
    version: str
    time: datetime
    how: str

    @classmethod
    def from_record(cls, record: Record) -> Self:
        """Read a decision from its record."""
        return cls(record["given"], record["text_version"], record["time"], record["how"])

    def to_record(self) -> Record:
        """Give the fields that keep this decision; `version` in a record is the store's own."""
        return {"given": self.given, "text_version": self.version, "time": self.time, "how": self.how}


class ConsentStore:
    """Consents in a record store. A record holds the account's id and no name."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def get(self, account_id: str, purpose: Purpose) -> Decision | None:
        """Fetch the present decision; None when there is none."""
        record = self._record(account_id, purpose)
        return None if record is None else Decision.from_record(record)

    def earlier(self, account_id: str, purpose: Purpose) -> list[dict[str, Any]]:
        """List the decisions before the present one, oldest first."""
        record = self._record(account_id, purpose)
        return [] if record is None else list(record["earlier"])

    def withdrawn(self, purpose: Purpose) -> frozenset[str]:
        """Tell which accounts have said no to a purpose, or have taken their yes back."""
        refused = self._records.count(CONSENT, by="account_id", where={"purpose": str(purpose), "given": False})
        return frozenset(refused)

    def update(
        self, account_id: str, purpose: Purpose, decide: Callable[[Decision | None], Decision | None]
    ) -> Decision | None:
        """Change a decision; of several at the same moment each sees the one before.

        Args:
            account_id: Whose it is.
            purpose: What it is about.
            decide: Is given the present decision and gives the new one; None leaves everything as it is.

        Returns:
            The new decision; None when nothing was changed.
        """

        def attempt() -> Decision | None:
            record = self._record(account_id, purpose)
            before = None if record is None else Decision.from_record(record)
            after = decide(before)
            if after is None:
                return None
            if record is None:
                # The natural key is the id: of two first decisions one finds the other's.
                key = {"id": _key(account_id, purpose), "account_id": account_id, "purpose": str(purpose)}
                self._records.insert(CONSENT, {**key, **after.to_record(), "earlier": []})
            else:
                earlier = [*record["earlier"], asdict(Decision.from_record(record))][-LONGEST_HISTORY:]
                self._records.replace(CONSENT, {**record, **after.to_record(), "earlier": earlier})
            return after

        return insistently(attempt)

    def erase(self, account_id: str) -> None:
        """Delete every consent of an account."""
        delete_all(self._records, CONSENT, {"account_id": account_id})

    def _record(self, account_id: str, purpose: Purpose) -> Record | None:
        return self._records.get(CONSENT, _key(account_id, purpose))


def _key(account_id: str, purpose: Purpose) -> str:
    return f"{account_id}-{purpose}"
