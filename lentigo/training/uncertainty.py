"""What makes a bundle know when it does not know: outliers, prediction sets, nearest cases, fitted and put into it.

Fitted on train (the score of outliers, the index) and on val (limits, thresholds); test is not touched.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from lentigo.training import attention, metrics, neighbours, outliers
from lentigo.training.answers import Answers, Asker
from lentigo.training.bundle import sha256_of
from lentigo.training.checkpoint import save_json
from lentigo.training.conformal import COVERAGE, choose_shrinkage, compare_ways, fit_conformal
from lentigo.training.data import label_indices
from lentigo.training.manifest import NOT_A_CLASS, Manifest, ManifestError, Row
from lentigo.training.not_skin import made_up
from lentigo.training.predict import Calibration, read_square
from lentigo.training.progress import progress_bar
from lentigo.vision.bundle import load_bundle
from lentigo.vision.engine import Engine

MADE_UP = {"train": (450, 1), "val": (225, 2), "test": (225, 3)}
"""Most made-up pictures of each split, and their seed."""
NORMAL = "normal skin"
_PICTURES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True)
class Scene:
    """All that is asked of the network while a bundle is fitted or judged.

    Attributes:
        manifest: The data set.
        asker: The network of the bundle.
        others: Folder with `train`, `val` and `test` full of general pictures, or None.
        console: Where to show progress.
    """

    manifest: Manifest
    asker: Asker
    others: Path | None
    console: Console

    def real(self, split: str, classes: Sequence[str]) -> tuple[list[Row], Answers]:
        """Ask about the pictures of the classes.

        Args:
            split: ``train``, ``val`` or ``test``.
            classes: Class names.
        """
        rows = self.manifest.select(split, classes)
        if not rows:
            raise ManifestError(f"Expected {split} rows of the classes {', '.join(classes)}. Received: none")
        with progress_bar(self.console, f"answers on {split}", len(rows)) as advance:
            return rows, self.asker.rows(rows, advance)

    def strangers(self, split: str) -> dict[str, Answers]:
        """Ask about pictures of anything but skin.

        Args:
            split: ``train``, ``val`` or ``test``.

        Returns:
            Answers by the name of the set: what the manifest has, made-up pictures, the pictures in `others`.
        """
        found: dict[str, Answers] = {}
        mine = [row for row in self.manifest.rows if row.split == split]
        rows = [row for row in mine if row.label == NOT_A_CLASS]
        files = sorted(path for path in self._folder(split) if path.suffix.lower() in _PICTURES)
        most, seed = MADE_UP[split]
        # A small data set needs no more of them than it has pictures.
        count = min(most, len(mine))
        with progress_bar(self.console, f"not skin, {split}", len(rows) + count + len(files)) as advance:
            if rows:
                found["not_skin"] = self.asker.rows(rows, advance)
            found["made_up"] = self.asker.kept(f"made up {count} {seed}", lambda: made_up(count, seed), advance)
            if files:
                key = "\n".join(f"{path} {path.stat().st_size}" for path in files)
                found["general"] = self.asker.kept(key, lambda: (read_square(path) for path in files), advance)
        return found

    def _folder(self, split: str) -> Sequence[Path]:
        folder = None if self.others is None else self.others / split
        return list(folder.iterdir()) if folder is not None and folder.is_dir() else []


def open_scene(
    folder: Path, manifest: Manifest, *, others: Path | None, cache: Path | None, console: Console
) -> tuple[dict[str, Any], Scene]:
    """Open a bundle to ask its network.

    Args:
        folder: The bundle.
        manifest: The data set.
        others: Folder of general pictures, or None.
        cache: Folder for answers, or None.
        console: Where to show progress.

    Returns:
        The content of `bundle.json`, and whom to ask.
    """
    content: dict[str, Any] = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    asker = Asker(Engine(load_bundle(folder)), content["files"]["model.bin"], cache)
    return content, Scene(manifest, asker, others, console)


def calibrated(content: dict[str, Any], answers: Answers) -> npt.NDArray[np.float64]:
    """Turn answers into probabilities with the calibration of a bundle.

    Args:
        content: Content of `bundle.json`.
        answers: Of n pictures.

    Returns:
        Shape (n, classes).
    """
    calibration = content["calibration"]
    shares = Calibration(calibration["temperature"], tuple(calibration["bias"])).probabilities(answers.logits)
    return shares.astype(np.float64)


def fit_uncertainty(
    folder: Path,
    manifest: Manifest,
    *,
    others: Path | None = None,
    masks: Path | None = None,
    cache: Path | None = None,
    console: Console,
) -> dict[str, Any]:
    """Fit everything on a bundle's own network and write it into the bundle.

    Args:
        folder: The bundle; gets `outliers.npz`, `nearest.npz` and a new `bundle.json`.
        manifest: The data set.
        others: Folder with `train` and `val` full of general pictures, or None.
        masks: Folder of lesion masks of val pictures, or None.
        cache: Folder for answers, or None.
        console: Where to show progress.

    Returns:
        The new content of `bundle.json`.

    Raises:
        ManifestError: If the train or the val split has no picture of the classes.
    """
    content, scene = open_scene(folder, manifest, others=others, cache=cache, console=console)
    classes = content["classes"]
    val, on_val = scene.real("val", classes)
    labels, groups = label_indices(val, classes), [row.group for row in val]
    content["conformal"] = _conformal(calibrated(content, on_val), labels, groups)
    content["heat_map"] = _heat_map(content, val, on_val, masks)
    train, on_train = scene.real("train", classes)
    path = folder / outliers.FILE
    on_others = scene.strangers("train")
    kinds = [outliers.kind_of(row) for row in train]
    outliers.fit_outliers(on_train, label_indices(train, classes), kinds, list(on_others.values()), path)
    content["out_of_distribution"] = _out_of_distribution(path, val, on_val, scene.strangers("val"))
    content["out_of_distribution"]["fitted_against"] = {name: len(answers) for name, answers in on_others.items()}
    content["nearest"] = neighbours.build_index(train, on_train.features, folder / neighbours.FILE)
    for name in (outliers.FILE, neighbours.FILE):
        content["files"][name] = sha256_of(folder / name)
    save_json(folder / "bundle.json", content)
    console.log(f"prediction sets: {content['conformal']['val']}")
    console.log(f"out of distribution: {content['out_of_distribution']['val']}")
    return content


def _heat_map(content: dict[str, Any], val: Sequence[Row], answers: Answers, masks: Path | None) -> dict[str, Any]:
    classes = content["classes"]
    numbers = [] if masks is None else attention.masked_rows(val, masks)
    files = [] if masks is None else [masks / f"{val[number].image_id}.png" for number in numbers]
    taken = answers.take(np.array(numbers, np.int64))
    chosen = calibrated(content, taken).argmax(axis=1)
    normal = classes.index(NORMAL) if NORMAL in classes else None
    spread, helps, on_val = attention.choose(taken.class_maps, chosen, files, normal)
    return {"at_corner": True, "against": NORMAL if helps else None, "spread": spread, "val": on_val}


def _conformal(shares: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], groups: Sequence[str]) -> dict[str, Any]:
    ways = compare_ways(shares, labels, groups)
    shrinkage = choose_shrinkage(ways)
    thresholds = fit_conformal(shares, labels, shrinkage=shrinkage)
    return {
        "coverage": COVERAGE,
        "thresholds": [float(value) for value in thresholds],
        "shrinkage": shrinkage,
        "val": ways[f"{shrinkage:g}"],
    }


def _out_of_distribution(path: Path, val: Sequence[Row], real: Answers, others: dict[str, Answers]) -> dict[str, Any]:
    kinds = [outliers.kind_of(row) for row in val]
    scores = outliers.score_all(path, real)
    threshold = outliers.fit_threshold(scores, kinds)
    return {"file": path.name, "threshold": threshold, "val": judge_outliers(path, threshold, kinds, real, others)}


def judge_outliers(
    path: Path, threshold: float, kinds: Sequence[str], real: Answers, others: dict[str, Answers]
) -> dict[str, Any]:
    """Judge a score and its limit.

    Args:
        path: The npz file of the score.
        threshold: The limit.
        kinds: Kind of each real picture.
        real: Answers on the real pictures.
        others: Answers on other things, by set.

    Returns:
        Share of the real pictures turned away, in all and by kind; AUROC and share turned away by set of other things.
    """
    scores = outliers.score_all(path, real)
    result: dict[str, Any] = {
        "real_turned_away": float((scores >= threshold).mean()),
        "kinds": outliers.turned_away(scores, list(kinds), threshold),
        "sets": {},
    }
    for name, answers in others.items():
        strange = outliers.score_all(path, answers)
        truth = np.arange(len(scores) + len(strange)) >= len(scores)
        result["sets"][name] = {
            "n": len(strange),
            "auroc": metrics.auroc(np.concatenate([scores, strange]), truth),
            "turned_away": float((strange >= threshold).mean()),
        }
    return result
