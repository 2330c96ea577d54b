"""The records of accounts, on top of the record store."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from lentigo.accounts.addresses import email_key
from lentigo.accounts.permissions import Role
from lentigo.problems import NotFound, Unavailable
from lentigo.storage.records import Duplicate, Kind, Record, Records, Scalar, Stale

ACCOUNT = Kind(name="account", unique=("email_key",), indexed=("role",), ordered=("created",), folded=("name", "email"))
SESSION = Kind(name="session", indexed=("account_id",), ordered=("expires",))
RESET = Kind(name="password_reset", unique=("token_hash",), indexed=("account_id",), ordered=("expires",))
TRIES = Kind(name="tries", unique=("key",), ordered=("expires",))
STATE = Kind(name="accounts_state", unique=("key",))
KINDS = (ACCOUNT, SESSION, RESET, TRIES, STATE)

_ATTEMPTS = 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account.

    Attributes:
        id: Pseudonymous id, the only one that other rooms and the audit keep.
        name: As typed.
        email: As typed.
        role: What the account is.
        approved: Whether an administrator has let it in.
        password: Argon2id hash.
        must_change_password: Whether somebody else chose the password.
        session_epoch: Raised when every token must end; tokens of an earlier epoch open nothing.
        erasing: Whether its deletion has begun; it cannot sign in any more.
        created: When it was made.
        active: Whether it is open; an administrator closes it without erasing anything.
        language: Code of the language that the person is written to in.
        version: The store's, for compare-and-set.
    """

    id: str
    name: str
    email: str
    role: Role
    approved: bool
    password: str
    must_change_password: bool
    created: datetime
    session_epoch: int = 1
    erasing: bool = False
    active: bool = True
    language: str = "en"
    version: int = 0

    @property
    def email_key(self) -> str:
        """What two spellings of the address share."""
        return email_key(self.email)

    def to_record(self) -> Record:
        """Give the record that keeps this account."""
        return {**asdict(self), "role": str(self.role), "email_key": self.email_key}

    @classmethod
    def from_record(cls, record: Record) -> "Account":
        """Read an account from its record."""
        # A record of an earlier version lacks what came later; the defaults stand in.
        fields = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**fields, "role": Role(record["role"])})


class AccountStore:
    """Accounts in a record store."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, **fields: Any) -> Account:
        """Store a new account. Raises Duplicate when the e-mail address is taken in any letter case."""
        record = Account(id="", **fields).to_record()
        del record["id"], record["version"]
        return Account.from_record(self._records.insert(ACCOUNT, record))

    def get(self, account_id: str) -> Account | None:
        """Fetch an account by its id."""
        return _account(self._records.get(ACCOUNT, account_id))

    def stands(self, account_id: str) -> bool:
        """Tell whether an account stands and is not being erased; for work that outlasts its request's check."""
        account = self.get(account_id)
        return account is not None and not account.erasing

    def name_of(self, account_id: str) -> str | None:
        """Tell the name of an account; None when it is no more or is being erased."""
        account = self.get(account_id)
        return None if account is None or account.erasing else account.name

    def by_email(self, email: str) -> Account | None:
        """Fetch an account by its e-mail address, in any letter case."""
        return _account(self._records.get_by(ACCOUNT, "email_key", email_key(email)))

    def named(self, email: str) -> Account:
        """Fetch an account by its e-mail address. Raises NotFound."""
        account = self.by_email(email)
        if account is None:
            raise NotFound("There is no account with this e-mail address.")
        return account

    def of_role(self, *roles: Role) -> list[Account]:
        """List all accounts of some roles, oldest first."""
        found = [Account.from_record(record) for role in roles for record in self._walk({"role": str(role)})]
        return sorted(found, key=lambda account: (account.created, account.id))

    def _walk(self, where: dict[str, Scalar]) -> Iterator[Record]:
        after: str | None = None
        while True:
            page = self._records.find(ACCOUNT, where=where, order="created", after=after, limit=1000)
            yield from page.records
            after = page.next
            if after is None:
                return

    def change(self, account_id: str, **fields: Any) -> Account:
        """Set some fields of an account as it stands by then. Raises NotFound."""
        return self.update(account_id, lambda account: replace(account, **fields))

    def update(self, account_id: str, alter: Callable[[Account], Account]) -> Account:
        """Change an account; `alter` is asked again when somebody else was faster. Raises NotFound."""

        def attempt() -> Account:
            account = self.get(account_id)
            if account is None:
                raise NotFound("There is no such account, or no longer.")
            altered = alter(account)
            return Account.from_record(self._records.replace(ACCOUNT, altered.to_record()))

        return insistently(attempt)

    def remove(self, account_id: str) -> bool:
        """Delete the account's record."""
        return self._records.delete(ACCOUNT, account_id)

    def scrub(self) -> None:
        """Leave nothing of removed accounts in the database's own files, as far as they are in reach."""
        self._records.scrub(ACCOUNT)

    def remove_traces(self, account_id: str) -> None:
        """Delete the sessions and the reset links of an account."""
        for kind in (SESSION, RESET):
            delete_all(self._records, kind, {"account_id": account_id})


def insistently(attempt: Callable[[], T]) -> T:
    """Try a compare-and-set until nobody else was faster.

    Args:
        attempt: Reads, decides and writes; raises Stale, or Duplicate where it inserts, when it must be done anew.

    Raises:
        Unavailable: Others kept being faster.
    """
    for tries in range(_ATTEMPTS):
        try:
            return attempt()
        except (Stale, Duplicate):
            time.sleep(random.uniform(0, min(0.05, 0.001 * 2**tries)))  # noqa: S311 (spreads retries, guards nothing)
    raise Unavailable("Too many changes at the same moment; try again.", retry_after=1)


def delete_all(records: Records, kind: Kind, where: dict[str, Scalar]) -> None:
    """Delete every record that matches."""
    while found := records.find(kind, where=where, limit=100).records:
        for record in found:
            records.delete(kind, record["id"])


def purge(records: Records, kind: Kind, *, before: datetime, at_most: int = 10) -> None:
    """Delete a few records that expired; called where new ones are made, so that they cannot pile up."""
    for record in records.find(kind, order="expires", until=before, limit=at_most).records:
        records.delete(kind, record["id"])


def _account(record: Record | None) -> Account | None:
    return None if record is None else Account.from_record(record)
