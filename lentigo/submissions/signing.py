"""Addresses of pictures that open one picture, for five minutes, without a token.

The existing client puts them into an image element, which cannot send the Authorization header.
"""

import hashlib
import hmac
import time

LIFE_SECONDS = 300


class PictureSigner:
    """Signs and checks picture addresses.

    Args:
        secret: The service's secret; the key is derived from it, so that a signature is never a token.
    """

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"lentigo picture addresses v1", hashlib.sha256)

    def sign(self, submission_id: str, what: str, *, now: float | None = None) -> str:
        """Make the query string that opens one picture of one submission.

        Args:
            submission_id: The record's id.
            what: Which of its pictures: image, heatmap or thumbnail.
            now: Seconds since the epoch; the present by default.
        """
        expires = int(time.time() if now is None else now) + LIFE_SECONDS
        return f"expires={expires}&signature={self._signature(submission_id, what, expires)}"

    def opens(self, submission_id: str, what: str, *, expires: str, signature: str) -> bool:
        """Check the query string of an address; False when it is old, altered or another picture's."""
        if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
            return False
        expected = self._signature(submission_id, what, int(expires))
        return hmac.compare_digest(expected.encode(), signature.encode()) and time.time() < int(expires)

    def _signature(self, submission_id: str, what: str, expires: int) -> str:
        return hmac.new(self._key, f"{submission_id}\n{what}\n{expires}".encode(), hashlib.sha256).hexdigest()
