"""`lentigo admin …`, as the person at the machine types it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lentigo.accounts.commands import admin
from lentigo.accounts.permissions import Role
from lentigo.problems import BadInput, Conflict, NotFound, Problem
from lentigo.settings import load_settings
from lentigo.storage import open_records
from tests.accounts.conftest import ACCOUNT_KINDS, AUDIT_KINDS, SECRET, build
from tests.accounts.person import PASSWORD


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place with nothing in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JWT_SECRET_KEY", SECRET)
    monkeypatch.setenv("MONGO_URI", "")


def typed(*arguments: str, text: str | None = None) -> Result:
    """Run a command; a refusal comes out as it is."""
    result = CliRunner().invoke(admin, arguments, input=text)
    if isinstance(result.exception, Problem):
        raise result.exception
    return result


def test_an_administrator_is_made_and_can_sign_in() -> None:
    assert typed("create", "root@clinic.example", "--password-stdin", text=f"{PASSWORD}\n").exit_code == 0
    house = build(load_settings())
    house.visitor().sign_in("root@clinic.example").get("/users", expect=200)
    house.records.close()


@pytest.mark.parametrize("text", ["short\n", "", "\n"])
def test_a_password_that_cannot_be_taken_makes_nobody(text: str) -> None:
    with pytest.raises(Problem):
        typed("create", "root@clinic.example", "--password-stdin", text=text)
    assert typed("list", "--all").output == ""


def test_without_a_terminal_the_password_is_not_asked_for() -> None:
    with pytest.raises(Problem, match="--password-stdin"):
        typed("create", "root@clinic.example")


def test_an_address_that_is_taken_is_refused_and_can_be_promoted() -> None:
    house = build(load_settings())
    ada = house.visitor().register("ada@home.example")
    with pytest.raises(Conflict):
        typed("create", "ADA@home.example", "--password-stdin", text=f"{PASSWORD}\n")
    typed("promote", "ADA@home.example")
    ada.get("/account", expect=401)
    house.visitor().sign_in("ada@home.example").get("/users", expect=200)
    assert house.audit.find(what="account.role_changed").records[0]["who"] == "operator"
    house.records.close()


def test_the_list_names_administrators_and_with_all_everybody() -> None:
    typed("create", "root@clinic.example", "--name", "Root", "--password-stdin", text=f"{PASSWORD}\n")
    house = build(load_settings())
    house.visitor().register("ada@home.example")
    assert typed("list").output == "root@clinic.example\tadmin\tapproved\tRoot\n"
    assert typed("list", "--all").output.splitlines()[1] == "ada@home.example\tuser\twaiting\tAda"
    house.records.close()


def test_a_deactivated_account_is_listed_as_such_and_its_promotion_says_so() -> None:
    house = build(load_settings())
    house.make(Role.USER, "ada@home.example")
    account = house.accounts.store.by_email("ada@home.example")
    assert account is not None
    house.accounts.store.change(account.id, active=False)
    assert "\tdeactivated\t" in typed("list", "--all").output
    assert "deactivated" in typed("promote", "ada@home.example").stderr
    house.records.close()


@pytest.mark.parametrize(
    ("email", "name"),
    [("root@clinic.example", "A\tB\nevil\tadmin"), ("root@clinic.example", "A" * 201), ("\udcff@clinic.example", "A")],
)
def test_what_could_forge_a_line_is_no_name_and_bytes_are_no_address(email: str, name: str) -> None:
    with pytest.raises(BadInput):
        typed("create", email, "--name", name, "--password-stdin", text=f"{PASSWORD}\n")


def test_a_reset_link_is_printed_alone_on_standard_output() -> None:
    typed("create", "root@clinic.example", "--password-stdin", text=f"{PASSWORD}\n")
    result = typed("reset-link", "root@clinic.example")
    url = result.stdout.strip()
    assert url.startswith("http://localhost:5000/app/reset-password#token=")
    house = build(load_settings())
    body = {"token": url.split("=")[1], "new_password": "another password"}
    house.visitor().post("/reset-password", json=body, expect=200)
    house.records.close()


@pytest.mark.parametrize("command", ["promote", "reset-link"])
def test_nobody_is_said_to_be_nobody(command: str) -> None:
    typed("create", "root@clinic.example", "--password-stdin", text=f"{PASSWORD}\n")
    for email in ("nobody@home.example", "\udcff@home.example"):
        with pytest.raises(NotFound):
            typed(command, email)


def test_the_store_is_left_closed_and_whole() -> None:
    typed("create", "root@clinic.example", "--password-stdin", text=f"{PASSWORD}\n")
    records = open_records(load_settings(), (*ACCOUNT_KINDS, *AUDIT_KINDS))
    records.ping()
    records.close()
