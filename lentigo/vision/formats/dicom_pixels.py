"""One DICOM frame -> a Pillow picture: uncompressed by NumPy, JPEG and JPEG 2000 by Pillow."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from lentigo.vision.formats.jpeg import decode_jpeg, walk, with_colours_as_stored
from lentigo.vision.refusals import damaged, unsupported

if TYPE_CHECKING:
    from lentigo.vision.formats.dicom import Header

KIND = "DICOM"
_JPEG = b"\xff\xd8\xff"
_JPEG_2000 = b"\xff\x4f\xff\x51"
_COD, _SOT = 0xFF52, 0xFF90
Bytes = npt.NDArray[np.uint8]


def native_frame(frame: bytes | memoryview, header: Header) -> Image.Image:
    """Take an uncompressed frame.

    Args:
        frame: Its bytes, exactly as many as the header asks for.
        header: What describes the pixels.
    """
    kind = np.dtype(np.uint8 if header.allocated == 8 else np.uint16)
    samples = np.frombuffer(frame, kind.newbyteorder(">" if header.big else "<"))
    if header.photometry == "YBR_FULL_422":
        return Image.fromarray(_upsampled(_eight_bits(samples, header), header), "YCbCr")
    if header.samples == 1:
        return _single(samples.reshape(header.rows, header.columns), header)
    if header.planar:
        pixels = samples.reshape(3, header.rows, header.columns).transpose(1, 2, 0)
    else:
        pixels = samples.reshape(header.rows, header.columns, 3)
    # What a codec would undo (RCT, ICT) was never done to uncompressed pixels.
    mode = "YCbCr" if header.photometry == "YBR_FULL" else "RGB"
    return Image.fromarray(np.ascontiguousarray(_eight_bits(pixels, header)), mode)


def in_other_order(words: bytes) -> bytes:
    """Swap the two bytes of every word of 16 bits."""
    return np.frombuffer(words, np.uint16).byteswap().tobytes()


def coded_frame(frame: bytes, header: Header, short: int) -> Image.Image:
    """Decode a JPEG or JPEG 2000 frame, after its own header has been held against DICOM's.

    Args:
        frame: The coded bytes.
        header: What describes the pixels.
        short: The short side in pixels that must remain at least.

    Raises:
        NotAPicture: The two headers disagree, or the coding is not read.
    """
    if frame.startswith(_JPEG):
        image = _jpeg(frame, header, short)
    elif frame.startswith(_JPEG_2000):
        image = _jpeg_2000(frame, header, short)
    else:
        raise damaged(KIND)
    if header.samples == 1:
        return _single(np.asarray(image), header, shift=16 - header.stored if image.mode != "L" else 0)
    return image


def working_bytes(frame: bytes, header: Header) -> int:
    """Estimate the memory that decoding a coded frame takes at its peak."""
    pixels = header.rows * header.columns
    if frame.startswith(_JPEG):
        return walk(frame).coefficients + 4 * pixels
    # An open JPEG 2000 decoder holds 4 bytes a sample and about as much again for its wavelets.
    return 12 * pixels


def _jpeg(frame: bytes, header: Header, short: int) -> Image.Image:
    found = walk(frame)
    if (found.width, found.height, found.components) != (header.columns, header.rows, header.samples):
        raise damaged(KIND)
    data = found.clean
    if header.photometry == "RGB" and not found.marked_colour:
        data = with_colours_as_stored(data)
    image = decode_jpeg(data, found.width, found.height, short)
    if found.lossless and not found.marked_colour and header.photometry.startswith("YBR"):
        # libjpeg-turbo gives the samples of a lossless JPEG as they are, and calls them RGB.
        return Image.merge("YCbCr", image.split())
    return image


@dataclass(frozen=True, slots=True)
class _Codestream:
    """What a JPEG 2000 codestream says of itself (ITU-T T.800, A.5.1 and A.6.1)."""

    width: int
    height: int
    components: int
    levels: int
    transformed: bool


def _codestream(frame: bytes) -> _Codestream:
    right, lower, left, upper = struct.unpack_from(">IIII", frame, 8)
    (components,) = struct.unpack_from(">H", frame, 40)
    at, levels, transformed = 4 + struct.unpack_from(">H", frame, 4)[0], 0, False
    while True:
        marker, length = struct.unpack_from(">HH", frame, at)
        if marker == _COD:
            transformed, levels = frame[at + 8] == 1, frame[at + 9]
        if marker in (_COD, _SOT):
            return _Codestream(right - left, lower - upper, components, levels, transformed)
        at += 2 + length


def _jpeg_2000(frame: bytes, header: Header, short: int) -> Image.Image:
    found = _codestream(frame)
    if (found.width, found.height, found.components) != (header.columns, header.rows, header.samples):
        raise damaged(KIND)
    image: Any = Image.open(io.BytesIO(frame), formats=("JPEG2000",))
    reductions = (level for level in range(found.levels, 0, -1) if min(found.width, found.height) >> level >= short)
    # Each resolution level that is left out quarters time and memory.
    image.reduce = next(reductions, 0)
    image.load()
    if header.photometry.startswith("YBR_FULL") and not found.transformed:
        return Image.merge("YCbCr", image.split())
    return image  # type: ignore[no-any-return]


def _eight_bits(samples: npt.NDArray[Any], header: Header) -> Bytes:
    if header.allocated == 8 and header.stored == 8:
        return samples.astype(np.uint8, copy=False)
    scaled: Bytes = _table(header, rising=True)[samples]
    return scaled


def _single(samples: npt.NDArray[Any], header: Header, *, shift: int = 0) -> Image.Image:
    """Take one sample a pixel: grey through its window, or a palette."""
    if shift:
        samples = samples >> shift
    if header.photometry == "PALETTE COLOR":
        from pydicom.pixels.processing import apply_color_lut

        coloured = apply_color_lut(samples, header.dataset)
        if coloured.dtype != np.uint8:
            coloured = (coloured >> 8).astype(np.uint8)
        return Image.fromarray(np.ascontiguousarray(coloured), "RGB")
    table = _table(header, rising=header.photometry != "MONOCHROME1", windowed=True)
    return Image.fromarray(table[samples], "L")


def _table(header: Header, *, rising: bool, windowed: bool = False) -> Bytes:
    """Make the table from a stored sample to a grey level of 8 bits.

    With a window: linear, as PS3.3, C.11.2.1.2 has it; without one: all of the bits stored.

    Args:
        header: What describes the pixels.
        rising: Whether larger samples are brighter.
        windowed: Whether the window counts.
    """
    if header.stored > 16:
        raise unsupported(f"DICOM with {header.stored} bits a sample")
    codes = np.arange(1 << header.allocated, dtype=np.int64)
    values = codes >> (header.high + 1 - header.stored) & ((1 << header.stored) - 1)
    low, high = 0.0, float((1 << header.stored) - 1)
    if header.signed:
        half = 1 << (header.stored - 1)
        values = np.where(values >= half, values - 2 * half, values)
        low, high = low - half, high - half
    greys = values.astype(np.float64)
    centre, width = _first(header.dataset, "WindowCenter"), _first(header.dataset, "WindowWidth")
    if windowed and centre is not None and width is not None and width > 1:
        slope, intercept = _first(header.dataset, "RescaleSlope"), _first(header.dataset, "RescaleIntercept")
        greys = greys * (slope or 1.0) + (intercept or 0.0)
        low, high = centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2
    shares = np.clip((greys - low) / (high - low), 0.0, 1.0)
    table: Bytes = ((shares if rising else 1.0 - shares) * 255.0 + 0.5).astype(np.uint8)
    return table


def _first(dataset: Any, name: str) -> float | None:
    """Read a number, the first of several."""
    value = dataset.get(name)
    if value is None or value == "":
        return None
    several = hasattr(value, "__len__") and not isinstance(value, str)
    number = float(value[0] if several else value)
    return number if np.isfinite(number) else None


def _upsampled(samples: Bytes, header: Header) -> Bytes:
    """Spread the colour differences of 4:2:2 over both of their pixels: Y1 Y2 Cb Cr (PS3.5, 8.2.1 note)."""
    if header.columns % 2:
        raise damaged(KIND)
    pairs = samples.reshape(header.rows, header.columns // 2, 4)
    pixels = np.empty((header.rows, header.columns, 3), np.uint8)
    pixels[:, 0::2, 0], pixels[:, 1::2, 0] = pairs[:, :, 0], pairs[:, :, 1]
    for channel in (1, 2):
        pixels[:, 0::2, channel] = pixels[:, 1::2, channel] = pairs[:, :, channel + 1]
    return pixels
