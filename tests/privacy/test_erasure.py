"""Erase me: afterwards nothing of the person is on the disk or in the database, but the audit's pseudonymous lines."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pymongo
from PIL import Image

from tests.mongod import MongoServer
from tests.server import Person, Server

NAME = "Wilhelmina Featherstonehaugh-Zyx"
EMAIL = "Wilhelmina.Zyx@Home.example"
PASSWORD = "a password that is long enough"
WINDOW = 24


def windows(data: bytes, count: int = 200) -> list[bytes]:
    """Take pieces of a file, evenly spread, that no other file will hold by chance."""
    step = max(1, (len(data) - WINDOW) // count)
    pieces = [data[at : at + WINDOW] for at in range(0, len(data) - WINDOW, step)]
    return [piece for piece in pieces if len(set(piece)) > WINDOW // 2]


def traces() -> list[bytes]:
    """Every way in which a text that names the person could be written."""
    words = [NAME, EMAIL, NAME.split()[1], EMAIL.split("@")[0]]
    texts = {form for word in words for form in (word, word.lower(), word.casefold(), word.upper())}
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le")]


def on_disk(folder: Path) -> dict[str, bytes]:
    """Everything that lies below a folder: database, write-ahead log, pictures, drafts, keys and the server's log."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def live(server: Server, melanoma: bytes, tmp_path: Path) -> tuple[Person, list[bytes]]:
    """Lead a person's life with the service; gives the person and the pictures as they were sent and as they came."""
    turned = tmp_path / "turned.jpg"
    with Image.open(__file__.replace("privacy/test_erasure.py", "pictures/photo-melanocytic-nevus.jpg")) as opened:
        opened.rotate(7).save(turned, "JPEG", quality=91)
    person = server.user(EMAIL, name=NAME)
    sent = [melanoma, turned.read_bytes()]
    seen = list(sent)
    for picture in sent:
        answer = person.upload(picture, expect=200, name=f"{NAME}.jpg", force="true").json()
        seen += [person.get(answer[f"{what}_url"], expect=200).content for what in ("image", "thumbnail")]
        person.get(f"/submissions/{answer['id']}/report.pdf", expect=200)
    person.patch("/account", json={"name": f"{NAME} the Second"}, expect=200)
    spot = {"site": "back", "name": f"Where the strap of {NAME} rubs"}
    lesion = person.post("/lesions", json=spot, expect=201).json()["id"]
    person.put(f"/submissions/{answer['id']}/lesion", json={"lesion_id": lesion}, expect=200)
    person.put("/account/consents/training", json={"given": True, "version": "1"}, expect=200)
    server.visitor().post("/login", json={"email": EMAIL.lower(), "password": "wrong"}, expect=401)
    person.get("/account/export", expect=200)
    server.admin().post(f"/users/{EMAIL}/reset-link", expect=201)
    return person, seen


def test_after_erase_me_no_file_holds_the_name_the_address_or_a_piece_of_a_picture(
    tmp_path: Path, melanoma: bytes
) -> None:
    with Server(tmp_path) as server:
        others = [server.user(f"other{number}@home.example") for number in range(3)]
        kept = others[0].upload(melanoma[:-2] + b"\xff\xd9", expect=200).json()
        others[0].delete(f"/submissions/{kept['id']}", expect=200)
        before = set(on_disk(tmp_path))
        person, seen = live(server, melanoma, tmp_path.parent)
        account = person.get("/account", expect=200).json()["_id"]
        # As they lie on the disk, sealed: less the beginning, where the sealed form names itself and its master key.
        sealed = {path: data for path, data in on_disk(tmp_path / "data").items() if "blobs" in path}
        stored = [data[256:] for data in sealed.values() if len(data) > 1000]
        assert len(stored) == 4
        assert any(trace in data for data in on_disk(tmp_path / "data").values() for trace in traces())

        person.delete("/account", json={"password": "not this one"}, expect=400)
        person.delete("/account", json={"password": PASSWORD}, expect=200)
        person.get("/account", expect=401)
        server.visitor().post("/login", json={"email": EMAIL, "password": PASSWORD}, expect=401)

        def search() -> None:
            files = on_disk(tmp_path)
            for path, data in files.items():
                assert [trace for trace in traces() if trace in data] == [], path
                for picture in (*seen, *stored):
                    assert [piece for piece in windows(picture) if piece in data] == [], path
            blobs = [path for path in set(files) - before if "blobs" in path]
            assert blobs == [], "a picture's file stayed"

        assert "data/lentigo.sqlite3-wal" in on_disk(tmp_path)
        search()
        lines = server.admin().get(f"/audit?record={account}&limit=1000", expect=200).json()["lines"]
        assert "account.erased" in {line["what"] for line in lines}
        others[1].get("/account", expect=200)
    search()


def test_on_mongodb_no_collection_holds_the_name_the_address_or_a_picture(
    tmp_path: Path, mongod: MongoServer, melanoma: bytes
) -> None:
    uri = mongod.new_database()
    with Server(tmp_path, {"MONGO_URI": uri}) as server:
        person, seen = live(server, melanoma, tmp_path.parent)
        account = person.get("/account", expect=200).json()["_id"]
        person.delete("/account", json={"password": PASSWORD}, expect=200)
        with pymongo.MongoClient[dict[str, Any]](uri) as client:
            database = client.get_default_database()
            documents = {name: str(list(database[name].find())) for name in database.list_collection_names()}
        for name, text in documents.items():
            for trace in (NAME, EMAIL, "featherstonehaugh", "wilhelmina"):
                assert trace.casefold() not in text.casefold(), name
            if not name.startswith("audit"):
                assert account not in text, name
        assert account in "".join(documents[name] for name in documents if name.startswith("audit"))
        for path, data in on_disk(tmp_path).items():
            for picture in seen:
                assert [piece for piece in windows(picture) if piece in data] == [], path


def test_who_was_erased_by_an_administrator_leaves_as_little(tmp_path: Path, melanoma: bytes) -> None:
    with Server(tmp_path) as server:
        live(server, melanoma, tmp_path.parent)
        server.admin().delete(f"/users/{EMAIL}", expect=200)
        for path, data in on_disk(tmp_path).items():
            assert [trace for trace in traces() if trace in data] == [], path


def test_the_last_administrator_cannot_leave_and_a_wrong_password_counts_as_a_failed_sign_in(server: Server) -> None:
    admin = server.admin()
    assert admin.delete("/account", json={"password": "an administrator's password"}, expect=409).json()["code"] == (
        "last_administrator"
    )
    person = server.user("guessing@home.example")
    for _ in range(10):
        person.delete("/account", json={"password": "a guess"}, expect=400)
    person.delete("/account", json={"password": PASSWORD}, expect=429)
    person.delete("/account", expect=400)


def test_windows_are_pieces_of_the_file(melanoma: bytes) -> None:
    pieces = windows(melanoma)
    assert len(pieces) > 100
    assert all(piece in melanoma for piece in pieces)
    assert all(first != second for first, second in pairwise(pieces))
