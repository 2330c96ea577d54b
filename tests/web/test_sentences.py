"""The page has a sentence of its own for whatever the server refuses, in every language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lentigo.accounts.passwords import demand_acceptable
from lentigo.accounts.schemas import AccountChange, Approvals, PasswordChange, Registration, UsersQuery
from lentigo.audit.schemas import AuditQuery
from lentigo.conditions import languages
from lentigo.conversations.schemas import Writing
from lentigo.privacy.texts import Purpose
from lentigo.problems import BadInput
from lentigo.reviews.schemas import Verdict
from lentigo.vision.outliers import CODE as UNLIKE_SKIN

ROOT = Path(__file__).parents[2]

CODE = re.compile(r'\b(?:code|default_code)(?::[ \w\[\]|]+)?\s*=\s*"(\w+)"|"code": "(\w+)"')
FAULT = re.compile(r'\b_fault\("\w+", "(\w+)"')
BY_STATUS = re.compile(r'^    \d{3}: "(\w+)",$', flags=re.MULTILINE)
CLOSED = re.compile(r"^Closed = Literal\[(.+)\]$", flags=re.MULTILINE)

WORDING = re.compile(r"^  \['(\w+)', /(.+)/\],$", flags=re.MULTILINE)
"""One kind of fault in the page's list of them."""

NEVER_TOLD = {"bad_configuration", "folder", "key_missing", "not_whole", "unreadable", "unwritable", "no_consent"}
"""What only the command line says; and `no_consent`, which is refused as `review_not_consented`."""

LAST_RESORTS = {"error", "internal"}
"""What is said of a fault that has no code of its own."""


def codes() -> set[str]:
    """Every code that an answer can bear, but those of findings on a picture."""
    found = {f"{purpose}_not_consented" for purpose in Purpose} | LAST_RESORTS
    for module in (ROOT / "lentigo").rglob("*.py"):
        if "training" not in module.parts:
            text = module.read_text(encoding="utf-8")
            found.update(first or second for first, second in CODE.findall(text))
            found.update(FAULT.findall(text))
            found.update(name for names in CLOSED.findall(text) for name in re.findall(r'"(\w+)"', names))
    found.update(BY_STATUS.findall((ROOT / "lentigo" / "web" / "errors.py").read_text(encoding="utf-8")))
    return found - NEVER_TOLD


def texts(scope: str, language: str) -> Any:
    """The page's texts."""
    return json.loads((ROOT / "frontend" / "public" / "i18n" / scope / f"{language}.json").read_text(encoding="utf-8"))


def test_the_codes_are_found() -> None:
    assert codes() >= {"wrong_credentials", "email_taken", "too_small", "await_answer", "wrong_password", "not_found",
                       "storage_not_consented", "key_reused", "internal", "unsupported_media_type"}  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_every_code_has_a_sentence(language: str) -> None:
    said = texts("frame", language)["failures"]["code"]
    about_pictures = texts("submissions", language)["quality"]
    assert codes() - said.keys() - about_pictures.keys() == set()
    assert UNLIKE_SKIN in about_pictures
    assert said.keys() <= codes(), "a sentence for what nobody says any more"


def wordings() -> dict[str, re.Pattern[str]]:
    """How the page knows what the server remarks on a field, by kind."""
    source = (ROOT / "frontend" / "src" / "app" / "core" / "api" / "field-faults.ts").read_text(encoding="utf-8")
    return {name: re.compile(pattern.replace("(?<", "(?P<")) for name, pattern in WORDING.findall(source)}


def kind(message: str) -> str | None:
    """What the page takes the server's remark on a field for."""
    return next((name for name, pattern in wordings().items() if pattern.match(message)), None)


@pytest.mark.parametrize(
    ("schema", "sent", "kinds"),
    [
        (Registration, {}, ["missing", "missing", "missing"]),
        (Registration, {"name": " ", "email": "", "password": "short", "language": "de"},
         ["missing", "missing", "short", "choice"]),
        (Registration, {"name": "a\t", "email": "a" * 255, "password": 8}, ["unseen", "long", "form"]),
        (PasswordChange, {"current_password": "", "new_password": "a" * 1025}, ["missing", "long"]),
        (AccountChange, {"active": "no"}, ["form"]),
        (Approvals, {"emails": []}, ["missing"]),
        (Approvals, {"emails": ["a@b.example"] * 501, "role": "admin"}, ["choice", "many"]),
        (Approvals, {"emails": "a@b.example"}, ["form"]),
        (UsersQuery, {"limit": 0, "offset": "x", "approved": "perhaps"}, ["form", "least", "number"]),
        (AuditQuery, {"since": "2026", "until": "2026-11-22T10:44:03", "limit": 1001}, ["moment", "moment", "most"]),
        (AuditQuery, {"since": "2026-11-22T99:44:03Z"}, ["moment"]),
        (Writing, {"text": " ", "key": "!"}, ["missing", "form"]),
        (Verdict, {"decision": "no", "class": "moon", "note": "a" * 4001, "version": 0.5},
         ["choice", "choice", "long", "number"]),
    ],
)  # fmt: skip
def test_the_page_knows_how_a_field_is_refused(schema: type[BaseModel], sent: dict[str, Any], kinds: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        schema.model_validate(sent)
    assert [kind(fault["msg"].removeprefix("Value error, ")) for fault in refused.value.errors()] == kinds


@pytest.mark.parametrize(("password", "expected"), [("short", "short"), ("a" * 1025, "long"), ("\ud800" * 8, "form")])
def test_the_page_knows_how_a_password_is_refused(password: str, expected: str) -> None:
    with pytest.raises(BadInput) as refused:
        demand_acceptable(password)
    assert kind(refused.value.message) == expected


@pytest.mark.parametrize("language", languages())
def test_every_kind_of_fault_has_a_sentence(language: str) -> None:
    assert texts("frame", language)["failures"]["field"].keys() == wordings().keys() | {"named"}


def strings(texts: Any) -> list[str]:
    """Every text of a scope."""
    return [texts] if isinstance(texts, str) else [one for inner in texts.values() for one in strings(inner)]


def test_no_line_of_the_french_page_begins_with_a_mark() -> None:
    """French puts a space before double marks and inside quotation marks, at which no line may break."""
    found = [
        text
        for path in (ROOT / "frontend" / "public" / "i18n").glob("*/fr.json")
        for text in strings(json.loads(path.read_text(encoding="utf-8")))
        if re.search(r" [:;?!»]|« ", text)
    ]
    assert found == []
