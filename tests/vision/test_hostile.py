"""Whatever bytes come, the answer is a picture or a refusal, never another exception."""

import io
import random
import struct
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit

from lentigo.problems import NotAPicture, TooLarge, Unassessable
from lentigo.vision.decode import decode
from tests.vision.files import dicom, encoded, exif, scene

# Pillow and pydicom remark on what is odd in a file; here everything is odd.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def seeds() -> dict[str, bytes]:
    """One valid file of each kind."""
    small = scene(96, 80)
    made = {
        "JPEG": encoded(small, "JPEG", exif=exif(6)),
        "progressive JPEG": encoded(small, "JPEG", progressive=True),
        "CMYK JPEG": encoded(small.convert("CMYK"), "JPEG"),
        "PNG": encoded(small, "PNG", exif=exif(3)),
        "palette PNG": encoded(small.convert("P"), "PNG"),
        "WebP": encoded(small, "WEBP", exif=exif(6)),
        "lossless WebP": encoded(small.convert("RGBA"), "WEBP", lossless=True),
        "BMP": encoded(small, "BMP"),
        "TIFF": encoded(small, "TIFF"),
        "LZW TIFF": encoded(small, "TIFF", compression="tiff_lzw"),
        "JPEG TIFF": encoded(small, "TIFF", compression="jpeg"),
        "BigTIFF": encoded(small, "TIFF", big_tiff=True, compression="tiff_adobe_deflate"),
        "DICOM": dicom(small.tobytes(), rows=80, columns=96),
        "JPEG DICOM": dicom(
            encoded(small, "JPEG"), rows=80, columns=96, photometry="YBR_FULL", syntax=JPEGBaseline8Bit
        ),
        "JPEG 2000 DICOM": dicom(
            encoded(small, "JPEG2000", no_jp2=True), rows=80, columns=96, photometry="YBR_RCT", syntax=JPEG2000Lossless
        ),
    }
    try:
        import pillow_heif
    except ImportError:
        return made
    buffer = io.BytesIO()
    pillow_heif.from_pillow(small).save(buffer, quality=80)
    return {**made, "HEIC": buffer.getvalue()}


SEEDS = seeds()
PREFIXES = [
    b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"BM", b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0",
    b"\0\0\0\x18ftypheic", b"\0" * 128 + b"DICM", b"GIF89a",
]  # fmt: skip


def answers(data: bytes) -> None:
    """Decode and keep; a refusal is an answer."""
    try:
        picture = decode(data, max_bytes=1_000_000, max_pixels=4_000_000)
        picture.kept()
    except (TooLarge, NotAPicture, Unassessable):
        return
    assert picture.image.mode == "RGB"
    assert min(picture.width, picture.height) >= 64


@pytest.mark.parametrize("kind", SEEDS)
def test_a_file_with_flipped_bytes(kind: str) -> None:
    dice = random.Random(kind)  # noqa: S311
    for _ in range(150):
        data = bytearray(SEEDS[kind])
        # Headers decide most, so half of the faults fall into the first 600 bytes.
        for _ in range(dice.choice([1, 1, 2, 8, 40])):
            data[dice.randrange(min(600, len(data)) if dice.random() < 0.5 else len(data))] = dice.randrange(256)
        answers(bytes(data))


@pytest.mark.parametrize("kind", SEEDS)
def test_a_file_with_extreme_numbers(kind: str) -> None:
    dice = random.Random(kind)  # noqa: S311
    for _ in range(150):
        data = bytearray(SEEDS[kind])
        at = dice.randrange(min(600, len(data)) - 4)
        number = dice.choice([0, 1, 0x7F, 0x80, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF])
        form = dice.choice([">I", "<I", ">H", "<H"])
        struct.pack_into(form, data, at, number & (0xFFFF if form[1] == "H" else 0xFFFFFFFF))
        answers(bytes(data))


@pytest.mark.parametrize("kind", SEEDS)
def test_a_file_that_was_cut_spliced_or_repeated(kind: str) -> None:
    dice = random.Random(kind)  # noqa: S311
    data = SEEDS[kind]
    for _ in range(60):
        first, second = sorted(dice.randrange(len(data)) for _ in range(2))
        answers(data[:first])
        answers(data[:first] + data[second:])
        answers(data[:second] + data[first:])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(prefix=st.sampled_from(PREFIXES), rest=st.binary(max_size=600))
def test_any_bytes_behind_any_magic(prefix: bytes, rest: bytes) -> None:
    answers(prefix + rest)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(sorted(SEEDS)), at=st.floats(0, 1), piece=st.binary(min_size=1, max_size=40))
def test_any_bytes_inside_any_file(kind: str, at: float, piece: Any) -> None:
    data = SEEDS[kind]
    position = int(at * len(data))
    answers(data[:position] + piece + data[position + len(piece) :])
