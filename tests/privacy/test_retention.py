"""Retention: what is older than the period goes with its pictures, and nothing else; a dry run only tells."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from lentigo.cli import app
from lentigo.lesions.store import LESION, LesionStore
from lentigo.privacy import daily
from lentigo.problems import Unavailable
from lentigo.storage import Blobs, now
from lentigo.submissions.deletions import Deletions
from lentigo.submissions.erasure import Erasure
from tests.privacy.house import House
from tests.server import SECRET


def test_what_is_older_goes_with_its_pictures_and_the_rest_stays(house: House) -> None:
    old = [house.keep(days_old=31 + number) for number in range(3)]
    young = [house.keep(days_old=29), house.keep(days_old=0)]

    assert house.retention().run() == 3

    assert house.left() == {record["number"] for record in young}
    for record in old:
        for key in (record["picture_key"], record["thumbnail_key"]):
            with pytest.raises(KeyError):
                house.blobs.get(key)
    for record in young:
        assert house.blobs.get(record["picture_key"])
    assert {line["record"] for line in house.acts("submission.expired")} == {record["id"] for record in old}
    (summary,) = house.acts("retention.run")
    assert (summary["who"], summary["detail"]) == ("retention", {"days": 30, "count": 3})
    assert house.retention().run() == 0


def test_a_spot_from_before_the_period_goes_with_its_last_picture(house: House) -> None:
    followed, empty, young = (
        LesionStore(house.records).add("somebody", {"name": "", "site": "back", "side": None}) for _ in "abc"
    )
    for record in (followed, empty):
        house.records.replace(LESION, {**record, "created": now() - timedelta(days=60)})
    shown = house.keep(days_old=10)
    house.store.put({**shown, "lesion_id": followed["id"]})

    house.retention().run()

    left = {record["id"] for record in house.records.find(LESION).records}
    assert left == {followed["id"], young["id"]}
    assert [line["record"] for line in house.acts("lesion.expired")] == [empty["id"]]


def test_a_spot_stays_as_long_as_its_picture_can_be_had_back(house: House) -> None:
    followed = LesionStore(house.records).add("somebody", {"name": "", "site": "back", "side": None})
    house.records.replace(LESION, {**followed, "created": now() - timedelta(days=60)})
    shown = house.store.put({**house.keep(days_old=1), "lesion_id": followed["id"]})
    deletions = Deletions(
        store=house.store, erasure=Erasure(store=house.store, blobs=house.blobs), audit=house.audit, seconds=60
    )
    deletions.mark(shown, where="here")

    house.retention().run()

    assert [record["id"] for record in house.records.find(LESION).records] == [followed["id"]]


def test_a_dry_run_tells_and_changes_nothing(house: House) -> None:
    house.keep(days_old=40, owner="a")
    house.keep(days_old=50, owner="b")
    found = house.retention().preview(who="operator")
    assert [one.owner_id for one in found] == ["b", "a"]
    assert len(house.left()) == 2
    assert [line["detail"]["count"] for line in house.acts("retention.previewed")] == [2]


def test_of_two_that_run_at_the_same_moment_each_submission_is_deleted_and_told_once(house: House) -> None:
    records = [house.keep(days_old=40) for _ in range(20)]
    start = threading.Barrier(2)

    def run(_: int) -> int:
        start.wait()
        return house.retention().run()

    with ThreadPoolExecutor(2) as threads:
        counted = sum(threads.map(run, range(2)))
    assert counted == len(records)
    assert house.left() == set()
    assert len(house.acts("submission.expired")) == len(records)


def test_a_run_that_failed_in_the_middle_is_taken_up_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        house.keep(days_old=40)
    calls: list[str] = []
    delete = house.blobs.delete

    def failing(key: str) -> bool:
        calls.append(key)
        if len(calls) == 6:
            raise Unavailable("the disk is away")
        return delete(key)

    monkeypatch.setattr(house, "blobs", SimpleNamespace(delete=failing))
    with pytest.raises(Unavailable, match="3 submissions were deleted, 1 could not be: the disk is away"):
        house.retention().run()
    assert len(house.left()) == 1
    assert house.retention().run() == 1
    assert house.left() == set()


def test_one_picture_that_cannot_be_deleted_keeps_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = house.keep(days_old=90)
    for _ in range(3):
        house.keep(days_old=40)
    delete = house.blobs.delete

    def failing(key: str) -> bool:
        if key == stuck["picture_key"]:
            raise Unavailable("no right to write there")
        return delete(key)

    monkeypatch.setattr(house, "blobs", SimpleNamespace(delete=failing))
    for deleted in (3, 0):
        with pytest.raises(Unavailable, match=f"{deleted} submissions were deleted, 1 could not be"):
            house.retention().run()
        assert house.left() == {stuck["number"]}
    assert [line["detail"]["count"] for line in house.acts("retention.run")] == [3]


def test_one_deletion_that_cannot_be_carried_out_keeps_no_other(house: House) -> None:
    records = [house.keep(days_old=0) for _ in range(3)]
    stuck = records[0]

    def failing(key: str) -> bool:
        if key == stuck["picture_key"]:
            raise Unavailable("no right to write there")
        return house.blobs.delete(key)

    erasure = Erasure(store=house.store, blobs=cast("Blobs", SimpleNamespace(delete=failing)))
    deletions = Deletions(
        store=house.store, erasure=erasure, audit=house.audit, seconds=1, clock=lambda: now() - timedelta(minutes=1)
    )
    for record in records:
        deletions.mark(record, where="")
    late = Deletions(store=house.store, erasure=erasure, audit=house.audit, seconds=1)
    with pytest.raises(Unavailable, match="no right"):
        late.sweep()
    assert house.left() == {stuck["number"]}


def test_the_server_does_it_by_itself_and_goes_on_after_a_failure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "AGAIN_SECONDS", 0.01)
    house.keep(days_old=40)
    fails = iter([True])

    def delete(key: str) -> bool:
        if next(fails, False):
            raise Unavailable("the disk is away")
        return True

    settings = house.settings.model_copy(update={"retention_days": 30})
    parts: Any = SimpleNamespace(
        settings=settings, records=house.records, blobs=SimpleNamespace(delete=delete), audit=house.audit
    )
    over = daily.keep_retention(parts, first=0)
    assert over is not None
    end = time.monotonic() + 20
    while house.left() and time.monotonic() < end:
        time.sleep(0.02)
    over.set()
    assert house.left() == set()


def test_without_a_period_nothing_is_started(house: House) -> None:
    parts: Any = SimpleNamespace(settings=house.settings)
    assert daily.keep_retention(parts) is None


def test_the_command_lists_then_deletes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    record = house.keep(days_old=40)
    house.keep(days_old=1)
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("JWT_SECRET_KEY", SECRET)
    monkeypatch.setenv("MONGO_URI", "")
    run = CliRunner().invoke

    assert "everything is kept" in run(app, ["retention", "run"]).output
    monkeypatch.setenv("LENTIGO_RETENTION_DAYS", "30")
    told = run(app, ["retention", "run", "--dry-run"])
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"{record['number']}\tsomebody\t")
    assert "1 submissions of 1 persons" in told.output
    assert len(house.left()) == 2
    assert "1 submissions older than 30 days were deleted" in run(app, ["retention", "run"]).output
    assert len(house.left()) == 1
    assert "1 submissions" in run(app, ["retention", "run", "--days", "1", "--dry-run"]).output
    assert [line["who"] for line in house.acts("submission.expired")] == ["operator"]
