"""TIFF, first page: its directory is rewritten to the tags that the picture needs, then Pillow reads it (TIFF 6.0)."""

import io
import struct
from dataclasses import dataclass

from PIL import Image

from lentigo.vision.refusals import damaged, truncated, unsupported
from lentigo.vision.source import Source

KIND = "TIFF"
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _ORIENTATION, _SAMPLES, _ROWS = 256, 257, 258, 259, 274, 277, 278
_STRIPS, _TILE_WIDTH, _TILE_HEIGHT = (273, 279, 324, 325), 322, 323
_NEEDED = {
    _WIDTH, _HEIGHT, _BITS, _COMPRESSION, 262, 266, 273, _SAMPLES, _ROWS, 279, 284, 317, 320, _TILE_WIDTH, _TILE_HEIGHT,
    324, 325, 338, 339, 347, 530, 532,
}  # fmt: skip
"""By number: photometry, fill order, strips, planes, predictor, colour map, tiles, alpha, JPEG tables, YCbCr."""
_COMPRESSIONS = {1, 5, 7, 8, 32773, 32946}
"""None, LZW, JPEG, Deflate, PackBits, old Deflate. The rest is rare, and LZMA's memory is the sender's to choose."""
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_MOST_ENTRIES = 1_000
_MOST_STRIPS = 65_536


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a directory is packed: byte order, and classic or BigTIFF widths."""

    order: str
    big: bool

    @property
    def entry(self) -> struct.Struct:
        return struct.Struct(self.order + ("HHQ8s" if self.big else "HHI4s"))

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")


def _layout(data: bytes) -> tuple[_Layout, int]:
    """Find the byte order, the kind of TIFF and where the first directory stands."""
    order = "<" if data[:2] == b"II" else ">"
    (version,) = struct.unpack_from(order + "H", data, 2)
    layout = _Layout(order, version == 43)
    (start,) = struct.unpack_from(layout.offset, data, 8 if layout.big else 4)
    return layout, start


def read_tiff(data: bytes) -> Source:
    """Read the header of a TIFF's first page.

    Raises:
        NotAPicture: It is damaged, ends too early, or is compressed in a way that is not read.
    """
    if len(data) < 26:
        raise truncated(KIND)
    layout, start = _layout(data)
    if start + struct.calcsize(layout.count) > len(data):
        raise truncated(KIND)
    (count,) = struct.unpack_from(layout.count, data, start)
    first, size = start + struct.calcsize(layout.count), layout.entry.size
    if not 0 < count <= _MOST_ENTRIES:
        raise damaged(KIND)
    if first + count * size > len(data):
        raise truncated(KIND)
    entries: dict[int, bytes] = {}
    values: dict[int, int] = {}
    total = 0
    for at in range(first, first + count * size, size):
        tag, kind, items, value = layout.entry.unpack_from(data, at)
        if tag not in _NEEDED and tag != _ORIENTATION:
            continue
        total += items * _TYPE_BYTES.get(kind, 1)
        if total > len(data) or (tag in _STRIPS and items > _MOST_STRIPS) or tag in values:
            raise damaged(KIND)
        values[tag] = _number(layout, kind, value)
        if tag in _NEEDED:
            entries[tag] = data[at : at + size]
    width, height = values.get(_WIDTH, 0), values.get(_HEIGHT, 0)
    if not width or not height:
        raise damaged(KIND)
    if values.get(_COMPRESSION, 1) not in _COMPRESSIONS:
        raise unsupported("A TIFF with this compression", instead="an uncompressed or LZW TIFF, a PNG or a JPEG")
    clean = _rewritten(data, layout, entries)
    orientation = values.get(_ORIENTATION, 1)
    # A strip or tile is decoded whole, beside the picture that it is put into; a tile may be larger than the picture.
    tile = values.get(_TILE_WIDTH, 0) * values.get(_TILE_HEIGHT, 0)
    # Without a number of rows there is one strip.
    strip = 0 if tile else width * min(values.get(_ROWS, height) or height, height)
    if tile > 4 * width * height + 1_048_576:
        raise damaged(KIND)
    return Source(
        kind=KIND,
        media_type="image/tiff",
        width=width,
        height=height,
        orientation=orientation if 1 <= orientation <= 8 else 1,
        working_bytes=len(data) + 4 * (width * height + max(strip, tile)),
        pixels=lambda _: _decode(clean),
    )


def _number(layout: _Layout, kind: int, value: bytes) -> int:
    """Read the first integer of an entry whose value stands in the entry itself."""
    form = {1: "B", 3: "H", 4: "I", 16: "Q"}.get(kind)
    return 0 if form is None else int(struct.unpack_from(layout.order + form, value)[0])


def _rewritten(data: bytes, layout: _Layout, entries: dict[int, bytes]) -> bytes:
    """Append a directory of the needed tags alone and point the header at it; offsets stay true."""
    start = len(data) + (-len(data) % 8)
    directory = struct.pack(layout.count, len(entries)) + b"".join(entries[tag] for tag in sorted(entries))
    end = struct.pack(layout.offset, 0)
    head = data[:8] + struct.pack(layout.offset, start) if layout.big else data[:4] + struct.pack(layout.offset, start)
    return b"".join([head, data[len(head) :], b"\0" * (start - len(data)), directory, end])


def _decode(clean: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(clean), formats=("TIFF",))
    image.load()
    return image
