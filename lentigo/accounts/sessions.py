"""Sessions: one for each sign-in; whoever ends it ends every token of it.

The refresh tokens of a session form a family. Each may be used once; a used one that comes back shows that a copy is
abroad, and ends the session for both. A refresh token names its session and its place in the family and is sealed with
the service's secret, so that the store holds nothing that opens anything.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lentigo.accounts.store import SESSION, Account, AccountStore, delete_all, insistently, purge
from lentigo.audit.service import Audit
from lentigo.problems import NotSignedIn
from lentigo.storage.records import Record, Records

GRACE = timedelta(seconds=10)
"""How long the token before the current one still counts: two tabs that refresh at the same moment both get the current
one, and so does a page whose answer was lost on the way."""

_REFRESH = re.compile(r"([0-9a-f-]{1,64})\.([1-9][0-9]{0,8})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in or a refresh gives.

    Attributes:
        account: Who is signed in.
        session: Id of the session.
        life: How long the access token shall live.
        refresh: The refresh token; None for clients that know no refresh.
        expires: When the session ends at the latest.
    """

    account: Account
    session: str
    life: timedelta
    refresh: str | None
    expires: datetime


class Sessions:
    """Starts, continues and ends sessions.

    Args:
        records: Where they are kept.
        accounts: Whom they belong to.
        audit: Is told when a refresh token comes back.
        secret: Seals refresh tokens.
        token_life: Life of an access token for clients that know no refresh.
        page_token_life: Life of an access token of our own page.
        page_life: After which time a session of our own page ends at the latest.
        clock: Tells the time, aware and UTC.
    """

    def __init__(
        self,
        *,
        records: Records,
        accounts: AccountStore,
        audit: Audit,
        secret: str,
        token_life: timedelta,
        page_token_life: timedelta,
        page_life: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._accounts = accounts
        self._audit = audit
        self._key = hmac.digest(secret.encode(), b"lentigo refresh tokens v1", hashlib.sha256)
        self._token_life = token_life
        self._page_token_life = page_token_life
        self._page_life = page_life
        self._clock = clock

    def start(self, account: Account, *, page: bool) -> Grant:
        """Begin a session.

        Args:
            account: Who has proved to be who they are.
            page: Whether our own page asks, which refreshes short tokens.
        """
        moment = self._clock()
        purge(self._records, SESSION, before=moment)
        session = self._records.insert(
            SESSION,
            {
                "account_id": account.id,
                "epoch": account.session_epoch,
                "created": moment,
                "expires": moment + (self._page_life if page else self._token_life),
                "page": page,
                "turn": 1,
                "turned": moment,
            },
        )
        return self._grant(account, session)

    def refresh(self, token: str, *, where: str | None) -> Grant:
        """Exchange a refresh token for the next one and a new access token.

        Raises:
            NotSignedIn: The token is forged, too old or was used before; in the last case the session is over.
        """
        parts = _REFRESH.fullmatch(token)
        if parts is None or not hmac.compare_digest(self._seal(parts[1], int(parts[2])), parts[3]):
            raise NotSignedIn("Sign in again: this is not a refresh token.", code="session_over")
        return insistently(lambda: self._turn(parts[1], int(parts[2]), where))

    def _turn(self, session_id: str, turn: int, where: str | None) -> Grant:
        session = self._records.get(SESSION, session_id)
        account = self._accounts.get(session["account_id"]) if session else None
        moment = self._clock()
        if session is None or account is None or not self._alive(session, account):
            raise NotSignedIn("Sign in again: this session is over.", code="session_over")
        if turn == session["turn"]:
            session = self._records.replace(SESSION, {**session, "turn": turn + 1, "turned": moment})
        elif turn != session["turn"] - 1 or moment - session["turned"] > GRACE:
            self.end(session_id)
            self._audit.record(who=account.id, what="session.reuse_detected", record=session_id, where=where)
            raise NotSignedIn(
                "Sign in again: this session was continued elsewhere and has been ended for safety.",
                code="session_over",
            )
        return self._grant(account, session)

    def account_of(self, *, account_id: str, session_id: str, epoch: int) -> Account | None:
        """Find the account behind an access token; None when the token opens nothing any more."""
        account = self._accounts.get(account_id)
        if account is None or epoch != account.session_epoch:
            return None
        session = self._records.get(SESSION, session_id)
        if session is None or session["account_id"] != account_id or not self._alive(session, account):
            return None
        return account

    def of_token(self, token: str) -> tuple[str, str] | None:
        """Tell which session a refresh token belongs to, and whose that is; None when it is forged or over."""
        parts = _REFRESH.fullmatch(token)
        if parts is None or not hmac.compare_digest(self._seal(parts[1], int(parts[2])), parts[3]):
            return None
        session = self._records.get(SESSION, parts[1])
        return None if session is None else (session["id"], session["account_id"])

    def is_page(self, session_id: str) -> bool:
        """Tell whether a session is one of our own page."""
        session = self._records.get(SESSION, session_id)
        return session is not None and bool(session["page"])

    def end(self, session_id: str) -> bool:
        """End a session: its tokens open nothing from now on. False when there is none."""
        return self._records.delete(SESSION, session_id)

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        delete_all(self._records, SESSION, {"account_id": account_id})

    def _alive(self, session: Record, account: Account) -> bool:
        return (
            not account.erasing
            and account.active
            and session["epoch"] == account.session_epoch
            and bool(session["expires"] > self._clock())
        )

    def _grant(self, account: Account, session: Record) -> Grant:
        left = session["expires"] - self._clock()
        life = self._page_token_life if session["page"] else self._token_life
        return Grant(
            account=account,
            session=session["id"],
            life=max(timedelta(seconds=1), min(life, left)),
            refresh=f"{session['id']}.{session['turn']}.{self._seal(session['id'], session['turn'])}"
            if session["page"]
            else None,
            expires=session["expires"],
        )

    def _seal(self, session_id: str, turn: int) -> str:
        return hmac.new(self._key, f"{session_id}.{turn}".encode(), hashlib.sha256).hexdigest()
