"""Operators of MongoDB in the place of texts: refused in every JSON field of every route, never seen by the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.mongod import MongoServer
from tests.server import ADMIN, Person, Server

MARK = "lentigo-operator-mark"
"""Stands in every operator that is sent, so that whoever gets hold of one can be found out."""

OPERATORS: list[Any] = [
    {"$gt": ""}, {"$gt": MARK}, {"$ne": MARK}, {"$regex": f".*|{MARK}"}, {"$in": [MARK, None]}, {"$exists": True},
    {"$where": f"'{MARK}' || sleep(5000)"}, {"$expr": {"$eq": [MARK, MARK]}}, [{"$gt": MARK}], {MARK: {"$gt": ""}},
]  # fmt: skip

_LONG = "a password that is long enough"
SOUND: dict[str, Any] = {
    "name": "Ada", "email": "operator@home.example", "password": _LONG, "code": "7KQ2M-9XWTR", "token": "a-token",
    "current_password": _LONG, "new_password": "another long password", "role": "user", "given": True, "version": 1,
    "decision": "confirmed", "class": "melanoma", "note": "", "confidence": 50, "submission_id": "1", "language": "en",
    "predicted_class": "melanoma", "prediction": "melanoma",
}  # fmt: skip
"""Values of the fields that any text or number would not do for, so that only the operator can be at fault."""


@dataclass
class House:
    """A service, the people who talk to it, and a look at what its store was asked and holds."""

    server: Server
    people: dict[str, Person]
    number: str
    seen: Callable[[], str]


@pytest.fixture(scope="module", params=["SQLite", "MongoDB"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, melanoma: bytes) -> Iterator[House]:
    """A service on each store; MongoDB writes down everything that it is asked."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "SQLite":
        with Server(folder) as server:
            yield House(server, *lived_in(server, melanoma), lambda: in_files(folder))
        return
    mongod: MongoServer = request.getfixturevalue("mongod")
    uri = mongod.new_database()
    with pymongo.MongoClient[dict[str, Any]](uri) as client, Server(folder, {"MONGO_URI": uri}) as server:
        people, number = lived_in(server, melanoma)
        database = client.get_default_database()
        database.create_collection("system.profile", capped=True, size=64 << 20)  # so that nothing rolls out of it
        database.command("profile", 2)
        yield House(server, people, number, lambda: in_database(database) + in_files(folder))
        database.command("profile", 0)


def lived_in(server: Server, melanoma: bytes) -> tuple[dict[str, Person], str]:
    """Somebody of each role, and a submission that is given for review."""
    people = {
        "user": server.user("patient@home.example"),
        "doctor": server.user("doctor@clinic.example", role="doctor"),
        "admin": server.admin(),
    }
    number = str(people["user"].upload(melanoma, expect=200).json()["id"])
    people["user"].put(f"/submissions/{number}/review", json={"given": True}, expect=200)
    return people, number


def in_files(folder: Path) -> str:
    """Everything that lies in files: the embedded store, its log, what the server said."""
    files = (path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return b"\n".join(files).decode("latin-1")


def in_database(database: Any) -> str:
    """Every command that MongoDB was given, and every record that it holds."""
    names = [name for name in database.list_collection_names() if name != "system.profile"]
    commands = [str(entry) for entry in database["system.profile"].find() if MARK not in str(entry.get("appName"))]
    assert commands, "the profiler has written nothing"
    return "\n".join([*commands, *(str(record) for name in names for record in database[name].find())])


def json_bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every route that reads a JSON body, with the schema of its fields."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                name = schema["$ref"].rpartition("/")[2]
                yield method.upper(), path, document["components"]["schemas"][name]["properties"]


def sound(name: str, schema: dict[str, Any]) -> Any:
    """Give a value that a field may have."""
    schema = schema.get("anyOf", [schema])[0]
    by_type = {"integer": 1, "number": 1, "boolean": True, "array": []}
    return SOUND.get(name, schema.get("enum", [by_type.get(schema.get("type", ""), "a text")])[0])


def somebody_for(house: House, path: str) -> Person:
    """Whoever gets past the guard of a route."""
    first = path.split("/")[1]
    if first in {"users", "doctors"}:
        return house.people["admin"]
    return house.people["doctor" if first == "reviews" else "user"]


def test_no_operator_in_any_json_field_of_any_route_gets_past_validation(house: House) -> None:
    document = house.server.visitor().get("/openapi.json", expect=200).json()
    tried = set()
    for method, path, fields in json_bodies(document):
        names = [*fields, "predicted_class", "prediction"] if path == "/generate_report" else list(fields)
        person, address = somebody_for(house, path), filled(path, house.number)
        for field in names:
            for operator in OPERATORS:
                body = {**{name: sound(name, schema) for name, schema in fields.items()}, field: operator}
                if field in {"predicted_class", "prediction"}:
                    del body["class"]
                answer = person.ask(method, address, json=body)
                assert answer.status_code == 400, f"{method} {path} {field}={operator}: {answer.status_code}"
                assert answer.json()["code"] == "invalid_input"
                tried.add((method, path, field))
    assert len(tried) > 20
    assert MARK not in house.seen()


def filled(path: str, number: str) -> str:
    """Fill a pattern with what exists."""
    return path.format(email="patient@home.example", reference=number, purpose="training", what="image", lesion="1")


def test_an_operator_signs_nobody_in_and_nothing_was_changed(house: House) -> None:
    for body in (
        {"email": {"$gt": ""}, "password": {"$gt": ""}},
        {"email": ADMIN[0], "password": {"$ne": ""}},
        {"email[$gt]": "", "password[$gt]": ""},
    ):
        for path in ("/login", "/session"):
            assert house.server.visitor().post(path, json=body).status_code == 400
    house.server.visitor().post("/login", data={"email[$gt]": "", "password[$gt]": ""}, expect=400)
    people = house.people["admin"].get("/users", expect=200).json()
    assert {person["email"] for person in people} == {ADMIN[0], "patient@home.example"}
    assert len(house.people["user"].get("/submissions", expect=200).json()) == 1


@pytest.mark.parametrize("query", ["who[$ne]=", "who=%7B%22$ne%22%3A%22%22%7D", "record[$regex]=.*", "after={$gt:1}"])
def test_an_operator_in_an_address_is_a_text_like_any_other(house: House, query: str) -> None:
    answer = house.people["admin"].get(f"/audit?{query}")
    assert answer.status_code in {200, 400}
    if answer.status_code == 200 and query.startswith("who="):
        assert answer.json()["lines"] == []
