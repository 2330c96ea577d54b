"""The bundle that a training begins with, and how a run and the next bundle remember it."""

from dataclasses import dataclass
from pathlib import Path

from lentigo.training.bundle import sha256_of
from lentigo.training.model import ModelError
from lentigo.vision.bundle import load_bundle

_H5 = "model_resnet50.h5"


@dataclass(frozen=True)
class Origin:
    """A bundle to begin with.

    Attributes:
        h5: Its Keras model.
        classes: Its class names in the order of the outputs.
        record: `name`, `version`, and `sha256` of its `bundle.json`, which in turn holds the hash of every other file.
    """

    h5: Path
    classes: tuple[str, ...]
    record: dict[str, str]


def open_origin(folder: Path) -> Origin:
    """Open a bundle to train on from it; the hash of every file is checked.

    Args:
        folder: The bundle.

    Returns:
        What a training needs of it.

    Raises:
        ModelError: If it holds no Keras model.
        BadConfiguration: If it is no bundle, or a file is not the one it was made with.
    """
    bundle = load_bundle(folder)
    h5 = folder / _H5
    if _H5 not in bundle.files or not h5.is_file():
        raise ModelError(f"Expected {_H5} in the bundle {folder}: training goes on from Keras. Received: no such file")
    record = {"name": bundle.name, "version": bundle.version, "sha256": sha256_of(folder / "bundle.json")}
    return Origin(h5, bundle.classes, record)
