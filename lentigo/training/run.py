"""Starting or resuming a training from what the command line says."""

import json
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console

from lentigo.training.checkpoint import save_json
from lentigo.training.fit import Job, Trainer
from lentigo.training.manifest import parse_classes, read_manifest
from lentigo.training.recipe import load_recipe


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
) -> Path:
    """Train, or go on with what was begun in the run folder.

    Args:
        manifest: CSV file with one row a picture.
        images: Folder of the pictures; by default `images` beside the manifest.
        classes: Class names separated by commas, or None for the nine.
        weights: ``imagenet``, ``none`` or an h5 file.
        recipe: Name of a committed recipe, or a TOML file.
        engine: ``keras`` or ``torch``.
        run: Folder of the run.
        cache: Folder for decoded pictures.
        console: Where to show progress.

    Returns:
        The trained `model_resnet50.h5`.

    Raises:
        ManifestError: If the manifest or the class list is bad.
        RecipeError: If the recipe is bad.
        ModelError: If the weights are.
    """
    names = parse_classes(classes)
    plan = load_recipe(recipe)
    data = read_manifest(manifest, images)
    rows, val = data.select("train", names), data.select("val", names)
    run.mkdir(parents=True, exist_ok=True)
    config = {
        "classes": list(names),
        "recipe": asdict(plan),
        "weights": weights,
        "engine": engine,
        "manifest_sha256": data.sha256,
        "train_images": len(rows),
        "val_images": len(val),
        "framework": framework(engine),
        "earlier_recipes": _earlier_recipes(run / "config.json", asdict(plan)),
    }
    save_json(run / "config.json", config)
    console.log(f"{len(rows)} train and {len(val)} val pictures of {len(names)} classes; recipe {plan.name}")
    return Trainer(Job(plan, names, rows, val, weights, engine, run, cache), console).run()


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
