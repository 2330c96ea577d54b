"""Files that repeat a part which costs something each time; real ones never have more than a few."""

import io
import struct
import time
import tracemalloc
import zlib

import pytest
from PIL import Image, ImageCms

from lentigo.problems import NotAPicture
from lentigo.vision.decode import decode
from tests.vision.files import difference, encoded, jpeg_with, png_chunk, png_with, scene

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HUGE = zlib.compress(bytes(36) + b"acsp" + bytes((1 << 20) - 40), 9)
"""A profile of a megabyte, packed into one kilobyte."""


def profile(packed: bytes) -> bytes:
    """A PNG's chunk with a colour profile."""
    return png_chunk(b"iCCP", b"a\0\0" + packed)


def test_of_a_thousand_profiles_one_is_unpacked_and_kept() -> None:
    data = png_with(encoded(scene(), "PNG"), profile(zlib.compress(SRGB)), *[profile(HUGE)] * 1_000)
    began = time.process_time()
    picture = decode(data)
    kept = picture.kept().data
    assert time.process_time() - began < 0.5
    assert difference(picture.image, scene()) == 0
    assert kept.count(b"iCCP") == 1
    assert Image.open(io.BytesIO(kept)).info["icc_profile"] == SRGB


def test_a_first_profile_that_is_none_is_not_searched_for_a_better_one() -> None:
    data = png_with(encoded(scene(), "PNG"), profile(zlib.compress(b"none")), *[profile(HUGE)] * 1_000)
    picture = decode(data)
    assert b"iCCP" not in picture.kept().data
    assert difference(picture.image, scene()) == 0


@pytest.mark.parametrize(
    "part",
    [b"\xff\xdb\0\x02", b"\xff\xe1\0\x02", b"\xff\xfe\0\x02", b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\0", b"\xff\x01",
     b"\xff\xd8"],
    ids=["empty tables", "application", "comments", "Adobe", "TEM", "beginnings"],
)  # fmt: skip
def test_a_jpeg_of_a_million_parts_is_damaged_and_found_so_at_once(part: bytes) -> None:
    sound = encoded(scene(), "JPEG")
    data = sound[:2] + part * 1_000_000 + sound[2:]
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(NotAPicture) as refused:
        decode(data)
    spent, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert refused.value.code == "damaged"
    assert peak < 5
    assert spent < 0.5


def test_a_jpeg_whose_parts_are_in_a_frame_of_dicom_is_damaged_too() -> None:
    from pydicom.uid import JPEGBaseline8Bit

    from tests.vision.files import dicom

    sound = encoded(scene(), "JPEG")
    frame = sound[:2] + b"\xff\xdb\0\x02" * 100_000 + sound[2:]
    with pytest.raises(NotAPicture):
        decode(dicom(frame, photometry="YBR_FULL_422", syntax=JPEGBaseline8Bit))


def test_bytes_that_fill_the_space_before_a_marker_are_no_parts() -> None:
    sound = encoded(scene(), "JPEG")
    picture = decode(sound[:2] + b"\xff" * 1_000_000 + sound[2:])
    assert difference(picture.image, decode(sound).image) == 0


def test_a_photograph_with_much_metadata_is_read() -> None:
    """As telephones write them: depth maps, films and previews in hundreds of segments; a profile in several."""
    sound = encoded(scene(), "JPEG", progressive=True, icc_profile=SRGB)
    parts = [(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(65_000))] * 200 + [(0xE2, b"MPF\0")] * 2_800
    picture = decode(jpeg_with(sound, *parts))
    assert difference(picture.image, decode(sound).image) == 0
    assert Image.open(io.BytesIO(picture.kept().data)).info["icc_profile"] == SRGB


def test_a_photograph_of_many_scans_with_tables_for_each_is_read() -> None:
    progressive = encoded(scene(), "JPEG", progressive=True)
    first = progressive.index(b"\xff\xda")
    tables = b"\xff\xdd" + struct.pack(">HH", 4, 0)  # no restarts, said again and again
    picture = decode(progressive[:first] + tables * 1_000 + progressive[first:])
    assert picture.width == scene().width
