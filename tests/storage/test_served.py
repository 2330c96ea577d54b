"""A picture whose file was spoilt, as the person who asks for it sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Person, Server


@pytest.fixture
def spoilt(server: Server, patient: Person, melanoma: bytes) -> Iterator[tuple[Path, str]]:
    """The file of a new picture and its address; the file is as it was afterwards."""
    folder = server.data_dir / "data" / "blobs"
    before = set(folder.rglob("*"))
    told = patient.upload(melanoma, force="true", expect=200).json()
    file = max(
        (path for path in set(folder.rglob("*")) - before if path.is_file()), key=lambda path: path.stat().st_size
    )
    whole = file.read_bytes()
    yield file, told["image_url"]
    file.write_bytes(whole)
    assert patient.get(told["image_url"]).status_code == 200


def test_an_altered_picture_is_a_503_with_a_sentence(spoilt: tuple[Path, str], patient: Person) -> None:
    file, address = spoilt
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    answer = patient.get(address, expect=503)
    assert answer.json()["code"] == "damaged"
    assert "altered or damaged" in answer.json()["message"]


def test_a_picture_whose_master_key_is_not_at_hand_is_a_503_that_names_it(
    spoilt: tuple[Path, str], patient: Person
) -> None:
    file, address = spoilt
    held = bytearray(file.read_bytes())
    held[9:13] = b"\xab\xcd\xef\x01"
    file.write_bytes(held)
    answer = patient.get(address, expect=503)
    assert answer.json()["code"] == "key_missing"
    assert "the master key abcdef01" in answer.json()["message"]
