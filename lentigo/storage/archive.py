"""One file of many parts, of which no byte can be changed, added or cut unnoticed; any `tar` can list and unpack it.

A tar archive (USTAR, POSIX.1-1988) that is written and read in one pass with one part in memory. Before its last part
stands `SHA256SUMS`, which `sha256sum --check` understands. The last part, `seal.json`, holds the SHA-256 of all bytes
before it, and their HMAC-SHA256 under a key. It has a fixed length and follows from those two alone, so what is read is
compared with what it must be, byte by byte, padding included.
"""

import hashlib
import hmac
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from typing import IO

from lentigo.problems import BadInput

SUMS = "SHA256SUMS"
_SEAL = "seal.json"
_BLOCK = tarfile.BLOCKSIZE
_TAIL = 4 * _BLOCK
"""Bytes of the end: a header, one block of data, and the two empty blocks that end a tar archive."""

_CHUNK = 1 << 20
_LARGEST_PART = 1 << 30


class NotWhole(BadInput):
    """An archive is truncated, was altered, or is none."""

    default_code = "not_whole"


class ArchiveWriter:
    """Writes an archive.

    Args:
        file: A file open for writing at its beginning.
        made: Time of its making, in whole seconds since 1970.
    """

    def __init__(self, file: IO[bytes], *, made: int) -> None:
        self._file = file
        self._made = made
        self._hash = hashlib.sha256()
        self._sums = tempfile.SpooledTemporaryFile(max_size=_CHUNK)  # noqa: SIM115 - closed by `finish`

    def add(self, name: str, data: bytes | bytearray) -> None:
        """Write one part.

        Args:
            name: At most 100 ASCII characters; no two parts have the same.
            data: Its content.
        """
        self._sums.write(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())
        self._write(_header(name, len(data), self._made))
        self._write(data)
        self._write(bytes(-len(data) % _BLOCK))

    def finish(self, key: bytes) -> None:
        """Write the list of parts and the end, and bring all to the disk.

        Args:
            key: Key of the HMAC.
        """
        length = self._sums.tell()
        self._sums.seek(0)
        self._write(_header(SUMS, length, self._made))
        while chunk := self._sums.read(_CHUNK):
            self._write(chunk)
        self._write(bytes(-length % _BLOCK))
        self._sums.close()
        digest = self._hash.digest()
        self._file.write(_tail(digest, _signed(digest, key)))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _write(self, data: bytes | bytearray) -> None:
        self._hash.update(data)
        self._file.write(data)


class ArchiveReader:
    """Reads an archive.

    Args:
        file: A file open for reading.

    Raises:
        NotWhole: It is truncated or was altered, as far as can be told without the key of the HMAC.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._end = file.seek(0, os.SEEK_END) - _TAIL
        if self._end <= 0 or self._end % _BLOCK:
            raise NotWhole("this file is truncated, or is no backup of Lentigo")
        file.seek(self._end)
        tail = file.read(_TAIL)
        try:
            self._signature = bytes.fromhex(json.loads(tail[_BLOCK : 2 * _BLOCK])["hmac_sha256"])
        except (ValueError, KeyError, TypeError):
            raise NotWhole("this file is truncated, or is no backup of Lentigo") from None
        self._digest = self._hashed()
        if len(self._signature) != 32 or tail != _tail(self._digest, self._signature):
            raise NotWhole("this backup was altered or damaged: its SHA-256 is not the one that it was closed with")

    def require_signature(self, key: bytes) -> None:
        """Check that who closed the archive had a key.

        Raises:
            NotWhole: It was altered by somebody who has not.
        """
        if not hmac.compare_digest(self._signature, _signed(self._digest, key)):
            raise NotWhole("this backup was altered: it is not signed with the key that it names")

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Walk through the parts in the order in which they were written, `SHA256SUMS` left out.

        Raises:
            NotWhole: It is no archive as `ArchiveWriter` writes it.
        """
        at = 0
        while at < self._end:
            self._file.seek(at)
            try:
                header = tarfile.TarInfo.frombuf(self._file.read(_BLOCK), "utf-8", "strict")
            except (tarfile.HeaderError, UnicodeError) as error:
                raise NotWhole(f"this is no backup of Lentigo: {error}") from None
            at += _BLOCK + header.size + -header.size % _BLOCK
            if at > self._end or not header.isreg():
                raise NotWhole("this is no backup of Lentigo: its parts do not fit together")
            if header.name == SUMS:
                continue
            if header.size > _LARGEST_PART:
                raise NotWhole("this is no backup of Lentigo: a part is larger than any may be")
            yield header.name, self._file.read(header.size)

    def _hashed(self) -> bytes:
        digest = hashlib.sha256()
        self._file.seek(0)
        left = self._end
        while left > 0:
            chunk = self._file.read(min(left, _CHUNK))
            if not chunk:
                raise NotWhole("this file became shorter while it was read")
            digest.update(chunk)
            left -= len(chunk)
        return digest.digest()


def _header(name: str, size: int, made: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, made, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _tail(digest: bytes, signature: bytes) -> bytes:
    content = json.dumps({"sha256": digest.hex(), "hmac_sha256": signature.hex()}).encode()
    data = content.ljust(_BLOCK - 1) + b"\n"
    return _header(_SEAL, len(data), 0) + data + bytes(2 * _BLOCK)


def _signed(digest: bytes, key: bytes) -> bytes:
    return hmac.digest(key, digest, "sha256")
