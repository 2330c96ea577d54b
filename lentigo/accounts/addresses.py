"""E-mail addresses: which text is one, and when two are the same."""

import re
import unicodedata

from lentigo.problems import BadInput

MAX_LENGTH = 254
"""Longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

# Without the slash, which RFC 5322 would allow: addresses are part of paths here.
_LOCAL = r"[^\s@/\x00-\x1f\x7f\"(),:;<>\[\]\\]{1,64}"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:localhost|{_LABEL}(?:\.{_LABEL})+)")


def email_key(email: str) -> str:
    """Reduce an address to what two spellings of it share: without case, in one Unicode form."""
    text = email.strip().encode(errors="replace").decode()  # bytes of a terminal that are no text belong to nobody
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def checked_email(email: str) -> str:
    """Make sure that a text is an e-mail address; gives it back as typed, less blanks around it.

    Whether mail arrives there is not asked: a clinic's own network may have names that nobody else knows.

    Raises:
        BadInput: It is none.
    """
    typed = email.strip()
    unreadable = any("\ud800" <= character <= "\udfff" for character in typed)
    # Compared in the compatibility form, because that is what decides whether two are the same.
    if unreadable or len(typed) > MAX_LENGTH or ".." in typed or not _ADDRESS.fullmatch(email_key(typed)):
        fault = "This is not an e-mail address; one looks like name@clinic.example."
        raise BadInput(
            fault, code="invalid_input", details=[{"field": "email", "code": "not_an_email", "message": fault}]
        )
    return typed
