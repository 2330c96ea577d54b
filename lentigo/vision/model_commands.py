"""`lentigo admin model …`: which model the service judges with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lentigo.problems import BadConfiguration

if TYPE_CHECKING:
    from pathlib import Path

    from lentigo.settings import Settings
    from lentigo.vision.bundle import Bundle

model = typer.Typer(no_args_is_help=True, help="The model that this service judges with.")

NamedArgument = Annotated[
    str, typer.Argument(metavar="MODEL", help="A name that `list` shows, or the folder of a bundle.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON to the standard output.")]


@model.command("use")
def use(named: NamedArgument) -> None:
    """Check a bundle, keep a copy with the data, and judge with it from the next start of the server on."""
    from lentigo.storage import demand_owner
    from lentigo.vision.bundle import load_bundle
    from lentigo.vision.classifier import Classifier
    from lentigo.vision.registry import SHIPPED, Registry

    settings = _settings()
    demand_owner(settings)
    registry = Registry(settings.data_dir)
    bundle = load_bundle(registry.find(named))
    classifier = Classifier(bundle)
    try:
        classifier.ping()  # what cannot judge here must not keep the server from starting
    finally:
        classifier.close()
    try:
        before = registry.chosen()
    except BadConfiguration:
        before = "unknown"  # the file that says it is damaged, and is about to be written anew
    name = SHIPPED if named == SHIPPED else registry.add(bundle)
    # The line first: a change that nobody wrote down must not happen.
    _write_down(settings, bundle, before=before, name=name)
    registry.use(name)
    typer.echo(f"{bundle.title} ({name}) judges from the next start of the server on.")
    if settings.model_dir is not None:
        typer.echo(
            f"But LENTIGO_MODEL_DIR is set to {settings.model_dir} and wins over it; take it away for this to matter.",
            err=True,
        )


@model.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """List the models that are here: the one in use with a star, its name here, its title."""
    from lentigo.vision.registry import Registry

    settings = _settings()
    overruled = settings.model_dir is not None
    found = [
        {"name": known.name, "title": _title(known.folder), "used": known.used and not overruled}
        for known in Registry(settings.data_dir).known()
    ]
    if settings.model_dir is not None:
        found.append({"name": str(settings.model_dir), "title": _title(settings.model_dir), "used": True})
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{'*' if one['used'] else ' '}\t{one['name']}\t{one['title']}")
    if overruled:
        typer.echo("LENTIGO_MODEL_DIR is set and wins over what was chosen here.", err=True)


@model.command("show")
def show(
    named: Annotated[
        str | None, typer.Argument(metavar="MODEL", help="As for `use`; by default the one in use.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a bundle and tell what it is: classes, where it comes from, how good it was found to be."""
    from lentigo.vision.bundle import load_bundle
    from lentigo.vision.registry import Registry, served_bundle_path

    settings = _settings()
    folder = (
        served_bundle_path(model_dir=settings.model_dir, data_dir=settings.data_dir)
        if named is None
        else Registry(settings.data_dir).find(named)
    )
    told = _told(load_bundle(folder))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for name, value in told.items():
        typer.echo(f"{name.replace('_', ' ')}: {_plain(value)}")


def _told(bundle: Bundle) -> dict[str, Any]:
    provenance = bundle.provenance
    recipe = provenance.get("recipe") or {}
    return {
        "title": bundle.title,
        "folder": str(bundle.folder),
        "sha256": bundle.files["model.bin"],
        "classes": list(bundle.classes),
        "malignant": list(bundle.malignant),
        "licence": bundle.licence,
        "recipe": recipe.get("name"),
        "from": provenance.get("from"),
        "trained_on": provenance.get("images"),
        "can_tell_what_is_not_skin": bundle.out_of_distribution is not None,
        "has_prediction_sets": bundle.conformal is not None,
        "has_nearest_cases": bundle.nearest is not None,
        "metrics": _metrics(bundle),
    }


def _metrics(bundle: Bundle) -> dict[str, Any] | None:
    """Take the headline out of metrics.json, which is no part of what is served and may be missing."""
    try:
        found = json.loads((bundle.folder / "metrics.json").read_text(encoding="utf-8"))
        names = ("balanced_accuracy", "macro_auroc", "malignant_auroc", "log_loss")
        return {"split": found["split"], **{name: found[name]["value"] for name in names}}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_plain(item)}" for name, item in value.items())
    if isinstance(value, float):
        return f"{value:.4f}"
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _title(folder: Path) -> str:
    """Read name and version alone: a list need not hash every file."""
    try:
        found = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
        return f"{found['name']} {found['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "damaged"


def _write_down(settings: Settings, bundle: Bundle, *, before: str, name: str) -> None:
    from lentigo.audit.service import OPERATOR, open_audit
    from lentigo.kinds import KINDS
    from lentigo.storage import open_records

    records = open_records(settings, KINDS)
    try:
        audit = open_audit(records, settings)
        to = {"name": name, "title": bundle.title, "sha256": bundle.files["model.bin"]}
        audit.record(who=OPERATOR, what="model.chosen", detail={"from": before, "to": to})
        audit.close()
    finally:
        records.close()


def _settings() -> Settings:
    from lentigo.settings import load_settings

    return load_settings()
