"""Every kind of picture that is read, and what becomes of it."""

import importlib
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from lentigo.problems import NotAPicture
from lentigo.vision.decode import WORKING_SIDE, decode
from tests.vision.files import SIZE, difference, encoded, exif, scene


@pytest.mark.parametrize(
    ("kind", "options", "media_type", "tolerance"),
    [
        ("JPEG", {"quality": 95}, "image/jpeg", 2.0),
        ("JPEG", {"quality": 95, "progressive": True}, "image/jpeg", 2.0),
        ("JPEG", {"quality": 95, "keep_rgb": True}, "image/jpeg", 2.0),
        ("PNG", {}, "image/png", 0.0),
        ("WEBP", {"lossless": True}, "image/webp", 0.0),
        ("WEBP", {"quality": 95}, "image/webp", 3.0),
        ("BMP", {}, "image/bmp", 0.0),
        ("TIFF", {}, "image/tiff", 0.0),
        ("TIFF", {"compression": "tiff_lzw"}, "image/tiff", 0.0),
        ("TIFF", {"compression": "tiff_adobe_deflate"}, "image/tiff", 0.0),
        ("TIFF", {"compression": "packbits"}, "image/tiff", 0.0),
        ("TIFF", {"compression": "jpeg", "quality": 95}, "image/tiff", 2.0),
        ("TIFF", {"big_tiff": True}, "image/tiff", 0.0),
    ],
)
def test_a_picture_of_every_format_is_read(
    kind: str, options: dict[str, Any], media_type: str, tolerance: float
) -> None:
    picture = decode(encoded(scene(), kind, **options))
    assert (picture.width, picture.height, picture.media_type) == (*SIZE, media_type)
    assert picture.image.mode == "RGB"
    assert difference(picture.image, scene()) <= tolerance


def test_a_heic_photograph_is_read() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene()).save(buffer, quality=95)
    picture = decode(buffer.getvalue())
    assert (picture.width, picture.height, picture.media_type) == (*SIZE, "image/heic")
    assert difference(picture.image, scene()) < 4


def test_without_pillow_heif_a_heic_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotAPicture, match="pip install 'lentigo\\[heic\\]'") as refused:
        decode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)
    assert refused.value.code == "heic_not_installed"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    options: dict[str, Any] = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}}.get(kind, {})
    data = encoded(scene(), kind, exif=exif(orientation), **options)
    turned = scene()
    turned.getexif()[0x0112] = orientation
    expected = ImageOps.exif_transpose(turned)
    picture = decode(data)
    assert (picture.width, picture.height) == expected.size
    assert difference(picture.image, expected) < 2


def test_a_heic_that_is_turned_is_turned_once() -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    block = exif(6)
    pillow_heif.from_pillow(scene()).save(buffer, quality=95, exif=block.tobytes())
    picture = decode(buffer.getvalue())
    assert (picture.width, picture.height) == (SIZE[1], SIZE[0])
    assert difference(picture.image, scene().transpose(Image.Transpose.ROTATE_270)) < 4


def test_transparent_parts_become_white() -> None:
    layered = scene().convert("RGBA")
    layered.putalpha(Image.new("L", SIZE, 0))
    for data in (
        encoded(layered, "PNG"),
        encoded(layered, "WEBP", lossless=True, exact=True),
        encoded(layered, "TIFF"),
    ):
        assert decode(data).image.getextrema() == ((255, 255),) * 3


def test_a_transparent_palette_colour_becomes_white() -> None:
    palette = Image.new("P", SIZE, 0)
    palette.putpalette([10, 20, 30, 200, 100, 50])
    palette.paste(1, (0, 0, 80, 120))
    image = decode(encoded(palette, "PNG", transparency=0)).image
    assert image.getpixel((10, 10)) == (200, 100, 50)
    assert image.getpixel((150, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_grey_palette_and_layered_pictures_are_converted(kind: str, mode: str) -> None:
    converted = scene().convert("L").convert(mode) if mode in ("LA", "1") else scene().convert(mode)
    picture = decode(encoded(converted, kind))
    assert picture.image.mode == "RGB"
    assert difference(picture.image, converted.convert("RGB")) < 1


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_cmyk_picture_is_converted(kind: str) -> None:
    picture = decode(encoded(scene().convert("CMYK"), kind, **({"quality": 95} if kind == "JPEG" else {})))
    assert difference(picture.image, scene()) < 4


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_become_eight(kind: str) -> None:
    grey = np.linspace(0, 65535, SIZE[0] * SIZE[1]).astype(np.uint16).reshape(SIZE[1], SIZE[0])
    image = np.asarray(decode(encoded(Image.fromarray(grey), kind)).image)
    assert np.abs(image[:, :, 0] - grey / 257.0).max() <= 1


def test_twelve_bits_in_sixteen_are_not_taken_for_a_dark_picture() -> None:
    grey = np.linspace(0, 4095, SIZE[0] * SIZE[1]).astype(np.uint16).reshape(SIZE[1], SIZE[0])
    image = np.asarray(decode(encoded(Image.fromarray(grey), "TIFF")).image)
    assert image.max() == 255


@pytest.mark.parametrize("top", [1.0, 255.0])
def test_a_floating_point_tiff_is_converted(top: float) -> None:
    grey = np.linspace(0, top, SIZE[0] * SIZE[1]).astype(np.float32).reshape(SIZE[1], SIZE[0])
    grey[0, 0] = np.nan
    image = np.asarray(decode(encoded(Image.fromarray(grey), "TIFF")).image)
    assert image.max() == 255
    assert abs(float(image.mean()) - 127.5) < 1


def test_sixteen_bit_colour_is_read() -> None:
    # Pillow writes no 16-bit colour, so the file is put together by hand.
    import struct
    import zlib

    from tests.vision.files import png_chunk

    pixels = np.asarray(scene(), dtype=np.uint16) * 257
    lines = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(lines))
    assert difference(decode(data + png_chunk(b"IEND", b"")).image, scene()) == 0


def test_only_the_first_page_of_a_tiff_counts() -> None:
    data = encoded(scene(), "TIFF", save_all=True, append_images=[Image.new("RGB", (300, 300))])
    assert difference(decode(data).image, scene()) == 0


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {"quality": 90}), ("PNG", {}), ("WEBP", {"quality": 90}), ("BMP", {})]
)
def test_a_large_picture_is_shrunk_on_the_way_and_tells_its_full_size(kind: str, options: dict[str, Any]) -> None:
    picture = decode(encoded(scene(3000, 2000), kind, **options))
    assert (picture.width, picture.height) == (3000, 2000)
    assert WORKING_SIDE <= min(picture.image.size) < 2 * WORKING_SIDE
    assert abs(picture.image.width / picture.image.height - 1.5) < 0.01
    assert difference(picture.image.resize(SIZE), scene(3000, 2000).resize(SIZE)) < 3


def test_a_picture_of_odd_shape_keeps_its_short_side() -> None:
    picture = decode(encoded(scene(4001, 97), "PNG"))
    assert picture.image.size == (4001, 97)
