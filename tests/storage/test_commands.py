"""`lentigo backup`, `lentigo restore` and `lentigo keys …` as the person at the machine sees them."""

import os
from pathlib import Path

import pytest

from lentigo.audit.service import open_audit
from lentigo.cli import main
from lentigo.kinds import KINDS
from lentigo.settings import load_settings
from lentigo.storage import now, open_blobs, open_records
from lentigo.submissions.store import SubmissionStore
from lentigo.web.preflight import preflight
from tests.storage.test_sealed import key_text

COMMAND = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A service of its own, whose `.env` and settings are nobody else's."""
    monkeypatch.chdir(tmp_path)
    for name in ("MONGO_URI", "BLOB_URL", "LENTIGO_MASTER_KEY", "LENTIGO_MASTER_KEYS_PREVIOUS", "LENTIGO_AUDIT_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(tmp_path / "data"))


def fill_house() -> None:
    """Make the stores of a service, with a picture in them."""
    settings = load_settings()
    records = open_records(settings, KINDS)
    open_audit(records, settings).close()
    records.close()
    open_blobs(settings).put(b"a picture")


def run(capsys: COMMAND, *arguments: str, expect: int = 0) -> str:
    status: object = 0
    try:
        main(list(arguments))
    except SystemExit as exit_:
        status = exit_.code or 0
    captured = capsys.readouterr()
    assert status == expect, captured.err
    assert "Traceback" not in captured.err
    return captured.out if expect == 0 else captured.err


@pytest.mark.parametrize("exists", [False, True], ids=["no folder", "an empty folder"])
@pytest.mark.parametrize(
    "command",
    [
        "backup file",
        "keys rotate",
        "keys status",
        "retention run",
        "retention run --dry-run --days 30",
        "retention strays --delete",
        "audit verify",
        "audit export file",
        "audit new-key --lost",
        "dataset export --out folder",
        "admin list",
        "admin promote ada@home.example",
        "admin reset-link ada@home.example",
    ],
)
def test_a_place_without_a_store_is_told_and_left_alone(
    capsys: COMMAND, tmp_path: Path, command: str, exists: bool
) -> None:
    if exists:
        (tmp_path / "data").mkdir()
    told = run(capsys, *command.split(), expect=1)
    assert f"there is no store in {tmp_path / 'data'}: expected the file lentigo.sqlite3" in told
    assert "is LENTIGO_DATA_DIR right?" in told
    assert list(tmp_path.rglob("*")) == ([tmp_path / "data"] if exists else [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take over what is somebody else's")
@pytest.mark.parametrize(
    "command",
    ["keys rotate", "keys status", "backup file", "restore file", "audit verify", "retention run", "admin list",
     "admin create ada@home.example --password-stdin", "admin model use shipped", "dataset export --out folder"],
)  # fmt: skip
def test_root_leaves_nothing_that_the_service_could_not_read(capsys: COMMAND, tmp_path: Path, command: str) -> None:
    fill_house()
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        os.chown(path, 4321, 4321)
    told = run(capsys, *command.split(), expect=1)
    assert "lentigo.sqlite3 belongs to '#4321', and the server could not read what root writes beside it" in told
    assert "sudo -u '#4321'" in told
    assert all(path.stat().st_uid == 4321 for path in (tmp_path / "data").rglob("*"))
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_picture_folder_that_is_not_mounted_needs_no_key_only_in_appearance(capsys: COMMAND, tmp_path: Path) -> None:
    fill_house()
    assert "1 pictures" in run(capsys, "keys", "status")
    settings, pictures = load_settings(), tmp_path / "data" / "blobs"
    records = open_records(settings, KINDS)
    SubmissionStore(records).add({"owner_id": "somebody", "created": now(), "picture_key": "", "thumbnail_key": ""})
    records.close()
    pictures.rename(tmp_path / "unmounted")
    for command in ("status", "rotate"):
        told = run(capsys, "keys", command, expect=1)
        assert f"the picture folder {pictures} is empty, though there are submissions; is its disk mounted?" in told
    assert f"Warning: the picture folder {pictures} is empty" in "\n".join(preflight(load_settings(port=0)))
    assert len((tmp_path / "data" / "master_key").read_text().split()) == 1


def test_keys_are_rotated_and_a_backup_goes_to_another_place(
    capsys: COMMAND, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings()
    records, blobs = open_records(settings, KINDS), open_blobs(settings)
    key = blobs.put(b"a picture")
    audit = open_audit(records, settings)
    audit.record(who="operator", what="picture.kept", record=key)
    first = blobs.keys.ring().current.id[:8]
    assert run(capsys, "keys", "status") == f"{first}\tcurrent\t1 pictures\n"
    rotated = run(capsys, "keys", "rotate")
    assert rotated.startswith("1 of 1 pictures were put under the master key ")
    assert f"{first}\tearlier\t0 pictures" in run(capsys, "keys", "status")
    said = run(capsys, "backup", "file")
    assert "and 1 pictures; sealed under the master key" in said
    assert [line["what"] for line in audit.lines()] == [
        "picture.kept", "keys.rotation_begun", "keys.rotated", "backup.begun"
    ]  # fmt: skip

    new_key = settings.data_dir.joinpath("master_key").read_text().split()[0]
    monkeypatch.setenv("LENTIGO_DATA_DIR", str(tmp_path / "elsewhere"))
    assert "the master key is missing" in run(capsys, "restore", "file", expect=1)
    monkeypatch.setenv("LENTIGO_MASTER_KEY", key_text())
    assert "which is not at hand" in run(capsys, "restore", "file", expect=1)
    assert not (tmp_path / "elsewhere").exists()
    monkeypatch.setenv("LENTIGO_MASTER_KEY", new_key)
    restored = run(capsys, "restore", "file")
    assert "Restored: 4 records (4 audit) and 1 pictures." in restored
    assert "The audit cannot go on yet: the key of the audit is missing" in restored
    assert "already holds: audit" in run(capsys, "restore", "file", expect=1)
    assert open_blobs(load_settings()).get(key) == b"a picture"
    monkeypatch.setenv("LENTIGO_MASTER_KEY", key_text())
    assert "the master key is not this store's" in run(capsys, "keys", "status", expect=1)
    records.close()
