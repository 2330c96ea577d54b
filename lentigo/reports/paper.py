"""The printed report: one A4 page as PDF, set by Typst from `report.typ`.

The layout may be edited by anyone who knows Typst. Everything that differs between reports reaches it as JSON, so a
name or a text is always data and never markup: there is nothing to escape.
"""

import io
import json
import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lentigo.conditions import catalogue, condition, risk
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, percent, words
from lentigo.vision.decode import shrunk

log = logging.getLogger(__name__)

LONGEST_EDGE = 1100
"""Pixels of the printed picture's longer side: 300 dots an inch on the 85 mm that it is given, and some more."""

LONGEST_LINE = 200
"""Characters of a name or another short text that are printed."""

_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DoctorsWord:
    """What a doctor has said about the result.

    Attributes:
        confirmed: Whether the doctor agrees with the machine.
        condition: Slug of what it is, to the doctor.
        note: What the doctor wrote; may be empty and have several lines.
        doctor: Name of the doctor; None when the account is no more.
        time: When.
        version: 1 for the first word on this result; rises with each change of it.
    """

    confirmed: bool
    condition: str
    note: str
    doctor: str | None
    time: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """Which spot the picture shows, as its owner says.

    Attributes:
        site: Where on the body it is, one of `lentigo.lesions.naming.Site`.
        side: `left`, `right`, or None.
        name: What its owner calls it; may be empty.
    """

    site: str
    side: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What one printed report shows.

    Attributes:
        facts: The result.
        slots: The report's four texts.
        source: Who wrote them, `openrouter` or `template`.
        probabilities: Per cent by condition.
        picture: The assessed picture as it is kept.
        heatmap: The heat map as a transparent PNG in the picture's aspect, or None.
        assessed: When it was assessed.
        model: Name and version of the model.
        number: Number of the submission.
        person: Name of the person it is for, or None.
        quality: What was noticed about the picture, in sentences.
        spot: Which spot it shows; None where nobody has said.
        forced: Whether it was assessed although it should not be.
        word: What a doctor has said; stands above the machine's result. None when nothing was said.
    """

    facts: Facts
    slots: Mapping[str, str]
    source: str
    probabilities: Mapping[str, float]
    picture: bytes
    heatmap: bytes | None
    assessed: datetime
    model: str
    number: str = ""
    person: str | None = None
    quality: tuple[str, ...] = ()
    spot: Spot | None = None
    forced: bool = False
    word: DoctorsWord | None = None


def report_pdf(paper: Paper, *, patience: float | None = None) -> bytes:
    """Set a report as a tagged PDF; equal papers give equal bytes.

    It conforms to PDF/UA-1, unless a name has letters that our fonts lack: then it is printed with empty boxes for
    them, which that standard does not allow.

    Args:
        paper: What it shows.
        patience: Seconds to wait while others are being read, where they are not the usual ones.

    Raises:
        NotAPicture: The picture cannot be read.
        Unavailable: Too many others are being read.
    """
    inputs = {
        "paper": json.dumps(_content(paper)),
        "picture": _bytes(_printable(paper.picture, patience)),
        "heatmap": _bytes(paper.heatmap or b""),
    }
    moment = int(paper.assessed.timestamp())
    try:
        return typst.compile(_layout(), font_paths=_fonts(), sys_inputs=inputs, timestamp=moment, pdf_standards="ua-1")
    except typst.TypstError as error:
        log.info("a report is printed without PDF/UA-1: %s", error)
        return typst.compile(_layout(), font_paths=_fonts(), sys_inputs=inputs, timestamp=moment)


def banner(paper: Paper) -> str:
    """Give what leads a report that is uncertain or without a tier; empty elsewhere."""
    facts, labels = paper.facts, words(paper.facts.language)["paper"]
    if not facts.uncertain and facts.risk != "not assessed":
        return ""
    texts = catalogue(facts.language).texts
    lead = texts.uncertain if facts.uncertain else texts.not_assessed
    return f"{lead} {labels['urgent']}" if _urgent_only(facts) else lead


def heading(paper: Paper) -> str:
    """Give what the report says of the risk, in a few words."""
    facts = paper.facts
    if _urgent_only(facts):
        return str(words(facts.language)["paper"]["urgent_heading"])
    return risk(facts.risk, facts.language).heading


def place(paper: Paper) -> str:
    """Give where on the body the spot is, and what its owner calls it; empty where nobody has said."""
    spot, labels = paper.spot, words(paper.facts.language)["paper"]
    if spot is None:
        return ""
    site = str(labels["sites"][spot.site])
    where = site if spot.side is None else str(labels["sides"][spot.side]).format(site=site)
    name = _apart(_line(spot.name))
    return str(labels["spot_named"]).format(place=where, name=name) if name else where


def remarks(paper: Paper) -> tuple[str, ...]:
    """Give what is to be said of the picture itself, in sentences."""
    insisted = (words(paper.facts.language)["paper"]["forced"],) if paper.forced else ()
    return (*insisted, *map(_shown, paper.quality))


def _urgent_only(facts: Facts) -> bool:
    """Tell whether it is urgent without a tier; what has one says it by its heading."""
    return facts.urgent and facts.risk == "not assessed"


def _content(paper: Paper) -> dict[str, Any]:
    """Gather everything that is printed, as JSON values."""
    facts, language = paper.facts, paper.facts.language
    known, facts_here = condition(facts.condition, language), catalogue(language)
    labels = words(language)["paper"]
    codes = (("ICD-10", known.icd10), ("ICD-11", known.icd11), ("SNOMED CT", known.snomed))
    return {
        "language": language,
        "direction": facts_here.direction,
        "labels": labels,
        "banner": banner(paper),
        "word": _word(paper.word, language),
        "tier": facts.risk,
        "urgent": _urgent_only(facts),
        "heading": heading(paper),
        "next_step": facts.next_step,
        "name": known.name,
        "nature": facts_here.natures[known.nature],
        "codes": [f"{system} {code}" for system, code in codes if code],
        "confidence": percent(facts.confidence, language),
        "malignancy": "" if facts.malignancy is None else percent(facts.malignancy, language),
        "bars": _bars(paper),
        "texts": [{"title": labels[slot], "text": _shown(paper.slots[slot])} for slot in SLOTS],
        "quality": list(remarks(paper)),
        "person": _line(paper.person or ""),
        "number": _line(paper.number),
        "spot": place(paper),
        "assessed": _date(paper.assessed, labels),
        "model": _line(paper.model),
        "source": labels[f"source_{paper.source}"],
        "disclaimer": facts_here.texts.disclaimer,
    }


def _word(word: DoctorsWord | None, language: str) -> dict[str, Any] | None:
    if word is None:
        return None
    labels = words(language)["paper"]
    known = condition(word.condition, language)
    who = _apart(_line(word.doctor or labels["word_nobody"]))
    return {
        "title": labels["word_confirmed" if word.confirmed else "word_corrected"],
        "name": known.name,
        "nature": catalogue(language).natures[known.nature],
        "note": [_apart(_shown(line)) for line in word.note.splitlines()],
        "by": str(labels["word_by"]).format(doctor=who, time=_date(word.time, labels)),
    }


def _bars(paper: Paper) -> list[dict[str, Any]]:
    language = paper.facts.language
    ranked = sorted(paper.probabilities.items(), key=lambda item: -item[1])
    return [
        {
            "name": condition(slug, language).name,
            "share": share / 100,
            "figure": percent(share, language),
            "chosen": slug == paper.facts.condition,
            "malignant": condition(slug, language).nature == "malignant",
        }
        for slug, share in ranked
    ]


def _date(moment: datetime, labels: Mapping[str, Any]) -> str:
    utc = moment.astimezone(UTC)
    return str(labels["date"]).format(
        day=utc.day, month=labels["months"][utc.month - 1], year=utc.year, time=f"{utc:%H:%M}"
    )


def _printable(picture: bytes, patience: float | None) -> bytes:
    """Reduce a picture to what print can show, as a JPEG without metadata."""
    out = io.BytesIO()
    shrunk(picture, LONGEST_EDGE, patience=patience).save(out, "JPEG", quality=88)
    return out.getvalue()


def _line(text: str) -> str:
    return _shown(text)[:LONGEST_LINE]


def _shown(text: str) -> str:
    """Drop what cannot be shown, and marks that turn the direction of what follows; joiners and LRM stay."""
    return "".join(char for char in text if unicodedata.category(char) not in _UNSHOWN and char not in _TURNING)


def _apart(text: str) -> str:
    """Keep the direction of a text that somebody typed from turning what stands around it, and the other way round."""
    return f"\u2068{text}\u2069" if text else ""


def _bytes(data: bytes) -> str:
    """Write bytes as a JSON array, the one form in which Typst takes them from outside."""
    return json.dumps(list(data), separators=(",", ":"))


@cache
def _layout() -> bytes:
    return (_HERE / "report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Load our own fonts only, so that a report looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_HERE / "fonts")])
