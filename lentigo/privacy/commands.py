"""`lentigo retention …`: how long submissions are kept, whether the server runs or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lentigo.audit.service import Audit
    from lentigo.settings import Settings
    from lentigo.storage.records import Records
    from lentigo.storage.sealed import SealedBlobs

retention = typer.Typer(no_args_is_help=True, help="How long submissions are kept.")


@retention.command("run")
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be deleted.")] = False,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36500, help="Another period than LENTIGO_RETENTION_DAYS.", show_default=False),
    ] = None,
) -> None:
    """Delete submissions that are older than the retention period, pictures included.

    With --dry-run: their number, owner's id and time, separated by tabs, and the count.
    """
    from lentigo.audit.service import OPERATOR
    from lentigo.privacy.retention import Retention

    with _stores() as (settings, records, blobs, audit):
        period = days or settings.retention_days
        if period is None:
            typer.echo("No retention period is set (LENTIGO_RETENTION_DAYS): everything is kept.")
            return
        retention = Retention(records=records, blobs=blobs, audit=audit, days=period)
        if not dry_run:
            typer.echo(f"{retention.run(who=OPERATOR)} submissions older than {period} days were deleted.")
            return
        found = retention.preview(who=OPERATOR)
        for one in found:
            typer.echo(f"{one.number}\t{one.owner_id}\t{one.created:%Y-%m-%d %H:%M}")
        owners = len({one.owner_id for one in found})
        typer.echo(f"{len(found)} submissions of {owners} persons are older than {period} days and would be deleted.")


@retention.command("strays")
def strays(
    delete: Annotated[bool, typer.Option("--delete", help="Delete them for good.")] = False,
) -> None:
    """List the pictures that no record names, an hour old or more: what a killed server may have left.

    One key a line, and the count.
    """
    from lentigo.privacy.strays import Strays

    with _stores() as (_, records, blobs, audit):
        found = Strays(records=records, blobs=blobs, audit=audit)
        if delete:
            typer.echo(f"{found.delete()} pictures that no record names were deleted.")
        else:
            keys = found.find()
            for key in keys:
                typer.echo(key)
            typer.echo(f"{len(keys)} pictures are named by no record.")


@contextmanager
def _stores() -> "Iterator[tuple[Settings, Records, SealedBlobs, Audit]]":
    from lentigo.audit.service import open_audit
    from lentigo.kinds import KINDS
    from lentigo.settings import load_settings
    from lentigo.storage import demand_store, open_blobs, open_records

    settings = load_settings()
    demand_store(settings)
    records = open_records(settings, KINDS)
    try:
        yield settings, records, open_blobs(settings), open_audit(records, settings)
    finally:
        records.close()
