"""Pictures as files in a folder, each under a random key."""

import contextlib
import errno
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from lentigo.problems import BadConfiguration, Unavailable
from lentigo.storage.blobs import KEY, new_key
from lentigo.storage.disk import bring_to_disk, make_private_folders

_ABANDONED_SECONDS = 3600.0
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FolderBlobs:
    """The blob store in a folder; what its methods promise stands in `Blobs`.

    A file is written under another name, brought to the disk and only then given its own name: under a key there is
    the whole picture or nothing. Files lie in 16 × 256 folders, so that a million make 244 in each.

    Args:
        folder: Where the files lie; made, mode 0700, where there is none. One that exists keeps its mode, for it may be
            a mounted disk; what is made in it is closed to others all the same.

    Raises:
        BadConfiguration: The folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drafts = folder / "drafts"
        try:
            bring_to_disk(*make_private_folders(self._drafts))
            self._clear_abandoned_drafts()
            self.ping()
        except OSError as error:
            raise BadConfiguration(f"the picture folder {folder} cannot be used: {error.strerror}") from error
        except Unavailable as error:
            raise BadConfiguration(f"{error.message} ({folder})") from error

    def put(self, data: bytes) -> str:
        """See `Blobs.put`."""
        key = new_key()
        try:
            self.put_at(key, data)
        except BaseException:
            with contextlib.suppress(OSError):
                self._path(key).unlink(missing_ok=True)
            raise
        return key

    def put_at(self, key: str, data: bytes | bytearray) -> None:
        """See `KeyedBlobs.put_at`."""
        path = self._path(key)
        with _translated(), self._draft(data) as draft:
            changed = make_private_folders(path.parent)
            draft.rename(path)
            bring_to_disk(path.parent, *changed)

    def replace(self, key: str, data: bytes | bytearray) -> bool:
        """See `KeyedBlobs.replace`."""
        path = self._path(key)
        with _translated(), self._draft(data) as draft:
            try:
                with _held(path.parent):
                    if not path.exists():
                        return False
                    draft.rename(path)
            except FileNotFoundError:
                return False
            bring_to_disk(path.parent)
        return True

    def head(self, key: str, size: int) -> bytes:
        """See `KeyedBlobs.head`."""
        with _translated():
            try:
                with self._path(key).open("rb") as file:
                    return file.read(size)
            except FileNotFoundError:
                raise KeyError(key) from None

    def age(self, key: str) -> float:
        """See `KeyedBlobs.age`."""
        with _translated():
            try:
                return time.time() - self._path(key).stat().st_mtime
            except FileNotFoundError:
                raise KeyError(key) from None

    def all_keys(self) -> Iterator[str]:
        """See `KeyedBlobs.all_keys`; one of the 4096 folders at a time is held in memory."""
        with _translated():
            for first in sorted(self._folder.glob("[0-9a-f]")):
                for folder in sorted(first.glob("[0-9a-f][0-9a-f]")):
                    yield from (path.name for path in sorted(folder.iterdir()) if KEY.fullmatch(path.name))

    def get(self, key: str) -> bytes:
        """See `Blobs.get`."""
        with _translated():
            try:
                return self._path(key).read_bytes()
            except FileNotFoundError:
                raise KeyError(key) from None

    def delete(self, key: str) -> bool:
        """See `Blobs.delete`."""
        try:
            path = self._path(key)
        except KeyError:
            return False
        with _translated():
            try:
                with _held(path.parent):
                    path.unlink()
            except FileNotFoundError:
                return False
            bring_to_disk(path.parent)
        return True

    def ping(self) -> None:
        """See `Blobs.ping`."""
        trial = self._drafts / secrets.token_hex(20)
        with _translated():
            try:
                trial.write_bytes(b"?")
            finally:
                trial.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        """Find the file of a key. What is no key names no file, whatever path it spells."""
        if not KEY.fullmatch(key):
            raise KeyError(key)
        return self._folder / key[:1] / key[1:3] / key

    @contextlib.contextmanager
    def _draft(self, data: bytes | bytearray) -> Iterator[Path]:
        """Write a draft and bring it to the disk; what has not become of it by then is removed."""
        draft = self._drafts / new_key()
        try:
            _write(draft, data)
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _clear_abandoned_drafts(self) -> None:
        """Remove what a process left behind that was killed while it wrote."""
        for draft in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > _ABANDONED_SECONDS:
                    draft.unlink()


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep other processes and threads from deleting or replacing in a folder, so that nothing deleted comes back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, data: bytes | bytearray) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable("the disk of the picture folder is full", retry_after=30) from error
        raise Unavailable(f"the picture folder cannot be read or written: {error.strerror}", retry_after=30) from error
