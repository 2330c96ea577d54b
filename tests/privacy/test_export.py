"""A person's own copy: everything in one zip, nobody else's, and little memory however much it is."""

import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from lentigo.privacy import export
from lentigo.privacy.export import stream
from lentigo.problems import NotAPicture
from lentigo.submissions.service import Whole
from lentigo.vision import decode as decoding
from lentigo.vision.room import PATIENCE, Room
from tests.reports.test_paper import paper
from tests.server import Server


def test_the_zip_holds_account_consents_and_every_submission_with_picture_heat_map_and_pdf(
    server: Server, melanoma: bytes
) -> None:
    person = server.user("exporting@home.example", name="Isidora Quill")
    other = server.user("someone.else@home.example", name="Somebody Else")
    other.upload(melanoma, expect=200)
    answers = [person.upload(melanoma, expect=200).json() for _ in range(2)]

    answer = person.get("/account/export", expect=200)

    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    account = json.loads(archive.read("account.json"))
    assert (account["name"], account["email"]) == ("Isidora Quill", "exporting@home.example")
    consents = {one["purpose"]: one["decision"] for one in json.loads(archive.read("consents.json"))}
    assert consents["storage"]["given"]
    assert consents["training"] is None
    folders = {name.split("/")[1] for name in archive.namelist() if name.startswith("submissions/")}
    assert folders == {str(one["id"]) for one in answers}
    for one in answers:
        folder = f"submissions/{one['id']}"
        told = json.loads(archive.read(f"{folder}/submission.json"))
        assert told["report"] == one["report"]
        assert not [name for name in told if name.endswith("_url")], "no address that opens a picture leaves with it"
        for what, name in (("image", "picture.jpg"), ("heatmap", "heatmap.png")):
            kept = person.get(f"/submissions/{one['id']}/{what}", expect=200).content
            assert archive.read(f"{folder}/{name}") == kept
        assert PdfReader(io.BytesIO(archive.read(f"{folder}/report.pdf"))).pages
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Somebody Else" not in everything
    assert b"argon2" not in everything


def test_before_approval_a_person_can_take_out_what_there_is(server: Server) -> None:
    newcomer = {"name": "New", "email": "new.export@home.example", "password": "a long password"}
    person = server.visitor()
    person.token = person.post("/register", json=newcomer, expect=201).json()["access_token"]
    archive = zipfile.ZipFile(io.BytesIO(person.get("/account/export", expect=200).content))
    assert archive.namelist() == ["README.txt", "account.json", "consents.json", "lesions.json"]


def test_the_audit_says_who_took_out_what(server: Server, melanoma: bytes) -> None:
    person = server.user("audited.export@home.example")
    answer = person.upload(melanoma, expect=200).json()
    person.get("/account/export", expect=200)
    account = person.get("/account", expect=200).json()["_id"]
    lines = server.admin().get(f"/audit?who={account}&limit=100", expect=200).json()["lines"]
    acts = {line["what"]: line for line in lines}
    assert acts["account.exported"]["detail"] == {"submissions": 1}
    assert acts["submission.exported"]["record"] == answer["_id"]


def test_memory_stays_at_one_submission_however_many_there_are() -> None:
    megabytes, pictures = 4, 60

    def submissions() -> Iterator[Whole]:
        for number in range(pictures):
            told = {"id": number, "media_type": "image/jpeg", "image_url": "/x", "time": datetime.now(UTC)}
            yield Whole(told, b"heat", bytes([number]) * (megabytes * 1_000_000), None, "no paper in this test")

    tracemalloc.start()
    try:
        size = sum(
            len(piece) for piece in stream(account={"name": "A"}, consents=[], lesions=[], submissions=submissions())
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > megabytes * pictures * 1_000_000
    assert peak < 5 * megabytes * 1_000_000


def test_a_copy_that_breaks_off_is_no_zip() -> None:
    def submissions() -> Iterator[Whole]:
        yield Whole({"id": 1, "media_type": "image/jpeg"}, b"heat", b"picture", None)
        raise ConnectionError("the store went away")

    whole = b""
    try:
        for piece in stream(account={}, consents=[], lesions=[], submissions=submissions()):
            whole += piece
    except ConnectionError:
        pass
    assert whole.startswith(b"PK")
    assert not zipfile.is_zipfile(io.BytesIO(whole))


def test_a_damaged_picture_keeps_nobody_from_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object, **__: object) -> bytes:
        raise NotAPicture("This is no picture.")

    monkeypatch.setattr(export, "report_pdf", refuse)
    damaged: Any = object()
    told = {"media_type": "image/jpeg"}
    submissions = [
        Whole({"id": 2, **told}, b"heat", b"damaged", damaged),
        Whole({"id": 1, **told}, b"heat", None, None, "The key is missing."),
    ]
    pieces = b"".join(stream(account={}, consents=[], lesions=[], submissions=submissions))
    archive = zipfile.ZipFile(io.BytesIO(pieces))
    assert archive.read("submissions/2/missing.txt") == b"This is no picture."
    assert archive.read("submissions/2/picture.jpg") == b"damaged"
    assert archive.read("submissions/1/missing.txt") == b"The key is missing."
    assert "submissions/1/heatmap.png" in archive.namelist()
    assert archive.read("missing.txt") == b"submissions/2\nsubmissions/1\n"


def test_a_report_waits_for_the_decoders_longer_than_anybody_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(1, patience=0.05)  # whoever is not an export has gone by then
    monkeypatch.setattr(decoding, "DECODING", room)
    with ThreadPoolExecutor(1) as pool:
        with room.take(1):
            pieces = pool.submit(
                lambda: b"".join(stream(account={}, consents=[], lesions=[], submissions=[printable(1)]))
            )
            time.sleep(0.5)
        archive = zipfile.ZipFile(io.BytesIO(pieces.result(60)))
    assert archive.read("submissions/1/report.pdf").startswith(b"%PDF")
    assert not [name for name in archive.namelist() if name.endswith("missing.txt")]


def test_reports_that_waited_in_vain_are_listed_and_everything_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(1)
    monkeypatch.setattr(decoding, "DECODING", room)
    monkeypatch.setattr(export, "PATIENCE", 1.0)
    monkeypatch.setattr(export, "AFTERWARDS", 0.1)
    with room.take(1):
        began = time.monotonic()
        pieces = b"".join(
            stream(account={}, consents=[], lesions=[], submissions=[printable(number) for number in (3, 2, 1)])
        )
        assert 1.2 <= time.monotonic() - began < 20
    archive = zipfile.ZipFile(io.BytesIO(pieces))
    assert archive.namelist()[-1] == "missing.txt"
    assert archive.read("missing.txt") == b"submissions/3\nsubmissions/2\nsubmissions/1\n"
    for number in (1, 2, 3):
        folder = f"submissions/{number}"
        told = archive.read(f"{folder}/missing.txt").decode()
        assert "report.pdf could not be printed" in told
        assert "try again" not in told
        assert archive.read(f"{folder}/picture.jpg") == printable(number).picture
        assert f"{folder}/report.pdf" not in archive.namelist()


def test_an_export_is_more_patient_than_whoever_stands_before_it() -> None:
    assert export.PATIENCE > 2 * PATIENCE


def printable(number: int) -> Whole:
    """A submission whose report can be printed."""
    whole = paper()
    return Whole({"id": number, "media_type": "image/jpeg"}, whole.heatmap or b"", whole.picture, whole)
