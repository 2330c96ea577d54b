"""Starting or resuming a training from what the command line says, and what it leaves behind."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console

from lentigo.conditions import slugs
from lentigo.training.checkpoint import save_json
from lentigo.training.fit import FIRST_WEIGHTS, Job, Trainer
from lentigo.training.manifest import Row, parse_classes, read_manifest
from lentigo.training.model import weights_name
from lentigo.training.origin import open_origin
from lentigo.training.plots import read_history
from lentigo.training.recipe import load_recipe


class RunError(ValueError):
    """A run folder that another training has begun."""


def start_training(
    *,
    manifest: Path,
    images: Path | None,
    classes: str | None,
    weights: str,
    recipe: str,
    engine: str,
    run: Path,
    cache: Path,
    console: Console,
    bundle: Path | None = None,
) -> Path:
    """Train, or go on with what was begun in the run folder.

    Args:
        manifest: CSV file with one row a picture.
        images: Folder of the pictures; by default `images` beside the manifest.
        classes: Class names separated by commas; None for those of the bundle, or the nine without one.
        weights: ``imagenet``, ``none`` or an h5 file.
        recipe: Name of a committed recipe, or a TOML file.
        engine: ``keras`` or ``torch``.
        run: Folder of the run.
        cache: Folder for decoded pictures.
        console: Where to show progress.
        bundle: Bundle to begin with instead of `weights`; its last layer is kept where the classes are the same, and
            then the manifest need not show every class.

    Returns:
        The trained `model_resnet50.h5`.

    Raises:
        ManifestError: If the manifest or the class list is bad.
        RunError: If the folder holds a run of other classes, pictures or weights.
        RecipeError: If the recipe is bad.
        ModelError: If the weights are.
        BadConfiguration: If the bundle is none, or a file of it is not the one it was made with.
    """
    origin = None if bundle is None else open_origin(bundle)
    names = origin.classes if origin and classes is None else parse_classes(classes)
    known = origin is not None and origin.classes == names
    plan = load_recipe(recipe)
    data = read_manifest(manifest, images)
    rows, val = data.select("train", names, partial=known), data.select("val", names)
    config = {
        "classes": list(names),
        "recipe": asdict(plan),
        "weights": weights if origin is None else origin.h5.name,
        "from": None if origin is None else origin.record,
        "engine": engine,
        "manifest_sha256": data.sha256,
        "train_images": len(rows),
        "val_images": len(val),
        "framework": framework(engine),
        "earlier_recipes": _earlier_recipes(run / "config.json", asdict(plan)),
    }
    _refuse_another(run, config)
    run.mkdir(parents=True, exist_ok=True)
    save_json(run / "config.json", config)
    console.log(f"{len(rows)} train and {len(val)} val pictures of {len(names)} classes; recipe {plan.name}")
    if origin is not None:
        kept = "its last layer too" if known else "a new last layer, since the classes are others or in another order"
        console.log(f"From {origin.record['name']} {origin.record['version']}: its base, {kept}")
    _warn_of_missing(rows, names, console)
    if unknown := [name for name in names if name not in slugs()]:
        console.log(
            f"No condition here is called {', '.join(unknown)}: of this model no bundle can be made.", style="yellow"
        )
    start = weights if origin is None else str(origin.h5)
    h5 = Trainer(Job(plan, names, rows, val, start, engine, run, cache, known), console).run()
    save_json(run / f"{plan.name}.results.json", results_of(config, read_history(run)))
    return h5


def _refuse_another(run: Path, config: dict[str, Any]) -> None:
    """Let a run go on only as what it is: its weights would be given out for what the new command names."""
    path = run / "config.json"
    if not path.is_file() or not (run / FIRST_WEIGHTS).is_file():
        return
    before = json.loads(path.read_text(encoding="utf-8"))
    pairs = {
        "other classes": (before["classes"], config["classes"]),
        "another manifest": (before["manifest_sha256"], config["manifest_sha256"]),
        "other weights to begin with": (weights_name(before["weights"]), weights_name(config["weights"])),
        "another bundle to begin with": (before.get("from"), config["from"]),
    }
    if others := [name for name, (then, now) in pairs.items() if then != now]:
        raise RunError(
            f"Expected a new folder for --run, or the one of this very training. Received: {run}, where a training "
            f"with {' and '.join(others)} was begun"
        )


def _warn_of_missing(rows: Sequence[Row], classes: Sequence[str], console: Console) -> None:
    missing = [name for name in classes if not any(row.label == name for row in rows)]
    if missing:
        console.log(
            f"[yellow]No train picture shows: {', '.join(missing)}. The model can only forget these; add rows of them, "
            "and compare the result with the bundle before it is used (lentigo evaluate --compare).[/yellow]"
        )


def results_of(config: dict[str, Any], history: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put what a recipe led to into a small file that can be committed beside it; it names no path of this machine.

    Args:
        config: Content of the run's `config.json`.
        history: Content of its `history.json`.

    Returns:
        The recipe, what it was run on and with, and every look at the validation pictures, to four digits.
    """
    looks = [entry for entry in history if "val_log_loss" in entry]
    return {
        **config,
        "weights": weights_name(config["weights"]),
        "seconds": round(sum(_stage_seconds(history).values()), 1),
        "looks": [{key: _rounded(value) for key, value in entry.items()} for entry in looks],
    }


def _stage_seconds(history: Sequence[dict[str, Any]]) -> dict[int, float]:
    return {entry["stage"]: entry["seconds"] for entry in history if entry["phase"] == 2}


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _earlier_recipes(path: Path, recipe: dict[str, Any]) -> list[dict[str, Any]]:
    """Keep what a run was begun with when it goes on with another recipe, so that the bundle can say so."""
    if not path.is_file():
        return []
    before = json.loads(path.read_text(encoding="utf-8"))
    earlier: list[dict[str, Any]] = before.get("earlier_recipes", [])
    # JSON has no tuples: compare what would be written.
    if before["recipe"] == json.loads(json.dumps(recipe)):
        return earlier
    return [*earlier, before["recipe"]]


def framework(engine: str) -> dict[str, Any]:
    """Name the versions of what trains.

    Args:
        engine: ``keras`` or ``torch``.

    Returns:
        Engine, Keras backend and versions by package.
    """
    import keras

    versions = {}
    for package in ("keras", "tensorflow", "torch", "jax", "numpy"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {"engine": engine, "backend": keras.backend.backend(), "versions": versions}
