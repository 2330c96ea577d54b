"""Links by which a person sets a new password: an administrator hands them out, each opens once, for a day."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from lentigo.accounts.passwords import Passwords
from lentigo.accounts.store import RESET, Account, AccountStore, delete_all, purge
from lentigo.accounts.throttle import SIGN_IN, Throttle
from lentigo.audit.service import Audit
from lentigo.problems import BadInput, NotFound
from lentigo.storage.records import Records

LIFE = timedelta(hours=24)
PATH = "/app/reset-password#token="
"""Where the page takes the token. Behind the `#`, so that no server or proxy writes it into a log."""


class Resets:
    """Issues and redeems reset links.

    Args:
        records: Where they are kept, by the hash of their token.
        accounts: Whose passwords they set.
        passwords: Hashes the new ones.
        throttle: Forgets failed sign-ins of an account whose password was set anew.
        audit: Remembers each link and its use.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        records: Records,
        accounts: AccountStore,
        passwords: Passwords,
        throttle: Throttle,
        audit: Audit,
        clock: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._accounts = accounts
        self._passwords = passwords
        self._throttle = throttle
        self._audit = audit
        self._clock = clock

    def issue(self, *, email: str, by: str, where: str | None, base: str) -> tuple[str, datetime]:
        """Make a link for an account; earlier ones of the same account open nothing from now on.

        Args:
            email: Address of the account.
            by: Id of the administrator.
            where: Address that the request came from.
            base: Address of the service, as the person will reach it.

        Returns:
            The link, and until when it opens.

        Raises:
            NotFound: There is no such account.
        """
        account = self._accounts.named(email)
        moment = self._clock()
        purge(self._records, RESET, before=moment)
        delete_all(self._records, RESET, {"account_id": account.id})
        token = secrets.token_urlsafe(32)
        expires = moment + LIFE
        self._records.insert(RESET, {"token_hash": _hash(token), "account_id": account.id, "expires": expires})
        self._audit.record(who=by, what="account.reset_link_issued", record=account.id, where=where)
        return f"{base.rstrip('/')}{PATH}{token}", expires

    def redeem(self, *, token: str, new_password: str, where: str | None) -> Account:
        """Set a new password by a link; every session of the account ends.

        Raises:
            BadInput: The link is not valid, was used or is too old; or the password may not be chosen.
        """
        link = self._records.get_by(RESET, "token_hash", _hash(token))
        if link is None or link["expires"] <= self._clock():
            raise _spent()
        hashed = self._passwords.hash(new_password)
        # Of two requests with the same token exactly one deletes it.
        if not self._records.delete(RESET, link["id"]):
            raise _spent()
        try:
            account = self._accounts.update(
                link["account_id"],
                lambda before: replace(
                    before, password=hashed, must_change_password=False, session_epoch=before.session_epoch + 1
                ),
            )
        except NotFound:
            raise _spent() from None
        self._accounts.remove_traces(account.id)
        self._throttle.clear(SIGN_IN, account.email_key)
        self._audit.record(who=account.id, what="account.password_reset", record=account.id, where=where)
        return account


def _hash(token: str) -> str:
    # A token of 256 random bits needs no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _spent() -> BadInput:
    return BadInput(
        "This link is not valid, or no longer: it opens once, for a day. Ask an administrator for a new one.",
        code="reset_link_invalid",
    )
