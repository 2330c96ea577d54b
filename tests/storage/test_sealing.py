"""Bytes that only the master key opens."""

import base64
import os

import pytest

from lentigo.problems import BadConfiguration
from lentigo.storage.sealing import (
    HEADER,
    MAGIC,
    OVERHEAD,
    Damaged,
    KeyMissing,
    MasterKey,
    is_sealed,
    rewrap,
    seal,
    sealed_under,
    unseal,
)

KEY, OTHER = MasterKey(b"k" * 32), MasterKey(b"o" * 32)
RING = {KEY.id: KEY}
PICTURE = b"\xff\xd8\xff a picture " * 20


@pytest.mark.parametrize("data", [b"", b"x", PICTURE, os.urandom(3_000_000)], ids=["empty", "byte", "small", "3 MB"])
def test_what_was_sealed_opens_under_its_name(data: bytes) -> None:
    sealed = bytes(seal(data, "name", KEY))
    assert len(sealed) == len(data) + OVERHEAD
    assert unseal(sealed, "name", RING) == data


def test_nothing_of_the_data_shows_and_no_two_sealings_are_the_same() -> None:
    one, other = seal(PICTURE, "name", KEY), seal(PICTURE, "name", KEY)
    assert b"picture" not in one
    assert one[HEADER:] != other[HEADER:]
    assert KEY.secret not in one


def test_a_changed_byte_anywhere_is_refused() -> None:
    sealed = seal(b"data", "name", KEY)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises((Damaged, KeyMissing)):
            unseal(bytes(changed), "name", RING)


def test_a_cut_at_any_place_is_refused() -> None:
    sealed = bytes(seal(b"data", "name", KEY))
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            unseal(sealed[:length], "name", RING)


def test_another_name_is_refused() -> None:
    with pytest.raises(Damaged):
        unseal(bytes(seal(PICTURE, "one", KEY)), "other", RING)


def test_a_header_of_another_picture_is_refused() -> None:
    one, other = seal(b"one", "one", KEY), seal(b"two", "two", KEY)
    with pytest.raises(Damaged):
        unseal(bytes(other[:HEADER] + one[HEADER:]), "one", RING)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(KeyMissing, match=KEY.id[:8]) as refusal:
        unseal(bytes(seal(PICTURE, "name", KEY)), "name", {OTHER.id: OTHER})
    assert refusal.value.status == 503


def test_a_new_wrapping_changes_the_header_and_not_the_data() -> None:
    sealed = bytes(seal(PICTURE, "name", KEY))
    changed = bytes(rewrap(sealed, OTHER, RING))
    assert changed[HEADER:] == sealed[HEADER:]
    assert sealed_under(changed) == OTHER.id
    assert unseal(changed, "name", {OTHER.id: OTHER}) == PICTURE
    with pytest.raises(KeyMissing):
        unseal(changed, "name", RING)


def test_pictures_are_not_taken_for_sealed_bytes() -> None:
    for beginning in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF", b"", b"\x89LNTGS"):
        assert not is_sealed(beginning)
    assert is_sealed(MAGIC)


def test_a_key_is_read_in_either_alphabet_and_not_shown() -> None:
    secret = b"\xfb\xff" * 16
    for text in (base64.b64encode(secret), base64.urlsafe_b64encode(secret)):
        key = MasterKey.from_text(f" {text.decode()}\n", source="here")
        assert key.secret == secret
        assert "secret" not in repr(key)
        assert MasterKey.from_text(key.to_text(), source="here") == key


@pytest.mark.parametrize("text", ["", "short", "x" * 44, base64.b64encode(b"k" * 31).decode(), "ä" * 44])
def test_what_is_no_key_is_refused_with_the_way_to_make_one(text: str) -> None:
    with pytest.raises(BadConfiguration, match=r"LENTIGO_MASTER_KEY .* base64 of 32 bytes; make one with: python3"):
        MasterKey.from_text(text, source="LENTIGO_MASTER_KEY")
