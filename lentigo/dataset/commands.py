"""`lentigo dataset …`: what doctors have said, as a data set to train on."""

from pathlib import Path
from typing import Annotated

import typer

dataset = typer.Typer(no_args_is_help=True, help="What doctors have said, as a data set to train on.")


@dataset.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write; must not exist yet.")],
) -> None:
    """Write the pictures that doctors have judged and whose owners agree to training, with a manifest."""
    from rich.console import Console
    from rich.progress import Progress

    from lentigo.audit.service import open_audit
    from lentigo.dataset.names import open_names
    from lentigo.dataset.service import Dataset
    from lentigo.kinds import KINDS
    from lentigo.privacy.consents import Consents
    from lentigo.settings import load_settings
    from lentigo.storage import demand_store, open_blobs, open_records

    settings = load_settings()
    demand_store(settings)
    records = open_records(settings, KINDS)
    try:
        audit = open_audit(records, settings)
        made = Dataset(
            records=records,
            blobs=open_blobs(settings),
            consents=Consents(records=records, audit=audit),
            audit=audit,
            names=open_names(settings),
        )
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("pictures", total=None)
            written = made.export(out, tell=lambda number: progress.update(task, completed=number))
        audit.close()
    finally:
        records.close()
    splits = ", ".join(f"{written.pictures[split]} {split}" for split in ("train", "val", "test"))
    typer.echo(f"{out}: {written.pictures.total()} pictures of {written.persons} persons ({splits}).")
    for number, why in (
        (written.without_consent, "left out: no consent to training"),
        (written.twice, "left out: the same picture is in already"),
        (written.missing, "left out: the picture store has them no longer"),
        (written.unreadable, "left out: the picture store has them, but they are damaged and cannot be read"),
    ):
        if number:
            typer.echo(f"{number} {why}.")
    if not written.pictures["val"]:
        typer.echo("Nobody fell into val yet: more persons are needed before a training can be judged on these alone.")
