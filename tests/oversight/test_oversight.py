"""Administrators read nothing of others unless the setting lets them, and then the audit says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server import Person, Server

ON = {"LENTIGO_ADMINS_READ_RECORDS": "true"}


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service whose administrators may read."""
    with Server(tmp_path_factory.mktemp("oversight"), ON) as running:
        yield running


def lines(admin: Person, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.get("/audit", params=asked, expect=200).json()["lines"]
    return found


def test_without_the_setting_it_is_a_403_in_words_and_the_try_is_in_the_audit(
    server: Server, patient: Person, melanoma: bytes
) -> None:
    made, admin = patient.upload(melanoma, expect=200).json(), server.admin()
    for path in ("", f"/{made['id']}", f"/{made['_id']}/image", "/no-such"):
        refusal = admin.get(f"/oversight/submissions{path}", expect=403).json()
        assert refusal["code"] == "reading_not_allowed"
        assert "LENTIGO_ADMINS_READ_RECORDS" in refusal["message"]
    line = lines(admin, what="access.refused")[0]
    assert line["detail"]["code"] == "reading_not_allowed"
    assert line["detail"]["route"] == "GET /oversight/submissions/<reference>"


def test_with_it_a_submission_its_pictures_and_a_persons_list_open_and_each_is_a_line_of_its_own(
    open_house: Server, melanoma: bytes
) -> None:
    patient, admin = open_house.user("seen@home.example", name="Wilhelmina Seen"), open_house.admin()
    account = patient.get("/account", expect=200).json()["_id"]
    made = patient.upload(melanoma, expect=200).json()
    seen = admin.get(f"/oversight/submissions/{made['id']}", expect=200).json()
    for field in ("id", "_id", "class", "probabilities", "report", "risk"):
        assert seen[field] == made[field]
    assert "Wilhelmina" not in str(seen)
    assert "signature" not in str(seen), "a signed address would open without saying who looked"
    picture = admin.get(seen["image_url"], expect=200)
    assert picture.content == patient.get(f"/submissions/{made['id']}/image", expect=200).content
    assert picture.headers["cache-control"] == "private, no-store"
    listed = admin.get("/oversight/submissions", params={"owner": account}, expect=200).json()
    assert [one["id"] for one in listed] == [made["id"]]
    me = admin.get("/account", expect=200).json()["_id"]
    for what in ("oversight.read", "oversight.image_read"):
        (line,) = lines(admin, what=what, record=made["_id"])
        assert (line["who"], line["detail"]) == (me, {"owner": account})
    (line,) = lines(admin, what="oversight.listed", record=account)
    assert line["detail"] == {"count": 1, "records": [made["_id"]]}


def test_reading_is_all_that_it_opens(open_house: Server, melanoma: bytes) -> None:
    patient, admin = open_house.user("kept@home.example"), open_house.admin()
    made = patient.upload(melanoma, expect=200).json()
    admin.delete(f"/submissions/{made['id']}", expect=404)
    admin.delete(f"/oversight/submissions/{made['id']}", expect=405)
    admin.get(f"/submissions/{made['id']}", expect=404)
    admin.get("/oversight/submissions/999999", expect=404)
    admin.get(f"/oversight/submissions/{made['id']}/report", expect=404)
    admin.get("/oversight/submissions", expect=400)
    admin.get("/oversight/submissions", params={"owner": "nobody@home.example"}, expect=200)
    patient.get(f"/submissions/{made['id']}", expect=200)


def test_that_the_setting_was_changed_is_in_the_audit_once_each_time(tmp_path: Path) -> None:
    for environment, told in (({}, []), (ON, [True]), (ON, [True]), ({}, [False, True])):
        with Server(tmp_path, environment) as server:
            found = lines(server.admin(), what="setting.changed", record="LENTIGO_ADMINS_READ_RECORDS")
            assert [line["detail"]["to"] for line in found] == told
