"""What is not taken as a picture, with which code, and before anything is decoded."""

import io
import struct
import tracemalloc
import zlib
from typing import Any

import pytest
from PIL import Image

from lentigo.problems import NotAPicture, Problem, TooLarge, Unassessable
from lentigo.vision.decode import decode
from tests.vision.files import dicom, encoded, exif, jpeg_with, png_chunk, png_with, scene


def code_of(data: bytes, **limits: int) -> str:
    """Decode something that is refused and give the code."""
    with pytest.raises(Problem) as refused:
        decode(data, **limits)
    assert refused.value.message.endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"hello, I am a text file", b"%PDF-1.7\n", b"PK\x03\x04", b"\0" * 5000, b"<svg/>", b"MZ" + b"\0" * 300],
    ids=["empty", "one byte", "text", "PDF", "zip", "zeros", "SVG", "program"],
)
def test_what_is_no_picture_is_415(data: bytes) -> None:
    assert code_of(data) == "not_a_picture"
    assert NotAPicture.status == 415


@pytest.mark.parametrize("kind", ["GIF", "AVIF", "ICO", "PPM", "JPEG2000", "TGA"])
def test_other_formats_are_never_handed_to_pillow(kind: str) -> None:
    try:
        data = encoded(scene(), kind)
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {kind}")
    assert code_of(data) in {"unsupported_format", "not_a_picture"}


