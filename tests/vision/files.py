"""Picture files of every kind, written by the libraries that the world writes them with."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from PIL import Image
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGBaseline8Bit

SIZE = (160, 120)
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
DERMOSCOPY = "1.2.840.10008.5.1.4.1.1.77.1.4.1"


def scene(width: int = SIZE[0], height: int = SIZE[1]) -> Image.Image:
    """A smooth picture whose corners differ, so that a wrong turn, colour or plane shows."""
    down, across = np.mgrid[0:height, 0:width]
    red = 255 * across / (width - 1)
    green = 255 * down / (height - 1)
    blue = np.full_like(red, 90.0)
    return Image.fromarray(np.stack([red, green, blue], axis=2).astype(np.uint8))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Write a picture with Pillow."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """EXIF as a telephone writes it: make, place and time."""
    block = Image.Exif()
    block[0x010F] = "SecretMake"
    block[0x0110] = "SecretModel"
    block[0x0112] = orientation
    block.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0), 29: "2026:11:22"})
    return block


def png_chunk(name: bytes, payload: bytes) -> bytes:
    """Make a PNG chunk."""
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def png_with(data: bytes, *chunks: bytes) -> bytes:
    """Put chunks behind a PNG's header."""
    return data[:33] + b"".join(chunks) + data[33:]


def jpeg_with(data: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Put segments behind a JPEG's first bytes."""
    made = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return data[:2] + made + data[2:]


def lossless_jpeg(image: Image.Image) -> bytes:
    """Write a JPEG of process 14, selection value 1: each sample less its left neighbour (ITU-T T.81, annex H)."""
    samples = np.asarray(image).reshape(image.height, image.width, -1).astype(int)
    components = samples.shape[2]
    before = np.empty_like(samples)
    before[:, 1:], before[1:, 0], before[0, 0] = samples[:, :-1], samples[:-1, 0], 128
    bits = []
    for step in (samples - before).ravel().tolist():
        size = abs(step).bit_length()
        bits.append(f"{size:05b}")  # a table of seventeen codes of five bits: each is its own size
        if size:
            bits.append(f"{step if step > 0 else step + (1 << size) - 1:0{size}b}")
    written = "".join(bits)
    written += "1" * (-len(written) % 8)
    coded = int(written, 2).to_bytes(len(written) // 8, "big").replace(b"\xff", b"\xff\0")
    numbers = range(1, components + 1)
    frame = struct.pack(">BHHB", 8, image.height, image.width, components) + b"".join(
        bytes([number, 0x11, 0]) for number in numbers
    )
    table = bytes([0, 0, 0, 0, 0, 17, *[0] * 11, *range(17)])
    scan = bytes([components, *(byte for number in numbers for byte in (number, 0)), 1, 0, 0])
    segments = ((0xC3, frame), (0xC4, table), (0xDA, scan))
    return jpeg_with(b"\xff\xd8" + coded + b"\xff\xd9", *segments)


def dicom(
    pixels: bytes,
    *,
    rows: int = SIZE[1],
    columns: int = SIZE[0],
    photometry: str = "RGB",
    samples: int = 3,
    bits: int = 8,
    stored: int | None = None,
    syntax: str = ExplicitVRLittleEndian,
    sop_class: str = DERMOSCOPY,
    **more: Any,
) -> bytes:
    """Write a DICOM file with a patient's name in it."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = syntax
    dataset = pydicom.Dataset()
    dataset.file_meta = meta
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, "1.2.3.4"
    dataset.PatientName, dataset.PatientID = "Secret^Person", "SECRET-1"
    dataset.Rows, dataset.Columns = rows, columns
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = samples, photometry
    dataset.BitsAllocated, dataset.BitsStored = bits, stored or bits
    dataset.HighBit, dataset.PixelRepresentation = (stored or bits) - 1, 0
    if samples > 1:
        dataset.PlanarConfiguration = 0
    for name, value in more.items():
        setattr(dataset, name, value)
    coded = syntax in (JPEGBaseline8Bit, JPEG2000, JPEG2000Lossless) or ".1.2.4." in syntax
    dataset.PixelData = encapsulate([pixels]) if coded else pixels + b"\0" * (len(pixels) % 2)
    dataset["PixelData"].VR = "OB" if bits == 8 or coded else "OW"
    dataset["PixelData"].is_undefined_length = coded
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures of the same size, in grey levels."""
    first: npt.NDArray[np.int16] = np.asarray(one.convert("RGB"), dtype=np.int16)
    second: npt.NDArray[np.int16] = np.asarray(other.convert("RGB"), dtype=np.int16)
    assert first.shape == second.shape, f"sizes differ: {one.size} and {other.size}"
    return float(np.abs(first - second).mean())
