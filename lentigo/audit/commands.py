"""`lentigo audit …`: check it, hand it over, and go on after its key was lost; whether the server runs or not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from lentigo.problems import BadConfiguration

if TYPE_CHECKING:
    from lentigo.settings import Settings
    from lentigo.storage import Records

audit = typer.Typer(no_args_is_help=True, help="The chained record of who did what.")


@audit.command("verify")
def verify_audit() -> None:
    """Go through every line; exit status 1 and the first bad line when one was altered, put in, taken out or cut."""
    from rich.console import Console

    from lentigo.audit.key import load_key
    from lentigo.audit.lines import older_lines
    from lentigo.audit.service import head_file, key_for
    from lentigo.audit.verify import verify

    with _store() as (records, settings):
        key = load_key(settings) or key_for(records, settings)
        if key is None:
            older = sum(1 for _ in older_lines(records))
            typer.echo(f"There is no chain yet; {older} older lines.")
            return
        with Console(stderr=True).status("Checking the audit") as status:
            verdict = verify(
                records,
                key,
                head_file(settings, key),
                check_search=settings.mongo_uri is None,
                progress=lambda count: status.update(f"Checking the audit: {count:,} lines"),
            )
    for note in verdict.notes:
        typer.echo(note)
    if verdict.fault is not None:
        typer.echo(f"lentigo: {verdict.fault} Before that, {verdict.head.count} lines were read.", err=True)
        raise typer.Exit(1)
    typer.echo("Every line is chained; none was altered, put in, taken out or cut off.")
    typer.echo(f"count {verdict.head.count}\nhead  {verdict.head.mac}")


@audit.command("export")
def export_audit(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="File to make, or - for standard output.")],
) -> None:
    """Write every line as JSON, one a line, oldest first; the export itself is remembered."""
    from lentigo.audit.service import OPERATOR, open_audit
    from lentigo.audit.written import written

    target = None if file == "-" else _file_to_make(file)
    with _store() as (records, settings):
        kept = open_audit(records, settings)
        lines = written(kept.lines())
        # Before the first line goes out: whoever reads a part and stops must be remembered too.
        kept.record(who=OPERATOR, what="audit.exported")
        number = _write(lines, sys.stdout) if target is None else _make(target, lines)
    typer.echo(f"{number} lines", err=True)


@audit.command("new-key")
def new_key(
    lost: Annotated[bool, typer.Option("--lost", help="Say that the earlier key is lost for good.")] = False,
) -> None:
    """Go on with another key after the earlier one was lost: the lines before stay, but can no longer be checked."""
    from lentigo.audit.renewal import renew

    if not lost:
        raise BadConfiguration(
            "without its key the audit up to now can never be checked again; look for a copy of audit_key first, "
            "and say --lost when there is none"
        )
    with _store() as (records, settings):
        count = renew(records, settings)
    typer.echo(f"The audit goes on with a new key after line {count}; put a copy of audit_key in a safe place.")


def _file_to_make(named: str) -> Path:
    path = Path(named)
    if not path.name or path.is_dir():
        raise BadConfiguration(f"expected the name of a file to make, received {named!r}")
    return path


def _make(path: Path, lines: Iterator[str]) -> int:
    """Write a private file whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        with open(draft, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as handle:
            number = _write(lines, handle)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError as error:
        raise BadConfiguration(f"{path} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def _write(lines: Iterator[str], out: TextIO) -> int:
    number = 0
    for line in lines:
        out.write(line)
        number += 1
    return number


@contextmanager
def _store() -> "Iterator[tuple[Records, Settings]]":
    from lentigo.kinds import KINDS
    from lentigo.settings import load_settings
    from lentigo.storage import demand_store, open_records

    settings = load_settings()
    demand_store(settings)
    records = open_records(settings, KINDS)
    try:
        yield records, settings
    finally:
        records.close()
