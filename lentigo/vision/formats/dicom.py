"""DICOM: dermoscopy, photographs and secondary captures; the first frame (PS3.3, C.7.6.3; PS3.5, 8)."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from lentigo.vision.formats.dicom_elements import UNDEFINED, Element, Walker, described, meta_end
from lentigo.vision.formats.dicom_pixels import coded_frame, in_other_order, native_frame, working_bytes
from lentigo.vision.refusals import damaged, truncated, unsupported
from lentigo.vision.source import Source

KIND = "DICOM"
_IMPLICIT, _BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
_NATIVE = {_IMPLICIT, "1.2.840.10008.1.2.1", _BIG_ENDIAN}
_CODED = {
    "1.2.840.10008.1.2.4.50",  # JPEG baseline
    "1.2.840.10008.1.2.4.51",  # JPEG extended, where it has 8 bits
    "1.2.840.10008.1.2.4.57",  # JPEG lossless
    "1.2.840.10008.1.2.4.70",  # JPEG lossless, first-order prediction
    "1.2.840.10008.1.2.4.90",  # JPEG 2000, lossless
    "1.2.840.10008.1.2.4.91",  # JPEG 2000
}
_EXPLICIT_LITTLE = b"\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\0"
_WANTED = frozenset(
    {
        0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102,
        0x00280103, 0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00281101, 0x00281102, 0x00281103, 0x00281201,
        0x00281202, 0x00281203,
    }
)  # fmt: skip
"""Image Pixel, window, rescale and palette attributes (PS3.6, group 0028)."""
_PHOTOMETRY = {
    "MONOCHROME1": 1, "MONOCHROME2": 1, "PALETTE COLOR": 1, "RGB": 3,
    "YBR_FULL": 3, "YBR_FULL_422": 3, "YBR_RCT": 3, "YBR_ICT": 3,
}  # fmt: skip
"""Samples a pixel of each photometric interpretation that is read."""


@dataclass(frozen=True, slots=True)
class Header:
    """What describes the pixels.

    Attributes:
        syntax: Transfer syntax.
        photometry: Photometric interpretation.
        rows: Height in pixels.
        columns: Width in pixels.
        frames: Number of frames.
        allocated: Bits a sample takes in the file: 8 or 16.
        stored: Bits of them that count.
        high: Number of the highest of these.
        signed: Whether samples are two's complement.
        planar: Whether colours stand one plane after the other.
        big: Whether samples are big-endian.
        dataset: The same as pydicom's data set, for window and palette.
    """

    syntax: str
    photometry: str
    rows: int
    columns: int
    frames: int
    allocated: int
    stored: int
    high: int
    signed: bool
    planar: bool
    big: bool
    dataset: Any

    @property
    def samples(self) -> int:
        """Samples a pixel."""
        return _PHOTOMETRY[self.photometry]

    @property
    def frame_bytes(self) -> int:
        """Bytes of one uncompressed frame; 4:2:2 halves the two colour differences."""
        samples = 2 if self.photometry == "YBR_FULL_422" else self.samples
        return self.rows * self.columns * samples * self.allocated // 8


def read_dicom(data: bytes) -> Source:
    """Read the header of a DICOM file.

    Raises:
        NotAPicture: It holds no picture, is damaged or cut off, or is coded in a way that is not read.
    """
    at, syntax = meta_end(data)
    if syntax not in _NATIVE | _CODED:
        from pydicom.config import IGNORE
        from pydicom.uid import UID

        # By its name, where it has one: that is what the dialogs of other programs call it.
        raise unsupported(
            f"DICOM with the transfer syntax {UID(syntax[:64], IGNORE).name}",
            instead="an uncompressed, JPEG or JPEG 2000 DICOM file, or a JPEG",
        )
    walker = Walker(data, explicit=syntax != _IMPLICIT, order=">" if syntax == _BIG_ENDIAN else "<")
    kept, pixels = described(data, at, walker, _WANTED)
    if pixels is None:
        raise unsupported("A DICOM file without a picture", instead="the DICOM file of a photograph, or a JPEG")
    header = _header(kept, syntax)
    if syntax in _NATIVE:
        return _native(data, header, pixels)
    return _coded(data, header, pixels)


def _header(kept: bytes, syntax: str) -> Header:
    """Let pydicom read the elements that describe the picture.

    pydicom tells the encoding by the meta information, so that is written anew.
    """
    import pydicom

    uid = syntax.encode()
    padded = uid + b"\0" * (len(uid) & 1)
    if syntax not in _NATIVE:
        meta = _EXPLICIT_LITTLE
    else:
        meta = b"\x02\x00\x10\x00UI" + struct.pack("<H", len(padded)) + padded
    length = b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(meta))
    dataset = pydicom.dcmread(io.BytesIO(b"\0" * 128 + b"DICM" + length + meta + kept))
    photometry = str(dataset.PhotometricInterpretation).strip()
    if photometry not in _PHOTOMETRY:
        raise unsupported(f"DICOM with the colours {photometry[:32]}")
    header = Header(
        syntax=syntax,
        photometry=photometry,
        rows=int(dataset.Rows),
        columns=int(dataset.Columns),
        frames=int(dataset.get("NumberOfFrames") or 1),
        allocated=int(dataset.BitsAllocated),
        stored=int(dataset.get("BitsStored", dataset.BitsAllocated)),
        high=int(dataset.get("HighBit", dataset.get("BitsStored", dataset.BitsAllocated) - 1)),
        signed=bool(dataset.get("PixelRepresentation", 0)),
        planar=bool(dataset.get("PlanarConfiguration", 0)),
        big=syntax == _BIG_ENDIAN,
        dataset=dataset,
    )
    if header.allocated not in (8, 16):
        raise unsupported(f"DICOM with {header.allocated} bits a sample")
    sound = 1 <= header.stored <= header.high + 1 <= header.allocated and header.frames >= 1
    if not sound or int(dataset.SamplesPerPixel) != header.samples or not header.rows or not header.columns:
        raise damaged(KIND)
    return header


def _native(data: bytes, header: Header, element: Element) -> Source:
    if element.length == UNDEFINED:
        raise damaged(KIND)
    # In big-endian words of 16 bits each word holds two samples of 8, the second first (PS3.5, 8.1.1 and annex A.3).
    swapped = header.big and header.allocated == 8 and data[element.start + 4 : element.start + 6] == b"OW"

    def pixels(_: int) -> Image.Image:
        frame = memoryview(data)[element.value : element.value + min(header.frame_bytes, element.length)]
        if len(frame) < header.frame_bytes:
            raise truncated(KIND)
        if swapped:
            frame = memoryview(in_other_order(data[element.value : element.value + len(frame) + (len(frame) & 1)]))
        return native_frame(frame[: header.frame_bytes], header)

    return _source(header, pixels, 4 * header.frame_bytes)


def _coded(data: bytes, header: Header, element: Element) -> Source:
    from pydicom.encaps import get_frame

    if element.length != UNDEFINED:
        raise damaged(KIND)
    frame = get_frame(data[element.value :], 0, number_of_frames=header.frames)
    needed = working_bytes(frame, header)
    return _source(header, lambda short: coded_frame(frame, header, short), needed)


def _source(header: Header, pixels: Callable[[int], Image.Image], working_bytes: int) -> Source:
    return Source(
        kind=KIND, media_type="application/dicom", width=header.columns, height=header.rows, orientation=1,
        working_bytes=working_bytes, pixels=pixels,
    )  # fmt: skip
