"""`lentigo dataset export` on a running service: what doctors have said becomes a data set, of those who agree."""

import csv
import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lentigo.dataset.names import Names
from lentigo.dataset.service import upright
from lentigo.training.manifest import read_manifest
from tests.conftest import PICTURES
from tests.server import Person, Server


def typed(server: Server, *arguments: object, status: int = 0) -> str:
    """Type a command on the machine of a service; gives what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "lentigo", *map(str, arguments)],
        cwd=server.data_dir,
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def consent(person: Person, purpose: str, *, given: bool) -> None:
    """Decide about a purpose, as the page does."""
    texts = person.get("/account/consents", expect=200).json()
    (version,) = {one["text"]["version"] for one in texts if one["purpose"] == purpose}
    person.put(f"/account/consents/{purpose}", json={"given": given, "version": version}, expect=200)


def with_metadata(data: bytes) -> bytes:
    """The same picture as a telephone would send it: turned, and with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "SECRET-PLACE"
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, before whose doctors nothing else lies."""
    running = Server(tmp_path_factory.mktemp("clinic")).start(ready_within=180)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def judged(clinic: Server) -> dict[str, Any]:
    """Three persons with judged pictures: two agree to training, one does not; one picture nobody has judged."""
    files = sorted(PICTURES.glob("*.jpg"))
    doctor = clinic.user("house@clinic.example", role="doctor", name="Dr House")
    people = {name: clinic.user(f"{name}@home.example", name=name.title()) for name in ("anna", "bert", "carl")}
    for name in ("anna", "bert"):
        consent(people[name], "training", given=True)
    sent: dict[str, list[dict[str, Any]]] = {"anna": [], "bert": [], "carl": []}
    for name, file in (("anna", 0), ("anna", 1), ("bert", 2), ("bert", 0), ("carl", 3), ("anna", 4)):
        data = files[file].read_bytes()
        data = with_metadata(data) if (name, file) == ("bert", 2) else data
        sent[name].append(people[name].upload(data, force="true", expect=200).json())
    for number, one in enumerate((*sent["anna"][:2], *sent["bert"], *sent["carl"])):
        corrected = number == 1
        other = "vascular lesion" if one["class"] != "vascular lesion" else "dermatofibroma"
        word = {"decision": "corrected", "class": other} if corrected else {"decision": "confirmed"}
        doctor.post(f"/reviews/{one['id']}", json={**word, "note": "A secret note", "version": 0}, expect=200)
    return {"sent": sent, "people": people}


def rows_of(folder: Path) -> list[dict[str, str]]:
    """Read the manifest."""
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_judged_pictures_of_those_who_agree_are_written_under_made_up_names(
    clinic: Server, judged: dict[str, Any], tmp_path: Path
) -> None:
    said = typed(clinic, "dataset", "export", "--out", tmp_path / "set")
    assert "3 pictures of 2 persons" in said
    assert "1 left out: no consent to training" in said
    assert "1 left out: the same picture is in already" in said
    rows = rows_of(tmp_path / "set")
    sent = judged["sent"]
    labels = sorted(row["label"] for row in rows)
    other = "vascular lesion" if sent["anna"][1]["class"] != "vascular lesion" else "dermatofibroma"
    kept = {row["confirmed"]: row for row in rows}
    assert kept["corrected"]["label"] == other
    assert kept["corrected"]["machine"] == sent["anna"][1]["class"]
    assert len(labels) == 3
    data = read_manifest(tmp_path / "set" / "manifest.csv")  # as `lentigo train` reads it
    assert len({row.group for row in data.rows}) == 2
    assert {row.licence for row in data.rows} == {"consent for training here: not to be handed on"}
    written = b"".join(path.read_bytes() for path in (tmp_path / "set").rglob("*") if path.is_file())
    for secret in (b"anna", b"Anna", b"bert@", b"SECRET-PLACE", b"secret note", b"House"):
        assert secret not in written
    ids = {one["_id"] for many in sent.values() for one in many}
    assert not any(one.encode() in written for one in ids)
    for path in (tmp_path / "set" / "images").iterdir():
        with Image.open(path) as picture:
            assert not picture.getexif()
    assert (tmp_path / "set").stat().st_mode & 0o077 == 0


def test_a_withdrawal_holds_at_the_next_export_and_names_stay_what_they_were(
    clinic: Server, judged: dict[str, Any], tmp_path: Path
) -> None:
    typed(clinic, "dataset", "export", "--out", tmp_path / "first")
    consent(judged["people"]["anna"], "training", given=False)
    try:
        typed(clinic, "dataset", "export", "--out", tmp_path / "second")
        before = {row["image_id"]: row for row in rows_of(tmp_path / "first")}
        after = rows_of(tmp_path / "second")
        assert len({row["group"] for row in after}) == 1
        again = [row for row in after if row["image_id"] in before]
        assert again
        assert all((row["group"], row["split"]) == (before[row["image_id"]]["group"], before[row["image_id"]]["split"])
                   for row in again)  # fmt: skip
        consent(judged["people"]["bert"], "training", given=False)
        said = typed(clinic, "dataset", "export", "--out", tmp_path / "third", status=1)
        assert "there is no picture to write" in said
        assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]
    finally:
        for name in ("anna", "bert"):
            consent(judged["people"][name], "training", given=True)


def test_what_was_taken_for_training_stands_in_the_audit(
    clinic: Server, judged: dict[str, Any], tmp_path: Path
) -> None:
    typed(clinic, "dataset", "export", "--out", tmp_path / "set")
    admin = clinic.admin()
    taken = judged["sent"]["anna"][1]["_id"]
    lines = admin.get("/audit", params={"record": taken, "what": "submission.taken_for_training"}, expect=200).json()
    assert {line["who"] for line in lines["lines"]} == {"operator"}
    whole = admin.get("/audit", params={"what": "dataset.exported"}, expect=200).json()["lines"][0]
    assert whole["detail"] == {"pictures": 3, "persons": 2, "without_consent": 1}


def test_a_folder_that_exists_is_left_alone(clinic: Server, judged: dict[str, Any], tmp_path: Path) -> None:
    assert judged
    (tmp_path / "set").mkdir()
    assert "exists already" in typed(clinic, "dataset", "export", "--out", tmp_path / "set", status=1)
    assert list((tmp_path / "set").iterdir()) == []


def test_persons_fall_into_splits_by_fixed_shares_and_without_the_key_names_tell_nothing() -> None:
    names, others = Names(b"a" * 32), Names(b"b" * 32)
    splits = [names.split(f"account-{number}") for number in range(2000)]
    assert splits == [names.split(f"account-{number}") for number in range(2000)]
    assert splits.count("test") / 2000 == pytest.approx(0.15, abs=0.03)
    assert splits.count("val") / 2000 == pytest.approx(0.15, abs=0.03)
    assert names.person("x") != others.person("x")
    assert names.person("x") != names.picture("x")
    assert hashlib.sha256(b"x").hexdigest()[:16] not in names.person("x")


def test_a_picture_that_lies_on_its_side_is_laid_upright_and_one_that_does_not_is_left_bit_for_bit() -> None:
    data = (PICTURES / "dermoscopy-melanoma.jpg").read_bytes()
    assert upright(data, "image/jpeg") == (data, "image/jpeg")
    turned, media_type = upright(with_metadata(data), "image/jpeg")
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(turned)) as after:
        assert after.size == before.size[::-1]
        assert not after.getexif()
    assert media_type == "image/jpeg"
