"""The rules of consent: what was agreed to, by which text and how; withdrawn at any time and obeyed at once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lentigo.accounts.store import AccountStore
from lentigo.audit.service import Audit
from lentigo.privacy.store import ConsentStore, Decision
from lentigo.privacy.texts import Purpose, current
from lentigo.problems import Conflict, Forbidden, NotFound, NotSignedIn
from lentigo.storage.records import Records, now

BY_PAGE = "page"
"""How a consent is given that the person was shown and answered."""

BY_CONTRACT = "given by upload, contract v1"
CONTRACT = "contract v1"
"""How, and to which text, a client consents that knows no consents: who sends a picture to be kept and shown to a
doctor agrees to just that, and to nothing else."""

OF_THE_CONTRACT = frozenset({Purpose.STORAGE, Purpose.REVIEW})

_REFUSALS = {
    Purpose.STORAGE: "You have withdrawn the consent to keep your pictures, so none can be taken; give it again first.",
    Purpose.REVIEW: "This needs the person's consent to review by doctors.",
    Purpose.TRAINING: "This needs the person's consent to use for training.",
    Purpose.LANGUAGE_MODEL: "This needs the person's consent to the use of a language model.",
}


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's present consent to one purpose.

    Attributes:
        purpose: What it is about.
        decision: What was decided; None when it was never asked, which means no.
    """

    purpose: Purpose
    decision: Decision | None

    @property
    def given(self) -> bool:
        """Whether the data may be used for it."""
        return self.decision is not None and self.decision.given


class Consents:
    """Records consents and answers what is allowed; reads the store each time, so that a withdrawal holds at once.

    Args:
        records: Where consents and accounts are kept.
        audit: Remembers every change and refusal.
        clock: Tells the time, aware and UTC.
    """

    def __init__(self, *, records: Records, audit: Audit, clock: Callable[[], datetime] = now) -> None:
        self._store = ConsentStore(records)
        self._accounts = AccountStore(records)
        self._audit = audit
        self._clock = clock

    def allows(self, account_id: str, purpose: Purpose) -> bool:
        """Tell whether a person's data may be used for a purpose, now.

        Args:
            account_id: Whose data.
            purpose: What for.
        """
        return self._consent(account_id, purpose).given

    def refusing_review(self) -> frozenset[str]:
        """Tell which persons do not let doctors see their pictures, in one question to the store.

        Everybody else does, by a decision or by the contract; an account that is being erased is not looked for.
        """
        return self._store.withdrawn(Purpose.REVIEW)

    def demand(self, account_id: str, purpose: Purpose, *, where: str | None) -> None:
        """Make sure that a person's data may be used for a purpose. Raises Forbidden."""
        if not self.allows(account_id, purpose):
            code = f"{purpose}_not_consented"
            self._audit.record(who=account_id, what="access.refused", where=where, detail={"code": code})
            raise Forbidden(_REFUSALS[purpose], code=code)

    def of(self, account_id: str) -> list[Consent]:
        """Give a person's consents, one for each purpose."""
        return [self._consent(account_id, purpose) for purpose in Purpose]

    def history(self, account_id: str) -> list[dict[str, Any]]:
        """Give a person's consents with the decisions before them, for the person's own copy."""
        told = []
        for consent in self.of(account_id):
            decision = None if consent.decision is None else asdict(consent.decision)
            earlier = self._store.earlier(account_id, consent.purpose)
            told.append({"purpose": str(consent.purpose), "decision": decision, "earlier": earlier})
        return told

    def give_by_contract(self, account_id: str) -> None:
        """Record for a new account what the contract of the existing client comprises; asks nothing else."""
        for purpose in Purpose:
            if purpose in OF_THE_CONTRACT:
                decision = Decision(given=True, version=CONTRACT, time=self._clock(), how=BY_CONTRACT)
                self._change(account_id, purpose, decision, where=None)

    def decide(self, account_id: str, purpose: str, *, given: bool, version: str | None, where: str | None) -> Consent:
        """Record what a person has decided.

        Args:
            account_id: Who decides.
            purpose: About what.
            given: Whether it is given or withdrawn.
            version: Version of the text that was shown; only to give a consent it must be the present one, for a
                withdrawal may never fail on it.
            where: Address that the request came from.

        Raises:
            NotFound: There is no such purpose.
            Conflict: The text has another version by now.
            NotSignedIn: The account was erased meanwhile.
        """
        if purpose not in set(Purpose):
            raise NotFound(f"There is no such consent; there are {', '.join(Purpose)}.")
        known = Purpose(purpose)
        text = current(known)
        if given and version != text.version:
            raise Conflict(
                f"The text of this consent is at version {text.version}; read it and decide about that one.",
                code="consent_text_changed",
            )
        # A withdrawal is kept with our present version, whatever text the request names.
        decision = Decision(given=given, version=text.version, time=self._clock(), how=BY_PAGE)
        self._change(account_id, known, decision, where=where)
        if not self._accounts.stands(account_id):
            self.erase(account_id)
            raise NotSignedIn("This account no longer exists.")
        return self._consent(account_id, known)

    def erase(self, account_id: str) -> None:
        """Delete every consent of an account; the audit's pseudonymous lines stay."""
        self._store.erase(account_id)

    def _change(self, account_id: str, purpose: Purpose, decision: Decision, *, where: str | None) -> None:
        def decide(before: Decision | None) -> Decision | None:
            same = before is not None and (before.given, before.version) == (decision.given, decision.version)
            return None if same else decision

        if self._store.update(account_id, purpose, decide) is not None:
            what = "consent.given" if decision.given else "consent.withdrawn"
            detail = {"purpose": str(purpose), "version": decision.version, "how": decision.how}
            self._audit.record(who=account_id, what=what, record=account_id, where=where, detail=detail)

    def _consent(self, account_id: str, purpose: Purpose) -> Consent:
        decision = self._store.get(account_id, purpose)
        if decision is None and purpose in OF_THE_CONTRACT:
            # Accounts from before consents were recorded, and those made at the machine, stand on the contract too.
            account = self._accounts.get(account_id)
            if account is not None and not account.erasing:
                decision = Decision(given=True, version=CONTRACT, time=account.created, how=BY_CONTRACT)
        return Consent(purpose, decision)
