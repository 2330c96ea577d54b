"""`lentigo admin …`: what the person at the machine does about accounts, whether the server runs or not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from lentigo.problems import BadInput

if TYPE_CHECKING:
    from lentigo.accounts.service import Accounts
    from lentigo.settings import Settings

admin = typer.Typer(no_args_is_help=True, help="Accounts and administrators of this service.")

EmailArgument = Annotated[str, typer.Argument(help="E-mail address of the account.", show_default=False)]


@admin.command("create")
def create(
    email: EmailArgument,
    name: Annotated[str, typer.Option(help="Name of the person.")] = "Administrator",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
    ] = False,
) -> None:
    """Make an administrator; the password is asked for."""
    from lentigo.accounts.permissions import Role

    with _accounts(may_make=True) as (accounts, _):
        password = _password(from_stdin=password_stdin)
        made = accounts.people.make(
            name=name, email=email, password=password, role=Role.ADMIN, by=_operator(), where=None
        )
    typer.echo(f"{made.email} is an administrator now.")


@admin.command("promote")
def promote(email: EmailArgument) -> None:
    """Make an existing account an administrator; it has to sign in again."""
    from lentigo.accounts.permissions import Role

    with _accounts() as (accounts, _):
        made = accounts.people.approve(email=email, role=Role.ADMIN, by=_operator(), where=None)
    typer.echo(f"{made.email} is an administrator now.")
    if not made.active:
        typer.echo("But the account is deactivated; another administrator can activate it under People.", err=True)


@admin.command("list")
def list_accounts(
    everybody: Annotated[bool, typer.Option("--all", help="Users and doctors too.")] = False,
) -> None:
    """List the administrators, or every account: address, role, state and name, separated by tabs."""
    from lentigo.accounts.permissions import Role

    with _accounts() as (accounts, _):
        for account in accounts.people.of_role(*(Role if everybody else (Role.ADMIN,))):
            state = "deactivated" if not account.active else "approved" if account.approved else "waiting"
            typer.echo(f"{account.email}\t{account.role}\t{state}\t{account.name}")


@admin.command("reset-link")
def reset_link(email: EmailArgument) -> None:
    """Print a link by which the person sets a new password, once, within a day."""
    with _accounts() as (accounts, settings):
        base = settings.public_url or f"http://localhost:{settings.port}"
        url, expires = accounts.resets.issue(email=email, by=_operator(), where=None, base=base)
    typer.echo(url)
    typer.echo(f"opens once, until {expires:%Y-%m-%d %H:%M} UTC", err=True)


@contextmanager
def _accounts(*, may_make: bool = False) -> "Iterator[tuple[Accounts, Settings]]":
    from lentigo.accounts.service import Accounts
    from lentigo.audit.service import open_audit
    from lentigo.kinds import KINDS
    from lentigo.settings import load_settings
    from lentigo.storage import demand_owner, demand_store, open_records

    settings = load_settings()
    demand_owner(settings)
    if not may_make:  # the first administrator may be made before the server first runs
        demand_store(settings)
    records = open_records(settings, KINDS)
    try:
        # Nothing here erases, because what is erased includes pictures.
        audit = open_audit(records, settings)
        yield Accounts(records=records, audit=audit, settings=settings, on_erase=_refuse), settings
    finally:
        records.close()


def _refuse(_account_id: str) -> None:
    raise NotImplementedError("accounts are erased over HTTP")


def _operator() -> str:
    from lentigo.audit.service import OPERATOR

    return OPERATOR


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("There is no terminal to ask for the password; use --password-stdin.")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked
