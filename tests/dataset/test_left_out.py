"""Which kept pictures an export leaves out, and when it gives up instead of leaving any out."""

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lentigo.cli import main
from lentigo.kinds import KINDS
from lentigo.privacy.consents import Consents
from lentigo.problems import Unavailable
from lentigo.settings import load_settings
from lentigo.storage import now, open_blobs, open_records
from lentigo.storage.folder import FolderBlobs
from lentigo.storage.sealed import SealedBlobs
from lentigo.storage.sealing import KeyMissing
from lentigo.submissions.store import SubmissionStore
from lentigo.vision.room import Room
from tests.vision.files import encoded, scene


class House:
    """The stores of a service, without one that runs; everybody in it agrees to training.

    Args:
        place: Its data folder.
    """

    def __init__(self, place: Path) -> None:
        settings = load_settings(data_dir=place)
        self.place = place
        self.blobs = open_blobs(settings)
        self.records = open_records(settings, KINDS)
        self.submissions = SubmissionStore(self.records)

    def keep(self, data: bytes, media_type: str = "image/jpeg") -> str:
        """Keep a picture that a doctor has judged; gives its key."""
        key = self.blobs.put(data)
        self.submissions.add(
            {
                "id": secrets.token_hex(16),
                "owner_id": secrets.token_hex(16),
                "created": now(),
                "picture_key": key,
                "media_type": media_type,
                "sha256": hashlib.sha256(data).hexdigest(),
                "assessment": {"condition": "melanoma", "risk": "high", "model": "test"},
                "review": {"condition": "melanoma", "decision": "confirmed"},
            }
        )
        return key

    def lies_at(self, key: str) -> Path:
        """The file of a picture."""
        (path,) = (path for path in (self.place / "blobs").rglob("*") if path.is_file() and key in str(path))
        return path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house with one sound picture."""
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Consents, "allows", lambda *_: True)
    made = House(tmp_path / "data")
    made.keep(encoded(scene(), "JPEG"))
    yield made
    made.records.close()


def export(folder: Path, capsys: pytest.CaptureFixture[str], *, status: int = 0) -> str:
    """Type the command; gives what it said."""
    with pytest.raises(SystemExit) as ended:
        main(["dataset", "export", "--out", str(folder)])
    said = capsys.readouterr()
    assert ended.value.code == status, said
    return said.out + said.err


def test_pictures_above_the_usual_limits_are_exported_where_a_service_has_taken_them(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.keep(encoded(Image.new("L", (8_000, 6_400)), "PNG"), "image/png")  # 51 megapixels
    house.keep(encoded(Image.effect_noise((5_000, 4_600), 90), "PNG", compress_level=1), "image/png")  # over 20 MB
    said = export(tmp_path / "set", capsys)
    assert "3 pictures of 3 persons" in said
    assert "left out" not in said


def test_a_picture_that_is_gone_and_one_that_cannot_be_read_are_told_apart(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.blobs.delete(house.keep(encoded(scene(70, 70), "JPEG")))
    house.keep(b"no picture at all")
    house.keep(encoded(scene(300, 200), "JPEG")[:-300])
    altered = house.lies_at(house.keep(encoded(scene(90, 90), "JPEG")))
    altered.write_bytes(altered.read_bytes()[:-1] + b"\0")
    said = export(tmp_path / "set", capsys)
    assert "1 pictures of 1 persons" in said
    assert "1 left out: the picture store has them no longer" in said
    assert "3 left out: the picture store has them, but they are damaged and cannot be read" in said


def test_where_nobody_watches_nothing_but_the_outcome_is_said(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.keep(encoded(scene(90, 90), "JPEG"))
    with pytest.raises(SystemExit):
        main(["dataset", "export", "--out", str(tmp_path / "set")])
    said = capsys.readouterr()
    assert said.out.startswith(f"{tmp_path / 'set'}: ")
    assert said.err == ""


def test_a_picture_store_that_goes_down_ends_the_export_and_leaves_nothing(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = house.keep(encoded(scene(90, 90), "JPEG"))
    get = FolderBlobs.get

    def failing(blobs: FolderBlobs, key: str) -> bytes:
        if key == gone:
            raise Unavailable("the picture folder cannot be read or written: Input/output error")
        return get(blobs, key)

    monkeypatch.setattr(FolderBlobs, "get", failing)
    said = export(tmp_path / "set", capsys, status=1)
    assert "Input/output error" in said
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_picture_for_which_there_is_no_memory_ends_the_export(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Room(1, patience=0.05)
    monkeypatch.setattr("lentigo.vision.decode.DECODING", full)
    with full.take(1):
        assert "please try again" in export(tmp_path / "set", capsys, status=1)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_picture_whose_master_key_is_not_at_hand_ends_the_export(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def keyless(*_: object) -> bytes:
        raise KeyMissing("ab" * 16)

    monkeypatch.setattr(SealedBlobs, "get", keyless)
    assert "bring that key back" in export(tmp_path / "set", capsys, status=1)


def test_where_nothing_can_be_written_it_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Consents, "allows", lambda *_: True)
    empty = House(tmp_path / "data")
    empty.keep(b"no picture at all")
    empty.records.close()
    assert "1 that cannot be read" in export(tmp_path / "set", capsys, status=1)
