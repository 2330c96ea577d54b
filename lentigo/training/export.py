"""From a Keras h5 to a bundle: translated to OpenVINO, quantised to int8, checked against Keras, calibrated on val."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.conditions import slugs
from lentigo.training import metrics
from lentigo.training.bundle import commit_of, sha256_of, write_bundle_json
from lentigo.training.calibrate import (
    HIGH_SENSITIVITY,
    MODERATE_SENSITIVITY,
    SURE_ERROR,
    fit_calibration,
    fit_thresholds,
    lessen_prior,
)
from lentigo.training.data import label_indices
from lentigo.training.fidelity import keras_logits, mean_recall
from lentigo.training.manifest import MALIGNANT, Manifest, Row
from lentigo.training.model import ModelError, build_model, flat_layers, save_half, weights_name
from lentigo.training.openvino_graph import openvino_model
from lentigo.training.plots import read_history
from lentigo.training.predict import (
    Calibration,
    Model,
    keras_model,
    load_keras,
    openvino_predictor,
    refuse_other_classes,
    run_rows,
)
from lentigo.training.progress import progress_bar
from lentigo.training.quantise import CALIBRATION_PICTURES, quantise, save_openvino
from lentigo.training.uncertainty import fit_uncertainty

SAME_CLASS = 0.98
RECALL_TOLERANCE = 0.01
PARTS = ("conv1", "conv2", "conv3", "conv4", "conv5", "all")

Floats = npt.NDArray[np.float32]


class ExportError(ValueError):
    """A model that must not be shipped; the message says by how much it fails."""


@dataclass(frozen=True)
class ExportPlan:
    """What is to be exported and how.

    Attributes:
        h5: Keras model, or weights of the network that `lentigo train` makes.
        classes: Class names in the order of its outputs.
        out: Folder of the bundle.
        prior_strength: How much of the shares of the classes in val the calibration takes off, 0 to 1.
        version: Version of the bundle; by default made from the date.
        others: Folder of general pictures that are not skin, or None.
        masks: Folder of lesion masks of val pictures, or None.
        cache: Folder for the network's answers, or None.
        exact: Parts kept in floating point, ``conv1`` to ``conv5``, or ``all`` for a model that is not quantised.
    """

    h5: Path
    classes: tuple[str, ...]
    out: Path
    prior_strength: float = 0.0
    version: str | None = None
    others: Path | None = None
    masks: Path | None = None
    cache: Path | None = None
    exact: tuple[str, ...] = ()

    def refuse_if_in_vain(self) -> None:
        """Look at what was asked before the work, not after it.

        Raises:
            ExportError: If `out` is something else than a bundle or an empty folder, or a part of `exact` is unknown.
            ModelError: If a class is no known condition, or the run beside the h5 names other classes.
        """
        if self.out.exists() and not (self.out / "bundle.json").is_file() and not _is_empty(self.out):
            raise ExportError(f"Expected a new folder, or the one of a bundle, for --out. Received: {self.out}")
        if unknown := [part for part in self.exact if part not in PARTS]:
            raise ExportError(f"Expected for --exact: {', '.join(PARTS)}. Received: {', '.join(unknown)}")
        if strangers := [name for name in self.classes if name not in slugs()]:
            raise ModelError(f"Expected classes that are known: {', '.join(slugs())}. Received: {', '.join(strangers)}")
        refuse_other_classes(self.h5, self.classes)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def export_bundle(plan: ExportPlan, manifest: Manifest, console: Console) -> dict[str, Any]:
    """Make a bundle.

    Args:
        plan: What and how.
        manifest: Data set: int8 ranges come from its train split, checks and calibration from val.
        console: Where to show progress.

    Returns:
        The content of `bundle.json`.

    Raises:
        ModelError: If the h5 is not a ResNet50 classifier with these classes.
        ManifestError: If a class has no train picture.
        ExportError: If the plan cannot lead anywhere, or the int8 model differs too much from Keras on val.
    """
    plan.refuse_if_in_vain()
    train, val = manifest.select("train", plan.classes), manifest.select("val", plan.classes)
    if not val:
        raise ExportError("Expected val rows of these classes to check the int8 model on. Received: none")
    keras_classifier = load_keras(plan.h5, len(plan.classes))
    reference = keras_model(keras_classifier, plan.classes)
    # Where the picture is made and where the bundle lands must be one file system, so that the rename is atomic.
    work = plan.out.with_name(f".{plan.out.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    quantised = quantise(openvino_model(keras_classifier), train, console, plan.exact)
    save_openvino(quantised, work / "model.xml")
    served = Model(reference.classes, openvino_predictor(str(work / "model.xml")), Calibration())
    logits = _run(served, val, "int8 on val", console)
    labels = label_indices(val, plan.classes)
    check = compare(keras_logits(reference, plan.h5, val, plan.cache, console), logits, labels)
    console.log(f"int8 against Keras on val: {json.dumps(check)}")
    refuse_drift(check)
    save_half(plain_definition(keras_classifier, len(plan.classes)), work / "model_resnet50.h5")
    _describe(plan, manifest, train, logits, labels, check, work)
    content = fit_uncertainty(work, manifest, others=plan.others, masks=plan.masks, cache=plan.cache, console=console)
    replace_folder(work, plan.out)
    return content


def compare(reference: Floats, served: Floats, labels: npt.NDArray[np.int64]) -> dict[str, float]:
    """Measure how far the served model departs from the Keras model.

    Args:
        reference: Logits of Keras, shape (rows, classes).
        served: Logits of the int8 model, same shape.
        labels: Class numbers, shape (rows,).

    Returns:
        `same_class`, the share of equal answers, and both mean recalls over the classes with 30 or more pictures.
    """
    classes = reference.shape[1]
    first, second = reference.argmax(axis=1), served.argmax(axis=1)
    return {
        "same_class": float((first == second).mean()),
        "mean_recall_keras": mean_recall(labels, first, classes),
        "mean_recall_int8": mean_recall(labels, second, classes),
    }


def refuse_drift(check: dict[str, float]) -> None:
    """Stop the export of a model that lost too much.

    Args:
        check: What `compare` returned.

    Raises:
        ExportError: If fewer than 98 % of the answers are the same or the mean recall moved by more than 0.01.
    """
    if check["same_class"] < SAME_CLASS:
        raise ExportError(
            f"Expected the int8 model to give the same class as Keras for at least {SAME_CLASS:.0%} of val. "
            f"Received: {check['same_class']:.2%}"
        )
    moved = abs(check["mean_recall_keras"] - check["mean_recall_int8"])
    if moved > RECALL_TOLERANCE:
        raise ExportError(
            f"Expected a mean recall within {RECALL_TOLERANCE} of Keras on val. Received: {moved:.4f} apart"
        )


def _run(model: Model, rows: Sequence[Row], text: str, console: Console) -> Floats:
    with progress_bar(console, text, len(rows)) as advance:
        return run_rows(model, rows, advance)


def plain_definition(model: Any, classes: int) -> Any:
    """Bring any accepted model into the shape that `lentigo train` saves, so that all bundles hold the same kind.

    Args:
        model: A Keras ResNet50 classifier, however nested.
        classes: Number of its outputs.

    Returns:
        What `build_model` returns, with its weights.
    """
    plain = build_model(classes)
    source = [layer for layer in flat_layers(model) if layer.weights]
    for target, layer in zip((layer for layer in plain.layers if layer.weights), source, strict=True):
        target.set_weights(layer.get_weights())
    return plain


def _describe(
    plan: ExportPlan,
    manifest: Manifest,
    train: Sequence[Row],
    logits: Floats,
    labels: npt.NDArray[np.int64],
    check: dict[str, float],
    folder: Path,
) -> dict[str, Any]:
    malignant = tuple(name for name in plan.classes if name in MALIGNANT)
    config = training_config(plan.h5)
    calibration = lessen_prior(fit_calibration(logits, labels), labels, plan.prior_strength)
    probabilities = calibration.probabilities(logits)
    thresholds = fit_thresholds(probabilities, labels, np.array([name in malignant for name in plan.classes]))
    predicted = probabilities.argmax(axis=1)
    provenance = {
        **config,
        "source_h5_sha256": sha256_of(plan.h5),
        "manifest_sha256": manifest.sha256,
        "images": {"train": len(train), "val": len(labels)},
        "commit": commit_of(Path(__file__).parent),
        "quantisation": {
            "method": "NNCF int8 weights" if "all" in plan.exact else "NNCF post-training int8",
            "exact": list(plan.exact),
            "pictures": min(CALIBRATION_PICTURES, len(train)),
            **check,
        },
        "thresholds_fitted_on_val_for": {
            "malignant_moderate": {"sensitivity": MODERATE_SENSITIVITY},
            "malignant_high": {"sensitivity": HIGH_SENSITIVITY},
            "uncertain_below": {"error_when_sure": SURE_ERROR},
        },
        "prior_strength": plan.prior_strength,
        "history": read_history(plan.h5.parent),
        "val": {
            "balanced_accuracy": metrics.balanced_accuracy(labels, predicted, len(plan.classes)),
            "macro_auroc": metrics.macro_auroc(probabilities, labels),
            "log_loss": metrics.log_loss(probabilities, labels),
            "expected_calibration_error": metrics.expected_calibration_error(probabilities, labels),
        },
    }
    return write_bundle_json(
        folder,
        classes=plan.classes,
        malignant=malignant,
        calibration={"temperature": calibration.temperature, "bias": list(calibration.bias)},
        thresholds=thresholds,
        provenance=provenance,
        version=plan.version or datetime.now(UTC).strftime("%Y.%m.%d"),
    )


def training_config(h5: Path) -> dict[str, Any]:
    """Read what the run beside an h5 says about its training.

    Args:
        h5: The Keras model.

    Returns:
        `recipe`, `earlier_recipes`, `framework`, `from` and, where it is known, `weights`.
    """
    path = h5.parent / "config.json"
    if not path.is_file():
        return {"recipe": None, "earlier_recipes": [], "framework": None, "from": None}
    config = json.loads(path.read_text(encoding="utf-8"))
    weights = config.get("weights")
    return {
        "recipe": config.get("recipe"),
        "earlier_recipes": config.get("earlier_recipes", []),
        "framework": config.get("framework"),
        "weights": None if weights is None else weights_name(weights),
        "from": config.get("from"),
    }


def replace_folder(work: Path, target: Path) -> None:
    """Put a finished folder in the place of what is there.

    Args:
        work: The finished folder.
        target: Its name.
    """
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    work.rename(target)
    shutil.rmtree(old, ignore_errors=True)
