"""Small files that become large: by a header that claims much, by what is packed, or by their number of parts."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit

from tests.hostile.heic_grid import grid_of
from tests.hostile.made import ANSWERED, Hostile
from tests.vision.files import dicom, encoded, png_chunk, png_with, scene

LARGE = (7_000, 7_000)
"""49 megapixels, just below what is taken, so that the whole of it is decoded."""
FRAMES = 40_000
_PACKED = 100_000_000


def packed(size: int, filling: bytes = b"\0") -> bytes:
    """Pack so many equal bytes as zlib does, without ever holding them all."""
    packer, piece = zlib.compressobj(9), filling * (1 << 20)
    made = [packer.compress(piece) for _ in range(size >> 20)]
    return b"".join([*made, packer.compress(filling * (size & 0xFFFFF)), packer.flush()])


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 2, interlace: int = 0, idat: bytes | None = None
) -> bytes:
    """Write a PNG whose header claims a size; its rows are zeros unless other picture data are given."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = packed(height * (1 + (width * samples * depth + 7) // 8)) if idat is None else idat
    palette = png_chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + palette + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    )


def flat(mode: str, size: tuple[int, int] = LARGE) -> Image.Image:
    """A picture of one colour; it packs to almost nothing."""
    return Image.new(mode, size)


def tiff_directory(entries: list[tuple[int, int, int, int]], body: bytes = b"", *, next_at: int = 0) -> bytes:
    """Write a little-endian TIFF with this directory: tag, type, count, value."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", next_at) + body


_GREY = [(256, 4, 1, 100), (257, 4, 1, 100), (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]


def tiff_of_pages(pages: int) -> bytes:
    """A TIFF of so many directories, each naming the next, all of the same strip."""
    entries = [*_GREY, (259, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, 100), (279, 4, 1, 10_000)]
    strip, each = 10_000, 2 + 12 * len(entries) + 4
    made = [b"II*\0", struct.pack("<I", 8 + strip), bytes(range(100)) * 100]
    for page in range(pages):
        at = 8 + strip + (page + 1) * each
        rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
        made.append(struct.pack("<H", len(entries)) + rows + struct.pack("<I", at if page + 1 < pages else 0))
    return b"".join(made)


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """Write a RIFF file of these chunks."""
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animated_webp(frames: int) -> bytes:
    """A WebP film of so many frames of one pixel."""
    still = encoded(Image.new("RGB", (1, 1)), "WEBP", lossless=True)[12:]
    frame = (b"ANMF", bytes(16) + still)
    return webp((b"VP8X", b"\x02\0\0\0" + bytes(6)), (b"ANIM", bytes(6)), *[frame] * frames)


def heic(size: tuple[int, int]) -> bytes:
    """A HEIC of one colour; empty where this machine has no pillow-heif, and then it is refused as nothing."""
    try:
        import pillow_heif
    except ImportError:
        return b""
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, (200, 150, 130))).save(buffer, quality=10)
    return buffer.getvalue()


def repeated_heic(width: int, height: int) -> bytes:
    """A HEIC of so many pixels in a few kilobytes."""
    tile = heic((512, 512))
    return grid_of(tile, width, height) if tile else b""


def heic_claiming(width: int, height: int) -> bytes:
    """A HEIC whose properties claim a size."""
    data = bytearray(heic((128, 128)))
    at = data.find(b"ispe")
    while at >= 0:
        struct.pack_into(">II", data, at + 8, width, height)
        at = data.find(b"ispe", at + 4)
    return bytes(data)


def dicom_of_fragments(count: int) -> bytes:
    """A coded DICOM file of so many frames, each in a fragment of its own."""
    frame = encoded(scene(64, 64), "JPEG", quality=20)
    data = dicom(frame, rows=64, columns=64, photometry="YBR_FULL", syntax=JPEGBaseline8Bit, NumberOfFrames=str(count))
    start = data.index(encapsulate([frame])[:16])
    return data[:start] + encapsulate([frame[:300]] * count, has_bot=False)


def dicom_of_items(count: int) -> bytes:
    """A DICOM file with a sequence of so many empty items."""
    return dicom(scene().tobytes(), ReferencedImageSequence=Sequence([Dataset() for _ in range(count)]))


def jpeg_claiming(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims a size."""
    data = bytearray(encoded(scene(), "JPEG"))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, height, width)
    return bytes(data)


