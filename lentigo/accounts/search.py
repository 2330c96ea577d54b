"""Which accounts an administrator wants to see, and in which order.

All accounts of a role are read and looked through here: a thousand take some milliseconds, any part of a name is found,
and every order works, which no index of the store offers together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from lentigo.accounts.permissions import Role
from lentigo.accounts.store import Account
from lentigo.storage.values import fold

Order = Literal["created", "name", "email"]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; what is None is not asked for.

    Attributes:
        text: Beginning of a word of the name, or of the address, in any letter case.
        role: The role.
        approved: Whether somebody has let the account in.
        active: Whether the account is open.
        sort: What to order by.
        descending: Largest first.
        offset: How many to pass over.
        limit: Most accounts wanted; None for all.
    """

    text: str | None = None
    role: Role | None = None
    approved: bool | None = None
    active: bool | None = None
    sort: Order = "created"
    descending: bool = False
    offset: int = 0
    limit: int | None = None

    def arrange(self, accounts: Iterable[Account]) -> tuple[list[Account], int]:
        """Give the part of the accounts that is wanted, and how many match in all."""
        found = sorted(filter(self._matches, accounts), key=self._key, reverse=self.descending)
        end = None if self.limit is None else self.offset + self.limit
        return found[self.offset : end], len(found)

    def _matches(self, account: Account) -> bool:
        asked = ((self.role, account.role), (self.approved, account.approved), (self.active, account.active))
        if any(wanted is not None and wanted != present for wanted, present in asked):
            return False
        text = fold((self.text or "").strip())
        if not text:
            return True
        name = fold(account.name)
        # With a blank before it, the beginning of every word is found alike.
        return f" {text}" in f" {name}" or account.email_key.startswith(text)

    def _key(self, account: Account) -> Any:
        if self.sort == "created":
            return (account.created, account.id)
        return (fold(account.name) if self.sort == "name" else account.email_key, account.id)
