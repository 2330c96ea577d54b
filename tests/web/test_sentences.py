"""The page has a sentence of its own for whatever the server refuses, in every language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lentigo.conditions import languages
from lentigo.privacy.texts import Purpose
from lentigo.vision.outliers import CODE as UNLIKE_SKIN

ROOT = Path(__file__).parents[2]

CODE = re.compile(r'\b(?:code|default_code)(?::[ \w\[\]|]+)?\s*=\s*"(\w+)"|"code": "(\w+)"')
FAULT = re.compile(r'\b_fault\("\w+", "(\w+)"')
BY_STATUS = re.compile(r'^    \d{3}: "(\w+)",$', flags=re.MULTILINE)
CLOSED = re.compile(r"^Closed = Literal\[(.+)\]$", flags=re.MULTILINE)

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
