"""The manifest: one row a picture, with its label, the group it must not be parted from, and its split.

Splitting is never done here. A picture's split comes with the manifest, so that no lesion, patient or near-duplicate
stands on both sides.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CLASSES = (
    "melanoma",
    "basal cell carcinoma",
    "squamous cell carcinoma",
    "actinic keratosis",
    "melanocytic nevus",
    "pigmented benign keratosis",
    "dermatofibroma",
    "vascular lesion",
    "normal skin",
)
MALIGNANT = ("melanoma", "basal cell carcinoma", "squamous cell carcinoma")
NOT_A_CLASS = "not skin"  # pictures of anything else: for out-of-distribution work only
SPLITS = ("train", "val", "test")
REQUIRED_COLUMNS = ("image_id", "source", "label", "group", "split", "file")


class ManifestError(ValueError):
    """A manifest that cannot be trusted; the message says which row, what was expected and what came."""


@dataclass(frozen=True)
class Row:
    """One picture of a data set.

    Attributes:
        image_id: Unique name of the picture.
        source: Data set the picture comes from.
        label: Diagnosis, as the conditions are named, or ``not skin``.
        group: Lesion, patient or near-duplicate cluster.
        split: ``train``, ``val`` or ``test``.
        path: Where the picture lies.
        modality: ``dermoscopy`` or ``photograph`` and the like; empty when not known.
        skin_type: Fitzpatrick type as the source gives it; empty when not known.
        licence: Licence of the picture; empty when not known.
    """

    image_id: str
    source: str
    label: str
    group: str
    split: str
    path: Path
    modality: str = ""
    skin_type: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Manifest:
    """The rows of a manifest file together with the hash that identifies it.

    Attributes:
        rows: All rows, in file order.
        sha256: Hash of the file's bytes in hexadecimal.
    """

    rows: tuple[Row, ...]
    sha256: str

    def select(self, split: str, classes: Sequence[str], *, partial: bool = False) -> list[Row]:
        """Take the rows of one split whose label is one of the classes.

        Args:
            split: ``train``, ``val`` or ``test``.
            classes: Labels to keep.
            partial: Take a ``train`` split in which a class has no row, as long as two have some: what is already known
                is being added to.

        Returns:
            The rows, in file order.

        Raises:
            ManifestError: If the split is unknown, or a class has no row in it and the split is ``train``.
        """
        if split not in SPLITS:
            raise ManifestError(f"Expected a split of {', '.join(SPLITS)}. Received: {split!r}")
        rows = [row for row in self.rows if row.split == split and row.label in set(classes)]
        missing = [name for name in classes if not any(row.label == name for row in rows)]
        if split == "train" and partial and len(classes) - len(missing) < 2:
            raise ManifestError(
                f"Expected train rows of at least two of the classes {', '.join(classes)}. "
                f"Received: {', '.join(set(classes) - set(missing)) or 'none'}"
            )
        if missing and split == "train" and not partial:
            raise ManifestError(f"Expected train rows for every class. Received none for: {', '.join(missing)}")
        return rows


def parse_classes(text: str | None) -> tuple[str, ...]:
    """Read the list given to ``--classes``.

    Args:
        text: Names separated by commas, or None for the nine defaults.

    Returns:
        The names in the order of the network's outputs.

    Raises:
        ManifestError: If fewer than two names are left, a name comes twice, or ``not skin`` is among them.
    """
    if text is None:
        return DEFAULT_CLASSES
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if len(names) < 2:
        raise ManifestError(f"Expected at least two class names separated by commas. Received: {text!r}")
    doubles = [name for name, count in Counter(names).items() if count > 1]
    if doubles:
        raise ManifestError(f"Expected every class once. Received twice: {', '.join(doubles)}")
    if NOT_A_CLASS in names:
        raise ManifestError(f"Expected diagnoses or 'normal skin'. Received {NOT_A_CLASS!r}, which is never a class")
    return names


def read_manifest(path: Path, images: Path | None = None) -> Manifest:
    """Read and check a manifest.

    Args:
        path: CSV file with a header.
        images: Folder that the ``file`` column is relative to; by default ``images`` beside the manifest.

    Returns:
        The checked rows and the file's hash.

    Raises:
        ManifestError: If the file or a column is missing, a cell is empty, a split is unknown, an id comes twice, a
            file is missing or leaves the folder, or a group stands in two splits.
    """
    folder = path.parent / "images" if images is None else images
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(f"Expected a manifest at {path}. Received: {error.strerror}") from error
    try:
        reader = csv.DictReader(data.decode("utf-8-sig").splitlines())
        present = list(reader.fieldnames or ())
        if missing := [name for name in REQUIRED_COLUMNS if name not in present]:
            raise ManifestError(
                f"Expected the columns {', '.join(REQUIRED_COLUMNS)} in {path.name}, separated by commas. "
                f"Missing: {', '.join(missing)}. Received: {', '.join(present)[:200] or 'an empty file'}"
            )
        rows = tuple(_row(record, line, folder) for line, record in enumerate(reader, start=2))
    except UnicodeDecodeError as error:
        raise ManifestError(
            f"Expected {path.name} in UTF-8; a spreadsheet calls it CSV UTF-8. Received: another encoding, or no text"
        ) from error
    except csv.Error as error:
        raise ManifestError(f"Expected a CSV file in {path.name}. Received: {error}") from error
    if not rows:
        raise ManifestError(f"Expected at least one row in {path.name}. Received: only a header")
    _check_unique(rows)
    _check_groups(rows)
    return Manifest(rows, hashlib.sha256(data).hexdigest())


def _row(record: dict[str, str | None], line: int, folder: Path) -> Row:
    cells = {key: (value or "").strip() for key, value in record.items() if isinstance(key, str)}
    for name in REQUIRED_COLUMNS:
        if not cells[name]:
            raise ManifestError(f"Line {line}: expected a value in column {name!r}. Received: an empty cell")
    if cells["split"] not in SPLITS:
        raise ManifestError(f"Line {line}: expected a split of {', '.join(SPLITS)}. Received: {cells['split']!r}")
    path = folder / cells["file"]
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ManifestError(f"Line {line}: expected a file inside {folder}. Received: {cells['file']!r}")
    if not path.is_file():
        raise ManifestError(f"Line {line}: expected a picture at {path}. Received: no such file")
    return Row(
        cells["image_id"],
        cells["source"],
        cells["label"],
        cells["group"],
        cells["split"],
        path,
        cells.get("modality", ""),
        cells.get("skin_type", ""),
        cells.get("licence", ""),
    )


def _check_unique(rows: Iterable[Row]) -> None:
    doubles = [name for name, count in Counter(row.image_id for row in rows).items() if count > 1]
    if doubles:
        raise ManifestError(f"Expected every image_id once. Received twice: {', '.join(doubles[:3])}")


def _check_groups(rows: Iterable[Row]) -> None:
    split_of: dict[str, str] = {}
    for row in rows:
        first = split_of.setdefault(row.group, row.split)
        if first != row.split:
            raise ManifestError(
                f"Expected group {row.group!r} in one split. Received it in {first!r} and {row.split!r}"
            )
