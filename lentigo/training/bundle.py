"""Writing a model bundle: the folder that serving loads."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lentigo.training.checkpoint import save_json

NAME = "lentigo-resnet50"
MODEL_FILES = ("model.xml", "model.bin", "model_resnet50.h5")
LICENCE = "CC-BY-NC-4.0"
LICENCE_TEXT = """Model weights: Creative Commons Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)
https://creativecommons.org/licenses/by-nc/4.0/

The files model.bin, model.xml and model_resnet50.h5 were trained on HAM10000 (Tschandl, Rosendahl and Kittler, "The
HAM10000 dataset, a large collection of multi-source dermatoscopic images of common pigmented skin lesions",
Scientific Data 5, 180161, 2018; CC BY-NC 4.0), on pictures of the ISIC archive (CC0 and others), and on PAD-UFES-20
(Pacheco et al., Data in Brief 32, 106221, 2020; CC BY 4.0). They may be shared and adapted with attribution for
non-commercial purposes. The source code of Lentigo is under the MIT licence and not affected.
"""


def sha256_of(path: Path) -> str:
    """Hash a file.

    Args:
        path: The file.

    Returns:
        SHA-256 in hexadecimal.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def commit_of(folder: Path) -> str | None:
    """Name the commit of the code that makes the bundle.

    Args:
        folder: A folder of the checkout.

    Returns:
        The commit, with ``+`` where tracked files were changed since, or None outside a checkout.
    """
    try:
        text = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty=+"],  # noqa: S607
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return text.stdout.strip() or None


def write_bundle_json(
    folder: Path,
    *,
    classes: tuple[str, ...],
    malignant: tuple[str, ...],
    calibration: dict[str, Any],
    thresholds: dict[str, float] | None,
    provenance: dict[str, Any],
    version: str,
    licence: tuple[str, str] = (LICENCE, LICENCE_TEXT),
) -> dict[str, Any]:
    """Describe a bundle whose model files are already in the folder.

    Args:
        folder: The bundle.
        classes: Class names in the order of the outputs.
        malignant: Those of them that are malignant.
        calibration: `temperature` and `bias`.
        thresholds: Operating points; None where there was no data to fit them on.
        provenance: Where the model comes from and how it was checked.
        version: Version of the bundle.
        licence: Its SPDX identifier, empty where it is not known, and its text.

    Returns:
        What was written to `bundle.json`.
    """
    content: dict[str, Any] = {
        "format": 1,
        "name": NAME,
        "version": version,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "classes": list(classes),
        "input": {"size": 224, "colour": "RGB", "layout": "NHWC", "type": "u8", "crop": "centre-square"},
        "preprocessing": "inside the graph: keras.applications.resnet50.preprocess_input",
        "calibration": calibration,
        "thresholds": thresholds,
        "malignant": list(malignant),
        "out_of_distribution": None,
        "conformal": None,
        "nearest": None,
        "provenance": provenance,
        "licence": licence[0],
        "files": {name: sha256_of(folder / name) for name in MODEL_FILES if (folder / name).is_file()},
    }
    save_json(folder / "bundle.json", content)
    (folder / "LICENSE").write_text(licence[1], encoding="utf-8")
    return content
