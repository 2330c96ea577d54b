"""A HEIC put together from one tile that is shown again and again (ISO/IEC 23008-12, 6.6.2.3)."""

import struct

_TILE = 512


def box(name: bytes, body: bytes, *, version: int | None = None, flags: int = 0) -> bytes:
    """Write a box; with a version it is a full box (ISO/IEC 14496-12, 4.2)."""
    head = b"" if version is None else struct.pack(">I", version << 24 | flags)
    return struct.pack(">I", 8 + len(head) + len(body)) + name + head + body


def grid_of(tile: bytes, width: int, height: int) -> bytes:
    """Show the picture of a HEIC again and again.

    Args:
        tile: A HEIC of 512 x 512 pixels with one coded picture.
        width: Width of the whole in pixels.
        height: Height of the whole in pixels.
    """
    at = tile.index(b"hvcC") - 4
    settings = tile[at : at + struct.unpack_from(">I", tile, at)[0]]
    coded = tile[tile.index(b"mdat") + 4 :]
    columns, rows = -(-width // _TILE), -(-height // _TILE)
    tiles = range(2, 2 + columns * rows)
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    entries = [box(b"infe", struct.pack(">HH4sB", 1, 0, b"grid", 0), version=2)]
    entries += [box(b"infe", struct.pack(">HH4sB", item, 0, b"hvc1", 0), version=2) for item in tiles]
    sizes = [box(b"ispe", struct.pack(">II", *size), version=0) for size in ((_TILE, _TILE), (width, height))]
    owners = struct.pack(">IHBB", 1 + len(tiles), 1, 1, 3)
    owners += b"".join(struct.pack(">HBBB", item, 2, 0x81, 2) for item in tiles)

    def meta(start: int) -> bytes:
        places = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))
        places += b"".join(struct.pack(">HHHHII", item, 0, 0, 1, start, len(coded)) for item in tiles)
        return box(
            b"meta",
            box(b"hdlr", struct.pack(">I4s12s1s", 0, b"pict", b"", b""), version=0)
            + box(b"pitm", struct.pack(">H", 1), version=0)
            + box(b"iloc", struct.pack(">BBH", 0x44, 0, 1 + len(tiles)) + places, version=1)
            + box(b"iinf", struct.pack(">H", len(entries)) + b"".join(entries), version=0)
            + box(b"iref", box(b"dimg", struct.pack(f">HH{len(tiles)}H", 1, len(tiles), *tiles)), version=0)
            + box(b"iprp", box(b"ipco", settings + b"".join(sizes)) + box(b"ipma", owners, version=0))
            + box(b"idat", grid),
            version=0,
        )

    head = box(b"ftyp", b"heic" + struct.pack(">I", 0) + b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", coded)
