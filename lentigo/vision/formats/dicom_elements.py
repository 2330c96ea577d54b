"""DICOM's data elements, walked without recursion and without keeping what is not needed (PS3.5, 7; PS3.10, 7).

pydicom builds an object for every element and recurses into every sequence, so a small hostile file can cost gigabytes;
here a file is first cut down to the elements that describe the picture, and pydicom reads the rest of it.
"""

import struct
from dataclasses import dataclass

from lentigo.vision.refusals import damaged, truncated

KIND = "DICOM"
UNDEFINED = 0xFFFFFFFF
PIXEL_DATA = 0x7FE00010
_START = 132
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
"""Value representations with a 32-bit length (PS3.5, table 7.1-1)."""
_MOST_ELEMENTS = 200_000
"""Real files have a few hundred."""


@dataclass(frozen=True, slots=True)
class Element:
    """Where one data element stands in the file.

    Attributes:
        tag: Group and element number as one number.
        start: First byte of its header.
        value: First byte of its value.
        length: Bytes of its value, or UNDEFINED.
        unknown: Whether its value representation is UN.
    """

    tag: int
    start: int
    value: int
    length: int
    unknown: bool

    @property
    def end(self) -> int:
        """First byte after it, where the length is defined."""
        return self.value + self.length


class Walker:
    """Steps over data elements.

    Args:
        data: The file.
        explicit: Whether value representations are written out.
        order: `<` or `>`, as for struct.
    """

    def __init__(self, data: bytes, *, explicit: bool, order: str) -> None:
        self._data, self._explicit = data, explicit
        self._tag, self._short = struct.Struct(order + "HH"), struct.Struct(order + "H")
        self._wide = struct.Struct(order + "I")
        self._steps = 0

    def header(self, at: int, *, explicit: bool | None = None) -> Element:
        """Read one element's header.

        Raises:
            NotAPicture: The file ends inside it, or has too many elements.
        """
        self._steps += 1
        if self._steps > _MOST_ELEMENTS:
            raise damaged(KIND)
        if at + 8 > len(self._data):
            raise truncated(KIND)
        group, number = self._tag.unpack_from(self._data, at)
        tag = group << 16 | number
        if group == 0xFFFE or not (self._explicit if explicit is None else explicit):
            return Element(tag, at, at + 8, self._wide.unpack_from(self._data, at + 4)[0], False)
        representation = self._data[at + 4 : at + 6]
        if representation not in _LONG:
            return Element(tag, at, at + 8, self._short.unpack_from(self._data, at + 6)[0], False)
        if at + 12 > len(self._data):
            raise truncated(KIND)
        length = self._wide.unpack_from(self._data, at + 8)[0]
        return Element(tag, at, at + 12, length, representation == b"UN")

    def after(self, element: Element) -> int:
        """Give the first byte after an element; a sequence of undefined length is stepped through.

        Raises:
            NotAPicture: The file ends inside it.
        """
        if element.length != UNDEFINED:
            if element.end > len(self._data):
                raise truncated(KIND)
            return element.end
        # A stack instead of recursion; the contents of UN are always written without representations (PS3.5, 6.2.2).
        open_parts = [self._explicit and not element.unknown]
        at = element.value
        while open_parts:
            inner = self.header(at, explicit=open_parts[-1])
            at = inner.value
            if inner.tag in (_ITEM_END, _SEQUENCE_END):
                open_parts.pop()
            elif inner.length == UNDEFINED:
                open_parts.append(open_parts[-1] and not inner.unknown)
            else:
                at = inner.end
        return at


def meta_end(data: bytes) -> tuple[int, str]:
    """Read the file's meta information, group 2.

    Args:
        data: A file with `DICM` at byte 128.

    Returns:
        The first byte after it, and the transfer syntax.

    Raises:
        NotAPicture: The file ends too early or names no transfer syntax.
    """
    walker, at, syntax = Walker(data, explicit=True, order="<"), _START, ""
    while True:
        element = walker.header(at)
        if element.tag >> 16 != 0x0002:
            break
        at = walker.after(element)
        if element.tag == 0x00020010:
            syntax = data[element.value : at].decode("ascii", "replace").strip("\0 ")
    if not syntax:
        raise damaged(KIND)
    return at, syntax


def described(data: bytes, at: int, walker: Walker, wanted: frozenset[int]) -> tuple[bytes, Element | None]:
    """Cut a data set down to the elements that describe the picture.

    Args:
        data: The file.
        at: First byte of the data set.
        walker: Steps over its elements.
        wanted: Tags to keep.

    Returns:
        Those elements as they stand, and the pixel data's element (None without one).

    Raises:
        NotAPicture: The file ends too early or has too many elements.
    """
    kept: list[bytes] = []
    while at < len(data):
        element = walker.header(at)
        if element.tag == PIXEL_DATA:
            return b"".join(kept), element
        end = walker.after(element)
        if element.tag in wanted and element.length != UNDEFINED:
            kept.append(data[element.start : end])
        at = end
    return b"".join(kept), None
