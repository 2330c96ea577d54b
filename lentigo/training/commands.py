"""The commands `lentigo train`, `lentigo evaluate` and `lentigo export`.

Keras, TensorFlow, torch and OpenVINO are imported when a command runs, never when the command line starts.
"""

import json
import os
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

ManifestOption = Annotated[Path, typer.Option("--manifest", help="CSV file with one row a picture.")]
ImagesOption = Annotated[
    Path | None, typer.Option("--images", help="Folder of the pictures; default: images/ beside the manifest.")
]
ClassesOption = Annotated[
    str | None, typer.Option("--classes", help="Class names in order, separated by commas; default: the nine.")
]
OthersOption = Annotated[
    Path | None,
    typer.Option("--others", help="Folder with train, val and test full of general pictures that are not skin."),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", help="Folder that keeps the network's answers, so that they are asked once.")
]


class EngineName(StrEnum):
    """What executes the training."""

    KERAS = "keras"
    TORCH = "torch"


def train(
    manifest: ManifestOption,
    images: ImagesOption = None,
    classes: ClassesOption = None,
    bundle: Annotated[
        Path | None,
        typer.Option("--from", help="Go on from this bundle, with its classes; the recipe is then fine_tune."),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights",
            help="Start of the base: imagenet, none, or an h5 file, or the mean of several separated by commas; "
            "default: imagenet.",
        ),
    ] = None,
    recipe: Annotated[
        str | None, typer.Option("--recipe", help="Name of a committed recipe, or a TOML file; default: default.")
    ] = None,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="keras: any Keras backend; torch: faster on CPUs with bf16.")
    ] = EngineName.KERAS,
    run: Annotated[Path, typer.Option("--run", help="Folder of the run; an unfinished run in it goes on.")] = Path(
        "runs/train"
    ),
    cache: Annotated[Path, typer.Option("--cache", help="Folder for decoded pictures.")] = Path("runs/cache"),
) -> None:
    """Train a ResNet50: the head on a frozen base, then the upper layers. Killed at any moment, it can be resumed."""
    if engine is EngineName.TORCH:
        os.environ.setdefault("KERAS_BACKEND", "torch")
    _require("keras", os.environ.get("KERAS_BACKEND", "tensorflow"))
    from lentigo.training.run import start_training

    console = Console(stderr=True)
    with _plain_errors(console):
        if bundle is not None and weights is not None:
            raise ValueError("Expected --from or --weights, since both say where the weights come from. Received: both")
        result = start_training(
            manifest=manifest,
            images=images,
            classes=classes,
            weights=weights or "imagenet",
            recipe=recipe or ("default" if bundle is None else "fine_tune"),
            engine=engine.value,
            run=run,
            cache=cache,
            console=console,
            bundle=bundle,
        )
    console.print(f"Trained: {result}", markup=False)


def evaluate(
    manifest: ManifestOption,
    model: Annotated[Path, typer.Option("--model", help="A bundle's folder, or an h5 file.")] = Path("models/resnet50"),
    split: Annotated[str, typer.Option("--split", help="train, val or test.")] = "val",
    images: ImagesOption = None,
    classes: Annotated[
        str | None, typer.Option("--classes", help="Class names of an h5; a bundle brings its own. Default: the nine.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report to the standard output.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")] = None,
    into_bundle: Annotated[
        bool,
        typer.Option(
            "--into-bundle", help="Judge its doubts too; write metrics.json, plots and MODEL_CARD.md into the bundle."
        ),
    ] = False,
    replicates: Annotated[int, typer.Option("--replicates", min=0, help="Bootstrap replicates.")] = 1000,
    others: OthersOption = None,
    masks: Annotated[
        Path | None, typer.Option("--masks", help="Folder of lesion masks; default: lesion_masks/ beside the manifest.")
    ] = None,
    cache: CacheOption = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--compare", metavar="OLD NEW", help="Say instead whether bundle NEW is better than bundle OLD."),
    ] = None,
) -> None:
    """Judge a model on a split of a manifest: balanced accuracy, recalls, AUROC, calibration, by class and source.

    With --compare the exit status is 0 for better, 3 for worse, 4 for undecided.
    """
    if compare is not None:
        _compare(compare, manifest, images, split, replicates, as_json=as_json, out=out)
    _require("openvino" if model.is_dir() else "keras")
    from lentigo.training.assessment import evaluate_model

    console = Console(stderr=True)
    with _plain_errors(console):
        _refuse_no_folder(out)
        result = evaluate_model(
            manifest=manifest,
            images=images,
            path=model,
            split=split,
            classes=classes,
            into_bundle=into_bundle,
            replicates=replicates,
            console=console,
            others=others,
            masks=masks,
            cache=cache,
        )
        text = json.dumps(result, indent=1)
        if out:
            out.write_text(text + "\n", encoding="utf-8")
    if as_json:
        typer.echo(text)
    else:
        for name in ("balanced_accuracy", "accuracy", "macro_auroc", "malignant_auroc", "log_loss"):
            value = result[name]["value"]
            console.print(f"{name}: {'none' if value is None else round(value, 4)}")


