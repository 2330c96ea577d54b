"""What is stored of a picture: the picture, and nothing about the person who took it."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from lentigo.vision.decode import decode
from tests.vision.files import SIZE, difference, encoded, exif, jpeg_with, png_chunk, png_with, scene

SECRETS = (b"Secret", b"GPS", b"xmp", b"XMP", b"Photoshop", b"thumbnail", b"2026:11:22")


def profile() -> bytes:
    """A colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def hold_no_secret(data: bytes) -> bool:
    """Look for the words that the files here were given."""
    return not any(secret in data for secret in SECRETS)


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"keep_rgb": True}, {"restart_marker_rows": 1}])
def test_a_jpeg_keeps_its_coding_bit_for_bit_and_loses_everything_else(options: dict[str, Any]) -> None:
    plain = encoded(scene(), "JPEG", quality=90, **options)
    data = jpeg_with(
        encoded(scene(), "JPEG", quality=90, exif=exif(1), comment=b"Secret comment", **options),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Secret</x:xmpmeta>"),
        (0xED, b"Photoshop 3.0\0Secret"),
        (0xE2, b"MPF\0Secret"),
        (0xE5, b"Secret"),
        (0xFE, b"Secret"),
    )
    kept = decode(data + b"Secret film after the end" * 1000).kept()
    assert kept.media_type == "image/jpeg"
    assert hold_no_secret(kept.data)
    assert kept.data[-2:] == b"\xff\xd9"
    assert kept.data[kept.data.index(b"\xff\xdb") :] == plain[plain.index(b"\xff\xdb") :]
    assert difference(Image.open(io.BytesIO(kept.data)), Image.open(io.BytesIO(data))) == 0


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize(
    ("kind", "options", "media_type"),
    [
        ("JPEG", {"quality": 90}, "image/jpeg"),
        ("PNG", {}, "image/png"),
        ("WEBP", {"lossless": True}, "image/webp"),
        ("WEBP", {"quality": 80}, "image/webp"),
    ],
)
def test_of_exif_only_the_orientation_stays(
    kind: str, options: dict[str, Any], media_type: str, orientation: int
) -> None:
    data = encoded(scene(), kind, exif=exif(orientation), **options)
    assert b"Secret" in data
    kept = decode(data).kept()
    assert kept.media_type == media_type
    assert hold_no_secret(kept.data)
    again = Image.open(io.BytesIO(kept.data))
    left = dict(again.getexif())
    assert left == ({0x0112: orientation} if orientation != 1 else {})
    assert difference(again, Image.open(io.BytesIO(data))) == 0
    assert difference(decode(kept.data).image, decode(data).image) == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_colour_profile_stays(kind: str) -> None:
    kept = decode(encoded(scene(), kind, icc_profile=profile())).kept()
    assert Image.open(io.BytesIO(kept.data)).info["icc_profile"] == profile()


def test_a_cmyk_jpeg_keeps_the_mark_that_says_so() -> None:
    data = encoded(scene().convert("CMYK"), "JPEG", quality=90)
    kept = decode(data).kept()
    assert difference(Image.open(io.BytesIO(kept.data)), Image.open(io.BytesIO(data))) == 0


def test_the_thumbnail_in_a_jfif_head_goes() -> None:
    data = encoded(scene(), "JPEG")
    length = int.from_bytes(data[4:6], "big")
    head = data[6 : 4 + length - 2] + b"\x02\x01" + b"Secret"
    again = data[:2] + b"\xff\xe0" + (len(head) + 2).to_bytes(2, "big") + head + data[4 + length :]
    kept = decode(again).kept().data
    assert b"Secret" not in kept
    assert kept[:4] == b"\xff\xd8\xff\xe0"


