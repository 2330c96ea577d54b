"""A file that is not a whole backup under a key that is at hand is refused before anything is written."""

import re
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration, Problem
from lentigo.settings import Settings
from lentigo.storage.archive import ArchiveReader, ArchiveWriter, NotWhole
from tests.storage.backups import MakePlace, bring_back
from tests.storage.test_sealed import key_text


def refused(place: Settings, file: Path, problem: type[Problem] = NotWhole) -> str:
    with pytest.raises(problem) as refusal:
        bring_back(place, file)
    assert not place.data_dir.exists(), "something was written"
    return refusal.value.message


def test_a_truncated_file_is_refused_before_anything_is_written(
    make_place: MakePlace, saved: Path, tmp_path: Path
) -> None:
    whole, place, cut = saved.read_bytes(), make_place("sqlite"), tmp_path / "cut"
    lengths = {0, 1, 511, 512, len(whole) - 1, len(whole) - 512, len(whole) - 1024, len(whole) - 2048}
    for length in sorted(lengths | {len(whole) * tenth // 10 for tenth in range(1, 10)}):
        cut.write_bytes(whole[:length])
        assert re.search(r"truncated|altered", refused(place, cut)), length
    cut.write_bytes(whole + bytes(512))
    refused(place, cut)


def test_an_altered_byte_anywhere_is_refused_before_anything_is_written(
    make_place: MakePlace, saved: Path, tmp_path: Path
) -> None:
    whole, place, changed = saved.read_bytes(), make_place("sqlite"), tmp_path / "changed"
    tail = range(len(whole) - 2048, len(whole), 7)
    for position in [*range(0, len(whole), 2003), *tail, len(whole) - 1]:
        held = bytearray(whole)
        held[position] ^= 4
        changed.write_bytes(held)
        refused(place, changed)


def test_a_file_that_somebody_closed_anew_without_the_key_is_refused(
    make_place: MakePlace, saved: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged"
    with saved.open("rb") as source, forged.open("wb") as target:
        writer = ArchiveWriter(target, made=0)
        for name, data in ArchiveReader(source).parts():
            if not name.startswith("pictures/"):
                writer.add(name, data)
        writer.finish(b"not the key")
    assert "not signed" in refused(make_place("sqlite"), forged)


def test_a_place_without_the_key_is_told_which_is_needed(make_place: MakePlace, saved: Path) -> None:
    place = make_place("sqlite").model_copy(update={"master_key": key_text()})
    assert re.search(
        r"sealed under the master key [0-9a-f]{8}, which is not at hand", refused(place, saved, BadConfiguration)
    )
    assert "master key is missing" in refused(place.model_copy(update={"master_key": None}), saved, BadConfiguration)
