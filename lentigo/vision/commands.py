"""`lentigo predict`: assess files without a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lentigo.problems import BadInput, NotFound, Problem

if TYPE_CHECKING:
    from lentigo.settings import Settings
    from lentigo.vision.assessment import Assessment
    from lentigo.vision.classifier import Classifier

_AT_ONCE = 4
"""Files on the way at the same time: while one is in the network others are read and decoded."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What to do with each file."""

    classifier: Classifier
    settings: Settings
    force: bool
    turns: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one file: an assessment or a refusal."""

    file: str
    assessment: Assessment | None = None
    problem: Problem | None = None


def predict(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Pictures to assess.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line and file.")] = False,
    heatmap: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write FILE.heatmap.png for each file into this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Assess also pictures that should not be.")] = False,
    turns: Annotated[
        bool, typer.Option("--tta", "--turns", help="Average over the eight flips and turns (eight times the work).")
    ] = False,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Another model bundle (LENTIGO_MODEL_DIR).")] = None,
) -> None:
    """Assess pictures; exit status 1 if any of them could not be assessed."""
    from lentigo.settings import load_settings
    from lentigo.vision.bundle import load_bundle
    from lentigo.vision.classifier import Classifier
    from lentigo.vision.registry import served_bundle_path

    settings = load_settings()
    folder = served_bundle_path(model_dir=model or settings.model_dir, data_dir=settings.data_dir)
    classifier = Classifier(load_bundle(folder))
    classifier.ping()
    targets = _heatmap_files(files, heatmap)
    try:
        outcomes = _assess_all(files, targets, _Job(classifier, settings, force, turns))
        failed = _print_lines(outcomes) if as_json else _print_table(outcomes)
    finally:
        classifier.close()
    if failed:
        raise typer.Exit(1)


def _assess_all(files: Sequence[str], targets: Sequence[Path | None], job: _Job) -> Iterator[_Outcome]:
    """Assess files side by side and give the outcomes in order, under a progress bar where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with ExitStack() as stack:
        bar = stack.enter_context(
            Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                console=Console(stderr=True),
                disable=not sys.stderr.isatty() or len(files) < 2,
                redirect_stdout=sys.stdout.isatty(),
                transient=True,
            )
        )  # fmt: skip
        task = bar.add_task("assessing", total=len(files))
        pool = stack.enter_context(ThreadPoolExecutor(_AT_ONCE))
        for outcome in pool.map(lambda file, target: _assess(file, target, job), files, targets):
            bar.advance(task)
            yield outcome


def _assess(file: str, target: Path | None, job: _Job) -> _Outcome:
    from lentigo.vision.decode import decode

    max_bytes = job.settings.max_upload_mb * 1_000_000
    try:
        picture = decode(
            _read(file, max_bytes), max_bytes=max_bytes, max_pixels=job.settings.max_megapixels * 1_000_000
        )
        assessment = job.classifier.assess_picture(picture, force=job.force, turns=job.turns)
        if target is not None:
            from lentigo.vision.explain import laid_over

            _write(target, laid_over(picture, assessment))
    except Problem as problem:
        return _Outcome(file, problem=problem)
    return _Outcome(file, assessment=assessment)


def _read(file: str, max_bytes: int) -> bytes:
    """Read a file, never much more of it than would be taken."""
    path = Path(file)
    try:
        if path.is_dir():
            raise BadInput(f"{file} is a folder; name the pictures in it, for example {path / '*.jpg'}", code="folder")
        with path.open("rb") as handle:
            size = path.stat().st_size
            from lentigo.vision.refusals import check_bytes

            check_bytes(size, max_bytes)
            return handle.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {file}") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}", code="unreadable") from error


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror}", code="unwritable") from error


def _heatmap_files(files: Sequence[str], folder: Path | None) -> list[Path | None]:
    """Name the heat maps; files of the same name in different folders get a number."""
    if folder is None:
        return [None] * len(files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"the folder {folder} cannot be made: {error.strerror}", code="unwritable") from error
    taken: dict[str, int] = {}
    targets: list[Path | None] = []
    for file in files:
        name = Path(file).name
        taken[name] = taken.get(name, 0) + 1
        number = f"-{taken[name]}" if taken[name] > 1 else ""
        targets.append(folder / f"{name}{number}.heatmap.png")
    return targets


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _line(outcome: _Outcome) -> dict[str, Any]:
    """Give what `--json` prints: the fields of `/predict` under the same names and in the same units."""
    found = outcome.assessment
    if found is None:
        problem = outcome.problem
        return {"file": outcome.file, "error": str(problem), "code": problem.code if problem else "unknown"}
    return {
        "file": outcome.file,
        "class": found.condition,
        "confidence": _percent(found.confidence),
        "probabilities": {name: _percent(share) for name, share in found.probabilities.items()},
        "malignancy": _percent(found.malignancy),
        "prediction_set": list(found.prediction_set),
        "coverage": None if found.coverage is None else _percent(found.coverage),
        "risk": found.risk,
        "urgent": found.urgent,
        "uncertain": found.uncertain,
        "forced": found.forced,
        "quality": [
            {"code": finding.code, "message": finding.message, "value": finding.value, "limit": finding.limit,
             "stops": finding.stops}
            for finding in found.quality
        ],
        "skin": found.skin,
        "tta": found.tta,
        "nearest": [
            {"id": case.id, "label": case.label, "similarity": round(case.similarity, 4), "source": case.source,
             "licence": case.licence}
            for case in found.nearest
        ],
        "model": found.model,
    }  # fmt: skip


def _print_lines(outcomes: Iterable[_Outcome]) -> int:
    failed = 0
    for outcome in outcomes:
        failed += outcome.assessment is None
        typer.echo(json.dumps(_line(outcome), ensure_ascii=False))
        sys.stdout.flush()
    return failed


def _print_table(outcomes: Iterable[_Outcome]) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from lentigo import DISCLAIMER

    table, failed = Table(box=None, pad_edge=False), 0
    for heading in ("File", "Condition", "Confidence", "Malignant", "Risk", "Remarks"):
        table.add_column(heading, overflow="fold")
    try:
        for outcome in outcomes:
            found = outcome.assessment
            if found is None:
                failed += 1
                table.add_row(Text(outcome.file), "-", "-", "-", "-", Text(str(outcome.problem)))
                continue
            remarks = [finding.message for finding in found.quality]
            if found.uncertain:
                remarks.insert(0, "Uncertain: needs a clinician.")
            if found.urgent and found.risk != "high":
                remarks.insert(0, "Urgent: malignancy is likely.")
            table.add_row(
                Text(outcome.file), found.condition, f"{_percent(found.confidence):.2f} %",
                f"{_percent(found.malignancy):.2f} %", found.risk, Text(" ".join(remarks)),
            )  # fmt: skip
    finally:  # whoever interrupts a long run reads what is there
        console = Console() if sys.stdout.isatty() else Console(width=200)
        console.print(table)
        console.print(DISCLAIMER, style="dim")
    return failed
