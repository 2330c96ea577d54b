"""A store of a version that knew no reviews: what lies in it comes before the doctors too."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.reviews.test_reviews import ids, store_of
from tests.server import Server


@pytest.fixture(params=["sqlite", "mongodb"])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Server:
    """A service that is started twice, on each of the stores."""
    return Server(tmp_path, store_of(request))


def test_submissions_of_an_earlier_version_lie_before_the_doctors_after_a_restart(
    upgraded: Server, melanoma: bytes
) -> None:
    with upgraded as server:
        sent = server.user("early@home.example").upload(melanoma, force="true", expect=200).json()
    forget_filing(upgraded)
    with upgraded as server:
        late = server.user("late@clinic.example", role="doctor")
        assert ids(late.get("/reviews", expect=200).json()["cases"]) == [sent["id"]]
        patient = server.visitor().sign_in("early@home.example", "a password that is long enough")
        assert len(patient.get("/submissions", params={"risk": sent["risk"]}, expect=200).json()) == 1


def forget_filing(server: Server) -> None:
    """Bring a store to what a version wrote that knew no reviews."""
    filing = ("rank", "condition", "risk", "decision", "asked")
    if uri := server.environment["MONGO_URI"]:
        with pymongo.MongoClient[dict[str, Any]](uri) as client:
            submissions = client.get_default_database()["submission"]
            assert submissions.update_many({}, {"$unset": dict.fromkeys(filing, "")}).modified_count == 1
        return
    with sqlite3.connect(server.data_dir / "data" / "lentigo.sqlite3") as connection:
        for record_id, body in connection.execute("SELECT id, _body FROM submission").fetchall():
            old = {name: value for name, value in json.loads(body).items() if name not in filing}
            connection.execute(
                "UPDATE submission SET _body = ?, rank = NULL, condition = NULL, risk = NULL, decision = NULL, "
                "asked = NULL WHERE id = ?",
                (json.dumps(old), record_id),
            )
    connection.close()
