"""A new master key: while the service runs, and whenever it is killed."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings, load_settings
from lentigo.storage import open_blobs
from lentigo.storage.folder import FolderBlobs
from lentigo.storage.rotation import refuse_without_new_key, rotate, status
from lentigo.storage.sealed import PLAIN, SealedBlobs
from lentigo.storage.sealing import Damaged
from tests.storage.test_sealed import key_text, path_of, with_keys

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path / "data", mongo_uri=None, blob_url=None)


def fill(blobs: SealedBlobs, number: int) -> dict[str, bytes]:
    return {blobs.put(data): data for data in (b"picture %d" % n * 50 for n in range(number))}


def test_every_picture_comes_under_the_new_key_and_a_running_service_notices(place: Settings) -> None:
    running = open_blobs(place)
    kept = fill(running, 5)
    before = running.keys.ring().current.id
    done = rotate(open_blobs(place))
    assert (done.changed, done.seen, done.left) == (5, 5, {})
    assert done.key != before
    for key, data in kept.items():
        assert running.get(key) == data
    assert running.put(b"new") in running.names()
    assert status(running) == {done.key: 6}
    assert not running.is_between_keys()


def test_the_earlier_key_opens_nothing_once_it_was_rotated_away(place: Settings) -> None:
    kept = fill(open_blobs(place), 3)
    file = place.data_dir / "master_key"
    rotate(open_blobs(place))
    new, old = file.read_text().split()
    file.write_text(new)
    for key, data in kept.items():
        assert open_blobs(place).get(key) == data
    file.write_text(old)
    with pytest.raises(BadConfiguration, match="not this store's"):
        open_blobs(place)


def test_keys_of_the_environment_are_rotated_by_the_operator(place: Settings) -> None:
    old, new = key_text(), key_text()
    kept = fill(open_blobs(with_keys(place, old)), 5)
    with pytest.raises(BadConfiguration, match="set a new key there"):
        refuse_without_new_key(open_blobs(with_keys(place, old)))
    both = open_blobs(with_keys(place, new, old))
    refuse_without_new_key(both)
    assert rotate(both).changed == 5
    alone = open_blobs(with_keys(place, new))
    assert {key: alone.get(key) for key in kept} == kept


def test_a_key_file_gives_way_to_the_environment(place: Settings) -> None:
    kept = fill(open_blobs(place), 5)
    new = key_text()
    assert rotate(open_blobs(with_keys(place, new))).changed == 5
    (place.data_dir / "master_key").unlink()
    alone = open_blobs(with_keys(place, new))
    assert {key: alone.get(key) for key in kept} == kept


def test_plain_pictures_of_an_earlier_version_are_sealed_and_refused_from_then_on(place: Settings) -> None:
    folder = FolderBlobs(place.data_dir / "blobs")
    plain = folder.put(b"a plain picture")
    blobs = open_blobs(place)
    assert status(blobs) == {PLAIN: 1}
    assert rotate(blobs).changed == 1
    assert blobs.get(plain) == b"a plain picture"
    assert b"plain picture" not in path_of(place, plain).read_bytes()
    planted = folder.put(b"planted")
    with pytest.raises(Damaged):
        open_blobs(place).get(planted)


def test_a_picture_that_is_deleted_during_the_rotation_does_not_come_back(place: Settings) -> None:
    blobs = open_blobs(place)
    kept = list(fill(blobs, 60))
    with ThreadPoolExecutor(2) as pool:
        deleting = pool.submit(lambda: [blobs.delete(key) for key in sorted(kept)])
        rotating = pool.submit(rotate, open_blobs(place))
        assert all(deleting.result())
        rotating.result()
    assert list(blobs.names()) == []


def test_a_picture_deleted_between_reading_and_writing_stays_deleted(place: Settings) -> None:
    folder = FolderBlobs(place.data_dir / "blobs")
    key = folder.put(b"x")
    folder.delete(key)
    assert folder.replace(key, b"y") is False
    assert not path_of(place, key).exists()
    assert list((place.data_dir / "blobs" / "drafts").iterdir()) == []


def test_a_damaged_picture_is_told_and_does_not_stop_the_others(place: Settings) -> None:
    blobs = open_blobs(place)
    first = min(fill(blobs, 5))
    path_of(place, first).write_bytes(path_of(place, first).read_bytes()[:30])
    done = rotate(blobs)
    assert set(done.left) == {first}
    assert done.changed == 4
    assert status(blobs) == {done.key: 4, "damaged": 1}


@pytest.mark.parametrize("after", [1, 25, 30])
def test_a_rotation_killed_at_any_moment_goes_on_where_it_was(place: Settings, after: int) -> None:
    kept = fill(open_blobs(place), 30)
    script = f"""
import os
from pathlib import Path
from lentigo.settings import load_settings
from lentigo.storage import open_blobs
from lentigo.storage.rotation import rotate
place = load_settings(data_dir=Path({str(place.data_dir)!r}), mongo_uri=None, blob_url=None)
rotate(open_blobs(place), tell=lambda seen: seen == {after} and os.kill(os.getpid(), {signal.SIGKILL:d}))
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    blobs = open_blobs(place)
    assert {key: blobs.get(key) for key in kept} == kept
    assert blobs.is_between_keys()
    keys = (place.data_dir / "master_key").read_text().split()
    assert len(keys) == 2
    done = rotate(blobs)
    assert done.changed == 30 - after
    assert (place.data_dir / "master_key").read_text().split() == keys
    assert {key: blobs.get(key) for key in kept} == kept
    assert status(blobs) == {done.key: 30}
