"""Passwords by Argon2id, with bounded memory, and the same effort for accounts that do not exist."""

import base64
import threading
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lentigo.problems import BadInput, Unavailable

MIN_LENGTH = 8
MAX_LENGTH = 1024

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
"""OWASP's first choice for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet, 2025)."""

AT_ONCE = 2
"""Hashes worked on at the same time in one process: bounds memory to 38 MiB, and is as many as small machines have
cores; more would only make each one slower."""

PATIENCE_SECONDS = 10.0
"""How long a request waits for its turn before it is sent away with 503."""


def _unmatchable() -> str:
    """Build a hash that no password has, at the present cost; verifying against it takes as long as a real one."""
    salt, digest = (base64.b64encode(bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


class Passwords:
    """Hashes and verifies passwords. Safe for threads; make one for each process."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        # Always the same few threads: the C library keeps what a thread has used for that thread, and sixteen request
        # threads that each hash now and then were measured to hold 250 MB between them.
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._nobody = _unmatchable()

    def hash(self, password: str) -> str:
        """Hash a password that was chosen.

        Raises:
            BadInput: It is too short or too long.
            Unavailable: Too many others are being hashed.
        """
        demand_acceptable(password)
        with self._turn():
            return self._workers.submit(self._hasher.hash, _normal(password)).result()

    def verify(self, stored: str | None, password: str, *, first: Callable[[], None] | None = None) -> bool:
        """Compare a password with a stored hash.

        Args:
            stored: The hash; None for an account that does not exist, which costs the same time.
            password: What was typed.
            first: Called when the turn has come, before the work; may raise to forgo it.

        Raises:
            Unavailable: Too many others are being verified.
        """
        with self._turn():
            if first is not None:
                first()
            try:
                matches = self._workers.submit(self._hasher.verify, stored or self._nobody, _normal(password)).result()
                return matches and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, stored: str) -> bool:
        """Tell whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(stored)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            raise Unavailable("Too many people are signing in at this moment; try again.", retry_after=2)
        try:
            yield
        finally:
            self._turns.release()


def demand_acceptable(password: str) -> None:
    """Make sure that a password may be chosen.

    Raises:
        BadInput: It is too short, too long, or not text.
    """
    fault = None
    if len(password) < MIN_LENGTH:
        fault = f"The password must have at least {MIN_LENGTH} characters, this one has {len(password)}."
    elif len(password) > MAX_LENGTH:
        fault = f"The password may have at most {MAX_LENGTH} characters, this one has {len(password)}."
    elif any("\ud800" <= character <= "\udfff" for character in password):
        fault = "The password is not valid text."
    if fault:
        raise BadInput(fault, code="invalid_input", details=[{"field": "password", "message": fault}])


def _normal(password: str) -> bytes:
    """Bring the same characters typed on different keyboards to the same bytes (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
