"""What is done to other people's accounts: made, let in, promoted, erased."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lentigo.accounts.addresses import checked_email
from lentigo.accounts.administrators import Administrators
from lentigo.accounts.names import plain_name
from lentigo.accounts.passwords import Passwords
from lentigo.accounts.permissions import Role
from lentigo.accounts.store import Account, AccountStore
from lentigo.accounts.throttle import SIGN_IN, Throttle
from lentigo.audit.service import Audit
from lentigo.conditions import DEFAULT_LANGUAGE
from lentigo.problems import BadInput, Conflict, NotFound
from lentigo.storage.records import Duplicate


class People:
    """The accounts as an administrator sees them.

    Args:
        accounts: Where they are kept.
        passwords: Hashes their passwords.
        administrators: Keeps the last administrator.
        throttle: Forgets the failed sign-ins of who is erased.
        audit: Remembers every change.
        on_erase: Erases everything else that belongs to an account, given its id; may be called more than once.
        on_make: Is told the id of every account that was made.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        accounts: AccountStore,
        passwords: Passwords,
        administrators: Administrators,
        throttle: Throttle,
        audit: Audit,
        on_erase: Callable[[str], None],
        on_make: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._administrators = administrators
        self._throttle = throttle
        self._audit = audit
        self._on_erase = on_erase
        self._on_make = on_make
        self._clock = clock

    def of_role(self, *roles: Role) -> list[Account]:
        """List the accounts of some roles, oldest first."""
        return self._accounts.of_role(*roles)

    def register(
        self, *, name: str, email: str, password: str, where: str | None, language: str = DEFAULT_LANGUAGE
    ) -> Account:
        """Make a user's account that waits for approval. Raises as `make`."""
        account = self._add(
            name=name, email=email, password=password, role=Role.USER, approved=False, language=language
        )
        self._audit.record(who=account.id, what="account.registered", record=account.id, where=where)
        self._on_make(account.id)
        return account

    def make(
        self,
        *,
        name: str,
        email: str,
        password: str,
        role: Role,
        by: str,
        where: str | None,
        must_change_password: bool = False,
    ) -> Account:
        """Make an account that is open at once.

        Args:
            name: Name of the person.
            email: Address of the person.
            password: The first password.
            role: What the account shall be.
            by: Id of who makes it.
            where: Address that the request came from.
            must_change_password: Whether somebody else than the person chose the password.

        Raises:
            BadInput: The address or the password cannot be taken.
            Conflict: The address has an account, in whatever letter case.
        """
        account = self._add(
            name=name,
            email=email,
            password=password,
            role=role,
            approved=True,
            must_change_password=must_change_password,
        )
        detail = {"role": str(role)}
        self._audit.record(who=by, what="account.created", record=account.id, where=where, detail=detail)
        self._on_make(account.id)
        return account

    def approve(self, *, email: str, role: Role | None, by: str, where: str | None) -> Account:
        """Let an account in, and give it another role when asked; a change of role ends its sessions.

        Args:
            email: Address of the account, in any letter case.
            role: The new role; None leaves it as it is.
            by: Id of who approves.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such account.
            Conflict: It is the last administrator and would be one no longer.
        """
        before = self._accounts.named(email)
        if before.erasing:
            raise NotFound("There is no account with this e-mail address.")
        after = self._set_role(before, role or before.role)
        if not before.approved:
            self._audit.record(who=by, what="account.approved", record=after.id, where=where)
        if before.role is not after.role:
            detail = {"from": str(before.role), "to": str(after.role)}
            self._audit.record(who=by, what="account.role_changed", record=after.id, where=where, detail=detail)
        return after

    def _set_role(self, account: Account, role: Role) -> Account:
        demoted = account.role is Role.ADMIN and role is not Role.ADMIN
        if demoted:
            self._administrators.let_go(account)

        def alter(latest: Account) -> Account:
            _demand_unchanged(latest, account.role)
            epoch = latest.session_epoch + (latest.role is not role)
            return replace(latest, role=role, approved=True, session_epoch=epoch)

        changed = self._accounts.update(account.id, alter)
        if demoted or role is Role.ADMIN:
            self._administrators.settled(account.id)
        if account.role is not role:
            self._accounts.remove_traces(account.id)
        return changed

    def rename(self, *, email: str, name: str, roles: frozenset[Role], by: str, where: str | None) -> Account:
        """Change somebody's name.

        Args:
            email: Address of the account, in any letter case.
            name: The new name.
            roles: Roles that may be changed here.
            by: Id of who changes it.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such account of one of these roles.
        """
        account = self._accounts.change(self._standing(email, roles).id, name=name)
        self._audit.record(who=by, what="account.renamed", record=account.id, where=where)
        return account

    def set_active(self, *, email: str, active: bool, roles: frozenset[Role], by: str, where: str | None) -> Account:
        """Close an account without erasing anything, or open it again; when it is closed, every session ends.

        Args:
            email: Address of the account, in any letter case.
            active: Whether it shall be open.
            roles: Roles that may be changed here.
            by: Id of who changes it.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such account of one of these roles.
            Conflict: It is the last administrator who could come in.
        """
        account = self._standing(email, roles)
        if account.active is active:
            return account
        if not active and account.role is Role.ADMIN:
            self._administrators.let_go(account)

        def alter(latest: Account) -> Account:
            _demand_unchanged(latest, account.role)
            return replace(latest, active=active, session_epoch=latest.session_epoch + (not active))

        changed = self._accounts.update(account.id, alter)
        if not active:
            self._accounts.remove_traces(account.id)
        if account.role is Role.ADMIN:
            self._administrators.settled(account.id)
        what = "account.reactivated" if active else "account.deactivated"
        self._audit.record(who=by, what=what, record=account.id, where=where)
        return changed

    def _standing(self, email: str, roles: frozenset[Role]) -> Account:
        """Fetch an account of some roles that is not being erased. Raises NotFound."""
        account = self._accounts.named(email)
        if account.erasing or account.role not in roles:
            raise NotFound("There is no such account here.")
        return account

    def erase(self, *, email: str, roles: frozenset[Role], by: str, where: str | None) -> None:
        """Erase an account with everything that belongs to it; may be repeated after a failure.

        The account is closed first and its record goes last: while anything of the person is left, the account still
        stands in the lists and its deletion can be asked for again.

        Args:
            email: Address of the account, in any letter case.
            roles: Roles that may be erased here.
            by: Id of who erases.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such account of one of these roles.
            Conflict: It is the last administrator.
        """
        account = self._accounts.named(email)
        if account.role not in roles:
            raise NotFound("There is no such account here.")
        if account.role is Role.ADMIN:
            self._administrators.let_go(account)

        def close(latest: Account) -> Account:
            if latest.erasing:
                return latest
            _demand_unchanged(latest, account.role)
            return replace(latest, erasing=True, session_epoch=latest.session_epoch + 1)

        self._accounts.update(account.id, close)
        self._accounts.remove_traces(account.id)
        self._throttle.clear(SIGN_IN, account.email_key)
        self._on_erase(account.id)
        self._accounts.remove(account.id)
        # Whatever a request that was under way has written meanwhile.
        self._on_erase(account.id)
        self._accounts.remove_traces(account.id)
        self._accounts.scrub()
        self._administrators.settled(account.id)
        detail = {"role": str(account.role)}
        self._audit.record(who=by, what="account.erased", record=account.id, where=where, detail=detail)

    def _add(
        self,
        *,
        name: str,
        email: str,
        password: str,
        role: Role,
        approved: bool,
        must_change_password: bool = False,
        language: str = DEFAULT_LANGUAGE,
    ) -> Account:
        typed = checked_email(email)
        try:
            plain = plain_name(name)
        except ValueError as error:
            raise BadInput(f"The name {error}.", code="invalid_input") from error
        taken = Conflict("There is an account with this e-mail address already.", code="email_taken")
        if self._accounts.by_email(typed) is not None:
            raise taken
        try:
            return self._accounts.add(
                name=plain,
                email=typed,
                role=role,
                approved=approved,
                password=self._passwords.hash(password),
                must_change_password=must_change_password,
                created=self._clock(),
                language=language,
            )
        except Duplicate:
            raise taken from None


def _demand_unchanged(latest: Account, role: Role) -> None:
    """Make sure that what was decided by an account's role still holds. Raises Conflict."""
    if latest.role is not role or latest.erasing:
        raise changed_meanwhile()


def changed_meanwhile() -> Conflict:
    """Say that what was decided on no longer stands."""
    return Conflict("This account was changed at the same moment; look at it again.", code="changed_meanwhile")
