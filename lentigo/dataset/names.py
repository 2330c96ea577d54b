"""Names that stand for persons and pictures in a data set, and the split that each person falls into."""

import hmac
import secrets
from hashlib import sha256

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings, write_once

FILE = "dataset_key"
TEST, VAL = 0.15, 0.15
"""Shares of the persons."""


class Names:
    """Makes names that always come out the same here, and that nobody can lead back without the key.

    A person keeps name and split from one export to the next, so that who once was in a test split is never trained on.

    Args:
        key: Made once for each service, kept in the data folder.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def person(self, owner_id: str) -> str:
        """Name a person; all their pictures are one group."""
        return f"p-{self._digest('person', owner_id).hex()[:16]}"

    def picture(self, record_id: str) -> str:
        """Name a picture."""
        return f"s-{self._digest('picture', record_id).hex()[:16]}"

    def split(self, owner_id: str) -> str:
        """Say which split a person falls into."""
        place = int.from_bytes(self._digest("split", owner_id)[:8], "big") / 2**64
        return "test" if place < TEST else "val" if place < TEST + VAL else "train"

    def _digest(self, what: str, value: str) -> bytes:
        return hmac.new(self._key, f"{what}\n{value}".encode(), sha256).digest()


def open_names(settings: Settings) -> Names:
    """Open the names of a service; the key is made at the first time.

    Raises:
        BadConfiguration: The key cannot be read or made.
    """
    path = settings.data_dir / FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            write_once(path, secrets.token_urlsafe(48))
        return Names(path.read_bytes().strip())
    except OSError as error:
        raise BadConfiguration(f"the key of the names, {path}, cannot be read or made: {error.strerror}") from error