def bombs() -> Iterator[Hostile]:
    """Every bomb."""
    yield from _png()
    yield from _tiff()
    yield from _webp_and_heic()
    yield from _dicom()
    yield from _jpeg_and_bmp()


def _png() -> Iterator[Hostile]:
    yield Hostile("PNG that claims 50,000 x 50,000", lambda: png(50_000, 50_000, idat=zlib.compress(b"\0")))
    yield Hostile("PNG that claims 2^31-1 x 2^31-1", lambda: png(0x7FFFFFFF, 0x7FFFFFFF, idat=zlib.compress(b"\0")))
    yield Hostile("PNG of 49 megapixels in RGBA, all zeros", lambda: png(*LARGE, colour=6), ANSWERED)
    yield Hostile("PNG of 49 megapixels of 16 bits", lambda: png(*LARGE, depth=16, colour=6), ANSWERED)
    yield Hostile("PNG of 49 megapixels, interlaced", lambda: encoded_interlaced(LARGE), ANSWERED)
    yield Hostile("PNG of 49 megapixels of one bit", lambda: png(*LARGE, depth=1, colour=0), ANSWERED)
    yield Hostile("PNG of 49 megapixels, grey of 16 bits", lambda: png(*LARGE, depth=16, colour=0), ANSWERED)
    yield Hostile("PNG of 49 megapixels with a palette", lambda: png(*LARGE, colour=3), ANSWERED)
    yield Hostile("PNG of 65,000 x 700", lambda: png(65_000, 700), ANSWERED)
    yield Hostile("PNG with 100 MB behind its 64 x 64 pixels", lambda: png(64, 64, idat=packed(_PACKED)), ANSWERED)
    for name, head in ((b"zTXt", b"a\0\0"), (b"iTXt", b"a\0\x01\0\0\0"), (b"iCCP", b"a\0\0")):
        chunk = png_chunk(name, head + packed(_PACKED))
        yield Hostile(
            f"PNG with twenty times 100 MB in {name.decode()}",
            lambda chunk=chunk: png_with(encoded(scene(), "PNG"), *[chunk] * 20),  # type: ignore[misc]
            ANSWERED,
        )
    small = png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(36) + b"acsp" + bytes((1 << 20) - 40), 9))
    yield Hostile("PNG with 1,000 profiles", lambda: png_with(encoded(scene(), "PNG"), *[small] * 1_000), ANSWERED)
    yield Hostile("PNG of 200,000 chunks", lambda: png_with(
        encoded(scene(), "PNG"), *[png_chunk(b"tEXt", b"")] * 200_000
    ))  # fmt: skip
    yield Hostile(f"PNG film of {FRAMES} frames", lambda: png_with(
        encoded(scene(), "PNG"), png_chunk(b"acTL", struct.pack(">II", FRAMES, 0)),
        *[png_chunk(b"fcTL", bytes(26))] * FRAMES,
    ))  # fmt: skip


