"""A model bundle: a folder with the network, what its numbers mean, and the hash of every file."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lentigo.conditions import slugs
from lentigo.problems import BadConfiguration

FORMAT = 1
_SERVED = ("model.xml", "model.bin")
_PACKAGED = Path(__file__).parents[1] / "_model"
_IN_REPOSITORY = Path(__file__).parents[2] / "models" / "resnet50"


class _Part(BaseModel):
    """What every part of bundle.json shares: read once, never changed, open to fields of later versions."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Input(_Part):
    """What the network takes.

    Attributes:
        size: Side of the square in pixels.
    """

    size: int = Field(ge=32, le=1024)


class Calibration(_Part):
    """How logits become probabilities: softmax(logits / temperature + bias).

    Attributes:
        temperature: Divisor of all logits, fitted on the validation split (Guo et al. 2017).
        bias: One summand a class; all 0 where no prior is corrected.
    """

    temperature: float = Field(gt=0)
    bias: tuple[float, ...] = ()


class Thresholds(_Part):
    """Where an answer changes its words.

    Attributes:
        uncertain_below: Confidence under which the answer is `uncertain`.
        malignant_moderate: Probability of malignancy from which the risk is `moderate`.
        malignant_high: Probability of malignancy from which the risk is `high`.
    """

    uncertain_below: float = Field(ge=0, le=1)
    malignant_moderate: float = Field(ge=0, le=1)
    malignant_high: float = Field(ge=0, le=1)


class Bundle(_Part):
    """The contents of `bundle.json`, checked, and where it lies.

    Attributes:
        folder: Where the files are.
        name: Name of the model.
        version: Its version.
        classes: Names of the conditions in the order of the network's outputs.
        input: What the network takes.
        calibration: How logits become probabilities.
        thresholds: Where an answer changes its words; None where nobody could fit them: every answer is then uncertain
            and its risk not assessed.
        malignant: Those of the classes that are malignant.
        out_of_distribution: Parameters of the score that tells skin from other things, or None.
        conformal: Parameters of the prediction sets, or None.
        nearest: Index of similar training pictures, or None.
        heat_map: How class maps become heat maps, or None: as they are.
        provenance: What it was trained on and how.
        licence: SPDX identifier of the weights' licence.
        files: SHA-256 of each file, in hexadecimal digits.
    """

    folder: Path
    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    classes: tuple[str, ...] = Field(min_length=2)
    input: Input
    calibration: Calibration
    thresholds: Thresholds | None
    malignant: tuple[str, ...]
    out_of_distribution: dict[str, Any] | None = None
    conformal: dict[str, Any] | None = None
    nearest: dict[str, Any] | None = None
    heat_map: dict[str, Any] | None = None
    provenance: Mapping[str, Any] = MappingProxyType({})
    licence: str = ""
    files: dict[str, str]

    @property
    def title(self) -> str:
        """Name and version, as an assessment remembers them."""
        return f"{self.name} {self.version}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is known of it, and so of every file: what is calibrated anew is another model."""
        return hashlib.sha256(self.model_dump_json(exclude={"folder"}).encode()).hexdigest()

    @model_validator(mode="after")
    def _agrees(self) -> "Bundle":
        if len(set(self.classes)) != len(self.classes):
            raise ValueError("classes names one condition twice")
        if self.calibration.bias and len(self.calibration.bias) != len(self.classes):
            raise ValueError(
                f"calibration.bias has {len(self.calibration.bias)} values, expected one for each of the "
                f"{len(self.classes)} classes"
            )
        unknown = set(self.classes) - set(slugs())
        if unknown:
            raise ValueError(f"classes names {sorted(unknown)}; conditions/ knows only {', '.join(slugs())}")
        strangers = set(self.malignant) - set(self.classes)
        if strangers:
            raise ValueError(f"malignant names {sorted(strangers)}, which classes does not")
        if self.thresholds and self.thresholds.malignant_moderate > self.thresholds.malignant_high:
            raise ValueError("thresholds.malignant_moderate is larger than thresholds.malignant_high")
        return self


def shipped_bundle_path(model_dir: Path | None = None) -> Path:
    """Find the bundle to serve: the one that is set, else the one in the package, else the one in the repository.

    Args:
        model_dir: LENTIGO_MODEL_DIR.

    Raises:
        BadConfiguration: There is none.
    """
    if model_dir is not None:
        return model_dir
    for folder in (_PACKAGED, _IN_REPOSITORY):
        if (folder / "bundle.json").is_file():
            return folder
    raise BadConfiguration(
        f"no model bundle: expected {_IN_REPOSITORY} or LENTIGO_MODEL_DIR to name a folder with a bundle.json; "
        "`lentigo train` and `lentigo export` make one"
    )


def load_bundle(path: Path | str) -> Bundle:
    """Read a bundle and check that its files are the ones it was made with.

    The two files of the network must be there; others, such as the h5, are checked where present.

    Args:
        path: The bundle's folder.

    Raises:
        BadConfiguration: A file is missing, is not what it should be, or its hash does not match.
    """
    folder = Path(path)
    raw = _contents(folder / "bundle.json")
    if raw.get("format") != FORMAT:
        raise BadConfiguration(
            f"{folder / 'bundle.json'}: expected format {FORMAT}, received {raw.get('format')!r}; "
            "export the model anew with this version"
        )
    try:
        bundle = Bundle.model_validate({**raw, "folder": folder})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'bundle'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise BadConfiguration(f"{folder / 'bundle.json'} cannot be used: {faults}") from error
    for name in _SERVED:
        if name not in bundle.files:
            raise BadConfiguration(f"{folder / 'bundle.json'} gives no SHA-256 of {name}")
        if not (folder / name).is_file():
            raise BadConfiguration(f"the model bundle {folder} lacks {name}; restore the whole folder")
    for name, expected in bundle.files.items():
        _check(folder, name, expected)
    return bundle


def check_bundle(path: Path | str) -> None:
    """Check a bundle without keeping it, as a server does before it starts.

    Raises:
        BadConfiguration: As `load_bundle`.
    """
    load_bundle(path)


def _contents(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfiguration(f"no model bundle at {path.parent}: {path.name}: {error.strerror}") from error
    except ValueError as error:
        raise BadConfiguration(f"{path} is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise BadConfiguration(f"{path}: expected a JSON object, received {type(raw).__name__}")
    return raw


def _check(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    if Path(name).name != name:
        raise BadConfiguration(f"{folder / 'bundle.json'} names {name}, which lies outside the bundle")
    if not path.is_file():
        return
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected.lower():
        raise BadConfiguration(
            f"the model bundle {folder} is refused: {name} has SHA-256 {found}, expected {expected}; "
            "restore the file or export the bundle anew"
        )
