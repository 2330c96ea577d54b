"""Sealing: bytes encrypted and authenticated under a data key of their own, which a master key wraps.

Layout of sealed bytes: MAGIC (8 bytes), format (1), id of the master key (16), wrapped data key (40), nonce (12), and
the ciphertext with its tag (16). The data are sealed with AES-256-GCM (NIST SP 800-38D), the data key is wrapped by AES
Key Wrap (RFC 3394). The name under which they are kept is authenticated with them, so that of two files that somebody
swapped neither opens. The header is not: a new master key wraps the data key anew and touches nothing else, and a
header that was altered yields no data key, or one that does not open the data.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from lentigo.problems import BadConfiguration, Unavailable

MAGIC = b"\x89LNTGSL\n"
"""No picture that is kept begins so; what does not begin so was written before there was sealing."""

_FORMAT = b"\x01"
_ID, _WRAPPED, _NONCE, _TAG = 16, 40, 12, 16
_KEY_AT = len(MAGIC) + 1
_WRAPPED_AT = _KEY_AT + _ID
_NONCE_AT = _WRAPPED_AT + _WRAPPED
HEADER = _NONCE_AT + _NONCE
"""Bytes of the header."""

OVERHEAD = HEADER + _TAG
"""Bytes by which sealed data are longer."""

MAKE_A_KEY = 'python3 -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"'


class Damaged(Unavailable):
    """Sealed bytes were altered, cut or put under another name; they cannot be shown (503)."""

    default_code = "damaged"


class KeyMissing(Unavailable):
    """Sealed bytes need a master key that is not at hand (503).

    Args:
        key_id: Id of the key, as hexadecimal text.
    """

    default_code = "key_missing"

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"This is sealed under the master key {key_id[:8]}, which this service was not given; "
            "whoever runs it must bring that key back."
        )
        self.key_id = key_id


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key that wraps data keys.

    Attributes:
        secret: The 32 bytes.
        id: Hexadecimal text that tells which key it is and nothing of what it is.
    """

    secret: bytes = field(repr=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.derive(b"lentigo master key id")[:_ID].hex())

    @classmethod
    def from_text(cls, text: str, *, source: str) -> "MasterKey":
        """Read a key as it stands in the environment or a file.

        Args:
            text: Base64 of 32 bytes, with either alphabet.
            source: Where it stands, for the message.

        Raises:
            BadConfiguration: It is no such key.
        """
        try:
            secret = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != 32:
            raise BadConfiguration(
                f"{source} holds no master key: expected base64 of 32 bytes; make one with: {MAKE_A_KEY}"
            )
        return cls(secret)

    def derive(self, purpose: bytes) -> bytes:
        """Give 32 bytes that only who has this key can know, for another use than wrapping."""
        return hmac.new(self.secret, purpose, hashlib.sha256).digest()

    def to_text(self) -> str:
        """Write the key as `from_text` reads it."""
        return base64.b64encode(self.secret).decode("ascii")


def seal(data: bytes | bytearray, name: str, key: MasterKey) -> bytearray:
    """Seal bytes.

    Args:
        data: What to seal.
        name: What it will be kept under.
        key: The master key that wraps the data key.
    """
    data_key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    sealed = bytearray(len(data) + OVERHEAD)
    sealed[:HEADER] = MAGIC + _FORMAT + bytes.fromhex(key.id) + aes_key_wrap(key.secret, data_key) + nonce
    # Straight into its place: pictures have megabytes, and each copy would be held at the peak of an upload.
    with memoryview(sealed) as view, view[HEADER:] as body:
        AESGCM(data_key).encrypt_into(nonce, data, _bound(name), body)
    return sealed


def unseal(sealed: bytes, name: str, keys: Mapping[str, MasterKey]) -> bytes:
    """Open sealed bytes.

    Args:
        sealed: What `seal` gave.
        name: What it is kept under.
        keys: The master keys by their ids.

    Raises:
        Damaged: They were altered, or sealed under another name.
        KeyMissing: None of the keys is theirs.
    """
    data_key = _data_key(sealed, keys)
    try:
        with memoryview(sealed) as view:
            return AESGCM(data_key).decrypt(view[_NONCE_AT:HEADER], view[HEADER:], _bound(name))
    except InvalidTag:
        raise _damaged() from None


def rewrap(sealed: bytes, key: MasterKey, keys: Mapping[str, MasterKey]) -> bytearray:
    """Wrap the data key of sealed bytes under another master key; the sealed data stay as they are.

    Raises:
        Damaged: The header was altered.
        KeyMissing: None of the keys is theirs.
    """
    changed = bytearray(sealed)
    changed[_KEY_AT:_NONCE_AT] = bytes.fromhex(key.id) + aes_key_wrap(key.secret, _data_key(sealed, keys))
    return changed


def is_sealed(head: bytes) -> bool:
    """Tell by the first bytes whether bytes are sealed, or plain as an earlier version kept them."""
    return head[: len(MAGIC)] == MAGIC


def sealed_under(head: bytes) -> str:
    """Tell the id of the master key of sealed bytes by their header. Raises Damaged."""
    if len(head) < HEADER or head[len(MAGIC) : _KEY_AT] != _FORMAT or not is_sealed(head):
        raise _damaged()
    return bytes(head[_KEY_AT:_WRAPPED_AT]).hex()


def _data_key(sealed: bytes, keys: Mapping[str, MasterKey]) -> bytes:
    key_id = sealed_under(sealed[:HEADER])
    if key_id not in keys:
        raise KeyMissing(key_id)
    try:
        return aes_key_unwrap(keys[key_id].secret, sealed[_WRAPPED_AT:_NONCE_AT])
    except InvalidUnwrap:
        raise _damaged() from None


def _bound(name: str) -> bytes:
    return MAGIC + _FORMAT + name.encode()


def _damaged() -> Damaged:
    return Damaged(
        "This was altered or damaged where it is kept, so it is not shown; whoever runs the service can restore it."
    )
