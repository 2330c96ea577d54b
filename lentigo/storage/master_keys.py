"""The master keys at hand: from the environment, from a file, or made once in the data folder."""

import base64
import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings, write_once
from lentigo.storage.disk import bring_to_disk, make_private_folders
from lentigo.storage.sealing import MasterKey

FILE = "master_key"
"""Name of the key file in the data folder."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Master keys at one moment.

    Attributes:
        current: Seals what is new.
        keys: Every key that may open something, the current one included, by id.
    """

    current: MasterKey
    keys: Mapping[str, MasterKey]


class MasterKeys:
    """The master keys of a service, which notices when their file changes: a rotation needs no restart.

    LENTIGO_MASTER_KEY, where it is set, is the current key, and then the keys of the file count as earlier ones.

    Args:
        settings: Where the keys are.
        may_make: Whether a key may be made where there is none: only where nothing is sealed yet.

    Raises:
        BadConfiguration: There is no key, or what is there is none.
    """

    def __init__(self, settings: Settings, *, may_make: bool) -> None:
        self._given = settings.master_key
        self._earlier = settings.master_keys_previous
        self.path = settings.master_key_file or settings.data_dir / FILE
        if self._given is None and may_make and not self.path.exists():
            self._make()
        self._seen = self._look()
        self._ring = self._read()

    @property
    def from_environment(self) -> bool:
        """Whether the current key is the environment's, so that only a restart changes it."""
        return self._given is not None

    def ring(self) -> Ring:
        """Give the keys as they are now; the file is read again when it was changed.

        Raises:
            BadConfiguration: The file holds no keys any more.
        """
        look = self._look()
        if look is not None and look != self._seen:
            self._ring = self._read()
            self._seen = look
        return self._ring

    def add(self) -> Ring:
        """Make a new current key in the file; the earlier ones stay below it.

        Raises:
            BadConfiguration: The file cannot be written.
        """
        with self._held():
            kept = self._of_file()
            key = _new_key()
            lines = [key, *(each.to_text() for each in kept)]
            try:
                _replace(self.path, "\n".join(lines) + "\n")
            except OSError as error:
                raise BadConfiguration(f"the key file {self.path} cannot be written: {error.strerror}") from error
        return self.ring()

    def _make(self) -> None:
        try:
            changed = make_private_folders(self.path.parent)
            write_once(self.path, _new_key())
            bring_to_disk(self.path.parent, *changed)
        except OSError as error:
            raise BadConfiguration(f"the key file {self.path} cannot be written: {error.strerror}") from error

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None  # A running service goes on with the keys that it has read.
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _read(self) -> Ring:
        found = [] if self._given is None else [MasterKey.from_text(self._given, source="LENTIGO_MASTER_KEY")]
        if self._given is None or self.path.exists():
            found += self._of_file()
        for text in (self._earlier or "").split(","):
            if text.strip():
                found.append(MasterKey.from_text(text, source="LENTIGO_MASTER_KEYS_PREVIOUS"))
        return Ring(found[0], {key.id: key for key in found})

    def _of_file(self) -> list[MasterKey]:
        try:
            lines = self.path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            raise BadConfiguration(
                f"the master key is missing: the file {self.path} is not there and LENTIGO_MASTER_KEY is not set; "
                "without the key nobody can open the pictures, so bring back the copy that was kept elsewhere"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfiguration(f"the key file {self.path} cannot be read: {error}") from error
        found = [MasterKey.from_text(line, source=str(self.path)) for line in lines if line.strip()]
        if not found:
            raise BadConfiguration(f"the key file {self.path} is empty; bring back the copy that was kept elsewhere")
        return found

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Keep a second rotation from adding a key at the same time."""
        try:
            handle = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise BadConfiguration(f"the key file {self.path} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode("ascii")


def _replace(path: Path, text: str) -> None:
    """Put a new file in the place of another: the old or the new is there, whole, whenever power fails."""
    draft = path.with_name(f"{path.name}.draft")  # always this name: what a killed rotation left is taken over
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    bring_to_disk(path.parent)
