"""How far the served graph departs from the Keras model that lies beside it in the bundle."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training import metrics
from lentigo.training.bundle import sha256_of
from lentigo.training.checkpoint import replace_file
from lentigo.training.data import label_indices
from lentigo.training.evaluate import MELANOMA
from lentigo.training.manifest import Row
from lentigo.training.predict import Calibration, Model, run_rows
from lentigo.training.progress import progress_bar

ENOUGH_PICTURES = 30  # the recall of a class with fewer moves too much with one picture
H5 = "model_resnet50.h5"
Floats = npt.NDArray[np.float32]


def keras_logits(model: Model, h5: Path, rows: Sequence[Row], cache: Path | None, console: Console) -> Floats:
    """Ask Keras about pictures, or take what it said the last time: it is by far the slowest of all.

    Args:
        model: What `keras_model` made.
        h5: The file that it was loaded from; its hash names what is kept.
        rows: The pictures.
        cache: Folder for the answers, or None to keep nothing.
        console: Where to show progress.

    Returns:
        Logits, shape (rows, classes).
    """
    listing = "\n".join([sha256_of(h5), *(f"{row.path} {row.path.stat().st_size}" for row in rows)])
    kept = None if cache is None else cache / f"keras-{hashlib.sha256(listing.encode()).hexdigest()[:16]}.npy"
    if kept is not None and kept.is_file():
        found: Floats = np.load(kept)
        return found
    with progress_bar(console, "Keras", len(rows)) as advance:
        logits = run_rows(model, rows, advance)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part.npy")
        np.save(part, logits)
        replace_file(part, kept)
    return logits


def mean_recall(labels: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64], classes: int) -> float:
    """Give the mean recall over the classes with 30 or more pictures, or over all where none has as many.

    Args:
        labels: Class numbers, shape (rows,).
        predicted: Answers, shape (rows,).
        classes: Number of classes.
    """
    count = np.bincount(labels, minlength=classes)
    large = [k for k in range(classes) if count[k] >= ENOUGH_PICTURES] or [k for k in range(classes) if count[k]]
    recall = metrics.recalls(labels, predicted, classes)
    mean = metrics.mean_of([recall[k] for k in large])
    return float("nan") if mean is None else mean


def judge_fidelity(content: dict[str, Any], rows: Sequence[Row], keras: Floats, served: Floats) -> dict[str, Any]:
    """Compare the answers of both on the same pictures.

    Args:
        content: Content of `bundle.json`.
        rows: The pictures.
        keras: Logits of the Keras model, shape (rows, classes).
        served: Logits of the served graph, same shape.

    Returns:
        `images`, `same_class`, the mean recall of each, and how many melanomas each brings to the moderate risk.
    """
    classes = content["classes"]
    labels = label_indices(rows, classes)
    calibration = Calibration(content["calibration"]["temperature"], tuple(content["calibration"]["bias"]))
    shares = {"keras": calibration.probabilities(keras), "served": calibration.probabilities(served)}
    answers = {name: values.argmax(axis=1) for name, values in shares.items()}
    found: dict[str, Any] = {
        "images": len(rows),
        "same_class": float((answers["keras"] == answers["served"]).mean()),
        "mean_recall": {name: mean_recall(labels, answer, len(classes)) for name, answer in answers.items()},
    }
    if MELANOMA in classes:
        bad = np.array([name in content["malignant"] for name in classes])
        melanoma = labels == classes.index(MELANOMA)
        limit = content["thresholds"]["malignant_moderate"]
        found["melanomas"] = int(melanoma.sum())
        found["melanomas_found"] = {
            name: int((values[:, bad].sum(axis=1)[melanoma] >= limit).sum()) for name, values in shares.items()
        }
    return found
