"""How a picture that is sent again is kept once.

A client that does not hear the answer to an upload cannot know whether it was kept, and sends it again. It may send a
key of its own choosing along (the header Idempotency-Key of draft-ietf-httpapi-idempotency-key-header): then the second
time is answered with what the first has made. The key lies in the submission's own record, so it is as durable as the
submission and is erased with it.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

from lentigo.problems import Problem
from lentigo.storage.records import Record


class KeyReused(Problem):
    """Another picture was sent under this key before (422)."""

    status: ClassVar[int] = 422
    default_code: ClassVar[str] = "key_reused"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a submission remembers of the request that made it; neither key nor picture can be told from it.

    Attributes:
        key: SHA-256 of account and key: two accounts may choose the same one and never meet.
        picture: SHA-256 of key and uploaded bytes: it tells the same picture under another key from nothing.
    """

    key: str
    picture: str

    @classmethod
    def of(cls, owner_id: str, key: str, data: bytes) -> "Mark":
        """Make the mark of an upload.

        Args:
            owner_id: Account id of who sends it.
            key: As the client chose it.
            data: The uploaded bytes.
        """
        picture = hashlib.sha256(f"{key}\n".encode())
        picture.update(data)
        return cls(hashlib.sha256(f"{owner_id}\n{key}".encode()).hexdigest(), picture.hexdigest())

    def demand_same(self, record: Record) -> None:
        """Make sure that a submission was made of this very picture. Raises KeyReused."""
        if record["sent_picture"] != self.picture:
            raise KeyReused(
                "Another picture was sent under this Idempotency-Key before; give each picture its own key."
            )


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of an upload.

    Attributes:
        told: The answer of `/predict`.
        again: Whether it had been sent before, so that nothing was made now.
    """

    told: dict[str, Any]
    again: bool
