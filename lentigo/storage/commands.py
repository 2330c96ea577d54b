"""`lentigo backup`, `lentigo restore` and `lentigo keys …`: what the person at the machine does about the stores."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lentigo.problems import BadConfiguration, Problem

if TYPE_CHECKING:
    from rich.progress import Progress

    from lentigo.settings import Settings
    from lentigo.storage.backup import Contents
    from lentigo.storage.records import Records
    from lentigo.storage.sealed import SealedBlobs

keys = typer.Typer(no_args_is_help=True, help="The master key that seals pictures and backups.")

FileArgument = Annotated[Path, typer.Argument(help="The backup.", show_default=False)]


def backup(file: FileArgument) -> None:
    """Write everything into one sealed file, while the server runs or not; the master key is not in it."""
    from lentigo.kinds import KINDS
    from lentigo.storage.backup import write_backup

    with _stores() as (settings, records, blobs), _progress("Writing") as progress:
        _note(records, settings, "backup.begun")  # before the first byte leaves, so that none does unnoticed
        task = progress.add_task("records", total=None)
        contents = write_backup(
            file,
            records=records,
            blobs=blobs,
            kinds=KINDS,
            tell=lambda what, number: progress.update(task, description=what, completed=number),
        )
        key = blobs.keys.ring().current.id
    typer.echo(f"{file}: {_counted(contents)}; sealed under the master key {key[:8]}, which is not in it.")
    if not contents.of_one_moment:
        typer.echo(
            "This MongoDB server is no replica set and has no snapshots: the records are as they were when "
            "each kind was read, one kind after kind. Make it a replica set of one for backups of one moment."
        )
    if contents.missing:
        raise Problem(
            f"{len(contents.missing)} pictures are gone or could not be opened, and are not in the backup: "
            + ", ".join(sorted(contents.missing)[:20])
        )


def restore(file: FileArgument) -> None:
    """Put a backup back into an empty place: everything, or nothing where the file is not whole."""
    from lentigo.kinds import KINDS
    from lentigo.settings import load_settings
    from lentigo.storage import demand_owner, open_blobs, open_records
    from lentigo.storage.master_keys import MasterKeys
    from lentigo.storage.restoring import Backup
    from lentigo.storage.restoring import restore as restore_now

    settings = load_settings()
    demand_owner(settings)
    with _progress("Checking") as progress:
        task = progress.add_task("parts", total=None)
        found = Backup(
            file,
            kinds=KINDS,
            keys=MasterKeys(settings, may_make=False),
            tell=lambda number: progress.update(task, completed=number),
        )
    records = open_records(settings, KINDS, half_loaded=True)
    try:
        with _progress("Restoring") as progress:
            task = progress.add_task("pictures", total=found.contents.pictures)
            contents = restore_now(
                found,
                records=records,
                blobs=open_blobs(settings),
                tell=lambda number: progress.update(task, completed=number),
            )
        typer.echo(f"Restored: {_counted(contents)}.")
        try:
            _note(records, settings, "backup.restored")
        except BadConfiguration as problem:
            typer.echo(f"The audit cannot go on yet: {problem.message}.")
    finally:
        found.close()
        records.close()


@keys.command("rotate")
def rotate() -> None:
    """Put every picture under a new master key, while the server runs or not; may be repeated after it was killed."""
    from lentigo.storage.rotation import refuse_without_new_key
    from lentigo.storage.rotation import rotate as rotate_now

    with _stores() as (settings, records, blobs), _progress("Rotating") as progress:
        _refuse_away(settings, records, blobs)
        refuse_without_new_key(blobs)
        _note(records, settings, "keys.rotation_begun")
        task = progress.add_task("pictures", total=None)
        done = rotate_now(blobs, tell=lambda number: progress.update(task, completed=number))
        _note(records, settings, "keys.rotated")
    typer.echo(f"{done.changed} of {done.seen} pictures were put under the master key {done.key[:8]}.")
    typer.echo("Earlier keys are still needed for earlier backups; keep a copy of each away from this machine.")
    if done.left:
        raise Problem(
            f"{len(done.left)} pictures could not be opened and were left as they are: "
            + ", ".join(sorted(done.left)[:20])
        )


@keys.command("status")
def status() -> None:
    """Tell which master keys are at hand and how many pictures need each."""
    from lentigo.storage.rotation import status as status_now

    with _stores() as (settings, records, blobs):
        _refuse_away(settings, records, blobs)
    ring = blobs.keys.ring()
    counted = status_now(blobs)
    for key_id in ring.keys:
        role = "current" if key_id == ring.current.id else "earlier"
        typer.echo(f"{key_id[:8]}\t{role}\t{counted.pop(key_id, 0)} pictures")
    for other, number in sorted(counted.items()):
        name, role = (other, "") if other in ("plain", "damaged") else (other[:8], "not at hand")
        typer.echo(f"{name}\t{role}\t{number} pictures")
    if blobs.is_between_keys():
        typer.echo("A rotation was begun and has not come to its end: run `lentigo keys rotate` again.")


def _refuse_away(settings: "Settings", records: "Records", blobs: "SealedBlobs") -> None:
    """Keep an operator from taking a key away because a folder that is not mounted needs none."""
    from lentigo.storage import told_if_away
    from lentigo.submissions.store import SUBMISSION

    if sentence := told_if_away(settings, records, blobs, SUBMISSION):
        raise BadConfiguration(sentence)


@contextmanager
def _stores() -> "Iterator[tuple[Settings, Records, SealedBlobs]]":
    from lentigo.kinds import KINDS
    from lentigo.settings import load_settings
    from lentigo.storage import demand_store, open_blobs, open_records

    settings = load_settings()
    demand_store(settings)
    records = open_records(settings, KINDS)
    try:
        yield settings, records, open_blobs(settings)
    finally:
        records.close()


@contextmanager
def _progress(what: str) -> "Iterator[Progress]":
    """Show progress on standard error where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn(f"{what} {{task.description}}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def _counted(contents: "Contents") -> str:
    kinds = ", ".join(f"{number} {name}" for name, number in sorted(contents.records.items()) if number)
    return f"{sum(contents.records.values())} records ({kinds or 'none'}) and {contents.pictures} pictures"


def _note(records: "Records", settings: "Settings", what: str) -> None:
    from lentigo.audit.service import OPERATOR, open_audit

    open_audit(records, settings).record(who=OPERATOR, what=what)
