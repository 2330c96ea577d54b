"""The command `lentigo`: one room, one command; heavy parts are imported only by the command that needs them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lentigo import DISCLAIMER, __version__
from lentigo.accounts import commands as accounts
from lentigo.audit import commands as audit
from lentigo.dataset.commands import dataset
from lentigo.privacy import commands as privacy
from lentigo.problems import Problem
from lentigo.storage import commands as storage
from lentigo.training import commands as training
from lentigo.vision import commands as vision
from lentigo.vision.model_commands import model

app = typer.Typer(
    name="lentigo",
    help=f"Skin-lesion assessment on your own machines. {DISCLAIMER}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lentigo {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """Hold the options that stand before every command."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (LENTIGO_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PORT).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of the embedded store (LENTIGO_DATA_DIR).")] = None,
) -> None:
    """Start the server."""
    from lentigo.settings import load_settings
    from lentigo.web.preflight import preflight
    from lentigo.web.server import serve as serve_now

    given = {"host": host, "port": port, "data_dir": data_dir}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    for line in preflight(settings):
        typer.echo(line)
    sys.stdout.flush()
    serve_now(settings)


app.command("predict")(vision.predict)
app.command("train")(training.train)
app.command("evaluate")(training.evaluate)
app.command("export")(training.export)
app.command("calibrate")(training.calibrate)
app.command("backup")(storage.backup)
app.command("restore")(storage.restore)
app.add_typer(storage.keys, name="keys", help="The master key that seals pictures and backups.")
accounts.admin.add_typer(model, name="model")
app.add_typer(accounts.admin, name="admin", help="Accounts, administrators and the model of this service.")
app.add_typer(dataset, name="dataset", help="What doctors have said, as a data set to train on.")
app.add_typer(audit.audit, name="audit", help="The chained record of who did what.")
app.add_typer(privacy.retention, name="retention", help="How long submissions are kept.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a refusal is one sentence on standard error and exit status 1."""
    try:
        app(arguments)
    except Problem as problem:
        typer.echo(f"lentigo: {problem.message}", err=True)
        sys.exit(1)
    except OSError as error:  # the disk under the standard output is full, for instance
        named = f"{error.filename}: " if error.filename else ""
        typer.echo(f"lentigo: {named}{error.strerror or error}", err=True)
        sys.exit(1)
