"""What a blob store promises: bytes under a random key that nobody can guess and nobody shares."""

import re
import secrets
from collections.abc import Iterator
from typing import Protocol

KEY = re.compile(r"[0-9a-f]{40}")
"""160 random bits: nobody can guess one, and no two are ever the same."""


def new_key() -> str:
    """Make a key that nothing has."""
    return secrets.token_hex(20)


class Blobs(Protocol):
    """A store of pictures. Raises `lentigo.problems.Unavailable` when it cannot be reached or is full."""

    def put(self, data: bytes) -> str:
        """Store bytes durably under a new random key and return the key."""

    def get(self, key: str) -> bytes:
        """Fetch the bytes. Raises KeyError when there are none under this key."""

    def delete(self, key: str) -> bool:
        """Delete the bytes for good; False when there are none."""

    def ping(self) -> None:
        """Ask whether the store can be written."""


class KeyedBlobs(Blobs, Protocol):
    """A blob store that sealing, rotation and restoring can work on: they choose keys and walk through all of them."""

    def put_at(self, key: str, data: bytes | bytearray) -> None:
        """Store bytes durably under a key of the caller's, in the place of what was there: the old or the new, whole.

        Raises:
            KeyError: It is not the text of a key.
        """

    def replace(self, key: str, data: bytes | bytearray) -> bool:
        """Store bytes in the place of others; False when nothing is there, also when it is deleted meanwhile."""

    def head(self, key: str, size: int) -> bytes:
        """Fetch the first bytes, up to so many. Raises KeyError when there are none under this key."""

    def age(self, key: str) -> float:
        """Tell how many seconds ago the bytes were written. Raises KeyError when there are none under this key."""

    def all_keys(self) -> Iterator[str]:
        """Walk through all keys, in any order; those that come or go meanwhile may be told or not."""
