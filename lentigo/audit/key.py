"""The key of the audit's chain. It is kept outside the database: who can change the database cannot make its codes."""

import hashlib
import hmac
import secrets
from pathlib import Path

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings, write_once

FILE = "audit_key"
SHORTEST = 32
"""Bytes of the shortest key: as many as a code of HMAC-SHA256 has (RFC 2104, section 3)."""


class ChainKey:
    """Makes the codes of the chain.

    Args:
        secret: At least 32 bytes of text.
    """

    def __init__(self, secret: str) -> None:
        # Copying a prepared HMAC saves hashing the key anew for each line.
        self._prepared = hmac.new(secret.encode(), digestmod=hashlib.sha256)
        self.name = self.mac("name")[:8]
        """Tells keys apart without telling anything of them; stands in every line."""

    def mac(self, *parts: str) -> str:
        """Compute the code of some texts: HMAC-SHA256, 64 hexadecimal digits.

        Args:
            parts: What for, and what; none but the last may contain a line break.
        """
        made = self._prepared.copy()
        made.update("\n".join(parts).encode())
        return made.hexdigest()


def load_key(settings: Settings) -> ChainKey | None:
    """Read the key: LENTIGO_AUDIT_KEY, otherwise the file in the data folder; None when there is neither.

    Raises:
        BadConfiguration: The file cannot be read, or holds no key.
    """
    if settings.audit_key is not None:
        return ChainKey(settings.audit_key)
    path = key_path(settings)
    try:
        kept = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise BadConfiguration(f"the audit's key {path} cannot be read: {error}") from error
    if len(kept) < SHORTEST:
        raise BadConfiguration(
            f"{path} holds no key of the audit: expected at least {SHORTEST} characters, received {len(kept)}; "
            "put back the file as it was, from its copy"
        )
    return ChainKey(kept)


def make_key(settings: Settings) -> ChainKey:
    """Make a key and keep it in the data folder, mode 0600; where another process was faster, its key is taken.

    Raises:
        BadConfiguration: The data folder cannot be written.
    """
    path = key_path(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, secrets.token_urlsafe(48))
    except OSError as error:
        raise BadConfiguration(f"the data folder {path.parent} cannot be written: {error.strerror}") from error
    made = load_key(settings)
    assert made is not None  # noqa: S101
    return made


def key_path(settings: Settings) -> Path:
    """Tell where the key is kept that the settings do not give."""
    return settings.data_dir / FILE
