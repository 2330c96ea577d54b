"""There is always an administrator: the last one stays."""

from lentigo.accounts.permissions import Role
from lentigo.accounts.store import STATE, Account, AccountStore, insistently
from lentigo.problems import Conflict
from lentigo.storage.records import Record, Records


class Administrators:
    """Keeps the number of administrators above zero, also when several of them act at the same moment.

    One record, the roll, names those who are on their way out; they no longer count. It is changed by compare-and-set,
    so of two who would remove each other at the same moment, the second finds the first one's change and is refused.

    Args:
        records: Where the roll is kept.
        accounts: The accounts.
    """

    def __init__(self, *, records: Records, accounts: AccountStore) -> None:
        self._records = records
        self._accounts = accounts

    def exist(self) -> bool:
        """Tell whether there is an administrator."""
        return bool(self._counted(self._roll()))

    def let_go(self, account: Account) -> None:
        """Take an administrator off the count, before the deletion, demotion or deactivation.

        Raises:
            Conflict: It is the last one.
        """

        def attempt() -> None:
            roll = self._roll()
            if not any(other.id != account.id for other in self._counted(roll)):
                raise Conflict("This is the last administrator; make another one first.", code="last_administrator")
            self._write(roll, sorted({*_leaving(roll), account.id}))

        insistently(attempt)

    def settled(self, account_id: str) -> None:
        """Strike an account off the roll when it is no administrator any more, or is one again."""

        def attempt() -> None:
            roll = self._roll()
            if account_id in _leaving(roll):
                self._write(roll, [other for other in _leaving(roll) if other != account_id])

        insistently(attempt)

    def _counted(self, roll: Record | None) -> list[Account]:
        leaving = _leaving(roll)
        admins = self._accounts.of_role(Role.ADMIN)
        return [account for account in admins if account.active and account.id not in leaving]

    def _roll(self) -> Record | None:
        return self._records.get_by(STATE, "key", "administrators")

    def _write(self, roll: Record | None, leaving: list[str]) -> None:
        if roll is None:
            self._records.insert(STATE, {"key": "administrators", "leaving": leaving})
        else:
            self._records.replace(STATE, {**roll, "leaving": leaving})


def _leaving(roll: Record | None) -> list[str]:
    return list(roll["leaving"]) if roll else []
