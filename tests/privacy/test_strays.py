"""Stray pictures: what no record names is found and deleted, and nothing else."""

import os
import secrets
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lentigo.cli import app
from lentigo.privacy.strays import SETTLED_SECONDS, Strays
from lentigo.problems import Conflict, Unavailable
from lentigo.storage.sealed import SealedBlobs
from tests.privacy.house import House


def aged(house: House, key: str) -> str:
    """Make a picture older than what may still get its record."""
    then = time.time() - SETTLED_SECONDS - 60
    os.utime(next(house.settings.data_dir.rglob(key)), (then, then))
    return key


def strays(house: House) -> Strays:
    assert isinstance(house.blobs, SealedBlobs)
    return Strays(records=house.records, blobs=house.blobs, audit=house.audit)


def test_what_no_record_names_is_found_and_deleted_and_nothing_else(house: House) -> None:
    kept = [house.keep(days_old=1), house.keep(days_old=2)]
    named = [aged(house, record[key]) for record in kept for key in ("picture_key", "thumbnail_key")]
    # Deleted, and had back yet: its pictures are still wanted.
    house.store.put({**kept[0], "owner_id": None, "deleted": {"owner_id": "somebody", "until": kept[0]["created"]}})
    left = sorted(aged(house, house.blobs.put(secrets.token_bytes(100))) for _ in range(3))

    assert strays(house).find() == left
    assert strays(house).delete() == len(left)

    for key in left:
        with pytest.raises(KeyError):
            house.blobs.get(key)
    assert all(house.blobs.get(key) for key in named)
    assert [line["detail"] for line in house.acts("retention.strays_deleted")] == [{"count": 3}]
    assert strays(house).find() == []


def test_a_picture_whose_record_is_about_to_be_written_is_left_alone(house: House) -> None:
    aged(house, house.keep(days_old=1)["picture_key"])
    young = house.blobs.put(secrets.token_bytes(100))
    assert strays(house).delete() == 0
    assert house.blobs.get(young)


def test_what_was_deleted_before_the_store_failed_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(house, house.keep(days_old=1)["picture_key"])
    left = [aged(house, house.blobs.put(secrets.token_bytes(100))) for _ in range(3)]
    calls: list[str] = []
    delete = house.blobs.delete

    def failing(key: str) -> bool:
        calls.append(key)
        if len(calls) == 2:
            raise Unavailable("the disk is away")
        return delete(key)

    monkeypatch.setattr(house.blobs, "delete", failing)
    with pytest.raises(Unavailable):
        strays(house).delete()
    monkeypatch.undo()
    assert [line["detail"] for line in house.acts("retention.strays_deleted")] == [{"count": 1}]
    assert strays(house).find() == sorted(left)[1:]


def test_with_the_records_of_another_folder_nothing_is_deleted(house: House) -> None:
    keys = [aged(house, house.blobs.put(secrets.token_bytes(100))) for _ in range(2)]
    with pytest.raises(Conflict, match="none of the 2 pictures here is named by a record"):
        strays(house).delete()
    assert all(house.blobs.get(key) for key in keys)
    assert not house.acts("retention.strays_deleted")


def test_the_command_lists_and_deletes_only_when_told_to(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(house, house.keep(days_old=1)["picture_key"])
    key = aged(house, house.blobs.put(secrets.token_bytes(100)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(house.settings.data_dir))
    run = CliRunner()
    assert run.invoke(app, ["retention", "strays"]).output.splitlines() == [key, "1 pictures are named by no record."]
    assert house.blobs.get(key)
    deleted = run.invoke(app, ["retention", "strays", "--delete"])
    assert deleted.output == "1 pictures that no record names were deleted.\n"
    with pytest.raises(KeyError):
        house.blobs.get(key)
