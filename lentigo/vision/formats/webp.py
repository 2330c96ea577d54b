"""WebP: walked chunk by chunk (RFC 9649), so that only the picture is decoded and kept."""

import io
import struct

from PIL import Image

from lentigo.vision.formats import exif
from lentigo.vision.refusals import animated, damaged, truncated
from lentigo.vision.source import Source

KIND = "WebP"
_ICC, _ALPHA, _EXIF, _ANIMATION = 0x20, 0x10, 0x08, 0x02
_LARGEST_PROFILE = 1 << 20
_MOST_CHUNKS = 1_000


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) & 1)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """Split a WebP file into its chunks, the first of each name."""
    end = struct.unpack_from("<I", data, 4)[0] + 8
    if end > len(data):
        raise truncated(KIND)
    found: dict[bytes, bytes] = {}
    position = 12
    for _ in range(_MOST_CHUNKS):
        if position + 8 > end:
            return found
        name, length = data[position : position + 4], struct.unpack_from("<I", data, position + 4)[0]
        if position + 8 + length > end:
            raise truncated(KIND)
        if name in (b"ANIM", b"ANMF"):
            raise animated(KIND)
        found.setdefault(name, data[position + 8 : position + 8 + length])
        position += 8 + length + (length & 1)
    raise damaged(KIND)


def _stream_size(name: bytes, stream: bytes) -> tuple[int, int]:
    """Read width and height in pixels from the picture's own header (RFC 6386, 9.1; RFC 9649, 3.4)."""
    if name == b"VP8 " and len(stream) >= 10 and stream[3:6] == b"\x9d\x01\x2a" and not stream[0] & 1:
        width, height = struct.unpack_from("<HH", stream, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L" and len(stream) >= 5 and stream[0] == 0x2F:
        (bits,) = struct.unpack_from("<I", stream, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise damaged(KIND)


def read_webp(data: bytes) -> Source:
    """Read the header of a WebP and put together the file that is kept: the picture, its colour space, its way up.

    Raises:
        NotAPicture: It is damaged, ends too early, or is animated.
    """
    if len(data) < 20:
        raise truncated(KIND)
    chunks = _chunks(data)
    name = b"VP8L" if b"VP8L" in chunks else b"VP8 "
    stream = chunks.get(name)
    if stream is None:
        raise damaged(KIND)
    width, height = _stream_size(name, stream)
    if not width or not height:
        raise damaged(KIND)
    orientation, flags, body = 1, 0, []
    extended = chunks.get(b"VP8X")
    if extended is not None:
        if len(extended) < 10:
            raise damaged(KIND)
        if extended[0] & _ANIMATION:
            raise animated(KIND)
        canvas = (int.from_bytes(extended[4:7], "little") + 1, int.from_bytes(extended[7:10], "little") + 1)
        if canvas != (width, height):
            raise damaged(KIND)
        orientation = exif.orientation(chunks.get(b"EXIF", b"")[:65536])
        profile = chunks.get(b"ICCP", b"")
        if profile and len(profile) <= _LARGEST_PROFILE:
            flags |= _ICC
            body.append(_chunk(b"ICCP", profile))
        if extended[0] & _ALPHA:
            flags |= _ALPHA
            if name == b"VP8 " and b"ALPH" in chunks:
                body.append(_chunk(b"ALPH", chunks[b"ALPH"]))
    body.append(_chunk(name, stream))
    if orientation != 1:
        flags |= _EXIF
        body.append(_chunk(b"EXIF", exif.orientation_only(orientation)))
    if flags and extended is not None:
        body.insert(0, _chunk(b"VP8X", bytes([flags]) + b"\0\0\0" + extended[4:10]))
    joined = b"WEBP" + b"".join(body)
    clean = b"RIFF" + struct.pack("<I", len(joined)) + joined
    return Source(
        kind=KIND,
        media_type="image/webp",
        width=width,
        height=height,
        orientation=orientation,
        # libwebp's animation decoder, which Pillow uses, holds two canvases beside the result, and Pillow its own.
        working_bytes=16 * width * height,
        pixels=lambda _: _decode(clean),
        clean=clean,
        plain=name == b"VP8 " and not flags & _ALPHA,
    )


def _decode(clean: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(clean), formats=("WEBP",))
    image.load()
    return image
