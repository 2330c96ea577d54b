"""`lentigo evaluate`: a model, a split, a report."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training.bundle import sha256_of
from lentigo.training.card import model_card
from lentigo.training.checkpoint import save_json
from lentigo.training.data import label_indices
from lentigo.training.doubt import report_doubt
from lentigo.training.evaluate import report
from lentigo.training.fidelity import H5, judge_fidelity, keras_logits
from lentigo.training.manifest import MALIGNANT, ManifestError, parse_classes, read_manifest
from lentigo.training.model import ModelError
from lentigo.training.plots import FOLDER, draw_all
from lentigo.training.predict import keras_model, load_keras, open_model, run_rows
from lentigo.training.progress import progress_bar
from lentigo.training.uncertainty import Scene, open_scene


def evaluate_model(
    *,
    manifest: Path,
    images: Path | None,
    path: Path,
    split: str,
    classes: str | None,
    into_bundle: bool,
    replicates: int,
    console: Console,
    others: Path | None = None,
    masks: Path | None = None,
    cache: Path | None = None,
) -> dict[str, Any]:
    """Run a model over a split and judge its answers.

    Args:
        manifest: CSV file with one row a picture.
        images: Folder of the pictures; by default `images` beside the manifest.
        path: A bundle's folder, or an h5 file.
        split: ``train``, ``val`` or ``test``.
        classes: Class names of an h5, separated by commas; None for the nine.
        into_bundle: Judge also what the bundle says about its own answers, and write `metrics.json`, the plots and
            `MODEL_CARD.md` into it.
        replicates: Bootstrap replicates.
        console: Where to show progress.
        others: Folder of general pictures that are not skin, or None.
        masks: Folder of lesion masks; by default `lesion_masks` beside the manifest, where there is one.
        cache: Folder for the network's answers, or None.

    Returns:
        The report, as JSON can hold it.

    Raises:
        ManifestError: If the manifest is bad or the split has no picture of the classes.
        ModelError: If the model cannot be opened, or `into_bundle` is asked of an h5.
    """
    model = open_model(path, parse_classes(classes))
    if into_bundle and model.bundle is None:
        raise ModelError(f"Expected a bundle to write the metrics into. Received: {path}")
    data = read_manifest(manifest, images)
    rows = data.select(split, model.classes)
    if not rows:
        raise ManifestError(f"Expected {split} rows of the classes {', '.join(model.classes)}. Received: none")
    bundle = model.bundle
    doubt: dict[str, Any] = {}
    if into_bundle:
        content, scene = open_scene(path, data, others=others, cache=cache, console=console)
        rows, answers = scene.real(split, model.classes)
        logits = answers.logits
        lesions = manifest.parent / "lesion_masks" if masks is None else masks
        doubt = report_doubt(path, content, scene, rows, answers, masks=lesions, replicates=replicates)
        doubt |= _fidelity(path, content, scene, split, answers.logits, cache)
    else:
        with progress_bar(console, f"evaluate on {split}", len(rows)) as advance:
            logits = run_rows(model, rows, advance)
    malignant = bundle["malignant"] if bundle else MALIGNANT
    thresholds = bundle["thresholds"] if bundle else None
    judged = report(
        rows, model.calibration.probabilities(logits), model.classes, malignant, thresholds, replicates=replicates
    )
    result: dict[str, Any] = {
        "model": {"file": path.name, "sha256": _identity(path)},
        "manifest_sha256": data.sha256,
        "split": split,
        **judged,
        **doubt,
    }
    if into_bundle and bundle is not None:
        result["plots"] = draw_all(
            path / FOLDER,
            shares=model.calibration.probabilities(logits),
            labels=label_indices(rows, model.classes),
            classes=model.classes,
            malignant=np.array([name in malignant for name in model.classes]),
            history=bundle.get("provenance", {}).get("history") or [],
        )
        save_json(path / "metrics.json", result)
        (path / "MODEL_CARD.md").write_text(model_card(bundle, result), encoding="utf-8")
    return result


def _fidelity(
    path: Path, content: dict[str, Any], scene: Scene, split: str, logits: npt.NDArray[np.float32], cache: Path | None
) -> dict[str, Any]:
    """Compare with Keras on val and the split together, since few pictures of a class say little."""
    h5 = path / H5
    if not h5.is_file() or find_spec("keras") is None:
        return {}
    classes = content["classes"]
    rows, served = list(scene.manifest.select(split, classes)), [logits]
    if split != "val":
        val, on_val = scene.real("val", classes)
        rows, served = [*val, *rows], [on_val.logits, logits]
    model = keras_model(load_keras(h5, len(classes)), classes)
    keras = keras_logits(model, h5, rows, cache, scene.console)
    return {"against_keras": judge_fidelity(content, rows, keras, np.concatenate(served))}


def _identity(path: Path) -> str:
    return sha256_of(path / "model.bin" if path.is_dir() else path)
