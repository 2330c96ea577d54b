"""What comes in and goes out of the dashboard."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lentigo.web.health import PartState


class DashboardQuery(BaseModel):
    """Which time is wanted."""

    days: int = Field(default=30, ge=1, le=90, description="How many days, today included; days are those of UTC.")


class Day(BaseModel):
    """One day."""

    date: date
    submissions: int


class ClassAgreement(BaseModel):
    """How often doctors agreed with one answer of the machine."""

    model_config = ConfigDict(populate_by_name=True)

    condition: str = Field(alias="class", description="The machine's class.")
    confirmed: int
    corrected: int
    rate: float = Field(description="Confirmed ones in per cent of both.")


class Agreement(BaseModel):
    """How often doctors agreed with the machine, on submissions of these days."""

    confirmed: int
    corrected: int
    rate: float | None = Field(description="Confirmed ones in per cent of both; null while nothing was reviewed.")
    by_class: list[ClassAgreement] = Field(description="Only classes that were reviewed, the most reviewed first.")


class People(BaseModel):
    """How many accounts there are."""

    users: int
    doctors: int
    admins: int
    waiting: int = Field(description="Wait for approval.")
    deactivated: int


class ModelBrief(BaseModel):
    """The model in use."""

    model_config = ConfigDict(protected_namespaces=())

    title: str
    sha256: str
    classes: int
    licence: str


class Disk(BaseModel):
    """Room on the disk of the data folder, in bytes."""

    total: int
    free: int


class Service(BaseModel):
    """How the service is."""

    status: Literal["ready", "not ready"]
    parts: dict[str, PartState]
    store: Literal["SQLite", "MongoDB"]
    disk: Disk
    uptime_seconds: int
    version: str


class DashboardAnswer(BaseModel):
    """Use, agreement and health at one glance."""

    model_config = ConfigDict(protected_namespaces=())

    days: list[Day] = Field(description="Oldest first; a day without submissions is there too.")
    submissions: int = Field(description="Of these days.")
    submissions_ever: int
    classes: dict[str, int] = Field(description="Those of these days by the machine's class, most frequent first.")
    risks: dict[str, int] = Field(description="Those of these days by risk tier, highest first.")
    agreement: Agreement
    reviews_waiting: int = Field(description="Cases that wait for a doctor, of any day.")
    reviews_urgent: int = Field(description="Those of them with a high risk, or urgent without a tier.")
    people: People
    model: ModelBrief
    service: Service
