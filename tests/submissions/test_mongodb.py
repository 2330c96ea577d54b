"""The same service on MongoDB: the main job works, and no record lies in a local file."""

from pathlib import Path

from tests.mongod import MongoServer
from tests.server import Server


def test_the_main_job_on_mongodb_leaves_no_local_record(tmp_path: Path, mongod: MongoServer, melanoma: bytes) -> None:
    with Server(tmp_path, {"MONGO_URI": mongod.new_database()}) as server:
        person = server.user("patient@home.example", name="Zebulon Quartermaine")
        answers = [person.upload(melanoma, expect=200).json() for _ in range(3)]
        assert [one["id"] for one in person.get("/submissions", expect=200).json()] == [3, 2, 1]
        person.delete(f"/submissions/{answers[0]['id']}", expect=200)
        assert server.admin().delete("/users/PATIENT@home.example", expect=200)
        person.get("/submissions", expect=401)
        assert server.kept_pictures() == []
        local = {path.name for path in (tmp_path / "data").glob("*") if path.is_file()}
        assert local == {"audit_head", "audit_key", "master_key"}, "keys, and no record"


def test_a_person_and_their_history_are_there_after_a_restart(
    tmp_path: Path, mongod: MongoServer, melanoma: bytes
) -> None:
    server = Server(tmp_path, {"MONGO_URI": mongod.new_database()})
    with server:
        person = server.user("patient@home.example")
        answer = person.upload(melanoma, expect=200).json()
    with server:
        again = server.visitor().sign_in("Patient@Home.example", "a password that is long enough")
        kept = again.get(f"/submissions/{answer['id']}", expect=200).json()
        assert kept["report"] == answer["report"]
        assert again.upload(melanoma, expect=200).json()["id"] == answer["id"] + 1
