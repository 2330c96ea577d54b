"""Files that are cut off, bear another kind's first bytes, are nested deeply, or are two kinds at once."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.conftest import PICTURES
from tests.hostile.bombs import heic, tiff_directory
from tests.hostile.made import ANSWERED, REFUSED, Hostile
from tests.vision.files import dicom, encoded, jpeg_with, png_chunk, png_with, scene

NO_PICTURE = frozenset({415})
_DEPTH = 20_000


def whole_files() -> dict[str, Callable[[], bytes]]:
    """One sound file of each kind."""
    picture = scene(640, 480)
    return {
        "JPEG": lambda: (PICTURES / "dermoscopy-melanoma.jpg").read_bytes(),
        "PNG": lambda: encoded(picture, "PNG"),
        "WebP": lambda: encoded(picture, "WEBP"),
        "TIFF": lambda: encoded(picture, "TIFF", compression="tiff_lzw"),
        "BMP": lambda: encoded(picture, "BMP"),
        "HEIC": lambda: heic((640, 480)),
        "DICOM": lambda: dicom(picture.tobytes(), rows=480, columns=640),
    }


def broken() -> Iterator[Hostile]:
    """Every broken file."""
    yield from _cut_off()
    yield from _wrong_magic()
    yield from _nested()
    yield from _polyglots()


def _cut_off() -> Iterator[Hostile]:
    for kind, make in whole_files().items():
        for tenth in range(1, 10):
            yield Hostile(
                f"{kind}, cut off after {tenth} tenths", lambda make=make, tenth=tenth: cut(make(), tenth), NO_PICTURE
            )  # type: ignore[misc]


def cut(data: bytes, tenths: int) -> bytes:
    """Keep the first tenths of a file."""
    return data[: len(data) * tenths // 10]


def _wrong_magic() -> Iterator[Hostile]:
    magic = {
        "JPEG": b"\xff\xd8\xff\xe0", "PNG": b"\x89PNG\r\n\x1a\n", "WebP": b"RIFF\xff\xff\0\0WEBP", "TIFF": b"II*\0",
        "BMP": b"BM", "HEIC": b"\0\0\0\x18ftypheic", "GIF": b"GIF89a", "DICOM": b"\0" * 128 + b"DICM",
    }  # fmt: skip
    whole = whole_files()
    for claimed, other in zip(magic, [*list(magic)[1:], "JPEG"], strict=True):
        if other in whole:
            yield Hostile(
                f"{other} behind the first bytes of {claimed}",
                lambda claimed=claimed, other=other: magic[claimed] + whole[other]()[len(magic[claimed]) :],  # type: ignore[misc]
                # What stands before byte 128 of a DICOM file is anybody's (PS3.10, 7.1).
                ANSWERED if other == "DICOM" else NO_PICTURE,
            )
    others = {
        "nothing at all": b"",
        "one byte": b"\xff",
        "a program": b"\x7fELF" + bytes(5_000),
        "a PDF": b"%PDF-1.7\n" + bytes(5_000),
        "an SVG that reads a file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        "an SVG of a thousand million laughs": b"<!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
            f"<!ENTITY {chr(97 + n)} '{f'&{chr(96 + n)};' * 10}'>".encode() for n in range(1, 9)) + b"]><svg>&i;</svg>",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n" + b"{" * _DEPTH,
        "a zip bomb": zip_of(b"\0" * 20_000_000),
        "a gzip bomb": gzip.compress(b"\0" * 50_000_000, mtime=0),
        "a JavaScript": b"alert(document.cookie)//" + b"\n" * 1000,
    }  # fmt: skip
    for name, data in others.items():
        yield Hostile(f"{name}, named as a picture", lambda data=data: data, NO_PICTURE)  # type: ignore[misc]
    yield Hostile("PNG named ../../etc/passwd", whole["PNG"], ANSWERED, "../../../../etc/passwd\x00.jpg")


def zip_of(data: bytes) -> bytes:
    """A zip archive of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("spot.html"), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _nested() -> Iterator[Hostile]:
    yield Hostile(f"DICOM of {_DEPTH} sequences in each other", nested_dicom, REFUSED | {200}, "spot.dcm")
    yield Hostile("DICOM of 800 sequences in each other", pydicom_nested, REFUSED | {200}, "spot.dcm")
    yield Hostile(f"HEIC of {_DEPTH} boxes in each other", nested_heic, NO_PICTURE, "spot.heic")
    yield Hostile("WebP of RIFF in RIFF", nested_webp, NO_PICTURE)
    yield Hostile("TIFF whose directories name each other", lambda: tiff_directory(
        [(256, 4, 1, 100), (257, 4, 1, 100), (330, 4, 1, 8), (34665, 4, 1, 8), (34853, 4, 1, 8)], bytes(10_000),
        next_at=8), NO_PICTURE,
    )  # fmt: skip
    yield Hostile("JPEG with EXIF that names itself", lambda: jpeg_with(
        encoded(scene(640, 480), "JPEG"),
        (0xE1, b"Exif\0\0II*\0\x08\0\0\0\x02\0" + struct.pack("<HHII", 0x8769, 4, 1, 8)
         + struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<I", 8))), ANSWERED,
    )  # fmt: skip
    yield Hostile("JPEG with a JPEG in a JPEG in its EXIF", lambda: matryoshka(30), ANSWERED)


def nested_dicom() -> bytes:
    """A DICOM file whose sequences of undefined length open and never close."""
    sound = dicom(scene().tobytes())
    at = sound.index(b"\x28\x00\x02\x00US")
    opening = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    return sound[:at] + opening * _DEPTH + sound[at:]


def pydicom_nested() -> bytes:
    """A DICOM file with closed sequences, as deep as pydicom writes them."""
    inner = Dataset()
    for _ in range(100):
        outer = Dataset()
        outer.ReferencedImageSequence = Sequence([inner])
        inner = outer
    return dicom(scene().tobytes(), ReferencedImageSequence=Sequence([inner]))


def nested_heic() -> bytes:
    """A HEIC of `meta` boxes, each in the other."""
    inner = b""
    for _ in range(2_000):
        inner = struct.pack(">I", len(inner) + 8) + b"meta" + inner
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + inner


def nested_webp() -> bytes:
    """RIFF files in each other, each of which says it is a WebP."""
    inner = b""
    for _ in range(2_000):
        inner = b"RIFF" + struct.pack("<I", len(inner) + 4) + b"WEBP" + inner
    return inner


def matryoshka(depth: int) -> bytes:
    """A small JPEG as the thumbnail of another, again and again."""
    inner = encoded(scene(80, 80), "JPEG", quality=30)
    for _ in range(depth):
        inner = jpeg_with(encoded(scene(80, 80), "JPEG", quality=30), (0xE1, b"Exif\0\0" + inner[:60_000]))
    return inner


def _polyglots() -> Iterator[Hostile]:
    jpeg = cache(lambda: encoded(scene(640, 480), "JPEG"))
    png = cache(lambda: encoded(scene(640, 480), "PNG"))
    page = b"<html><script>alert(document.cookie)</script></html>"
    yield Hostile("JPEG and zip", lambda: jpeg() + zip_of(page), ANSWERED)
    yield Hostile("PNG and zip", lambda: png() + zip_of(page), ANSWERED, "spot.zip")
    yield Hostile("JPEG with a web page in its comment", lambda: jpeg_with(jpeg(), (0xFE, page)), ANSWERED, "spot.html")
    yield Hostile("JPEG with PHP in its comment", lambda: jpeg_with(
        jpeg(), (0xFE, b"<?php system($_GET['x']); ?>")), ANSWERED, "spot.php",
    )  # fmt: skip
    yield Hostile("PNG with a web page in its text", lambda: png_with(
        png(), png_chunk(b"tEXt", b"Comment\0" + page)), ANSWERED, "spot.png.html",
    )  # fmt: skip
    yield Hostile("GIF and JavaScript", lambda: b"GIF89a/*" + bytes(300) + b"*/=1;alert(1)", NO_PICTURE)
    yield Hostile("BMP and JavaScript", lambda: b"BM/*" + encoded(scene(), "BMP")[4:] + b"*/=1;alert(1)", ANSWERED)
    yield Hostile("PDF and JPEG", lambda: b"%PDF-1.7\n" + jpeg(), NO_PICTURE, "spot.pdf")
    yield Hostile("TIFF in the preamble of DICOM", lambda: tiff_and_dicom(), ANSWERED, "spot.dcm")
    yield Hostile("JPEG with a DICOM mark at byte 128", lambda: jpeg_and_dicom(), ANSWERED)
    yield Hostile("two JPEGs in one", lambda: jpeg() + jpeg(), ANSWERED)
    yield Hostile("JPEG and PNG", lambda: jpeg() + png(), ANSWERED)
    yield Hostile("HEIC that says it is a film too", lambda: (
        b"\0\0\0\x1cftypheicmp42heicmp42avif" + heic((128, 128))[24:]),
        NO_PICTURE,
    )  # fmt: skip


def tiff_and_dicom() -> bytes:
    """A DICOM file whose preamble is the head of a TIFF of the same pixels (PS3.10, 7.1)."""
    sound = dicom(scene().tobytes())
    pixels = sound.index(b"\xe0\x7f\x10\x00") + 12
    head = tiff_directory(
        [(256, 4, 1, 160), (257, 4, 1, 120), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, pixels),
         (277, 3, 1, 1), (279, 4, 1, 19_200)]
    )  # fmt: skip
    return head.ljust(128, b"\0")[:128] + sound[128:]


def jpeg_and_dicom() -> bytes:
    """A JPEG whose comment puts the mark of DICOM where DICOM has it."""
    sound = encoded(scene(640, 480), "JPEG")
    return jpeg_with(sound, (0xFE, b"\0" * (128 - 6) + b"DICM" + b"\0" * 20))
