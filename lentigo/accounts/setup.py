"""How the first administrator comes: from the settings, or by a code printed at the start."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from lentigo.accounts.addresses import checked_email
from lentigo.accounts.administrators import Administrators
from lentigo.accounts.passwords import demand_acceptable
from lentigo.accounts.people import People
from lentigo.accounts.permissions import Role
from lentigo.accounts.store import STATE, Account, AccountStore, insistently
from lentigo.audit.service import OPERATOR
from lentigo.problems import BadConfiguration, Conflict, Forbidden, Problem
from lentigo.storage.records import Record, Records, now

CODE_LIFE = timedelta(hours=1)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for one another."""

_CODE_GROUPS, _GROUP = 4, 5
"""20 characters of 30: 98 bits, beyond guessing."""


class SetupCode:
    """A code printed at the start, which shows that a person has access to the machine. Works once, for an hour.

    Args:
        records: Where its hash is kept.
        clock: Tells the time, aware and UTC.
    """

    def __init__(self, *, records: Records, clock: Callable[[], datetime] = now) -> None:
        self._records = records
        self._clock = clock

    def make(self) -> str:
        """Make a code; earlier ones open nothing from now on."""
        groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_CODE_GROUPS))
        code = "-".join(groups)
        fresh = {"key": "setup_code", "hash": _hash(code), "expires": self._clock() + CODE_LIFE}

        def attempt() -> None:
            kept = self._kept()
            if kept is None:
                self._records.insert(STATE, fresh)
            else:
                self._records.replace(STATE, {**kept, **fresh})

        insistently(attempt)
        return code

    def check(self, code: str) -> Record:
        """Compare a code with the one that was made; gives its record, for `spend`. Raises Forbidden."""
        kept = self._kept()
        good = kept is not None and hmac.compare_digest(kept["hash"], _hash(code)) and kept["expires"] > self._clock()
        if kept is None or not good:
            raise _refusal()
        return kept

    def spend(self, kept: Record) -> None:
        """Use the code up; of several at the same moment exactly one succeeds. Raises Forbidden."""
        if not self._records.delete(STATE, kept["id"]):
            raise _refusal()

    def _kept(self) -> Record | None:
        return self._records.get_by(STATE, "key", "setup_code")


class Setup:
    """Makes the first administrator, and no second one.

    Args:
        records: Where the code is kept.
        accounts: The accounts.
        administrators: Knows whether there is one.
        people: Makes accounts.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        records: Records,
        accounts: AccountStore,
        administrators: Administrators,
        people: People,
        clock: Callable[[], datetime],
    ) -> None:
        self._code = SetupCode(records=records, clock=clock)
        self._accounts = accounts
        self._administrators = administrators
        self._people = people

    def needed(self) -> bool:
        """Tell whether an administrator is still to come."""
        return not self._administrators.exist()

    def ensure_first_admin(self, *, email: str | None, password: str | None) -> bool:
        """Make the administrator named in the settings, while there is none.

        Returns:
            Whether there is an administrator now.

        Raises:
            BadConfiguration: The settings name an address or a password that cannot be taken, or an account that
                somebody else has made.
        """
        if not self.needed():
            return True
        if email is None and password is None:
            return False
        if email is None or password is None:
            raise BadConfiguration("LENTIGO_ADMIN_EMAIL and LENTIGO_ADMIN_PASSWORD belong together: set both or none")
        try:
            self._people.make(
                name="Administrator", email=email, password=password, role=Role.ADMIN, by=OPERATOR, where=None
            )
        except Conflict:
            # Another process with the same settings may have been faster.
            if self.needed():
                raise BadConfiguration(
                    "LENTIGO_ADMIN_EMAIL names an account that is no administrator; anybody may have made it, so it "
                    "is not promoted by itself: use `lentigo admin promote`, or name another address"
                ) from None
        except Problem as problem:
            if problem.status != 400:
                raise
            raise BadConfiguration(f"LENTIGO_ADMIN_EMAIL or LENTIGO_ADMIN_PASSWORD: {problem.message}") from problem
        return True

    def redeem(self, *, code: str, name: str, email: str, password: str, where: str | None) -> Account:
        """Make the first administrator by the code.

        Raises:
            Conflict: There is an administrator, or the address has an account.
            Forbidden: The code is another one, was used, or is older than an hour.
            BadInput: The address or the password cannot be taken.
        """
        if not self.needed():
            raise Conflict("There is an administrator already; ask for an account.", code="already_set_up")
        kept = self._code.check(code)
        checked_email(email)
        demand_acceptable(password)
        if self._accounts.by_email(email) is not None:
            raise Conflict("There is an account with this e-mail address already.", code="email_taken")
        # Last of all, so that a mistake in another field does not cost the code.
        self._code.spend(kept)
        return self._people.make(name=name, email=email, password=password, role=Role.ADMIN, by=OPERATOR, where=where)


def setup_code(records: Records) -> str | None:
    """Make the code that is printed at the start; None when there is an administrator."""
    if Administrators(records=records, accounts=AccountStore(records)).exist():
        return None
    return SetupCode(records=records).make()


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _refusal() -> Forbidden:
    return Forbidden(
        "This is not the set-up code, or no longer: it works once, for an hour. Start the server anew for another one.",
        code="setup_code_wrong",
    )
