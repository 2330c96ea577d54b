"""Goes through the whole audit and says whether any line was altered, put in, taken out or cut off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from lentigo.audit.chain import BEGUN, HEAD_REPLACED
from lentigo.audit.head import HeadAltered, HeadFile
from lentigo.audit.key import ChainKey
from lentigo.audit.lines import AUDIT, CHAINED, PAGE, START, Head, code, end_of, last_line, number_of, seal_older
from lentigo.storage.records import Record, Records

KEY_REPLACED = "audit.key_replaced"
"""First line under a new key: the count and the code of the lines before it, which the new key cannot check."""

_SEARCHED = ("who", "what", "record")


@dataclass(slots=True)
class Verdict:
    """What going through the audit has found.

    Attributes:
        head: The last line up to which all is well.
        fault: One sentence that names the first bad line; None when all is well.
        notes: Sentences on what is not a fault but should be known.
    """

    head: Head = START
    fault: str | None = None
    notes: list[str] = field(default_factory=list)


class _Fault(Exception):
    """Names a bad line."""


def verify(
    records: Records,
    key: ChainKey,
    file: HeadFile,
    *,
    check_search: bool = True,
    progress: Callable[[int], object] = lambda _: None,
) -> Verdict:
    """Check every line of the audit, also while others write.

    Args:
        records: Where the lines are kept.
        key: What they are chained with.
        file: Where count and head are kept beside the key.
        check_search: Whether to look also if a search finds each line where it belongs: needed where the store keeps
            copies of the searched fields, as SQLite does.
        progress: Is told how many lines are checked.
    """
    walk = _Walk(records, key, check_search)
    try:
        kept = _kept(file, records, key)  # before the lines: what is written meanwhile makes it be behind, never ahead
        walk.check_older()
        for page in _pages(records):
            walk.check(page, kept)
            progress(walk.verdict.head.count)
        walk.check_end(kept, file)
    except _Fault as fault:
        walk.verdict.fault = str(fault)
    except (ValueError, TypeError, KeyError, AttributeError):
        walk.verdict.fault = f"What stands after line {walk.verdict.head.count} cannot be read as a line of the audit."
    return walk.verdict


class _Walk:
    """One way through the lines, from the first to the last."""

    def __init__(self, records: Records, key: ChainKey, check_search: bool) -> None:
        self._records = records
        self._key = key
        self._check_search = check_search
        self._older = 0
        self._seal = START.mac
        self._foreign = 0
        self.verdict = Verdict()

    def check_older(self) -> None:
        self._older, self._seal = seal_older(self._key, self._records)

    def check(self, page: list[Record], kept: Head | None) -> None:
        for line in page:
            self._check_line(line)
            self.verdict.head = end_of(line)
            if kept is not None and kept.count == self.verdict.head.count and kept != self.verdict.head:
                raise _Fault(f"Line {kept.count} is not the one that the head file names.")
        if self._check_search:
            self._check_copies(page)

    def _check_line(self, line: Record) -> None:
        before = self.verdict.head
        number, expected = number_of(line["id"]), before.count + 1
        if number is None:
            raise _Fault(f"A line was put in after line {before.count}: {line['id']!r} does not belong to the chain.")
        if number != expected:
            gone = f"Line {expected} is" if number == expected + 1 else f"Lines {expected} to {number - 1} are"
            raise _Fault(f"{gone} missing.")
        if line.get("key") != self._key.name:
            self._pass_foreign(line, number)
            return
        if line.get("mac") != code(self._key, before, line):
            raise _Fault(f"Line {number} was altered, moved or put in: its code does not fit it and the line before.")
        if number == 1:
            self._check_beginning(line)
        elif self._foreign == before.count:
            self._check_new_key(line, before)
        if line["what"] == HEAD_REPLACED:
            self.verdict.notes.append(
                f"The head file was {line['detail']['reason']} when line {number} was written: lines cut off before it "
                "would not show."
            )

    def _pass_foreign(self, line: Record, number: int) -> None:
        """Let lines under an earlier key go by as long as no line under ours has come; what follows decides on them."""
        if self._foreign != number - 1:
            raise _Fault(f"Line {number} is chained with another key: {line.get('key')}, not {self._key.name}.")
        self._foreign = number

    def _check_beginning(self, line: Record) -> None:
        told = (line["detail"]["older"], line["detail"]["seal"]) if line["what"] == BEGUN else (0, START.mac)
        if (self._older, self._seal) != told:
            raise _Fault(
                f"The lines from before the chain are not what line 1 sealed: it says {told[0]}, there are "
                f"{self._older}, or one of them was altered."
            )
        if self._older:
            self.verdict.notes.append(
                f"{self._older} older lines were written before there was a chain; they are as they were when it began."
            )

    def _check_new_key(self, line: Record, before: Head) -> None:
        told = line["detail"] or {}
        if line["what"] != KEY_REPLACED or (told.get("count"), told.get("mac")) != (before.count, before.mac):
            raise _Fault(f"Line {before.count} is chained with another key, and the line after it does not say why.")
        self.verdict.notes.append(
            f"Lines 1 to {before.count} were chained with an earlier key, {told.get('key')}, and cannot be checked now."
        )

    def _check_copies(self, page: list[Record]) -> None:
        """Look each line up as a search does: by person, act and record, in the order of time."""

        def asked(line: Record) -> tuple[str, ...]:
            return tuple(str(line[name]) if line[name] is not None else "\0" for name in _SEARCHED)

        for _, group in groupby(sorted(page, key=asked), key=asked):
            lines = list(group)
            times = [line["when"] for line in lines]
            found = list(self._found(lines[0], min(times), max(times) + timedelta(milliseconds=1)))
            ids = {line["id"] for line in found}
            for line in lines:
                if line["id"] not in ids:
                    raise _Fault(f"Line {number_of(line['id'])} is not found by a search: a copy of it was altered.")
            moments = [line["when"] for line in found]
            if moments != sorted(moments):
                raise _Fault(f"The search gives line {number_of(lines[0]['id'])} or one like it in the wrong order.")

    def _found(self, like: Record, since: object, until: object) -> Iterator[Record]:
        after = None
        while True:
            page = self._records.find(
                AUDIT, where={name: like[name] for name in _SEARCHED}, order="when",
                since=since, until=until, after=after, limit=PAGE,
            )  # fmt: skip
            yield from page.records
            if (after := page.next) is None:
                return

    def check_end(self, kept: Head | None, file: HeadFile) -> None:
        count = self.verdict.head.count
        # Ids of another type than text, which MongoDB takes, lie in no range of ids that is gone through.
        if self._records.count(AUDIT)[None] > self._older + self._records.count(AUDIT, since=CHAINED)[None]:
            raise _Fault("A line was put in whose id is no text; it does not belong to the chain.")
        if count and self._foreign == count:
            raise _Fault(_wrong_key(self._key.name, "another"))
        if kept is None:
            if count:
                raise _Fault(f"The head file {file.path.name} is missing: lines cut off after {count} would not show.")
            return
        if kept.count > count:
            raise _Fault(
                f"Line {count + 1} is missing: the end was cut off. The head file says {kept.count} lines, the store "
                f"ends at line {count}."
            )
        if kept.count < count:
            self.verdict.notes.append(
                f"The head file says {kept.count} lines, {count - kept.count} fewer than there are, as after a crash "
                "or while others write; those are chained as well."
            )


def _kept(file: HeadFile, records: Records, key: ChainKey) -> Head | None:
    try:
        return file.read()
    except HeadAltered:
        last = last_line(records)
        if last is not None and last.get("key") != key.name:
            raise _Fault(_wrong_key(key.name, last.get("key"))) from None
        raise _Fault(f"The head file {file.path.name} was altered: where the end was cannot be told.") from None


def _wrong_key(ours: str, theirs: object) -> str:
    return f"This is not the key of this audit: its lines are chained with the key {theirs}, this one is {ours}."


def _pages(records: Records) -> Iterator[list[Record]]:
    after = None
    while True:
        page = records.find(AUDIT, since=CHAINED, after=after, limit=PAGE)
        yield page.records
        if (after := page.next) is None:
            return
