"""Whatever is done to the audit past the audit, `verify` finds it and names the first bad line."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pymongo
import pytest

from lentigo.audit.lines import AUDIT, line_id
from lentigo.problems import BadConfiguration
from lentigo.storage import now
from tests.audit.conftest import Book


def test_what_nobody_touched_is_whole(book: Book) -> None:
    assert book.verify().fault is None
    book.write(30)
    verdict = book.verify()
    assert (verdict.fault, verdict.notes, verdict.head.count) == (None, [], 30)
    assert verdict.head.mac == book.audit.find(limit=1).records[0]["mac"]


def whitewash(line: dict[str, Any]) -> None:
    line["who"] = "somebody else"


def backdate(line: dict[str, Any]) -> None:
    line["when"] = line["when"].replace(year=2020)


def forge(line: dict[str, Any]) -> None:
    line["mac"] = "0" * 64


def add(line: dict[str, Any]) -> None:
    line["remark"] = "all in order"


def leave_out(line: dict[str, Any]) -> None:
    del line["where"]


def another_type(line: dict[str, Any]) -> None:
    line["detail"] = {"count": "3"}


@pytest.mark.parametrize("change", [whitewash, backdate, forge, add, leave_out, another_type])
def test_an_edited_line_is_found(book: Book, change: Callable[[dict[str, Any]], object]) -> None:
    book.write(4)
    book.audit.record(who="a", what="submission.listed", detail={"count": 3})
    book.write(5)
    book.alter(line_id(5), change)
    verdict = book.verify()
    assert verdict.fault is not None
    assert verdict.fault.startswith("Line 5 was altered")
    assert verdict.head.count == 4


def test_an_edited_last_line_is_found(book: Book) -> None:
    book.write(10)
    book.alter(line_id(10), whitewash)
    assert "Line 10 was altered" in str(book.verify().fault)


def test_a_line_taken_out_is_found_also_after_more_were_written(book: Book) -> None:
    book.write(10)
    book.delete(line_id(4))
    assert book.verify().fault == "Line 4 is missing."
    book.write(3)
    book.reopen()
    book.write(3)
    assert book.verify().fault == "Line 4 is missing."
    book.delete(line_id(5))
    assert book.verify().fault == "Lines 4 to 5 are missing."
    book.delete(*map(line_id, range(1, 4)))
    assert book.verify().fault == "Lines 1 to 5 are missing."


def test_lines_that_changed_places_are_found(book: Book) -> None:
    book.write(10)
    lines = [book.records.get(AUDIT, line_id(number)) for number in (3, 4)]
    book.delete(line_id(3), line_id(4))
    for line, number in zip(lines, (4, 3), strict=True):
        assert line is not None
        book.put(**{**line, "id": line_id(number)})
    assert "Line 3 was altered, moved or put in" in str(book.verify().fault)


@pytest.mark.parametrize("going_on", [False, True], ids=["at rest", "after the service went on"])
def test_a_cut_end_is_found_and_stays_in_sight(book: Book, going_on: bool) -> None:
    book.write(10)
    book.delete(*map(line_id, range(8, 11)))
    if going_on:
        book.reopen()
        book.write(2)
        assert book.verify().fault == "Lines 8 to 10 are missing."
        assert book.records.get(AUDIT, line_id(12)) is not None
    else:
        assert book.verify().fault == (
            "Line 8 is missing: the end was cut off. The head file says 10 lines, the store ends at line 7."
        )


def test_everything_taken_out_is_found(book: Book) -> None:
    book.write(3)
    book.delete(*map(line_id, range(1, 4)))
    assert "Line 1 is missing: the end was cut off." in str(book.verify().fault)
    book.reopen()
    book.write(1)
    assert book.verify().fault == "Lines 1 to 3 are missing."


def test_a_line_put_in_is_found(book: Book) -> None:
    book.write(3)
    made_up = {"who": "a", "what": "submission.read", "record": None, "when": now(), "where": None, "detail": None}
    book.put(**made_up)
    assert "not what line 1 sealed: it says 0, there are 1" in str(book.verify().fault)
    for line in book.records.find(AUDIT, until="line-").records:
        book.delete(line["id"])
    for intruder in ("line-000000000002b", "line-7", "zzz"):
        book.put(id=intruder, **made_up)
        assert "does not belong to the chain" in str(book.verify().fault)
        book.write(1)  # an intruder does not keep the service from writing
        book.delete(intruder)
    last = book.audit.find(limit=1).records[0]
    book.put(**{**last, "id": line_id(7)})
    assert "Line 7 was altered, moved or put in" in str(book.verify().fault)
    book.delete(line_id(7))
    assert book.verify().fault is None


def test_a_line_whose_id_is_no_text_is_found(book: Book) -> None:
    book.write(3)
    row = book.records.get(AUDIT, line_id(2))
    assert row is not None
    if book.place.mongo_uri is None:
        with sqlite3.connect(book.place.data_dir / "lentigo.sqlite3") as connection:
            connection.execute(
                'INSERT INTO audit (id, version, who, what, record, "when", _body) '
                "SELECT X'00ff', version, who, what, record, \"when\", _body FROM audit WHERE id = ?",
                (line_id(2),),
            )
        connection.close()
    else:
        with pymongo.MongoClient[dict[str, Any]](book.place.mongo_uri) as client:
            lines = client.get_default_database()["audit"]
            document = dict(lines.find_one({"_id": line_id(2)}) or {})
            lines.insert_one({**document, "_id": 7})
    assert "does not belong to the chain" in str(book.verify().fault)


def test_a_line_that_nobody_can_read_is_found(book: Book) -> None:
    if book.place.mongo_uri is not None:
        pytest.skip("MongoDB takes no document that is not one")
    book.write(3)
    with sqlite3.connect(book.place.data_dir / "lentigo.sqlite3") as connection:
        connection.execute("UPDATE audit SET _body = '{' WHERE id = ?", (line_id(2),))
    connection.close()
    assert "cannot be read" in str(book.verify().fault)


@pytest.mark.parametrize(("column", "value"), [("who", "b"), ("what", "b"), ("record", None), ("when", b"2020")])
def test_a_line_hidden_from_the_search_is_found(book: Book, column: str, value: object) -> None:
    if book.place.mongo_uri is not None:
        pytest.skip("MongoDB searches the lines themselves")
    book.write(5)
    with sqlite3.connect(book.place.data_dir / "lentigo.sqlite3") as connection:
        connection.execute(f'UPDATE audit SET "{column}" = ? WHERE id = ?', (value, line_id(3)))  # noqa: S608
    connection.close()
    assert str(book.verify().fault).startswith("Line 3 is not found by a search")


def test_a_head_file_that_is_gone_or_altered_is_found_and_the_chain_says_so_for_good(book: Book) -> None:
    head = book.place.data_dir / "audit_head"
    book.write(5)
    kept = head.read_bytes()
    head.write_bytes(kept.replace(b"000000000005", b"000000000003"))
    assert "was altered" in str(book.verify().fault)
    head.unlink()
    assert "is missing: lines cut off after 5 would not show" in str(book.verify().fault)
    book.reopen()
    book.write(1)
    verdict = book.verify()
    assert verdict.fault is None
    assert verdict.notes == [
        "The head file was missing when line 6 was written: lines cut off before it would not show."
    ]


def test_a_head_file_that_is_behind_is_no_fault_and_catches_up(book: Book) -> None:
    head = book.place.data_dir / "audit_head"
    book.write(5)
    earlier = head.read_bytes()
    book.write(3)
    head.write_bytes(earlier)  # as after a crash between the last lines and the file
    verdict = book.verify()
    assert verdict.fault is None
    assert "says 5 lines, 3 fewer than there are" in verdict.notes[0]
    book.write(1)
    assert (book.verify().fault, book.verify().notes) == (None, [])


def test_key_and_head_are_closed_to_others(book: Book) -> None:
    book.write(1)
    for name in ("audit_key", "audit_head"):
        assert (book.place.data_dir / name).stat().st_mode & 0o777 == 0o600


def test_another_key_and_a_lost_one_are_told_in_a_sentence(book: Book) -> None:
    book.write(3)
    path = book.place.data_dir / "audit_key"
    right = path.read_text()
    path.write_text("x" * 48)
    assert str(book.verify().fault).startswith("This is not the key of this audit")
    with pytest.raises(BadConfiguration, match="is not the key of this audit"):
        book.reopen()
    path.unlink()
    with pytest.raises(BadConfiguration, match="the key of the audit is missing"):
        book.reopen()
    path.write_text("short")
    with pytest.raises(BadConfiguration, match="holds no key of the audit"):
        book.reopen()
    path.write_text(right)
    book.reopen()
    assert book.verify().fault is None


def test_lines_from_before_the_chain_are_sealed_as_they_stood(book: Book) -> None:
    plain = {"what": "account.signed_in", "record": None, "when": now(), "where": None, "detail": None}
    for number in range(5):
        book.put(who=f"person {number}", **plain)
    book.write(3)
    verdict = book.verify()
    assert (verdict.fault, verdict.head.count) == (None, 4)
    assert verdict.notes == [
        "5 older lines were written before there was a chain; they are as they were when it began."
    ]
    older = book.records.find(AUDIT, until="line-").records
    book.alter(older[2]["id"], whitewash)
    assert "not what line 1 sealed" in str(book.verify().fault)
