"""`lentigo evaluate`: a model, a split, a report."""

from pathlib import Path
from typing import Any

from rich.console import Console

from lentigo.training.bundle import sha256_of
from lentigo.training.card import model_card
from lentigo.training.checkpoint import save_json
from lentigo.training.evaluate import report
from lentigo.training.manifest import MALIGNANT, ManifestError, parse_classes, read_manifest
from lentigo.training.model import ModelError
from lentigo.training.predict import open_model, run_rows
from lentigo.training.progress import progress_bar


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
) -> dict[str, Any]:
    """Run a model over a split and judge its answers.

    Args:
        manifest: CSV file with one row a picture.
        images: Folder of the pictures; by default `images` beside the manifest.
        path: A bundle's folder, or an h5 file.
        split: ``train``, ``val`` or ``test``.
        classes: Class names of an h5, separated by commas; None for the nine.
        into_bundle: Write `metrics.json` and `MODEL_CARD.md` into the bundle.
        replicates: Bootstrap replicates.
        console: Where to show progress.

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
    with progress_bar(console, f"evaluate on {split}", len(rows)) as advance:
        logits = run_rows(model, rows, advance)
    bundle = model.bundle
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
    }
    if into_bundle and bundle is not None:
        save_json(path / "metrics.json", result)
        (path / "MODEL_CARD.md").write_text(model_card(bundle, result), encoding="utf-8")
    return result


def _identity(path: Path) -> str:
    return sha256_of(path / "model.bin" if path.is_dir() else path)