def test_a_png_loses_text_time_and_trailing_data() -> None:
    data = png_with(
        encoded(scene(), "PNG", dpi=(300, 300)),
        png_chunk(b"tEXt", b"Author\0Secret"),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0Secret"),
        png_chunk(b"zTXt", b"Secret\0\0"),
        png_chunk(b"tIME", b"\x07\xea\x0b\x16\0\0\0"),
        png_chunk(b"prVt", b"Secret"),
    )
    kept = decode(data + b"Secret").kept().data
    assert hold_no_secret(kept)
    assert b"tIME" not in kept
    assert kept.endswith(b"IEND\xaeB`\x82")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(kept))), np.asarray(scene()))


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "I;16"])
def test_png_modes_are_kept_as_they_are(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.arange(SIZE[0] * SIZE[1], dtype=np.uint16).reshape(SIZE[1], SIZE[0]))
    else:
        image = scene().convert("L").convert(mode) if mode == "LA" else scene().convert(mode)
    again = Image.open(io.BytesIO(decode(encoded(image, "PNG")).kept().data))
    assert again.mode == image.mode
    assert np.array_equal(np.asarray(again), np.asarray(image))


def test_a_webp_loses_metadata_and_trailing_data() -> None:
    layered = scene().convert("RGBA")
    layered.putalpha(Image.linear_gradient("L").resize(SIZE))
    for options in ({"lossless": True}, {"quality": 80}):
        data = encoded(layered, "WEBP", exif=exif(6), xmp=b"<x:xmpmeta>Secret</x:xmpmeta>", **options)
        kept = decode(data + b"Secret").kept().data
        assert hold_no_secret(kept)
        assert int.from_bytes(kept[4:8], "little") + 8 == len(kept)
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(kept))), np.asarray(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize("kind", ["TIFF", "BMP"])
def test_what_a_browser_cannot_show_becomes_a_jpeg_the_right_way_up(kind: str) -> None:
    data = encoded(scene(2000, 1000), kind, **({"exif": exif(6)} if kind == "TIFF" else {}))
    picture = decode(data)
    kept = picture.kept()
    assert kept.media_type == "image/jpeg"
    assert hold_no_secret(kept.data)
    again = Image.open(io.BytesIO(kept.data))
    assert again.size == (picture.width, picture.height)
    assert not dict(again.getexif())
    upright = scene(2000, 1000).transpose(Image.Transpose.ROTATE_270) if kind == "TIFF" else scene(2000, 1000)
    assert difference(again, upright) < 1.5


def test_a_heic_becomes_a_jpeg_without_the_place() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene()).save(buffer, quality=95, exif=exif(1).tobytes())
    assert b"Secret" in buffer.getvalue()
    kept = decode(buffer.getvalue()).kept()
    assert kept.media_type == "image/jpeg"
    assert hold_no_secret(kept.data)
    assert difference(Image.open(io.BytesIO(kept.data)), scene()) < 4


def test_real_pictures_survive_unchanged(real_pictures: dict[str, bytes]) -> None:
    for data in real_pictures.values():
        kept = decode(data).kept().data
        assert difference(Image.open(io.BytesIO(kept)), Image.open(io.BytesIO(data))) == 0


def test_a_tiff_of_more_than_24_megapixels_is_kept_at_a_third_of_its_side() -> None:
    below = decode(encoded(Image.new("RGB", (4_800, 5_000), (10, 200, 90)), "TIFF", compression="tiff_lzw"))
    above = decode(encoded(Image.new("RGB", (5_001, 5_000), (10, 200, 90)), "TIFF", compression="tiff_lzw"))
    assert Image.open(io.BytesIO(below.kept().data)).size == (4_800, 5_000)
    kept = Image.open(io.BytesIO(above.kept().data))
    assert (above.width, above.height) == (5_001, 5_000)
    assert kept.size == (1_667, 1_667)
    assert difference(kept, Image.new("RGB", kept.size, (10, 200, 90))) < 2


def test_a_large_heic_is_shrunk_strip_by_strip_to_the_same_picture() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene(1_500, 1_100)).save(buffer, quality=90)
    shrunk = decode(buffer.getvalue()).image
    whole = pillow_heif.open_heif(buffer.getvalue()).to_pillow()
    assert shrunk.size == (750, 550)
    assert difference(shrunk, whole.reduce(2)) < 1