def encoded_interlaced(size: tuple[int, int]) -> bytes:
    """A black interlaced PNG: seven passes of zeros (PNG specification, 8.2)."""
    width, height = size
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = sum(
        -(-(height - top) // down) * (1 + 3 * -(-(width - left) // across)) for left, top, across, down in passes
    )
    return png(width, height, interlace=1, idat=packed(rows))


def _tiff() -> Iterator[Hostile]:
    for kind in ("tiff_adobe_deflate", "tiff_lzw", "packbits", "jpeg"):
        yield Hostile(
            f"TIFF of 49 megapixels by {kind}",
            lambda kind=kind: encoded(flat("RGB"), "TIFF", compression=kind),  # type: ignore[misc]
            ANSWERED,
        )
    yield Hostile(
        "TIFF of 49 megapixels in CMYK", lambda: encoded(flat("CMYK"), "TIFF", compression="tiff_lzw"), ANSWERED
    )
    yield Hostile(
        "TIFF of 49 megapixels in floating point", lambda: encoded(flat("F"), "TIFF", compression="tiff_lzw"), ANSWERED
    )
    yield Hostile("TIFF of 49 megapixels in one strip", lambda: tiff_directory(
        [(256, 4, 1, LARGE[0]), (257, 4, 1, LARGE[1]), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 130),
         (277, 3, 1, 1), (278, 4, 1, LARGE[1]), (279, 4, 1, len(packed(LARGE[0] * LARGE[1])))],
        bytes(130 - 8 - 2 - 9 * 12 - 4) + packed(LARGE[0] * LARGE[1])), ANSWERED,
    )  # fmt: skip
    yield Hostile(f"TIFF of {FRAMES} pages", lambda: tiff_of_pages(FRAMES), ANSWERED)
    yield Hostile("TIFF whose directory names itself as the next", lambda: tiff_directory(
        [*_GREY, (259, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 10_000)], bytes(range(256)) * 40, next_at=8), ANSWERED,
    )  # fmt: skip
    yield Hostile("TIFF that claims 4,294,967,295 x 4,294,967,295", lambda: tiff_directory(
        [(256, 4, 1, 0xFFFFFFFF), (257, 4, 1, 0xFFFFFFFF), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8)], bytes(9_000)
    ))  # fmt: skip
    yield Hostile("TIFF with a tile of 60,000 x 60,000", lambda: tiff_directory(
        [*_GREY, (259, 3, 1, 8), (322, 4, 1, 60_000), (323, 4, 1, 60_000), (324, 4, 1, 8), (325, 4, 1, 10_000)],
        bytes(20_000),
    ))  # fmt: skip
    yield Hostile("TIFF of a thousand million strips", lambda: tiff_directory(
        [*_GREY, (259, 3, 1, 1), (273, 4, 1_000_000_000, 8), (279, 4, 1, 10_000)], bytes(20_000)
    ))  # fmt: skip
    yield Hostile("TIFF of 900 tags that each hold the whole file", lambda: tiff_directory(
        [*_GREY, (259, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 10_000),
         *[(50_000 + number, 1, 10_000_000, 8) for number in range(900)]], bytes(10_000_000)), ANSWERED,
    )  # fmt: skip


def _webp_and_heic() -> Iterator[Hostile]:
    yield Hostile("WebP of 49 megapixels, lossless", lambda: encoded(flat("RGB"), "WEBP", lossless=True))
    yield Hostile(
        "WebP of 15 megapixels with transparency",
        lambda: encoded(flat("RGBA", (3_870, 3_870)), "WEBP", lossless=True, exact=True),
        ANSWERED,
    )
    claimed = struct.pack("<I", 0x3FFF | 0x3FFF << 14)
    yield Hostile("WebP that claims 16,384 x 16,384", lambda: webp((b"VP8L", b"\x2f" + claimed + bytes(100))))
    yield Hostile("WebP whose canvas claims 2^24 x 2^24", lambda: webp(
        (b"VP8X", b"\0\0\0\0" + b"\xff" * 6), (b"VP8L", encoded(scene(), "WEBP", lossless=True)[20:])
    ))  # fmt: skip
    yield Hostile(f"WebP film of {FRAMES} frames", lambda: animated_webp(FRAMES))
    yield Hostile("WebP of 100,000 chunks", lambda: webp(*[(b"JUNK", b"")] * 100_000))
    yield Hostile("HEIC of 49 megapixels from one tile", lambda: repeated_heic(*LARGE), ANSWERED, "spot.heic")
    yield Hostile("HEIC of 65,535 x 65,535 from one tile", lambda: repeated_heic(65_535, 65_535))
    yield Hostile("HEIC that claims 60,000 x 60,000", lambda: heic_claiming(60_000, 60_000))
    yield Hostile("HEIC that claims 7,000 x 7,000 and codes 128 x 128", lambda: heic_claiming(*LARGE), ANSWERED)
    yield Hostile("HEIC that claims 2^32-1 x 2^32-1", lambda: heic_claiming(0xFFFFFFFF, 0xFFFFFFFF))


