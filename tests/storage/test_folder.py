"""Pictures in a folder."""

import os
import re
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration, Unavailable
from lentigo.settings import load_settings
from lentigo.storage import Blobs, open_blobs
from lentigo.storage.folder import FolderBlobs

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "blobs"


@pytest.fixture
def blobs(folder: Path) -> Blobs:
    return FolderBlobs(folder)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"picture", os.urandom(3_000_000)], ids=["empty", "nul", "small", "3 MB"]
)
def test_what_was_put_is_got(blobs: Blobs, data: bytes) -> None:
    assert blobs.get(blobs.put(data)) == data


def test_the_same_picture_twice_has_two_keys(blobs: Blobs) -> None:
    one, other = blobs.put(b"same"), blobs.put(b"same")
    assert one != other
    assert blobs.delete(one) is True
    assert blobs.get(other) == b"same"


def test_a_key_is_160_random_bits(blobs: Blobs) -> None:
    keys = {blobs.put(b"x") for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch("[0-9a-f]{40}", key) for key in keys)


def test_deleted_is_gone(blobs: Blobs, folder: Path) -> None:
    key = blobs.put(b"x")
    assert blobs.delete(key) is True
    assert blobs.delete(key) is False
    with pytest.raises(KeyError):
        blobs.get(key)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "key",
    [
        "", ".", "..", "../secret", "/etc/passwd", "drafts", "a" * 39, "A" * 40, "a" * 40 + "\n", "a" * 40 + "/../x",
        "\0", "ä" * 40,
    ],
)  # fmt: skip
def test_what_is_no_key_names_no_file(blobs: Blobs, folder: Path, key: str) -> None:
    (folder.parent / "secret").write_bytes(b"not a picture")
    with pytest.raises(KeyError):
        blobs.get(key)
    assert blobs.delete(key) is False
    assert (folder.parent / "secret").exists()


def test_only_the_owner_may_read_pictures(blobs: Blobs, folder: Path) -> None:
    blobs.put(b"x")
    for path in (folder.parent, folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_eight_threads_put_and_get(blobs: Blobs) -> None:
    def work(n: int) -> bool:
        data = bytes([n % 256]) * 10_000
        return blobs.get(blobs.put(data)) == data

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))


def test_drafts_of_a_killed_process_are_removed_later(blobs: Blobs, folder: Path) -> None:
    old, young = folder / "drafts" / "old", folder / "drafts" / "young"
    for draft in (old, young):
        draft.write_bytes(b"half a pict")
    os.utime(old, (time.time() - 7200,) * 2)
    FolderBlobs(folder)
    assert not old.exists()
    assert young.exists()


def test_a_full_disk_is_unavailable_and_leaves_nothing_half_written(folder: Path) -> None:
    script = f"""
import resource
from pathlib import Path
from lentigo.problems import Unavailable
from lentigo.storage.folder import FolderBlobs
blobs = FolderBlobs(Path({str(folder)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    blobs.put(b"x" * 100_000)
except Unavailable as error:
    print(error.message)
assert blobs.get(blobs.put(b"small")) == b"small"
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "the disk of the picture folder is full"
    assert [path.stat().st_size for path in folder.rglob("*") if path.is_file()] == [5]


def test_a_folder_that_went_away_is_unavailable(blobs: Blobs, folder: Path) -> None:
    blobs.ping()
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(Unavailable):
        blobs.ping()
    with pytest.raises(Unavailable):
        blobs.put(b"x")


def test_pictures_lie_below_the_data_folder_or_where_blob_url_says(tmp_path: Path) -> None:
    open_blobs(load_settings(data_dir=tmp_path / "data", blob_url=None)).put(b"x")
    assert (tmp_path / "data" / "blobs").is_dir()
    open_blobs(load_settings(data_dir=tmp_path / "data", blob_url=f"file://{tmp_path}/my%20pictures")).put(b"x")
    assert (tmp_path / "my pictures").is_dir()


@pytest.mark.parametrize(
    "url",
    [
        "s3://key:secret@bucket", "gs://bucket", "/a/path", "pictures", "file://host/path", "file:relative",
        "file:///", "file:",
    ],
)  # fmt: skip
def test_any_other_blob_url_is_bad_configuration_that_says_what_is_supported(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadConfiguration, match="expected file:///path") as refusal:
        open_blobs(load_settings(data_dir=tmp_path, blob_url=url))
    assert "secret" not in refusal.value.message


def test_a_folder_that_cannot_be_made_is_bad_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadConfiguration, match="cannot be used"):
        FolderBlobs(tmp_path / "file" / "blobs")
