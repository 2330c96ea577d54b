"""What a blob store promises: bytes under a random key that nobody can guess and nobody shares."""

from typing import Protocol


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
