"""The texts that people consent to, as data: one file a language, every version that was ever shown."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lentigo.problems import BadInput

DEFAULT_LANGUAGE = "en"

_HERE = Path(__file__).parent


class Purpose(StrEnum):
    """What a person's data may be used for; each is asked apart."""

    STORAGE = "storage"
    """Keep pictures and results."""
    REVIEW = "review"
    """Show them to doctors."""
    TRAINING = "training"
    """Train and test the program with them."""
    LANGUAGE_MODEL = "language_model"
    """Send the facts of a result to a language model that words the report."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One wording of one consent.

    Attributes:
        version: Names the wording, the same in every language.
        title: What is asked, in a few words.
        text: What the person agrees to, and what withdrawing it does.
    """

    version: str
    title: str
    text: str


def languages() -> tuple[str, ...]:
    """List the languages in which consents can be asked."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.toml")))


@cache
def versions(language: str = DEFAULT_LANGUAGE) -> dict[Purpose, tuple[ConsentText, ...]]:
    """Give every wording of every consent, oldest first.

    Args:
        language: Language code.

    Raises:
        BadInput: There are no texts in this language.
        ValueError: The file lacks a purpose, or names one or a field that is not known.
    """
    if language not in languages():
        raise BadInput(f"Consents can be read in {', '.join(languages())}; received {language[:20]!r}.")
    kept = tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))
    if set(kept) != set(Purpose):
        raise ValueError(f"{language}.toml: expected the purposes {', '.join(Purpose)}, found {', '.join(kept)}")
    return {purpose: tuple(ConsentText(**text) for text in kept[purpose]) for purpose in Purpose}


def current(purpose: Purpose, language: str = DEFAULT_LANGUAGE) -> ConsentText:
    """Give the wording that is asked for now. Raises as `versions`."""
    return versions(language)[purpose][-1]