def _compare(
    bundles: tuple[Path, Path],
    manifest: Path,
    images: Path | None,
    split: str,
    replicates: int,
    *,
    as_json: bool,
    out: Path | None,
) -> NoReturn:
    _require("openvino")
    from lentigo.training.compare import STATUS, compare_bundles, lines

    console = Console(stderr=True)
    with _plain_errors(console):
        _refuse_no_folder(out)
        if replicates == 0:
            raise ValueError("Expected at least one bootstrap replicate: without intervals nothing can be told apart.")
        found = compare_bundles(
            old=bundles[0],
            new=bundles[1],
            manifest=manifest,
            images=images,
            split=split,
            replicates=replicates,
            console=console,
        )
        text = json.dumps(found, indent=1)
        if out:
            out.write_text(text + "\n", encoding="utf-8")
    typer.echo(text if as_json else "\n".join(lines(found)))
    raise typer.Exit(STATUS[found["verdict"]])


def export(
    h5: Annotated[Path, typer.Option("--h5", help="Keras ResNet50 classifier: a whole model, or its weights.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the bundle to write.")],
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", help="CSV file with one row a picture; without it nothing can be calibrated."),
    ] = None,
    images: ImagesOption = None,
    classes: ClassesOption = None,
    prior_strength: Annotated[
        float,
        typer.Option("--prior-strength", min=0.0, max=1.0, help="How far rare classes are lifted to the others."),
    ] = 0.0,
    version: Annotated[str | None, typer.Option("--bundle-version", help="Default: from the date.")] = None,
    exact: Annotated[
        str, typer.Option("--exact", help="Parts kept in floating point: conv1 to conv5 separated by commas, or all.")
    ] = "",
    others: OthersOption = None,
    cache: CacheOption = None,
) -> None:
    """Make a bundle of an h5: OpenVINO int8, checked against Keras, calibrated on the manifest's val split.

    Without a manifest the bundle says what it then lacks: no calibration, no thresholds, so that no risk is assessed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    _require("keras", os.environ.get("KERAS_BACKEND", "tensorflow"), "openvino", "nncf")
    from lentigo.training.export import ExportPlan, export_bundle
    from lentigo.training.export_alone import export_alone
    from lentigo.training.manifest import parse_classes, read_manifest

    console = Console(stderr=True)
    with _plain_errors(console):
        masks = None if manifest is None else manifest.parent / "lesion_masks"
        parts = tuple(filter(None, exact.split(",")))
        plan = ExportPlan(h5, parse_classes(classes), out, prior_strength, version, others, masks, cache, parts)
        if manifest is not None:
            export_bundle(plan, read_manifest(manifest, images), console)
        elif prior_strength or others:
            raise ValueError("Expected --manifest beside --prior-strength or --others: both need its pictures.")
        else:
            export_alone(plan, console)
    console.print(f"Bundle: {out}", markup=False)


def calibrate(
    bundle: Annotated[Path, typer.Argument(help="Folder of the bundle.")],
    manifest: ManifestOption,
    images: ImagesOption = None,
    others: OthersOption = None,
    cache: CacheOption = None,
) -> None:
    """Fit a bundle's sense of what it does not know: prediction sets, pictures that are not skin, nearest cases."""
    _require("openvino", "sklearn")
    from lentigo.training.manifest import read_manifest
    from lentigo.training.uncertainty import fit_uncertainty

    console = Console(stderr=True)
    with _plain_errors(console):
        data, masks = read_manifest(manifest, images), manifest.parent / "lesion_masks"
        fit_uncertainty(bundle, data, others=others, masks=masks, cache=cache, console=console)
    console.print(f"Bundle: {bundle}", markup=False)


def _refuse_no_folder(out: Path | None) -> None:
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise ValueError(f"Expected for --out the name of a file in a folder that is there. Received: {out}")


class _plain_errors:  # noqa: N801
    """Turn the errors that a person can mend into one sentence and exit status 2."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, OSError) and error.strerror:
            said = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        elif isinstance(error, (ValueError, OSError)):
            said = str(error)
        else:
            return
        # As it is: a name may hold what looks like markup.
        self._console.print(said, style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error


def _require(*modules: str) -> None:
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        typer.echo(
            f"This needs {', '.join(missing)}: install the training extra, pip install 'lentigo[train]'", err=True
        )
        raise typer.Exit(2)
