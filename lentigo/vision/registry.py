"""The models that a service may judge with: the shipped bundle, and those that an administrator put beside its data.

A bundle is copied into the data folder whole, checked, and only then named in the one small file that says which model
is used, so that a service finds either the old one or the new one there, never half of one.
"""

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lentigo.problems import BadConfiguration, NotFound
from lentigo.vision.bundle import Bundle, load_bundle, shipped_bundle_path

SHIPPED = "shipped"
"""Name of the bundle that comes with the program."""
_CHOICE = "model.json"
_FOLDER = "models"


@dataclass(frozen=True, slots=True)
class Known:
    """A model that a service knows.

    Attributes:
        name: What it is called here; `SHIPPED`, or made of title and hash.
        folder: Where it lies.
        used: Whether the data folder names it as the one to judge with.
    """

    name: str
    folder: Path
    used: bool


class Registry:
    """The models of one service.

    Args:
        data_dir: Its data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._choice = data_dir / _CHOICE
        self._folder = data_dir / _FOLDER

    def chosen(self) -> str:
        """Name the model that the data folder says to use.

        Raises:
            BadConfiguration: The file that says so cannot be read.
        """
        try:
            name = json.loads(self._choice.read_text(encoding="utf-8"))["use"]
        except FileNotFoundError:
            return SHIPPED
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadConfiguration(
                f"{self._choice} does not say which model to use; say it with `lentigo admin model use`"
            ) from error
        return str(name)

    def folder_of(self, name: str) -> Path:
        """Find a model by what it is called here.

        Raises:
            BadConfiguration: There is no such model, or none was shipped.
        """
        if name == SHIPPED:
            return shipped_bundle_path()
        folder = self._folder / name
        if Path(name).name != name or not (folder / "bundle.json").is_file():
            raise BadConfiguration(
                f"the model {name} is not in {self._folder}; `lentigo admin model list` shows what is there, and "
                f"`lentigo admin model use {SHIPPED}` goes back to the shipped one"
            )
        return folder

    def known(self) -> Iterator[Known]:
        """Go through the models that are here, the shipped one first."""
        chosen = self.chosen()
        with contextlib.suppress(BadConfiguration):  # a service may live without the shipped one
            yield Known(SHIPPED, shipped_bundle_path(), chosen == SHIPPED)
        for folder in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            # A name with a dot in front is a copy that was never finished.
            if not folder.name.startswith(".") and (folder / "bundle.json").is_file():
                yield Known(folder.name, folder, chosen == folder.name)

    def find(self, named: str) -> Path:
        """Find a bundle by what it is called here, or by its folder.

        Raises:
            NotFound: It is neither.
        """
        with contextlib.suppress(OSError, BadConfiguration):  # too long a name for any file; no model of this name
            if not named.startswith("."):
                return self.folder_of(named)
        with contextlib.suppress(OSError):
            if (Path(named) / "bundle.json").is_file():
                return Path(named)
        raise NotFound(
            f"there is no model {named}: expected a name that `lentigo admin model list` shows, or a bundle's folder"
        )

    def add(self, bundle: Bundle) -> str:
        """Copy a checked bundle in; one that is here already is left as it is.

        Args:
            bundle: From `load_bundle`.

        Returns:
            What it is called here.

        Raises:
            BadConfiguration: The data folder cannot be written, or a file changed while it was copied.
        """
        if bundle.folder.resolve().parent == self._folder.resolve():
            return bundle.folder.name
        name = _name_of(bundle)
        target = self._folder / name
        if (target / "bundle.json").is_file():
            load_bundle(target)
            return name
        draft = self._folder / f".{name}.{uuid.uuid4().hex}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copytree(bundle.folder, draft)
            load_bundle(draft)
            draft.rename(target)
        except OSError as error:
            raise BadConfiguration(f"the model cannot be copied into {self._folder}: {error.strerror}") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return name

    def use(self, name: str) -> None:
        """Write down which model to use; the old or the new name stands there at every moment.

        Args:
            name: As `add` returned it, or `SHIPPED`.

        Raises:
            BadConfiguration: There is no such model, or the data folder cannot be written.
        """
        self.folder_of(name)
        draft = self._choice.with_name(f".{_CHOICE}.{uuid.uuid4().hex}")
        try:
            self._choice.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with draft.open("w", encoding="utf-8") as file:
                json.dump({"use": name}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._choice)
        except OSError as error:
            raise BadConfiguration(f"{self._choice} cannot be written: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)


def served_bundle_path(*, model_dir: Path | None, data_dir: Path) -> Path:
    """Find the bundle to judge with: the one that is set, else the one that was chosen, else the shipped one.

    Args:
        model_dir: LENTIGO_MODEL_DIR.
        data_dir: Data folder of the service.

    Raises:
        BadConfiguration: There is none, or the chosen one is gone.
    """
    if model_dir is not None:
        return model_dir
    registry = Registry(data_dir)
    return registry.folder_of(registry.chosen())


def _name_of(bundle: Bundle) -> str:
    """Name a bundle by its title and what it says: a calibration or an evaluation anew keeps title and weights."""
    said = hashlib.sha256()
    for name in ("bundle.json", "metrics.json"):  # the first holds the hash of every file that is served
        with contextlib.suppress(FileNotFoundError):
            said.update((bundle.folder / name).read_bytes())
    title = "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in f"{bundle.name}-{bundle.version}")
    return f"{title.strip('.')[:80]}-{said.hexdigest()[:8]}"
