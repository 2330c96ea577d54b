"""The rules of accounts: who may come in, and what a person may do with the own account."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

from lentigo.accounts.addresses import checked_email, email_key
from lentigo.accounts.administrators import Administrators
from lentigo.accounts.passwords import Passwords
from lentigo.accounts.people import People, changed_meanwhile
from lentigo.accounts.permissions import Caller, Right, Role
from lentigo.accounts.resets import Resets
from lentigo.accounts.sessions import Grant, Sessions
from lentigo.accounts.setup import Setup
from lentigo.accounts.store import Account, AccountStore
from lentigo.accounts.throttle import REGISTRATION, SIGN_IN, SIGN_IN_NETWORK, Throttle, network
from lentigo.audit.service import NOBODY, Audit, open_audit
from lentigo.conditions import DEFAULT_LANGUAGE
from lentigo.problems import BadInput, Forbidden, NotSignedIn
from lentigo.settings import Settings
from lentigo.storage.records import Records, now


class Accounts:
    """Everything that is done with accounts; one for each process, safe for threads.

    Args:
        records: Where accounts are kept.
        audit: Remembers who did what.
        settings: Lives of tokens, and the secret.
        on_erase: Erases everything else that belongs to an account, given its id; may be called more than once.
        on_make: Is told the id of every account that was made.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        records: Records,
        audit: Audit,
        settings: Settings,
        on_erase: Callable[[str], None],
        on_make: Callable[[str], None] = lambda _: None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        secret = settings.secret()
        self.store = AccountStore(records)
        self.passwords = Passwords()
        self.throttle = Throttle(records, secret=secret, clock=clock)
        self.sessions = Sessions(
            records=records,
            accounts=self.store,
            audit=audit,
            secret=secret,
            token_life=timedelta(minutes=settings.access_token_minutes),
            page_token_life=timedelta(minutes=settings.session_token_minutes),
            page_life=timedelta(days=settings.session_days),
            clock=clock,
        )
        self.resets = Resets(
            records=records,
            accounts=self.store,
            passwords=self.passwords,
            throttle=self.throttle,
            audit=audit,
            clock=clock,
        )
        administrators = Administrators(records=records, accounts=self.store)
        self.people = People(
            accounts=self.store,
            passwords=self.passwords,
            administrators=administrators,
            throttle=self.throttle,
            audit=audit,
            on_erase=on_erase,
            on_make=on_make,
            clock=clock,
        )
        self.setup = Setup(
            records=records, accounts=self.store, administrators=administrators, people=self.people, clock=clock
        )
        self._audit = audit

    # Coming in

    def register(
        self, *, name: str, email: str, password: str, where: str | None, language: str = DEFAULT_LANGUAGE
    ) -> Grant:
        """Make an account that waits for approval, and sign it in to itself.

        Raises:
            BadInput: The address or the password cannot be taken.
            Conflict: The address has an account, in whatever letter case.
            TooManyAttempts: Too many registrations came from this network address.
        """
        checked_email(email)
        self.throttle.count(REGISTRATION, network(where))
        account = self.people.register(name=name, email=email, password=password, where=where, language=language)
        return self.sessions.start(account, page=False)

    def sign_in(self, *, email: str, password: str, page: bool, where: str | None) -> Grant:
        """Open a session for who knows the password.

        Args:
            email: Address, in any letter case.
            password: What was typed.
            page: Whether our own page asks, which refreshes short tokens.
            where: Address that the request came from.

        Raises:
            NotSignedIn: Address or password is wrong; which of the two is not told.
            Forbidden: The account waits for approval, or was deactivated.
            TooManyAttempts: Too many sign-ins failed for this e-mail address, whether it has an account or not, or from
                this network address.
        """
        subject = email_key(email)
        self.throttle.check(SIGN_IN, subject)
        self.throttle.check(SIGN_IN_NETWORK, network(where))
        account = self.store.by_email(email)
        stored = None if account is None or account.erasing else account.password
        known = self.passwords.verify(stored, password, first=lambda: self.throttle.check(SIGN_IN, subject))
        if account is None or not known:
            self._fail(subject, account, where)
        # Those that failed meanwhile count: a right guess among too many opens nothing.
        self.throttle.check(SIGN_IN, subject)
        self.throttle.clear(SIGN_IN, subject)
        if not account.approved:
            self._audit_refusal(account, "not_approved", where)
            raise Forbidden("This account is waiting for an administrator's approval.", code="not_approved")
        if not account.active:
            self._audit_refusal(account, "deactivated", where)
            raise Forbidden("This account was deactivated by an administrator.", code="deactivated")
        if self.passwords.outdated(account.password):
            account = self._rehash(account, password)
        grant = self.sessions.start(account, page=page)
        self._audit.record(who=account.id, what="account.signed_in", record=account.id, where=where)
        return grant

    def _fail(self, subject: str, account: Account | None, where: str | None) -> NoReturn:
        counted = self.throttle.count(SIGN_IN, subject)
        blocked = counted >= SIGN_IN.tries
        reason = "wrong_password" if account else "unknown_account"
        self._audit_refusal(account, reason, where, blocked=blocked)
        self.throttle.count(SIGN_IN_NETWORK, network(where))
        raise NotSignedIn("E-mail address or password is wrong.", code="wrong_credentials")

    def _audit_refusal(self, account: Account | None, reason: str, where: str | None, *, blocked: bool = False) -> None:
        self._audit.record(
            who=account.id if account else NOBODY,
            what="account.sign_in_refused",
            record=account.id if account else None,
            where=where,
            detail={"reason": reason, **({"blocked": True} if blocked else {})},
        )

    def _rehash(self, account: Account, password: str) -> Account:
        """Bring a hash of other days to today's cost, while the password is at hand."""
        before, hashed = account.password, self.passwords.hash(password)
        return self.store.update(
            account.id, lambda latest: replace(latest, password=hashed) if latest.password == before else latest
        )

    def sign_out(self, *, caller: Caller, where: str | None) -> None:
        """End the session that the caller's token belongs to."""
        self.sessions.end(caller.session)
        self._audit.record(who=caller.id, what="account.signed_out", record=caller.id, where=where)

    def end_session(self, refresh_token: str, *, where: str | None) -> None:
        """End the session that a refresh token belongs to, if it is one."""
        found = self.sessions.of_token(refresh_token)
        if found is None:
            return
        session, account_id = found
        if self.sessions.end(session):
            self._audit.record(who=account_id, what="account.signed_out", record=account_id, where=where)

    def caller(self, *, account_id: str, session_id: str, epoch: int) -> Caller | None:
        """Find who stands behind an access token; None when it opens nothing any more."""
        account = self.sessions.account_of(account_id=account_id, session_id=session_id, epoch=epoch)
        if account is None:
            return None
        return Caller(
            id=account.id,
            email=account.email,
            name=account.name,
            role=account.role,
            approved=account.approved,
            must_change_password=account.must_change_password,
            session=session_id,
            language=account.language,
        )

    def note_refusal(self, *, caller: Caller, right: Right, route: str, code: str, where: str | None) -> None:
        """Remember that somebody asked for what is not theirs to do."""
        detail = {"right": str(right), "route": route, "code": code}
        self._audit.record(who=caller.id, what="access.refused", where=where, detail=detail)

    # The own account

    def change_own(self, *, caller: Caller, name: str | None, language: str | None, where: str | None) -> Account:
        """Change the caller's name or language; what is None stays as it is."""
        fields = {name: value for name, value in (("name", name), ("language", language)) if value is not None}
        account = self.store.change(caller.id, **fields)
        for field, what in (("name", "account.renamed"), ("language", "account.language_changed")):
            if field in fields:
                self._audit.record(who=caller.id, what=what, record=caller.id, where=where)
        return account

    def change_password(self, *, caller: Caller, current: str, new: str, where: str | None) -> Grant:
        """Change the caller's password; every session ends, and a new one like the caller's begins.

        Raises:
            BadInput: The current password is wrong, or the new one may not be chosen.
            Conflict: Another password was set at the same moment.
            TooManyAttempts: The current password was wrong too often.
        """
        subject = email_key(caller.email)
        known = self._knows_password(caller, current)
        if known is None:
            self._audit.record(who=caller.id, what="account.password_change_refused", record=caller.id, where=where)
            raise _fault("current_password", "wrong_password", "The current password is wrong.")
        if new == current:
            raise _fault("new_password", "same_password", "The new password must differ from the current one.")
        hashed = self.passwords.hash(new)
        page = self.sessions.is_page(caller.session)

        def alter(before: Account) -> Account:
            # What was typed as the current password must still be it: of two changes at once only one may succeed.
            if before.password != known.password:
                raise changed_meanwhile()
            return replace(before, password=hashed, must_change_password=False, session_epoch=before.session_epoch + 1)

        changed = self.store.update(caller.id, alter)
        self.store.remove_traces(caller.id)
        self.throttle.clear(SIGN_IN, subject)
        self._audit.record(who=caller.id, what="account.password_changed", record=caller.id, where=where)
        return self.sessions.start(changed, page=page)

    def erase_own(self, *, caller: Caller, password: str, where: str | None) -> None:
        """Erase the caller's account with everything that belongs to it, as an administrator would.

        Raises:
            BadInput: The password is wrong.
            Conflict: It is the last administrator.
            TooManyAttempts: The password was wrong too often.
        """
        if self._knows_password(caller, password) is None:
            self._audit.record(who=caller.id, what="account.erasure_refused", record=caller.id, where=where)
            raise _fault("password", "wrong_password", "The password is wrong.")
        self.people.erase(email=caller.email, roles=frozenset(Role), by=caller.id, where=where)

    def _knows_password(self, caller: Caller, password: str) -> Account | None:
        """Give the caller's account if the password is its; failures count as failed sign-ins.

        Raises:
            TooManyAttempts: There were too many.
        """
        subject = email_key(caller.email)
        self.throttle.check(SIGN_IN, subject)
        account = self.store.get(caller.id)
        stored = account.password if account else None
        known = self.passwords.verify(stored, password, first=lambda: self.throttle.check(SIGN_IN, subject))
        if not known:
            self.throttle.count(SIGN_IN, subject)
        return account if known else None


def ensure_first_admin(records: Records, settings: Settings) -> bool:
    """Make the administrator named in the settings, while there is none; never overwrites a password.

    Args:
        records: An open store.
        settings: Address and password of the first administrator.

    Returns:
        Whether there is an administrator now.

    Raises:
        BadConfiguration: The settings name an address or a password that cannot be taken, or somebody else's account.
    """
    audit = open_audit(records, settings)
    accounts = Accounts(records=records, audit=audit, settings=settings, on_erase=lambda _: None)
    return accounts.setup.ensure_first_admin(email=settings.admin_email, password=settings.admin_password)


def _fault(field: str, code: str, message: str) -> BadInput:
    return BadInput(message, code="invalid_input", details=[{"field": field, "code": code, "message": message}])