def test_postscript_is_not_read_even_behind_a_tiff_magic() -> None:
    assert code_of(b"II*\0%!PS-Adobe-3.0 EPSF-3.0" + b"\n" * 100) in {"damaged", "truncated"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animated_picture_has_its_own_code(kind: str) -> None:
    data = encoded(scene(), kind, save_all=True, append_images=[Image.new("RGB", scene().size)], duration=100)
    assert code_of(data) == "animated"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("WEBP", {"lossless": True}),
        ("BMP", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_a_picture_that_was_cut_off_is_415(kind: str, options: dict[str, Any], share: float) -> None:
    data = encoded(scene(640, 480), kind, **options)
    with pytest.raises(NotAPicture):
        decode(data[: int(len(data) * share)])


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_a_heic_that_was_cut_off_is_415(share: float) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene(640, 480)).save(buffer, quality=90)
    with pytest.raises(NotAPicture):
        decode(buffer.getvalue()[: int(len(buffer.getvalue()) * share)])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_dicom_file_that_was_cut_off_is_415(share: float) -> None:
    data = dicom(scene().tobytes())
    with pytest.raises(NotAPicture):
        decode(data[: int(len(data) * share)])


def test_a_jpeg_without_its_end_is_cut_off() -> None:
    assert code_of(encoded(scene(), "JPEG")[:-2]) == "truncated"


def test_more_bytes_than_allowed_are_413() -> None:
    data = encoded(scene(), "PNG")
    assert code_of(data + b"\0" * 10, max_bytes=len(data)) == "too_many_bytes"
    assert TooLarge.status == 413


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_more_pixels_than_allowed_are_413(kind: str) -> None:
    assert code_of(encoded(scene(200, 100), kind), max_pixels=19_999) == "too_many_pixels"
    assert decode(encoded(scene(200, 100), kind), max_pixels=20_000).width == 200


def test_a_webp_that_takes_much_memory_is_413_and_says_how_large_it_may_be() -> None:
    data = encoded(Image.new("RGB", (4_000, 4_000)), "WEBP", lossless=True)
    with pytest.raises(TooLarge, match="as WebP at most 16 megapixels") as refused:
        decode(data)
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
@pytest.mark.parametrize("size", [(63, 200), (200, 63), (1, 1)])
def test_under_64_pixels_on_a_side_is_422(kind: str, size: tuple[int, int]) -> None:
    with pytest.raises(Unassessable, match="64") as refused:
        decode(encoded(Image.new("RGB", size), kind))
    assert refused.value.code == "too_small"
    assert refused.value.details


def test_64_pixels_are_enough() -> None:
    assert decode(encoded(scene(64, 64), "JPEG")).image.size == (64, 64)


def peak_of(data: bytes) -> float:
    """Try to decode and give the peak of Python's memory in megabytes; the decoders' own is bounded by the pixels."""
    tracemalloc.start()
    try:
        with pytest.raises(Problem):
            decode(data)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def claiming(width: int, height: int, idat: bytes = b"") -> bytes:
    """A PNG whose header claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", idat or zlib.compress(b"\0"))
        + png_chunk(b"IEND", b"")
    )  # fmt: skip


def test_a_decompression_bomb_is_turned_away_by_its_header() -> None:
    assert code_of(claiming(50_000, 50_000)) == "too_many_pixels"
    assert code_of(claiming(0x7FFFFFFF, 0x7FFFFFFF)) == "too_many_pixels"
    assert code_of(claiming(70_000, 64)) == "too_many_pixels"
    assert peak_of(claiming(50_000, 50_000)) < 1


def test_a_picture_with_far_more_data_than_its_size_needs_costs_nothing() -> None:
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    decode(claiming(64, 64, bomb))  # Pillow stops at the last line


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_compressed_text_and_profiles_are_never_unpacked(name: bytes) -> None:
    packed = zlib.compress(b"\0" * 100_000_000, 9)
    payload = {b"zTXt": b"a\0\0", b"iTXt": b"a\0\x01\0\0\0", b"iCCP": b"a\0\0"}[name] + packed
    tracemalloc.start()
    picture = decode(png_with(encoded(scene(), "PNG"), *[png_chunk(name, payload)] * 20))
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert picture.width == scene().width
    assert peak < 20


def tiff_with(entries: list[tuple[int, int, int, int]], body: bytes = b"") -> bytes:
    """A little-endian TIFF with the given directory: tag, type, count, value."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + b"\0\0\0\0" + body


BASIC = [(256, 4, 1, 100), (257, 4, 1, 100), (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]


def test_tags_that_all_point_at_the_whole_file_are_not_read() -> None:
    many = [(50_000 + number, 1, 10_000_000, 8) for number in range(900)]
    data = tiff_with([*BASIC, (259, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 10_000), *many], b"\0" * 10_000_000)
    tracemalloc.start()
    decode(data)
    assert tracemalloc.get_traced_memory()[1] / 1e6 < 60
    tracemalloc.stop()


def test_a_needed_tag_larger_than_the_file_is_refused() -> None:
    data = tiff_with([*BASIC, (259, 3, 1, 1), (273, 4, 1_000_000_000, 8), (279, 4, 1, 10_000)], b"\0" * 20_000)
    assert code_of(data) == "damaged"


def test_a_tile_far_larger_than_its_picture_is_refused() -> None:
    data = tiff_with(
        [*BASIC, (259, 3, 1, 8), (322, 4, 1, 60_000), (323, 4, 1, 60_000), (324, 4, 1, 8), (325, 4, 1, 10_000)],
        b"\0" * 20_000,
    )
    assert code_of(data) == "damaged"


def test_a_tiff_of_another_compression_is_refused_by_name() -> None:
    data = tiff_with([*BASIC, (259, 3, 1, 34925), (273, 4, 1, 8), (279, 4, 1, 100)], b"\0" * 20_000)
    assert code_of(data) == "unsupported_format"


def test_a_jpeg_of_a_thousand_scans_is_refused() -> None:
    data = encoded(scene(), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    assert code_of(data[:-2] + data[start:-2] * 1000 + data[-2:]) == "damaged"


def test_twenty_megabytes_of_markers_are_walked_in_a_moment() -> None:
    for filling in (b"\xff" * 19_000_000, b"\xff\x00" * 9_500_000, b"\xff\xd0" * 9_500_000):
        with pytest.raises(NotAPicture):
            decode(b"\xff\xd8\xff" + filling)


def test_hostile_exif_is_only_looked_at() -> None:
    loop = b"Exif\0\0" + b"II*\0\x08\0\0\0" + b"\xff\xff" + b"\x12\x01\x03\0\x01\0\0\0\x63\0\0\0" * 5000
    assert decode(jpeg_with(encoded(scene(), "JPEG"), (0xE1, loop))).width == scene().width
    assert (
        decode(png_with(encoded(scene(), "PNG"), png_chunk(b"eXIf", exif(6).tobytes()[:20]))).image.size == scene().size
    )


def test_a_heic_that_hides_a_huge_part_is_refused() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene(640, 480)).save(buffer, quality=50)
    data = bytearray(buffer.getvalue())
    size = data.index(b"ispe") + 8
    assert decode(bytes(data)).width == 640
    struct.pack_into(">II", data, size, 64, 64)  # the picture announces less than its coding holds
    assert code_of(bytes(data)) == "damaged"
    struct.pack_into(">II", data, size, 60_000, 60_000)
    assert code_of(bytes(data)) in {"damaged", "too_many_pixels"}
    tiled = io.BytesIO()
    pillow_heif.options.GRID_TILE_SIZE = 256
    try:
        pillow_heif.from_pillow(scene(640, 480)).save(tiled, quality=50)
    finally:
        pillow_heif.options.GRID_TILE_SIZE = 0
    tiles = bytearray(tiled.getvalue())
    assert decode(bytes(tiles)).width == 640
    struct.pack_into(">II", tiles, tiles.index(b"ispe") + 8, 20_000, 20_000)
    assert code_of(bytes(tiles)) in {"damaged", "too_many_pixels"}


def test_a_run_length_coded_bmp_is_refused() -> None:
    data = bytearray(encoded(scene().convert("L"), "BMP"))
    data[30] = 1
    assert code_of(bytes(data)) == "unsupported_format"
