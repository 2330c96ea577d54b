"""The one thing that is read from EXIF, and the one thing that is written: which way up the picture is.

Pillow's EXIF reader follows every pointer in the block; this one looks at the first directory only, so a hostile block
costs nothing.
"""

import struct

_ORIENTATION = 0x0112
_SHORT = 3


def orientation(block: bytes) -> int:
    """Read the orientation from an EXIF block.

    Args:
        block: A TIFF structure, with or without the `Exif` header in front (EXIF 2.32, 4.5 and 4.6.4).

    Returns:
        1-8; 1 where there is none or where the block is damaged.
    """
    block = block.removeprefix(b"Exif\0\0")[:65536]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None or len(block) < 10:
        return 1
    (start,) = struct.unpack_from(order + "I", block, 4)
    if start + 2 > len(block):
        return 1
    (count,) = struct.unpack_from(order + "H", block, start)
    for entry in range(start + 2, min(start + 2 + 12 * count, len(block) - 11), 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", block, entry)
        if tag == _ORIENTATION:
            return value if kind == _SHORT and 1 <= value <= 8 else 1
    return 1


def orientation_only(value: int) -> bytes:
    """Make an EXIF block that says nothing but the orientation.

    Args:
        value: EXIF orientation, 1-8.

    Returns:
        A TIFF structure of 26 bytes, without the `Exif` header.
    """
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, value, 0, 0)
