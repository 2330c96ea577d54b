"""PNG: walked chunk by chunk (PNG specification, third edition, 5.3), so that only the picture is decoded and kept."""

import io
import struct
import zlib

from PIL import Image

from lentigo.vision.formats import exif
from lentigo.vision.refusals import animated, damaged, truncated
from lentigo.vision.source import Source

KIND = "PNG"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT"}
_LARGEST_PROFILE = 1 << 20
_MOST_CHUNKS = 100_000
_SAMPLES = {0: 1, 2: 4, 3: 1, 4: 4, 6: 4}
"""Bytes a pixel in Pillow's memory, by PNG colour type."""


def _chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def _is_profile(payload: bytes) -> bool:
    """Tell whether a colour profile can be unpacked within a megabyte (ICC.1:2022, 7.2: `acsp` at byte 36)."""
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(payload[payload.index(b"\0") + 2 :], _LARGEST_PROFILE)
    except (ValueError, zlib.error):
        return False
    return unpacker.eof and profile[36:40] == b"acsp"


def read_png(data: bytes) -> Source:
    """Read the header of a PNG and put together the file that is kept: the picture, its colour space, its way up.

    Raises:
        NotAPicture: It is damaged, ends too early, or is animated.
    """
    parts, position, orientation, seen, profiles = [SIGNATURE], len(SIGNATURE), 1, 0, 0
    transparent = False
    header: tuple[int, int, int, int] | None = None
    while True:
        if position + 12 > len(data):
            raise truncated(KIND)
        (length,) = struct.unpack_from(">I", data, position)
        name, end = data[position + 4 : position + 8], position + 12 + length
        if end > len(data):
            raise truncated(KIND)
        if header is None and name != b"IHDR":
            raise damaged(KIND)
        if name == b"IHDR":
            if header is not None or length != 13:
                raise damaged(KIND)
            header = struct.unpack_from(">IIBB", data, position + 8)
        elif name == b"acTL":
            raise animated(KIND)
        elif name == b"eXIf":
            orientation = exif.orientation(data[position + 8 : min(end - 4, position + 8 + 65536)])
        elif name == b"IEND":
            break
        seen += 1
        critical = not name[0] & 0x20
        if seen > _MOST_CHUNKS or (critical and name not in _KEPT):
            raise damaged(KIND)
        transparent = transparent or name == b"tRNS"
        if name in _KEPT:
            parts.append(data[position:end])
        elif name == b"iCCP":
            # There may be one only (11.3.2.3); unpacking each of many small ones would cost seconds.
            profiles += 1
            if profiles == 1 and _is_profile(data[position + 8 : end - 4]):
                parts.append(_chunk(name, data[position + 8 : end - 4]))
        position = end
    if orientation != 1:
        # EXIF stands before the picture data: right after the header.
        parts.insert(2, _chunk(b"eXIf", exif.orientation_only(orientation)))
    clean = b"".join([*parts, _chunk(b"IEND", b"")])
    if header is None:
        raise damaged(KIND)
    width, height, depth, colour = header
    if not width or not height or colour not in _SAMPLES:
        raise damaged(KIND)
    return Source(
        kind=KIND,
        media_type="image/png",
        width=width,
        height=height,
        orientation=orientation,
        working_bytes=width * height * (2 if depth == 16 and colour == 0 else _SAMPLES[colour]),
        pixels=lambda _: _decode(clean),
        clean=clean,
        plain=colour == 2 and not transparent,
    )


def _decode(clean: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(clean), formats=("PNG",))
    image.load()
    return image
