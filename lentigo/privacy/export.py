"""A person's own copy of everything: a zip that is written while it is read, one submission in memory at a time."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from lentigo import DISCLAIMER
from lentigo.problems import Problem, Unavailable
from lentigo.reports.paper import report_pdf
from lentigo.submissions.answer import PICTURES
from lentigo.submissions.service import Whole

PATIENCE = 120.0
"""Seconds that one report waits while other pictures are being read. Whoever stands before it in that line is gone
after 30, read or sent away, so it gives up only where somebody does not come to an end."""
AFTERWARDS = 5.0
"""The same for the reports after one that waited in vain, so that the download comes to an end."""
_TOO_BUSY = """\
report.pdf could not be printed: for {seconds:g} seconds the service had no memory to spare for it. What it says stands
in submission.json. To have it as well, download your data once more at a quieter time.
"""
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

_READ_ME = f"""\
This file holds everything that Lentigo keeps about you.

account.json                      your account; your password is kept as a hash that nobody can turn back, not here
lesions.json                      the spots that you follow, as you have called them
consents.json                     what you have agreed to, and what you decided before
submissions/<number>/             one folder for each picture that you sent:
  submission.json                 the assessment, the report, the doctors' words and the messages
  picture.*                       the picture as it is kept, without the camera's notes
  heatmap.png                     where the program looked, to be laid over the picture
  report.pdf                      the printed report
  missing.txt                     only where the picture or the report could not be read or printed: why
missing.txt                       only where something is missing: the folders in which a missing.txt says why

The audit keeps lines about what was done with your account, under its number and without your name.
{DISCLAIMER}
"""


def stream(
    *,
    account: Mapping[str, Any],
    consents: list[dict[str, Any]],
    lesions: list[dict[str, Any]],
    submissions: Iterable[Whole],
) -> Iterator[bytes]:
    """Write a person's data as a zip file.

    A zip that breaks off lacks its table of contents, which stands at the end, and is refused whole by whoever opens
    it: a failure in the middle cannot be taken for a complete copy.

    Args:
        account: The account as its owner sees it.
        consents: The consents with earlier decisions.
        lesions: The lesions that the person follows.
        submissions: The submissions; fetched one by one as the file is read.

    Yields:
        The file's bytes, piece by piece; no piece is kept.
    """
    sink = _Sink()
    # Pictures and PDFs are compressed already; only text is packed.
    with zipfile.ZipFile(sink, "w") as archive:

        def put(name: str, data: bytes, *, pack: bool = False) -> bytes:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED)
            return sink.take()

        yield put("README.txt", _READ_ME.encode(), pack=True)
        yield put("account.json", _json(account), pack=True)
        yield put("consents.json", _json(consents), pack=True)
        yield put("lesions.json", _json(lesions), pack=True)
        incomplete: list[str] = []
        patience = PATIENCE
        for whole in submissions:
            told = {name: value for name, value in whole.told.items() if name.removesuffix("_url") not in PICTURES}
            folder = f"submissions/{told['id']}"
            yield put(f"{folder}/submission.json", _json(told), pack=True)
            yield put(f"{folder}/heatmap.png", whole.heatmap)
            if whole.picture is not None:
                yield put(f"{folder}/picture.{_ENDINGS.get(told['media_type'], 'bin')}", whole.picture)
            missing = whole.missing
            if whole.paper is not None:
                try:
                    yield put(f"{folder}/report.pdf", report_pdf(whole.paper, patience=patience))
                except Unavailable:
                    missing, patience = _TOO_BUSY.format(seconds=patience), AFTERWARDS
                except Problem as problem:  # one damaged picture must not keep the person from all others
                    missing = problem.message
            if missing:
                incomplete.append(folder)
                yield put(f"{folder}/missing.txt", missing.encode(), pack=True)
        if incomplete:
            yield put("missing.txt", "".join(f"{folder}\n" for folder in incomplete).encode(), pack=True)
    yield sink.take()


class _Sink(io.RawIOBase):
    """Takes what the archive writes until it is handed on; cannot seek, so the archive never goes back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        """Hand on what was written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_moment).encode()


def _moment(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"expected JSON or a time, received {type(value).__name__}")
