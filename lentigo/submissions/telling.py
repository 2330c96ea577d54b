"""What a submission's owner is told of it, with the doctor's word."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from lentigo.accounts.permissions import Caller
from lentigo.conversations import messages
from lentigo.lesions.naming import named
from lentigo.lesions.store import LesionStore
from lentigo.privacy.consents import Consents
from lentigo.privacy.texts import Purpose
from lentigo.reviews.word import told, word_for_owner
from lentigo.storage.records import Record
from lentigo.submissions.answer import answer
from lentigo.submissions.signing import PictureSigner


class Teller:
    """Tells submissions to their owner.

    Args:
        signer: Signs picture addresses.
        consents: Knows whether doctors may see the owner's pictures.
        lesions: Knows what the owner calls the spots that the pictures show.
        name_of: Gives the name that belongs to an account's id, None for one that is no more.
    """

    def __init__(
        self,
        *,
        signer: PictureSigner,
        consents: Consents,
        lesions: LesionStore,
        name_of: Callable[[str], str | None],
    ) -> None:
        self._signer = signer
        self._consents = consents
        self._lesions = lesions
        self._name_of = name_of

    def one(self, record: Record, caller: Caller) -> dict[str, Any]:
        """Tell one submission."""
        return self.several((record,), caller)[0]

    def several(self, records: Iterable[Record], caller: Caller) -> list[dict[str, Any]]:
        """Tell several; consent, every lesion and every doctor's name are looked up once."""
        awaited, name_of = self._awaited(caller), cache(self._name_of)
        lesion = cache(lambda lesion_id: self._lesion(lesion_id, caller))
        return [
            answer(
                record,
                caller,
                self._signer,
                review=word_for_owner(record, awaited=awaited, name_of=name_of),
                lesion=lesion(record.get("lesion_id")),
            )
            for record in records
        ]

    def whole(self, record: Record, caller: Caller) -> dict[str, Any]:
        """Tell one submission with all earlier words of doctors and all messages, for the own copy."""
        name_of = cache(self._name_of)
        earlier = [told(word, name_of=name_of) for word in record.get("earlier_words", ())]
        conversation = messages.told(record, reader_id=caller.id, name_of=name_of)
        return {**self.one(record, caller), "earlier_words": earlier, "conversation": conversation}

    def review(self, record: Record, caller: Caller) -> dict[str, Any] | None:
        """Tell what a doctor has said, or that one is awaited; None when no doctor will see it."""
        return word_for_owner(record, awaited=self._awaited(caller), name_of=self._name_of)

    def lesion(self, record: Record, caller: Caller) -> dict[str, Any] | None:
        """Tell which lesion it shows; None when it shows none."""
        return self._lesion(record.get("lesion_id"), caller)

    def _lesion(self, lesion_id: str | None, caller: Caller) -> dict[str, Any] | None:
        record = self._lesions.of_owner(caller.id, lesion_id)
        return None if record is None else named(record)

    def _awaited(self, caller: Caller) -> bool:
        return self._consents.allows(caller.id, Purpose.REVIEW)
