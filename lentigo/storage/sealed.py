"""Pictures sealed at rest, on top of any store that keeps bytes under keys."""

import itertools
import json
from collections.abc import Iterator

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings
from lentigo.storage.blobs import KeyedBlobs, new_key
from lentigo.storage.master_keys import MasterKeys, Ring
from lentigo.storage.sealing import (
    HEADER,
    Damaged,
    KeyMissing,
    is_sealed,
    rewrap,
    seal,
    sealed_under,
    unseal,
)

CHECK = "0" * 40
"""Key of the sealed bytes by which the right master key is known at the start; no picture ever gets it."""

PLAIN = "plain"
"""What stands in the place of a master key's id for bytes that an earlier version kept as they came."""

_SAMPLE = 100


class SealedBlobs:
    """A blob store whose content only the master key opens; what its methods promise stands in `Blobs`.

    Bytes that an earlier version kept plain are still read until `seal_all` has been through all; afterwards plain
    bytes are refused, so that nobody who can write to the folder slips in a picture.

    Args:
        inner: The store that keeps the sealed bytes.
        settings: Where the master keys are.

    Raises:
        BadConfiguration: The master key is missing, or another one than this store's.
    """

    def __init__(self, inner: KeyedBlobs, settings: Settings) -> None:
        self._inner = inner
        check = self._raw_check()
        first = None if check is not None else [*itertools.islice(inner.all_keys(), _SAMPLE)]
        foreign = self._sealed_among(first or ())
        self.keys = MasterKeys(settings, may_make=check is None and foreign is None)
        ring = self.keys.ring()
        if check is None:
            if foreign is not None and foreign not in ring.keys:
                raise _wrong(foreign, ring, self.keys)
            self._may_be_plain = bool(first)
            self._write_check(ring)
        else:
            self._may_be_plain = self._open_check(check, ring)

    def put(self, data: bytes) -> str:
        """See `Blobs.put`."""
        key = new_key()
        self._inner.put_at(key, seal(data, key, self.keys.ring().current))
        return key

    def get(self, key: str) -> bytes:
        """See `Blobs.get`.

        Raises:
            Damaged: The bytes were altered, or are another picture's.
            KeyMissing: They are sealed under a master key that is not at hand.
        """
        kept = self.get_kept(key)
        if is_sealed(kept):
            return unseal(kept, key, self.keys.ring().keys)
        if self._may_be_plain:
            return kept
        raise Damaged("This picture is not sealed as all others of this service are, so it is not shown.")

    def delete(self, key: str) -> bool:
        """See `Blobs.delete`."""
        return key != CHECK and self._inner.delete(key)

    def ping(self) -> None:
        """See `Blobs.ping`."""
        self._inner.ping()

    def names(self) -> Iterator[str]:
        """Walk through the keys of all pictures."""
        return (key for key in self._inner.all_keys() if key != CHECK)

    def age(self, key: str) -> float:
        """See `KeyedBlobs.age`."""
        return self._inner.age(key)

    def get_kept(self, key: str) -> bytes:
        """Fetch the bytes as they lie in the store, sealed or plain. Raises KeyError."""
        if key == CHECK:
            raise KeyError(key)
        return self._inner.get(key)

    def get_sealed(self, key: str) -> bytearray:
        """Fetch the bytes sealed under the current master key, as they may leave this store.

        Raises:
            KeyError: There are none under this key.
            Damaged, KeyMissing: As `get`.
        """
        data = self.get(key)  # Opened, so that nothing damaged leaves the store unnoticed.
        return seal(data, key, self.keys.ring().current)

    def take_in(self, key: str, sealed: bytes) -> None:
        """Keep bytes that `get_sealed` of another store gave, under the same key.

        Raises:
            Damaged, KeyMissing: They cannot be opened here.
        """
        ring = self.keys.ring()
        if key == CHECK:
            raise Damaged("A picture has a name that no picture has.")
        self._inner.put_at(key, rewrap(sealed, ring.current, ring.keys))

    def sealed_under(self, key: str) -> str:
        """Tell the id of the master key that a picture needs, or PLAIN.

        Raises:
            KeyError: There are no bytes under this key.
            Damaged: Their header was altered.
        """
        head = self._inner.head(key, HEADER)
        return sealed_under(head) if is_sealed(head) else PLAIN

    def bring_up(self, key: str) -> bool:
        """Put one picture under the current master key; sealed data stay as they are, plain data are sealed.

        Returns:
            Whether something was to be done. A picture deleted meanwhile stays deleted.

        Raises:
            Damaged, KeyMissing: As `get`.
        """
        ring = self.keys.ring()
        try:
            if self.sealed_under(key) == ring.current.id:
                return False
            kept = self._inner.get(key)
        except KeyError:
            return False
        changed = rewrap(kept, ring.current, ring.keys) if is_sealed(kept) else seal(kept, key, ring.current)
        return self._inner.replace(key, changed)

    def is_between_keys(self) -> bool:
        """Tell whether a rotation has begun and not come to its end."""
        check = self._raw_check()
        return check is not None and sealed_under(check) != self.keys.ring().current.id

    def may_be_plain(self) -> bool:
        """Tell whether plain pictures of an earlier version are still read."""
        return self._may_be_plain

    def all_brought_up(self) -> None:
        """Write down that everything is sealed under the current master key."""
        self._may_be_plain = False
        self._write_check(self.keys.ring())

    def _write_check(self, ring: Ring) -> None:
        content = json.dumps({"store": "lentigo pictures", "plain": self._may_be_plain}).encode()
        self._inner.put_at(CHECK, seal(content, CHECK, ring.current))

    def _raw_check(self) -> bytes | None:
        try:
            return self._inner.get(CHECK)
        except KeyError:
            return None

    def _open_check(self, check: bytes, ring: Ring) -> bool:
        try:
            return bool(json.loads(unseal(check, CHECK, ring.keys))["plain"])
        except KeyMissing as missing:
            raise _wrong(missing.key_id, ring, self.keys) from None
        except Damaged:
            raise BadConfiguration(
                "the picture store's key check is damaged, so the master key cannot be checked; "
                f"bring back the file {CHECK} of the picture folder from a copy of the folder"
            ) from None

    def _sealed_among(self, keys: Iterator[str] | list[str] | tuple[()]) -> str | None:
        """Find the master key of a store that lost its check; None where nothing is sealed."""
        for key in keys:
            head = self._inner.head(key, HEADER)
            if is_sealed(head):
                return sealed_under(head)
        return None


def _wrong(key_id: str, ring: Ring, keys: MasterKeys) -> BadConfiguration:
    given = ", ".join(key[:8] for key in ring.keys)
    return BadConfiguration(
        f"the master key is not this store's: its pictures are sealed under the key {key_id[:8]}, "
        f"and what was given is {given}; put the right one into LENTIGO_MASTER_KEY, "
        f"LENTIGO_MASTER_KEYS_PREVIOUS or {keys.path}"
    )