def _dicom() -> Iterator[Hostile]:
    yield Hostile(f"DICOM of {FRAMES} frames of 16 x 16", lambda: dicom(
        bytes(FRAMES * 256), rows=16, columns=16, photometry="MONOCHROME2", samples=1, NumberOfFrames=str(FRAMES)
    ), file_name="spot.dcm")  # fmt: skip
    yield Hostile(f"DICOM that claims {FRAMES} frames and holds one", lambda: dicom(
        scene().tobytes(), NumberOfFrames=str(FRAMES)), ANSWERED, "spot.dcm",
    )  # fmt: skip
    yield Hostile(f"DICOM of {FRAMES} coded frames", lambda: dicom_of_fragments(FRAMES), ANSWERED, "spot.dcm")
    yield Hostile("DICOM that claims 65,535 x 65,535", lambda: dicom(bytes(1000), rows=65_535, columns=65_535))
    yield Hostile("DICOM that claims 49 megapixels of 16 bits and holds none", lambda: dicom(
        bytes(1000), rows=LARGE[1], columns=LARGE[0], bits=16, samples=1, photometry="MONOCHROME2"
    ))  # fmt: skip
    yield Hostile("DICOM of 49 megapixels in JPEG 2000", lambda: dicom(
        encoded(flat("RGB"), "JPEG2000", no_jp2=True, tile_size=(1000, 1000)), rows=LARGE[1], columns=LARGE[0],
        photometry="YBR_RCT", syntax=JPEG2000Lossless), ANSWERED, "spot.dcm",
    )  # fmt: skip
    yield Hostile("DICOM of 49 megapixels in JPEG", lambda: dicom(
        encoded(flat("RGB"), "JPEG", quality=10), rows=LARGE[1], columns=LARGE[0], photometry="YBR_FULL_422",
        syntax=JPEGBaseline8Bit), ANSWERED, "spot.dcm",
    )  # fmt: skip
    yield Hostile("DICOM whose JPEG is a hundred times larger than its header says", lambda: dicom(
        encoded(flat("RGB"), "JPEG", quality=10), rows=700, columns=700, photometry="YBR_FULL_422",
        syntax=JPEGBaseline8Bit,
    ))  # fmt: skip
    yield Hostile("DICOM with a hundred thousand items in a sequence", lambda: dicom_of_items(100_000), ANSWERED)
    yield Hostile("DICOM, deflated, that unpacks to 100 MB", lambda: deflated_dicom(_PACKED), file_name="spot.dcm")


def deflated_dicom(size: int) -> bytes:
    """A DICOM file in the deflated transfer syntax (PS3.5, A.5), whose data set is zeros."""
    syntax = b"1.2.840.10008.1.2.1.99"
    meta = b"\x02\x00\x10\x00UI" + struct.pack("<H", len(syntax)) + syntax
    return b"\0" * 128 + b"DICM\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(meta)) + meta + packed(size)[2:-4]


def _jpeg_and_bmp() -> Iterator[Hostile]:
    yield Hostile("JPEG of 49 megapixels", lambda: encoded(flat("RGB"), "JPEG", quality=10), ANSWERED)
    yield Hostile("JPEG of 49 megapixels, progressive", lambda: encoded(
        flat("RGB"), "JPEG", quality=10, progressive=True), ANSWERED,
    )  # fmt: skip
    yield Hostile("JPEG of 49 megapixels in CMYK", lambda: encoded(flat("CMYK"), "JPEG", quality=10), ANSWERED)
    yield Hostile("JPEG that claims 65,500 x 65,500", lambda: jpeg_claiming(65_500, 65_500))
    yield Hostile("JPEG that claims 7,000 x 7,000 and codes 160 x 120", lambda: jpeg_claiming(*LARGE), ANSWERED)
    progressive = encoded(scene(), "JPEG", progressive=True)
    scans = progressive[progressive.rindex(b"\xff\xda") : -2]
    yield Hostile("JPEG of ten thousand scans", lambda: progressive[:-2] + scans * 10_000 + b"\xff\xd9")
    yield Hostile("JPEG of a million empty tables", lambda: b"\xff\xd8" + b"\xff\xdb\0\x02" * 1_000_000)
    yield Hostile("JPEG of 19 MB of markers", lambda: b"\xff\xd8\xff" + b"\xff\xd0" * 9_500_000)
    yield Hostile("BMP that claims 100,000 x 100,000", lambda: bmp(100_000, 100_000))
    yield Hostile("BMP of 49 megapixels of one bit", lambda: encoded(flat("1"), "BMP"), ANSWERED, "spot.bmp")
    yield Hostile("BMP, run-length coded, of 49 megapixels", lambda: bmp(*LARGE, coding=1))


def bmp(width: int, height: int, *, coding: int = 0) -> bytes:
    """A BMP of 8 bits whose header claims a size, with hardly any pixels."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, coding, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 1_078 + 1_000, 0, 0, 1_078) + info + bytes(1024) + bytes(1000)
