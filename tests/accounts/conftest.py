"""A service of accounts alone, on a real store, with a clock that can be put forward."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from lentigo.accounts import passwords
from lentigo.accounts.permissions import Role
from lentigo.accounts.routes import blueprint
from lentigo.accounts.service import Accounts
from lentigo.accounts.store import KINDS as ACCOUNT_KINDS
from lentigo.accounts.wiring import install
from lentigo.audit.routes import blueprint as audit_blueprint
from lentigo.audit.service import KINDS as AUDIT_KINDS
from lentigo.audit.service import Audit, open_audit
from lentigo.settings import Settings
from lentigo.storage import Records, now, open_records
from lentigo.web.errors import init_errors
from lentigo.web.requests import init_requests
from tests.accounts.person import PASSWORD, Person

SECRET = "tests only: a secret of at least thirty-two bytes"


class Clock:
    """Tells the time, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead

    def forward(self, **more: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**more)


@dataclass
class House:
    """A running service of accounts."""

    app: APIFlask
    accounts: Accounts
    audit: Audit
    records: Records
    clock: Clock
    erased: list[str] = field(default_factory=list)

    def visitor(self) -> Person:
        """Somebody who has not signed in."""
        return Person(self.app.test_client())

    def make(self, role: Role, email: str) -> None:
        """Put an account of this role into the store."""
        self.accounts.people.make(name="Some One", email=email, password=PASSWORD, role=role, by="tests", where=None)

    def person(self, role: Role, email: str) -> Person:
        """An approved person of this role, signed in."""
        self.make(role, email)
        return self.visitor().sign_in(email)

    @property
    def acts(self) -> list[str]:
        """What the audit holds, oldest first."""
        return [line["what"] for line in reversed(self.audit.find(limit=1000).records)]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at a thousandth of its cost, which most tests pay twice; test_passwords.py tries the real one."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "PASSES", 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty service."""
    return Settings(_env_file=None, data_dir=tmp_path / "data", jwt_secret_key=SECRET, mongo_uri=None)


def build(settings: Settings) -> House:
    """Open a store and build the service on it."""
    clock = Clock()
    records = open_records(settings, (*ACCOUNT_KINDS, *AUDIT_KINDS))
    audit = open_audit(records, settings, clock=clock)
    erased: list[str] = []
    accounts = Accounts(records=records, audit=audit, settings=settings, on_erase=erased.append, clock=clock)
    app = APIFlask("accounts-alone", docs_path=None, static_folder=None)
    init_errors(app)
    init_requests(app, settings)
    app.security_schemes = {"Bearer": {"type": "http", "scheme": "bearer"}}
    app.extensions["lentigo"] = SimpleNamespace(audit=audit, records=records, settings=settings)
    install(app, accounts=accounts, settings=settings)
    app.register_blueprint(blueprint)
    app.register_blueprint(audit_blueprint)
    return House(app=app, accounts=accounts, audit=audit, records=records, clock=clock, erased=erased)


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """A service of accounts without any account."""
    built = build(settings)
    yield built
    built.records.close()


@pytest.fixture
def admin(house: House) -> Person:
    """The only administrator, signed in."""
    return house.person(Role.ADMIN, "admin@clinic.example")


@pytest.fixture
def client(house: House) -> FlaskClient:
    """A bare client."""
    return house.app.test_client()
