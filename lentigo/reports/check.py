"""The fact check: decides without a language model whether a language model's words may stand in a report.

It is strict on purpose. What it refuses costs nothing: the template says the same, only less smoothly. The word lists
are data, `forbidden/<language>.toml`; a language without a list is not written by a language model at all.

Text is read three ways, so that a word cannot be hidden from the lists: as it is shown (NFKC, invisible characters
dropped), as bare lower-case words, and squashed into one run of letters with look-alike digits read as letters.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lentigo.conditions import condition, risk
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, body

LONGEST_SLOT = 900
"""Characters that a slot may have: twice the longest that the template writes."""

_LISTS = Path(__file__).parent / "forbidden"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LINK = re.compile(
    r"\b(?:https?|ftp|mailto|javascript|data|tel)\s*:|\bwww\b|://|[^\W\d]{2,}\.[^\W\d]{2,}|@", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>`*_#\[\]{}|\\~^=$]|&[a-z#0-9]+;|^\s*[-+•]\s|!!", re.IGNORECASE | re.MULTILINE)
_PUNCTUATION = frozenset(" .,;:!?'\"()/%-–—‘’“”…°·\u2011")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800" + "".join(map(chr, range(0xFE00, 0xFE10))))
"""Characters that show nothing although Unicode does not class them as format characters."""
_SQUASHED_FROM = 8
"""Letters from which on a term is also looked for across spaces and hyphens; shorter ones turn up by chance."""

_LOOKALIKES = str.maketrans("01345789", "oleastbg")


@dataclass(frozen=True, slots=True)
class Lists:
    """The word lists of one language, each term as a pattern over bare words.

    Attributes:
        names: Names of each condition, by slug.
        malignant, benign: Words for a condition's nature.
        never: What may not stand anywhere, by reason.
        unless_given: What may stand only where the facts say it, by reason.
        unless_negated: What a word of negation right before lifts, by reason.
        negation: Expression for the end of the words that lift a certainty.
        claim_of_name: Expression for a subject and verb that make a following name a diagnosis.
        claim_of_nature: The same before a word for a condition's nature, where a definition may say `it is`.
    """

    names: Mapping[str, tuple[str, ...]]
    malignant: tuple[str, ...]
    benign: tuple[str, ...]
    never: Mapping[str, tuple[str, ...]]
    unless_given: Mapping[str, tuple[str, ...]]
    unless_negated: Mapping[str, tuple[str, ...]]
    negation: str
    claim_of_name: str
    claim_of_nature: str


@cache
def checked_languages() -> frozenset[str]:
    """Give the languages that have word lists."""
    return frozenset(path.stem for path in _LISTS.glob("*.toml"))


def clean(text: str) -> str:
    """Give a text in its plain form: NFKC, without invisible characters, white space as single spaces."""
    composed = unicodedata.normalize("NFKC", text)
    shown = "".join(char for char in composed if unicodedata.category(char) != "Cf" and char not in _FILLERS)
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def check(slots: Mapping[str, object], facts: Facts) -> tuple[str, ...]:
    """Say why a language model's slots may not stand in the report of these facts.

    Args:
        slots: What the model answered, slot by slot.
        facts: What it may say.

    Returns:
        The reasons, as sentences for the log; empty when the words may stand. The words are checked and must be used
        in the form that `clean` gives them.
    """
    reasons = list(_shape(slots))
    for slot in SLOTS:
        text = slots.get(slot)
        if isinstance(text, str) and text.strip():
            reasons += [f"{slot}: {reason}" for reason in _faults(clean(text[: 2 * LONGEST_SLOT]), facts)]
    return tuple(dict.fromkeys(reasons))


def given(facts: Facts) -> str:
    """All the words that a language model is given about these facts."""
    return " ".join((*body(facts).values(), facts.next_step, risk(facts.risk, facts.language).heading))


def _shape(slots: Mapping[str, object]) -> Iterable[str]:
    for slot in SLOTS:
        text = slots.get(slot)
        if not isinstance(text, str) or not any(char.isalpha() for char in text):
            yield f"{slot}: missing or empty"
        elif len(text) > LONGEST_SLOT:
            yield f"{slot}: {len(text)} characters, expected {LONGEST_SLOT} at most"
    if extra := sorted(str(name) for name in slots if name not in SLOTS):
        yield f"unknown slots: {', '.join(name[:40] for name in extra[:5])}"


def _faults(text: str, facts: Facts) -> Iterable[str]:
    if strange := {char for char in text if not _familiar(char)}:
        yield f"characters of another script: {' '.join(sorted(f'U+{ord(char):04X}' for char in strange)[:5])}"
    if _LINK.search(text):
        yield "a link or an address"
    if found := _MARKUP.search(text):
        yield f"markup: {found.group()!r}"
    if invented := [figure for figure in _NUMBER.findall(text) if figure not in _figures(facts)]:
        yield f"a figure that was not given: {invented[0]}"
    yield from _word_faults(_bare(text), facts)


def _word_faults(bare: str, facts: Facts) -> Iterable[str]:
    lists = _lists(facts.language)
    told = _bare(given(facts))
    for slug, names in lists.names.items():
        foreign = [name for name in names if slug != facts.condition and name not in lists.names[facts.condition]]
        if found := _first(foreign, bare, squashed=True):
            yield f"another condition: {found}"
    for reason, terms in lists.never.items():
        if found := _first(terms, bare, squashed=reason in ("drug", "reassurance")):
            yield f"{reason}: {found}"
    for reason, terms in lists.unless_given.items():
        if found := _first((term for term in terms if not _has(term, told)), bare):
            yield f"{reason} that was not given: {found}"
    yield from _nature_faults(bare, told, facts, lists)
    for reason, terms in lists.unless_negated.items():
        if found := _first_not_negated(terms, bare, lists.negation):
            yield f"{reason}: {found}"


def _nature_faults(bare: str, told: str, facts: Facts, lists: Lists) -> Iterable[str]:
    nature = condition(facts.condition, facts.language).nature
    if nature != "malignant" and (found := _first((t for t in lists.malignant if not _has(t, told)), bare)):
        yield f"a word for cancer that was not given: {found}"
    if nature != "benign" and (found := _first((t for t in lists.benign if not _has(t, told)), bare)):
        yield f"a word for a benign growth that was not given: {found}"
    claims = (
        (lists.claim_of_name, lists.names[facts.condition]),
        (lists.claim_of_nature, (*lists.malignant, *lists.benign)),
    )
    for claim, terms in claims:
        if claimed := re.search(rf"{claim}(?:{'|'.join(map(_expression, terms))})(?!\w)", bare):
            yield f"certainty: {claimed.group()}"
            return


def _first(terms: Iterable[str], bare: str, *, squashed: bool = False) -> str | None:
    """Give the first term that stands among bare words, or, where asked for, hidden across them."""
    run = bare.replace(" ", "").translate(_LOOKALIKES) if squashed else ""
    runs = f"{run} {run.replace('rn', 'm').replace('vv', 'w')}"
    for term in terms:
        if _has(term, bare):
            return term
        letters = term.replace(" ", "").strip("*")
        if squashed and len(letters) >= _SQUASHED_FROM and not term.startswith("*") and letters in runs:
            return term
    return None


def _first_not_negated(terms: Iterable[str], bare: str, negation: str) -> str | None:
    for term in terms:
        for match in _pattern(term).finditer(bare):
            if not re.search(negation, bare[: match.start()]):
                return match.group()
    return None


def _has(term: str, bare: str) -> bool:
    # Most terms are nowhere near the text, and looking for a plain piece of them is fifty times faster.
    return all(part in bare for part in term.split("*")) and _pattern(term).search(bare) is not None


@cache
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_expression(term)}(?!\w)")


def _expression(term: str) -> str:
    """Turn a term of the lists into an expression over bare words."""
    inner = r"\w*".join(re.escape(part) for part in term.split("*"))
    return inner if term.endswith("*") else rf"{inner}(?:s|es)?"


@lru_cache(maxsize=64)
def _bare(text: str) -> str:
    """Give a text as lower-case words of ASCII letters and digits, single spaces between."""
    folded = unicodedata.normalize("NFKD", text.lower()).replace("ß", "ss").replace("æ", "ae").replace("œ", "oe")
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’‘]", "", plain)))


def _figures(facts: Facts) -> frozenset[str]:
    """All spellings of the figures that were given; the confidence may be rounded."""
    shown = facts.confidence
    roundings = {f"{shown:.2f}", f"{shown:.1f}", f"{shown:.0f}", f"{shown:g}"}
    told = set(_NUMBER.findall(given(facts))) | roundings
    return frozenset(told | {figure.replace(".", ",") for figure in told})


def _familiar(char: str) -> bool:
    """Tell whether a character belongs into a text in Latin script: letters up to Latin-1, digits, punctuation."""
    return (char.isascii() and char.isprintable()) or char in _PUNCTUATION or (char.isalpha() and "À" <= char <= "ÿ")


@cache
def _lists(language: str) -> Lists:
    raw: dict[str, Any] = tomllib.loads((_LISTS / f"{language}.toml").read_text(encoding="utf-8"))
    certain = raw["certainty"]
    return Lists(
        names={slug: tuple(names) for slug, names in raw["conditions"].items()},
        malignant=tuple(raw["natures"]["malignant"]),
        benign=tuple(raw["natures"]["benign"]),
        never={
            "drug": tuple(raw["drugs"]["never"]),
            "dose": tuple(raw["doses"]["never"]),
            "certainty": tuple(certain["never"]),
            "reassurance": tuple(raw["reassurance"]["never"]),
            "prompt leakage": tuple(raw["leakage"]["never"]),
        },
        unless_given={
            "another condition": tuple(raw["others"]["unless_given"]),
            "a drug": tuple(raw["drugs"]["unless_given"]),
            "a figure": tuple(raw["figures"]["unless_given"]),
            "reassurance": tuple(raw["reassurance"]["unless_given"]),
        },
        unless_negated={
            "certainty": tuple(certain["unless_negated"]),
            "reassurance": tuple(raw["reassurance"]["unless_negated"]),
        },
        negation=rf"(?<!\w){_any(raw['negations']['words'])}(?: {_any(raw['negations']['fillers'])})* $",
        claim_of_name=_claim(certain, (*certain["subjects"], *certain["pronouns"])),
        claim_of_nature=_claim(certain, certain["subjects"]),
    )


def _claim(certain: Mapping[str, Any], subjects: Sequence[str]) -> str:
    said = rf"(?:{_any(subjects)} {_any(certain['verbs'])}|{_any(certain['owners'])})"
    return rf"(?<!\w){said} (?:{_any(certain['between'])} )*"


def _any(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in words)})"
