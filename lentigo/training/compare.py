"""Whether a new bundle is better than an old one: both judge the same pictures, and groups are resampled together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training import metrics
from lentigo.training.data import label_indices
from lentigo.training.intervals import bootstrap
from lentigo.training.manifest import ManifestError, Row, read_manifest
from lentigo.training.model import ModelError
from lentigo.training.predict import Model, open_model, run_rows
from lentigo.training.progress import progress_bar

Verdict = Literal["better", "worse", "undecided"]
STATUS: dict[Verdict, int] = {"better": 0, "worse": 3, "undecided": 4}
"""Exit statuses of the command; 1 and 2 are those of a comparison that could not be made."""
MEASURES = {
    "balanced_accuracy": ("balanced accuracy", 1),
    "log_loss": ("log-loss", -1),
    "macro_auroc": ("macro AUROC", 1),
    "malignant_auroc": ("malignant AUROC", 1),
}
"""What is compared: its name in words, and 1 where more is better."""
TOGETHER = 0.95
"""How sure all intervals are together; each is wider (Bonferroni), since four chances to be lucky are more than one."""

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Judged:
    """What one bundle said about the pictures.

    Attributes:
        title: Name and version.
        sha256: Hash of its weights.
        probabilities: Calibrated, shape (rows, classes), columns in one order for both.
    """

    title: str
    sha256: str
    probabilities: Floats


def compare_bundles(
    *,
    old: Path,
    new: Path,
    manifest: Path,
    images: Path | None,
    split: str,
    replicates: int,
    console: Console,
) -> dict[str, Any]:
    """Let two bundles judge the pictures of a split, and say which is better.

    Args:
        old: Folder of the bundle in use.
        new: Folder of the bundle that may take its place.
        manifest: CSV file with one row a picture.
        images: Folder of the pictures; by default `images` beside the manifest.
        split: ``train``, ``val`` or ``test``.
        replicates: Bootstrap replicates.
        console: Where to show progress.

    Returns:
        What `report` returns, with the hash of the manifest and the split.

    Raises:
        ModelError: If one is no bundle, or they know different classes.
        ManifestError: If the manifest is bad or the split has no picture of the classes.
    """
    models = [_open(path) for path in (old, new)]
    classes = models[0].classes
    if set(models[1].classes) != set(classes):
        raise ModelError(
            "Expected two bundles that know the same classes, since one that knows fewer has the easier task. "
            f"Only {old.name} knows: {_listed(set(classes) - set(models[1].classes))}. "
            f"Only {new.name} knows: {_listed(set(models[1].classes) - set(classes))}"
        )
    data = read_manifest(manifest, images)
    rows = [row for row in data.rows if row.split == split and row.label in set(classes)]
    if not rows:
        raise ManifestError(f"Expected {split} rows of the classes {', '.join(classes)}. Received: none")
    judged = [_judge(model, classes, rows, console) for model in models]
    malignant = [name for name in classes if name in (models[0].bundle or {})["malignant"]]
    found = report(rows, judged[0], judged[1], classes, malignant, replicates=replicates)
    return {"manifest_sha256": data.sha256, "split": split, **found}


def report(
    rows: Sequence[Row],
    old: Judged,
    new: Judged,
    classes: Sequence[str],
    malignant: Sequence[str],
    *,
    replicates: int,
    seed: int = 1,
) -> dict[str, Any]:
    """Compare two sets of probabilities by a paired bootstrap over groups (percentile intervals).

    Args:
        rows: The pictures judged.
        old: What the old bundle said.
        new: What the new bundle said.
        classes: Class names in the order of the columns.
        malignant: Those of them that are malignant.
        replicates: Bootstrap replicates.
        seed: Seed of the bootstrap.

    Returns:
        `verdict`, `text` in one sentence, and by measure `old`, `new`, `difference` with its interval, and a verdict.
    """
    labels = label_indices(rows, classes)
    bad = np.array([name in malignant for name in classes])
    level = 1 - (1 - TOGETHER) / len(MEASURES)

    def differences(index: npt.NDArray[np.int64]) -> dict[str, float | None]:
        first, second = (_values(labels[index], one.probabilities[index], bad) for one in (old, new))
        return {name: _minus(second[name], first[name]) for name in MEASURES}

    groups = [row.group for row in rows]
    intervals = bootstrap(groups, differences, replicates, seed, level=level)
    first, second = (_values(labels, one.probabilities, bad) for one in (old, new))
    measures: dict[str, Any] = {}
    for name, (_, sign) in MEASURES.items():
        difference, interval = _minus(second[name], first[name]), intervals.get(name)
        measures[name] = {
            "old": first[name],
            "new": second[name],
            "difference": {"value": difference, **(interval or {})},
            "verdict": _verdict(interval, sign),
        }
    verdict = overall([part["verdict"] for part in measures.values()])
    return {
        "old": {"model": old.title, "sha256": old.sha256},
        "new": {"model": new.title, "sha256": new.sha256},
        "images": len(rows),
        "groups": len(set(groups)),
        "classes": list(classes),
        "interval": {
            "level": level,
            "level_together": TOGETHER,
            "method": "paired bootstrap over groups",
            "replicates": replicates,
        },
        "measures": measures,
        "verdict": verdict,
        "text": _sentence(verdict, old, new, measures),
    }


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """Put the verdicts of the measures together: better where one is and none is worse, and the other way round.

    Args:
        verdicts: One for each measure.
    """
    found = set(verdicts) - {"undecided"}
    return found.pop() if len(found) == 1 else "undecided"


def lines(found: dict[str, Any]) -> list[str]:
    """Say a comparison in words.

    Args:
        found: What `report` returned.

    Returns:
        One line a measure, then the verdict.
    """
    told = []
    for name, (words, _) in MEASURES.items():
        part = found["measures"][name]
        difference = part["difference"]
        interval = f"{difference['low']:+.4f} to {difference['high']:+.4f}" if "low" in difference else "no interval"
        values = "not defined here" if difference["value"] is None else f"{part['old']:.4f} -> {part['new']:.4f}"
        told.append(f"{words}: {values}; difference {interval}: {part['verdict']}")
    return [*told, found["text"]]


def _values(
    labels: npt.NDArray[np.int64], probabilities: Floats, malignant: npt.NDArray[np.bool_]
) -> dict[str, float | None]:
    classes = probabilities.shape[1]
    return {
        "balanced_accuracy": metrics.balanced_accuracy(labels, probabilities.argmax(axis=1), classes),
        "log_loss": metrics.log_loss(probabilities, labels),
        "macro_auroc": metrics.macro_auroc(probabilities, labels),
        "malignant_auroc": metrics.auroc(probabilities[:, malignant].sum(axis=1), malignant[labels]),
    }


def _minus(second: float | None, first: float | None) -> float | None:
    return None if second is None or first is None else second - first


def _verdict(interval: dict[str, float] | None, sign: int) -> Verdict:
    if interval is None:
        return "undecided"
    if sign * interval["low"] > 0 and sign * interval["high"] > 0:
        return "better"
    return "worse" if sign * interval["low"] < 0 and sign * interval["high"] < 0 else "undecided"


def _sentence(verdict: Verdict, old: Judged, new: Judged, measures: dict[str, Any]) -> str:
    by: dict[Verdict, list[str]] = {"better": [], "worse": [], "undecided": []}
    for name, (words, _) in MEASURES.items():
        by[measures[name]["verdict"]].append(words)
    if verdict == "undecided":
        reason = (
            f"better in {_listed(by['better'])}, but worse in {_listed(by['worse'])}"
            if by["better"]
            else "no difference is large enough to be told from chance"
        )
        return f"Undecided: {new.title} against {old.title}: {reason}."
    return f"{verdict.capitalize()}: {new.title} is {verdict} than {old.title} in {_listed(by[verdict])}."


def _listed(names: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(names) if isinstance(names, set) else names) or "none"


def _open(path: Path) -> Model:
    model = open_model(path, ("", "")) if path.is_dir() else None
    if model is None or model.bundle is None:
        raise ModelError(f"Expected the folder of a bundle to compare. Received: {path}")
    return model


def _judge(model: Model, classes: Sequence[str], rows: Sequence[Row], console: Console) -> Judged:
    content = model.bundle or {}
    title = f"{content['name']} {content['version']}"
    with progress_bar(console, title, len(rows)) as advance:
        logits = run_rows(model, rows, advance)
    order = [model.classes.index(name) for name in classes]
    return Judged(title, content["files"]["model.bin"], model.calibration.probabilities(logits)[:, order])
