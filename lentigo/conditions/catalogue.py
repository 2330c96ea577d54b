"""The medical facts as typed values, read once from the data files beside this module.

`codes.toml` holds what no language changes; `<language>.toml` holds the words. A file with a missing, empty or unknown
field is refused when it is read, so that a report can rely on every sentence being there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from lentigo.problems import BadConfiguration, NotFound

Nature = Literal["malignant", "premalignant", "benign", "normal"]
Tier = Literal["low", "moderate", "high", "not assessed"]

T = TypeVar("T")

FOLDER = Path(__file__).parent
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known about one condition, in one language.

    Attributes:
        slug: Name of the model's class, lower case with spaces; the same in every language.
        name: Display name.
        phrase: The name as it stands inside a sentence, with its article.
        summary: One sentence in plain words.
        what_it_is: Where it comes from and how it behaves.
        signs: What to look for.
        why_early: Why finding it early matters.
        what_next: What usually happens at the doctor's.
        nature: Whether it is malignant, premalignant, benign or no lesion at all.
        icd10: Code in the WHO edition of ICD-10, or None where no single code is right.
        icd11: Code in ICD-11 MMS, or None.
        snomed: SNOMED CT concept id, or None.
        codes_note: Why a code is missing or shared.
    """

    slug: str
    name: str
    phrase: str
    summary: str
    what_it_is: str
    signs: tuple[str, ...]
    why_early: str
    what_next: str
    nature: Nature
    icd10: str | None = None
    icd11: str | None = None
    snomed: str | None = None
    codes_note: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk tier: its heading, and the next step that every report with this tier carries word by word."""

    tier: Tier
    heading: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences that belong to no single condition.

    Attributes:
        disclaimer: What Lentigo is not.
        uncertain: Leads a report whose result is uncertain.
        not_assessed: Leads a report without a risk tier for another reason.
        watch: Stands in every report of `normal skin`, of the tier `low` and without a tier.
    """

    disclaimer: str
    uncertain: str
    not_assessed: str
    watch: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts in one language.

    Attributes:
        code: Language code, such as `en`.
        language: The language's own name.
        direction: Direction of writing.
        conditions: By slug.
        risks: By tier.
        natures: Each nature in words.
        texts: Sentences that belong to no single condition.
    """

    code: str
    language: str
    direction: Literal["ltr", "rtl"]
    conditions: Mapping[str, Condition]
    risks: Mapping[Tier, Risk]
    natures: Mapping[Nature, str]
    texts: Texts


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that have a data file, English first."""
    found = sorted(path.stem for path in FOLDER.glob("??.toml"))
    return (DEFAULT_LANGUAGE, *(code for code in found if code != DEFAULT_LANGUAGE))


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Read the facts in one language.

    Args:
        language: Language code, such as `en`.

    Raises:
        NotFound: There is no data file for this language.
        BadConfiguration: The data file lacks something, or has something that is not known here.
    """
    if language not in languages():
        raise NotFound(f"There are no texts in the language {language!r}; there are: {', '.join(languages())}.")
    codes = _read("codes")
    words = _read(language)
    given = words["conditions"]
    if set(given) != set(codes):
        raise BadConfiguration(
            f"conditions/{language}.toml must describe exactly the conditions of codes.toml; "
            f"these differ: {', '.join(sorted(set(given) ^ set(codes)))}"
        )
    where = f"conditions/{language}.toml"
    tiers = {tier: words["risks"].get(tier, {}) for tier in get_args(Tier)}
    return Catalogue(
        code=language,
        language=words["language"],
        direction=words["direction"],
        conditions={slug: _condition(slug, codes[slug], given[slug], where) for slug in codes},
        risks={tier: _filled(Risk, {"tier": tier, **row}, f"{where}, risk {tier}") for tier, row in tiers.items()},
        natures={nature: str(words["natures"][nature]) for nature in get_args(Nature)},
        texts=_filled(Texts, words["texts"], f"{where}, texts"),
    )


def slugs() -> tuple[str, ...]:
    """Give the names of all conditions, as the model's classes bear them."""
    return tuple(catalogue().conditions)


def condition(slug: str, language: str = DEFAULT_LANGUAGE) -> Condition:
    """Give one condition.

    Args:
        slug: Name of the model's class, lower case with spaces.
        language: Language code.

    Raises:
        NotFound: There is no such condition, or no such language.
    """
    try:
        return catalogue(language).conditions[slug]
    except KeyError:
        raise NotFound(f"There is no condition {slug!r}; there are: {', '.join(slugs())}.") from None


def conditions(language: str = DEFAULT_LANGUAGE) -> tuple[Condition, ...]:
    """Give all conditions, malignant ones first."""
    return tuple(catalogue(language).conditions.values())


def risk(tier: Tier, language: str = DEFAULT_LANGUAGE) -> Risk:
    """Give the heading and the next step of a risk tier."""
    return catalogue(language).risks[tier]


def next_step(tier: Tier, language: str = DEFAULT_LANGUAGE, *, urgent: bool = False) -> str:
    """Give the sentence that says what to do, which stands word by word in every report of this tier.

    Args:
        tier: The risk tier.
        language: Language code.
        urgent: A doctor should see it within days, whatever the tier: then it is the step of the high one.
    """
    return risk("high" if urgent else tier, language).next_step


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _condition(slug: str, codes: dict[str, Any], words: dict[str, Any], where: str) -> Condition:
    nature = codes["nature"]
    if nature not in get_args(Nature):
        raise BadConfiguration(f"codes.toml, {slug}: nature must be one of {get_args(Nature)}, received {nature!r}")
    signs = tuple(words.get("signs", ()))
    return _filled(Condition, {**codes, **words, "slug": slug, "signs": signs}, f"{where}, condition {slug}")


def _filled(kind: type[T], values: Mapping[str, Any], where: str) -> T:
    """Build a dataclass whose required fields must all be there and hold words."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(values) - known:
        raise BadConfiguration(f"{where}: unknown {', '.join(sorted(unknown))}")
    empty = {name for name, value in values.items() if not value or not all(_rows(value))}
    try:
        made = kind(**values)
    except TypeError as error:
        raise BadConfiguration(f"{where}: {error}") from error
    if empty:
        raise BadConfiguration(f"{where}: empty {', '.join(sorted(empty))}")
    return made


def _rows(value: object) -> tuple[str, ...]:
    rows = cast(tuple[object, ...], value if isinstance(value, tuple) else (value,))
    return tuple(row.strip() if isinstance(row, str) else "" for row in rows)
