"""Pictures at rest: sealed, and refused in a sentence where the key is not theirs or a byte was changed."""

import base64
import os
import stat
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings, load_settings
from lentigo.storage import open_blobs
from lentigo.storage.folder import FolderBlobs
from lentigo.storage.sealed import CHECK
from lentigo.storage.sealing import Damaged, KeyMissing

PICTURE = b"\xff\xd8\xff a picture " * 1000


def key_text() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path / "data", mongo_uri=None, blob_url=None)


def with_keys(place: Settings, key: str | None, *previous: str) -> Settings:
    return place.model_copy(update={"master_key": key, "master_keys_previous": ",".join(previous) or None})


def path_of(place: Settings, key: str) -> Path:
    return place.data_dir / "blobs" / key[:1] / key[1:3] / key


def test_no_file_holds_the_picture_and_it_comes_back_whole(place: Settings) -> None:
    blobs = open_blobs(place)
    key = blobs.put(PICTURE)
    assert blobs.get(key) == PICTURE
    for path in place.data_dir.rglob("*"):
        assert path.is_dir() or b"picture " not in path.read_bytes().replace(b"lentigo pictures", b"")
    assert blobs.delete(key) is True
    with pytest.raises(KeyError):
        blobs.get(key)


def test_the_key_file_is_made_once_and_for_its_owner_only(place: Settings) -> None:
    key = open_blobs(place).put(PICTURE)
    file = place.data_dir / "master_key"
    made = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert open_blobs(place).get(key) == PICTURE
    assert file.read_text() == made


def test_the_key_file_may_be_elsewhere(place: Settings, tmp_path: Path) -> None:
    elsewhere = place.model_copy(update={"master_key_file": tmp_path / "safe" / "key"})
    key = open_blobs(elsewhere).put(PICTURE)
    assert not (place.data_dir / "master_key").exists()
    assert (tmp_path / "safe" / "key").exists()
    assert open_blobs(elsewhere).get(key) == PICTURE


def test_a_lost_key_file_is_one_sentence_and_no_new_key_is_made(place: Settings) -> None:
    open_blobs(place).put(PICTURE)
    file = place.data_dir / "master_key"
    file.unlink()
    with pytest.raises(BadConfiguration, match=r"the master key is missing.*bring back the copy"):
        open_blobs(place)
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "\n", "not a key", "\xff"])
def test_a_spoilt_key_file_is_one_sentence(place: Settings, text: str) -> None:
    open_blobs(place)
    (place.data_dir / "master_key").write_text(text, encoding="latin-1")
    with pytest.raises(BadConfiguration, match="master_key"):
        open_blobs(place)


def test_a_wrong_key_is_refused_at_the_start_and_says_which_is_needed(place: Settings) -> None:
    right = key_text()
    blobs = open_blobs(with_keys(place, right))
    key = blobs.put(PICTURE)
    with pytest.raises(BadConfiguration, match=r"sealed under the key [0-9a-f]{8}, and what was given is [0-9a-f]{8};"):
        open_blobs(with_keys(place, key_text()))
    assert open_blobs(with_keys(place, key_text(), right)).get(key) == PICTURE


def test_a_wrong_key_is_refused_where_the_key_check_was_lost(place: Settings) -> None:
    open_blobs(with_keys(place, key_text())).put(PICTURE)
    path_of(place, CHECK).unlink()
    with pytest.raises(BadConfiguration, match="not this store's"):
        open_blobs(with_keys(place, key_text()))
    with pytest.raises(BadConfiguration, match="the master key is missing"):
        open_blobs(place)


def test_a_damaged_key_check_is_one_sentence(place: Settings) -> None:
    open_blobs(place)
    check = path_of(place, CHECK)
    content = check.read_bytes()
    check.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(BadConfiguration, match="key check is damaged"):
        open_blobs(place)


def test_the_key_check_is_no_picture(place: Settings) -> None:
    blobs = open_blobs(place)
    with pytest.raises(KeyError):
        blobs.get(CHECK)
    assert blobs.delete(CHECK) is False
    assert list(blobs.names()) == []


def test_an_altered_or_swapped_picture_is_refused(place: Settings) -> None:
    blobs = open_blobs(place)
    one, other = blobs.put(PICTURE), blobs.put(b"other")
    altered = bytearray(path_of(place, one).read_bytes())
    altered[len(altered) // 2] ^= 1
    path_of(place, one).write_bytes(altered)
    with pytest.raises(Damaged, match="altered or damaged") as refusal:
        blobs.get(one)
    assert refusal.value.status == 503
    path_of(place, one).write_bytes(path_of(place, other).read_bytes())
    with pytest.raises(Damaged):
        blobs.get(one)


def test_a_picture_under_a_key_that_is_not_at_hand_is_refused(place: Settings) -> None:
    one, other = key_text(), key_text()
    early = open_blobs(with_keys(place, one))
    key = open_blobs(with_keys(place, other, one)).put(PICTURE)
    with pytest.raises(KeyMissing, match="was not given"):
        early.get(key)


def test_a_store_from_before_there_was_sealing_is_still_read(place: Settings) -> None:
    plain = FolderBlobs(place.data_dir / "blobs").put(PICTURE)
    blobs = open_blobs(place)
    assert blobs.get(plain) == PICTURE
    assert open_blobs(place).get(plain) == PICTURE


def test_a_plain_picture_is_refused_where_all_were_sealed_from_the_beginning(place: Settings) -> None:
    blobs = open_blobs(place)
    planted = FolderBlobs(place.data_dir / "blobs").put(PICTURE)
    for opened in (blobs, open_blobs(place)):
        with pytest.raises(Damaged, match="not sealed"):
            opened.get(planted)
