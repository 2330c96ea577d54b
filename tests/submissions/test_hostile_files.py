"""The corpus of hostile files, sent to a server of its own: what it answers, what it needs, whom it keeps waiting."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.hostile.corpus import corpus
from tests.hostile.made import Hostile
from tests.hostile.memory import forget_peak, peak_mb, resident_mb
from tests.server import Person, Server

SENDERS = 3
ABOVE_REST_MB = 300
PATIENCE_SECONDS = 60
"""Longest wait of somebody else meanwhile; a picture decodes in turn with bombs of 49 megapixels."""


@dataclass
class Siege:
    """What happened while the corpus was sent.

    Attributes:
        answers: The answer to each file.
        waits: Seconds that each of the others' requests took.
        refusals: The others' answers that were not as they should be.
        above_rest: Megabytes at the peak above those at rest.
    """

    answers: list[tuple[Hostile, httpx.Response]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    above_rest: float = 0.0


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, so that its memory is that of this load."""
    with Server(tmp_path_factory.mktemp("besieged")) as running:
        yield running


@pytest.fixture(scope="module")
def siege(besieged: Server, melanoma: bytes) -> Siege:
    """Send every file, several at once, while somebody else uploads and reads."""
    if sys.platform != "linux":
        pytest.skip("the memory of a process is read from Linux's /proc")
    other = besieged.user("other@home.example")
    with ThreadPoolExecutor(4) as pool:  # what an ordinary day makes resident is rest
        list(pool.map(lambda _: other.upload(melanoma, expect=200), range(12)))
    pid, found, over = besieged.pids()[0], Siege(), threading.Event()
    rest = resident_mb(pid)
    forget_peak(pid)
    senders = [besieged.user(f"hostile{number}@home.example") for number in range(SENDERS)]
    for sender in senders:
        sender.http.timeout = httpx.Timeout(300)  # a bomb that waits for two others, on a machine that does more beside
    meanwhile = threading.Thread(target=live, args=(other, melanoma, found, over))
    meanwhile.start()
    try:
        with ThreadPoolExecutor(SENDERS) as pool:
            found.answers = list(pool.map(lambda job: send(senders[job[0] % SENDERS], job[1]), enumerate(corpus())))
    finally:
        over.set()
        meanwhile.join()
    found.above_rest = peak_mb(pid) - rest
    return found


def send(person: Person, hostile: Hostile) -> tuple[Hostile, httpx.Response]:
    """Upload a file and insist on its assessment, so that it goes as far as it can."""
    return hostile, person.upload(hostile.make(), name=hostile.file_name, force="true")


def live(person: Person, picture: bytes, found: Siege, over: threading.Event) -> None:
    """Use the service as an ordinary person does."""
    while not over.wait(0.3):
        for act in (lambda: person.get("/account"), lambda: person.upload(picture)):
            began = time.monotonic()
            answer = act()
            found.waits.append(time.monotonic() - began)
            if answer.status_code != 200:
                found.refusals.append(answer.text)


def test_the_corpus_holds_what_it_must() -> None:
    files = corpus()
    names = [hostile.name for hostile in files]
    assert len(files) >= 60
    assert len(set(names)) == len(names)
    for kind in ("PNG", "TIFF", "WebP", "HEIC", "DICOM", "JPEG", "BMP"):
        assert sum(name.startswith(f"{kind}, cut off") for name in names) == 9
        assert any(name.startswith(kind) and "cut off" not in name for name in names)


def test_every_file_gets_its_answer_and_never_a_5xx(siege: Siege) -> None:
    wrong = {
        hostile.name: f"{answer.status_code} {answer.text[:120]}"
        for hostile, answer in siege.answers
        if answer.status_code not in hostile.answers
    }
    assert wrong == {}


def test_a_refusal_is_a_sentence_with_a_code(siege: Siege) -> None:
    for hostile, answer in siege.answers:
        if answer.status_code != 200:
            told = answer.json()
            assert told["error"] == told["message"], hostile.name
            assert told["message"].endswith("."), hostile.name
            assert told["code"] not in {"internal", "error"}, hostile.name


def test_memory_stays_within_300_mb_above_rest(siege: Siege) -> None:
    assert siege.above_rest <= ABOVE_REST_MB


def test_others_are_answered_meanwhile(siege: Siege) -> None:
    assert siege.refusals == []
    assert len(siege.waits) >= 10
    assert max(siege.waits) < PATIENCE_SECONDS


def test_what_was_answered_is_kept_whole_and_nothing_else_is(besieged: Server, siege: Siege) -> None:
    statuses = Counter(answer.status_code for _, answer in siege.answers)
    uploads = len(siege.waits[1::2]) + 12
    assert len(besieged.kept_pictures()) == 2 * (statuses[200] + uploads), "a picture and a thumbnail each"
    assert list((besieged.data_dir / "data" / "blobs" / "drafts").iterdir()) == []


def test_the_log_holds_no_traceback_and_the_server_is_the_same_and_ready(besieged: Server, siege: Siege) -> None:
    assert siege.answers
    assert besieged.process is not None
    assert besieged.process.poll() is None
    besieged.visitor().get("/readyz", expect=200)
    assert "Traceback" not in besieged.log.read_text(errors="replace")


def test_the_script_writes_the_corpus_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.hostile import corpus as script

    monkeypatch.setattr(script, "corpus", lambda: corpus()[-3:])
    script.main(tmp_path / "made")
    assert [path.stat().st_size for path in sorted((tmp_path / "made").iterdir())] == [
        len(hostile.make()) for hostile in corpus()[-3:]
    ]
