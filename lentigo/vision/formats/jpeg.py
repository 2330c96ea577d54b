"""JPEG: walked segment by segment, so that nothing but the picture is decoded and kept (ITU-T T.81, annex B)."""

import io
import re
import struct
from dataclasses import dataclass, field

from PIL import Image

from lentigo.vision.formats import exif
from lentigo.vision.refusals import damaged, truncated, unsupported
from lentigo.vision.source import Drawn, Source

KIND = "JPEG"
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_PROGRESSIVE = {0xC2, 0xCA}
_LOSSLESS = 0xC3
_MOST_SCANS = 100
"""Each scan costs a pass over the whole picture; encoders write about ten (libjpeg-turbo, "LIBJPEG-TURBO-MAXSCANS")."""
_MOST_SEGMENTS = 5_000
"""Each costs some 200 bytes and a step in Python; files of 200 MB that are full of metadata have 3,200 of 64 kB."""
_LARGEST_ICC = 1 << 20
_ROW_BYTES = 64
"""Bytes for each pixel of the width that libjpeg takes for the rows on their way."""


@dataclass(slots=True)
class Frame:
    """What the segments of a JPEG say.

    Attributes:
        clean: The file without metadata and without what follows its end.
        width: In pixels, as stored.
        height: In pixels, as stored.
        components: Colour components: 1, 3 or 4.
        orientation: EXIF orientation, 1-8.
        coefficients: Bytes that a decoder must hold before it can give the first line; 0 for a sequential picture.
        marked_colour: Whether a JFIF or an Adobe segment says what the components mean.
        lossless: Whether it is coded without loss (process 14).
    """

    clean: bytes = b""
    width: int = 0
    height: int = 0
    components: int = 0
    orientation: int = 1
    coefficients: int = 0
    marked_colour: bool = False
    lossless: bool = False
    _icc: list[bytes] = field(default_factory=list)
    _head: list[bytes] = field(default_factory=list)
    _body: list[memoryview] = field(default_factory=list)


def walk(data: bytes) -> Frame:
    """Read all segments and put together the file that is kept.

    JFIF without its thumbnail, Adobe's colour transform, the ICC profile and the coding itself stay, in that order; of
    EXIF only the orientation; every other application segment, comments and whatever follows the end are dropped.

    Args:
        data: A file that begins as a JPEG does.

    Raises:
        NotAPicture: It is damaged, ends too early, or is of a kind that is not read.
    """
    frame, position, scans, progressive, sampling = Frame(), 2, 0, False, b""
    view = memoryview(data)
    # Markers without a segment count as well; bytes that fill the space between them are passed over in one step.
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, position)
        if found is None:
            raise truncated(KIND)
        marker, position = data[found.end() - 1], found.end()
        if marker == _EOI:
            break
        if marker in (0x01, _SOI):
            continue
        if position + 2 > len(data):
            raise truncated(KIND)
        (length,) = struct.unpack_from(">H", data, position)
        end = position + length
        if length < 2:
            raise damaged(KIND)
        if end > len(data):
            raise truncated(KIND)
        segment = data[position + 2 : end]
        position = end
        if _APP0 <= marker <= _APP15 or marker == _COM:
            _application(frame, marker, segment)
            continue
        frame._body.append(view[found.start() : end])
        if marker in _FRAMES:
            progressive, sampling = marker in _PROGRESSIVE, _frame_header(frame, segment)
            frame.lossless = marker == _LOSSLESS
        elif marker == _SOS:
            scans += 1
            if not frame.width or scans > _MOST_SCANS:
                raise damaged(KIND)
            following = _MARKER.search(data, end)
            if following is None:
                raise truncated(KIND)
            frame._body.append(view[end : following.start()])
            position = following.start()
    else:
        raise damaged(KIND)
    if not scans:
        raise damaged(KIND)
    if progressive or scans > 1:
        frame.coefficients = _coefficient_bytes(frame, sampling)
    frame.clean = _assemble(frame)
    frame._body.clear()  # else it would hold on to the file that came
    return frame


