"""The file beside the key that says where the chain ends, so that lines cut off its end are missed.

It is overwritten in place, by one write of 142 bytes in one sector, under a lock, after the lines are durable. So it is
never ahead of them and never half written, whether the process is killed or the power fails; a file that is put in
place of another could be empty after a power failure unless each one is waited for. It may be behind by the last
lines, which is no fault: they hang on the chain.
"""

import fcntl
import os
from pathlib import Path

from lentigo.audit.key import ChainKey
from lentigo.audit.lines import START, Head
from lentigo.problems import Unavailable
from lentigo.settings import write_once

FILE = "audit_head"


class HeadAltered(Exception):
    """The file is not what this key has sealed."""


class HeadFile:
    """Count and code of the last line: `count mac seal`.

    Args:
        path: The file.
        key: Seals what it says.
    """

    def __init__(self, path: Path, key: ChainKey) -> None:
        self.path = path
        self._key = key

    def read(self) -> Head | None:
        """Read where the chain ended; None when there is no file.

        Raises:
            HeadAltered: Its seal does not fit.
        """
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
            return self._parse(os.read(handle, 4096))
        finally:
            os.close(handle)

    def advance(self, head: Head) -> None:
        """Move the file on to a later end; an earlier one, that a slower process brings, changes nothing.

        Raises:
            Unavailable: The file cannot be written.
        """
        try:
            try:
                handle = os.open(self.path, os.O_RDWR)
            except FileNotFoundError:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_once(self.path, self._text(START))
                handle = os.open(self.path, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if self._behind(os.read(handle, 4096), head):
                    text = self._text(head).encode()
                    os.pwrite(handle, text, 0)
                    os.ftruncate(handle, len(text))
            finally:
                os.close(handle)
        except OSError as error:
            raise Unavailable(f"the file of the audit's head cannot be written: {error.strerror}") from error

    def sync(self) -> None:
        """Wait until the file is on the disk, as at a clean stop."""
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _behind(self, kept: bytes, head: Head) -> bool:
        try:
            return self._parse(kept).count < head.count
        except HeadAltered:
            return True

    def _text(self, head: Head) -> str:
        body = f"{head.count:012d} {head.mac}"
        return f"{body} {self._key.mac('head', body)}\n"

    def _parse(self, kept: bytes) -> Head:
        words = kept.decode("ascii", "replace").split()
        if len(words) != 3 or not words[0].isdigit():
            raise HeadAltered
        head = Head(int(words[0]), words[1])
        if kept != self._text(head).encode("ascii", "replace"):
            raise HeadAltered
        return head