def _application(frame: Frame, marker: int, segment: bytes) -> None:
    if marker == _APP0 and segment.startswith(b"JFIF\0") and len(segment) >= 14 and not frame.marked_colour:
        frame._head.insert(0, _segment(_APP0, segment[:12] + b"\0\0"))
        frame.marked_colour = True
    elif marker == _APP14 and segment.startswith(b"Adobe") and len(segment) >= 12:
        frame._head.append(_segment(_APP14, segment[:12]))
        frame.marked_colour = True
    elif marker == _APP1 and segment.startswith(b"Exif\0\0") and frame.orientation == 1:
        frame.orientation = exif.orientation(segment)
    elif marker == _APP2 and segment.startswith(b"ICC_PROFILE\0"):
        frame._icc.append(_segment(_APP2, segment))


def _frame_header(frame: Frame, segment: bytes) -> bytes:
    if frame.width or len(segment) < 6:
        raise damaged(KIND)
    precision, frame.height, frame.width, frame.components = struct.unpack_from(">BHHB", segment)
    if precision != 8:
        raise unsupported(f"A JPEG with {precision} bits a sample", instead="an 8-bit JPEG or a PNG")
    if not frame.width or not frame.height or frame.components not in (1, 3, 4):
        raise damaged(KIND)
    if len(segment) < 6 + 3 * frame.components:
        raise damaged(KIND)
    return segment[7 : 6 + 3 * frame.components : 3]


def _coefficient_bytes(frame: Frame, sampling: bytes) -> int:
    across, down = [byte >> 4 or 1 for byte in sampling], [byte & 15 or 1 for byte in sampling]
    share = sum(x * y for x, y in zip(across, down, strict=True)) / (max(across) * max(down))
    return int(2 * frame.width * frame.height * share)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _assemble(frame: Frame) -> bytes:
    parts = [b"\xff\xd8", *frame._head]
    if frame.orientation != 1:
        parts.append(_segment(_APP1, b"Exif\0\0" + exif.orientation_only(frame.orientation)))
    if sum(map(len, frame._icc)) <= _LARGEST_ICC:
        parts += frame._icc
    return b"".join([*parts, *frame._body, b"\xff\xd9"])


def draft_size(width: int, height: int, short: int) -> tuple[int, int]:
    """Give the size to ask `Image.draft` for, so that the short side keeps at least `short` pixels."""
    share = short / min(width, height)
    return -int(-width * share // 1), -int(-height * share // 1)


def _drafted(frame: Frame, short: int) -> Drawn:
    """Tell what `decode_jpeg` will give: `Image.draft` takes the largest of its scales that leaves what it is asked."""
    wide, high = draft_size(frame.width, frame.height, short)
    room = min(frame.width // wide, frame.height // high)
    scale = next((scale for scale in (8, 4, 2) if scale <= room), 1)
    width, height = -(-frame.width // scale), -(-frame.height // scale)
    return Drawn(width, height, frame.coefficients + 4 * width * height + _ROW_BYTES * frame.width)


def decode_jpeg(data: bytes, width: int, height: int, short: int) -> Image.Image:
    """Decode a JPEG, shrunk by 2, 4 or 8 inside the inverse cosine transform where `short` allows it."""
    image = Image.open(io.BytesIO(data), formats=("JPEG",))
    image.draft(None, draft_size(width, height, short))
    image.load()
    return image


def with_colours_as_stored(clean: bytes) -> bytes:
    """Mark a JPEG without any mark as RGB, which libjpeg would otherwise take for YCbCr (Adobe TN 5116, transform 0).

    Args:
        clean: A file as `walk` puts it together.
    """
    return clean[:2] + _segment(_APP14, b"Adobe" + bytes([0, 100, 0, 0, 0, 0, 0])) + clean[2:]


def read_jpeg(data: bytes) -> Source:
    """Read the header of a JPEG.

    Raises:
        NotAPicture: As `walk`.
    """
    frame = walk(data)
    return Source(
        kind=KIND,
        media_type="image/jpeg",
        width=frame.width,
        height=frame.height,
        orientation=frame.orientation,
        # A sequential JPEG gives line by line and shrinks on the way; what is left is small, unless one side is much
        # longer than the other. That is no reason to refuse it, but `drafted` tells what it will take.
        working_bytes=frame.coefficients + min(4 * frame.width * frame.height, 16_000_000),
        pixels=lambda short: decode_jpeg(frame.clean, frame.width, frame.height, short),
        clean=frame.clean,
        plain=frame.components == 3,
        drafted=lambda short: _drafted(frame, short),
    )
