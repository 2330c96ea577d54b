"""DICOM files as dermatoscopes, cameras and archives write them."""

import io
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.uid import (
    JPEG2000,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from lentigo.problems import NotAPicture, TooLarge
from lentigo.vision.decode import decode
from tests.vision.files import SECONDARY_CAPTURE, SIZE, dicom, difference, encoded, lossless_jpeg, scene

RGB = np.asarray(scene())
YBR = np.asarray(scene().convert("YCbCr"))


def jpeg_2000(image: Image.Image, **options: Any) -> bytes:
    """Write a bare JPEG 2000 codestream."""
    return encoded(image, "JPEG2000", no_jp2=True, **options)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("sop_class", [SECONDARY_CAPTURE, "1.2.840.10008.5.1.4.1.1.77.1.4"])
def test_uncompressed_rgb_is_read(syntax: str, sop_class: str) -> None:
    picture = decode(dicom(RGB.tobytes(), syntax=syntax, sop_class=sop_class))
    assert (picture.width, picture.height, picture.media_type) == (*SIZE, "application/dicom")
    assert difference(picture.image, scene()) == 0


def test_colour_planes_one_after_the_other_are_put_together() -> None:
    planes = RGB.transpose(2, 0, 1).tobytes()
    assert difference(decode(dicom(planes, PlanarConfiguration=1)).image, scene()) == 0


def test_ybr_full_becomes_rgb() -> None:
    assert difference(decode(dicom(YBR.tobytes(), photometry="YBR_FULL")).image, scene()) < 1.5


def test_ybr_full_422_becomes_rgb() -> None:
    pairs = np.stack([YBR[:, 0::2, 0], YBR[:, 1::2, 0], YBR[:, 0::2, 1], YBR[:, 0::2, 2]], axis=2)
    assert difference(decode(dicom(pairs.tobytes(), photometry="YBR_FULL_422")).image, scene()) < 2


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("photometry", ["MONOCHROME1", "MONOCHROME2"])
def test_grey_is_read_and_monochrome1_is_turned_round(photometry: str, bits: int) -> None:
    grey = np.linspace(0, 2**bits - 1, SIZE[0] * SIZE[1]).astype(f"<u{bits // 8}")
    image = decode(dicom(grey.tobytes(), photometry=photometry, samples=1, bits=bits)).image
    first, last = image.getpixel((0, 0)), image.getpixel((159, 119))
    assert (first, last) == (((0,) * 3, (255,) * 3) if photometry == "MONOCHROME2" else ((255,) * 3, (0,) * 3))


def test_twelve_of_sixteen_bits_fill_the_whole_range() -> None:
    grey = np.linspace(0, 4095, SIZE[0] * SIZE[1]).astype("<u2")
    image = decode(dicom(grey.tobytes(), photometry="MONOCHROME2", samples=1, bits=16, stored=12)).image
    assert image.getextrema()[0] == (0, 255)


def test_the_window_of_a_grey_picture_is_applied() -> None:
    grey = np.linspace(0, 4095, SIZE[0] * SIZE[1]).astype("<u2")
    image = decode(
        dicom(
            grey.tobytes(), photometry="MONOCHROME2", samples=1, bits=16, stored=12, WindowCenter=1000, WindowWidth=200
        )
    ).image
    shares = np.asarray(image)[:, :, 0]
    assert ((shares > 0) & (shares < 255)).mean() == pytest.approx(200 / 4096, abs=0.01)


def test_signed_grey_is_read() -> None:
    grey = np.linspace(-32768, 32767, SIZE[0] * SIZE[1]).astype("<i2")
    image = decode(dicom(grey.tobytes(), photometry="MONOCHROME2", samples=1, bits=16, PixelRepresentation=1)).image
    assert (image.getpixel((0, 0)), image.getpixel((159, 119))) == ((0,) * 3, (255,) * 3)


def test_sixteen_bit_colour_is_read() -> None:
    assert difference(decode(dicom((RGB.astype("<u2") * 257).tobytes(), bits=16)).image, scene()) < 1


def test_a_palette_is_applied() -> None:
    codes = np.tile(np.arange(2, dtype=np.uint8), SIZE[0] * SIZE[1] // 2)
    tables = {
        f"{colour}PaletteColorLookupTable{part}": value
        for colour, entries in (("Red", (10, 200)), ("Green", (20, 100)), ("Blue", (30, 50)))
        for part, value in (
            ("Descriptor", [2, 0, 16]),
            ("Data", struct.pack("<2H", *(entry * 257 for entry in entries))),
        )
    }
    image = decode(dicom(codes.tobytes(), photometry="PALETTE COLOR", samples=1, **tables)).image
    assert (image.getpixel((0, 0)), image.getpixel((1, 0))) == ((10, 20, 30), (200, 100, 50))


def test_jpeg_baseline_is_read() -> None:
    for photometry in ("YBR_FULL_422", "YBR_FULL"):
        data = dicom(encoded(scene(), "JPEG", quality=95), photometry=photometry, syntax=JPEGBaseline8Bit)
        assert difference(decode(data).image, scene()) < 2


def test_jpeg_whose_samples_are_rgb_without_a_mark_keeps_its_colours() -> None:
    with_mark = encoded(scene(), "JPEG", quality=95, keep_rgb=True)
    at = with_mark.index(b"\xff\xee")
    bare = with_mark[:at] + with_mark[at + 16 :]
    frame_header = bare.index(b"\xff\xc0")
    bare = bytearray(bare)
    scan = bare.index(b"\xff\xda")
    for number in range(3):  # components named 1, 2, 3 instead of R, G, B
        bare[frame_header + 10 + 3 * number] = bare[scan + 5 + 2 * number] = number + 1
    data = dicom(bytes(bare), photometry="RGB", syntax=JPEGBaseline8Bit)
    assert difference(decode(data).image, scene()) < 2


def test_a_grey_jpeg_is_read() -> None:
    data = dicom(
        encoded(scene().convert("L"), "JPEG", quality=95), photometry="MONOCHROME2", samples=1, syntax=JPEGBaseline8Bit
    )
    assert difference(decode(data).image, scene().convert("L")) < 2


@pytest.mark.parametrize(("syntax", "photometry"), [(JPEG2000Lossless, "YBR_RCT"), (JPEG2000, "YBR_ICT")])
def test_jpeg_2000_is_read(syntax: str, photometry: str) -> None:
    stream = jpeg_2000(scene(), irreversible=syntax == JPEG2000, mct=1)
    assert difference(decode(dicom(stream, photometry=photometry, syntax=syntax)).image, scene()) < 2


def test_jpeg_2000_without_a_colour_transform_is_read() -> None:
    assert difference(decode(dicom(jpeg_2000(scene(), mct=0), syntax=JPEG2000Lossless)).image, scene()) < 1
    ycc = Image.merge("RGB", scene().convert("YCbCr").split())
    data = dicom(jpeg_2000(ycc, mct=0), photometry="YBR_FULL", syntax=JPEG2000Lossless)
    assert difference(decode(data).image, scene()) < 2


def test_grey_jpeg_2000_of_sixteen_bits_is_read() -> None:
    grey = np.linspace(0, 65535, SIZE[0] * SIZE[1]).astype(np.uint16).reshape(SIZE[1], SIZE[0])
    data = dicom(
        jpeg_2000(Image.fromarray(grey)), photometry="MONOCHROME2", samples=1, bits=16, syntax=JPEG2000Lossless
    )
    image = np.asarray(decode(data).image)[:, :, 0]
    assert np.abs(image - grey / 257.0).max() <= 1


def test_a_large_jpeg_2000_is_shrunk_on_the_way() -> None:
    data = dicom(jpeg_2000(scene(2000, 1500)), rows=1500, columns=2000, photometry="YBR_RCT", syntax=JPEG2000Lossless)
    picture = decode(data)
    assert (picture.width, picture.height, picture.image.size) == (2000, 1500, (1000 // 1, 750))
    assert difference(picture.image, scene(1000, 750)) < 2


def test_only_the_first_frame_counts() -> None:
    other = np.zeros_like(RGB)
    data = dicom(RGB.tobytes() + other.tobytes(), NumberOfFrames=2)
    assert difference(decode(data).image, scene()) == 0


def test_what_is_kept_is_a_jpeg_without_the_patient() -> None:
    kept = decode(dicom(RGB.tobytes())).kept()
    assert kept.media_type == "image/jpeg"
    assert b"Secret" not in kept.data
    assert difference(Image.open(io.BytesIO(kept.data)), scene()) < 2


def test_elements_that_do_not_describe_the_picture_are_stepped_over() -> None:
    import pydicom

    item = pydicom.Dataset()
    item.CodeValue = "A"
    inner = pydicom.Dataset()
    inner.PatientName = "Secret"
    item.ContentSequence = [inner]
    data = dicom(RGB.tobytes(), ReferencedImageSequence=[item, item], ImageComments="x" * 5000)
    assert difference(decode(data).image, scene()) == 0


@pytest.mark.parametrize(
    ("syntax", "name"),
    [
        (DeflatedExplicitVRLittleEndian, "Deflated Explicit VR Little Endian"),
        (JPEGLSLossless, "JPEG-LS Lossless"),
        (RLELossless, "RLE Lossless"),
        ("1.2.3.4", "1.2.3.4"),
        ("\x1b[1m; no number", ""),
    ],
)
def test_other_codings_are_refused_by_name(syntax: str, name: str) -> None:
    data = dicom(RGB.tobytes()).replace(
        b"UI\x14\x001.2.840.10008.1.2.1\0", b"UI" + struct.pack("<H", len(syntax)) + syntax.encode()
    )
    with pytest.raises(NotAPicture, match=f"transfer syntax {name}") as refused:
        decode(data)
    assert refused.value.code == "unsupported_format"


def test_big_endian_is_read() -> None:
    values = (RGB.astype(">u2") * 257).tobytes()
    little = dicom(values, bits=16)
    assert decode(little).image.size == SIZE  # the writer below is only as good as this one
    import pydicom

    dataset = pydicom.dcmread(io.BytesIO(dicom(values, bits=16)))
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, little_endian=False, implicit_vr=False, enforce_file_format=True, overwrite=True)
    assert difference(decode(buffer.getvalue()).image, scene()) < 1


def test_a_lossless_jpeg_is_read_or_refused_but_never_misread() -> None:
    data = dicom(encoded(scene(), "JPEG", quality=95), photometry="YBR_FULL", syntax=JPEGLosslessSV1)
    assert difference(decode(data).image, scene()) < 2


@pytest.mark.parametrize("columns", [160, 159])
def test_eight_bits_in_big_endian_words_keep_their_order(columns: int) -> None:
    import pydicom

    pixels = RGB[:119, :columns].tobytes()
    words = np.frombuffer(pixels + b"\0" * (len(pixels) & 1), np.uint16).byteswap().tobytes()
    dataset = pydicom.dcmread(io.BytesIO(dicom(pixels, rows=119, columns=columns)))
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    dataset.PixelData, dataset["PixelData"].VR = words, "OW"
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, little_endian=False, implicit_vr=False, enforce_file_format=True, overwrite=True)
    assert difference(decode(buffer.getvalue()).image, Image.fromarray(RGB[:119, :columns])) == 0


@pytest.mark.parametrize("photometry", ["RGB", "YBR_FULL", "MONOCHROME2"])
def test_the_colours_of_a_really_lossless_jpeg_are_what_dicom_says(photometry: str) -> None:
    stored = scene().convert({"RGB": "RGB", "YBR_FULL": "YCbCr", "MONOCHROME2": "L"}[photometry])
    samples = len(stored.getbands())
    data = dicom(lossless_jpeg(stored), photometry=photometry, samples=samples, syntax=JPEGLosslessSV1)
    assert difference(decode(data).image, stored.convert("RGB")) < 1.5


def test_a_picture_larger_than_its_header_says_is_refused() -> None:
    for stream, syntax in (
        (encoded(scene(640, 480), "JPEG"), JPEGBaseline8Bit),
        (jpeg_2000(scene(640, 480)), JPEG2000Lossless),
    ):
        with pytest.raises(NotAPicture):
            decode(dicom(stream, photometry="YBR_FULL", syntax=syntax))


def test_too_many_pixels_are_refused_by_the_header() -> None:
    # The header announces four gigapixels, and as many bytes as the file has follow.
    with pytest.raises(TooLarge):
        decode(dicom(RGB.tobytes(), rows=65535, columns=65535))
    with pytest.raises(TooLarge):
        decode(dicom(jpeg_2000(scene()), rows=65535, columns=65535, syntax=JPEG2000Lossless))


def test_ten_thousand_nested_sequences_are_no_stack_overflow() -> None:
    plain = dicom(RGB.tobytes())
    at = plain.index(b"\x28\x00\x02\x00US")
    nest = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    with pytest.raises(NotAPicture):
        decode(plain[:at] + nest * 10_000 + plain[at:])


def test_a_million_elements_are_refused() -> None:
    plain = dicom(RGB.tobytes())
    at = plain.index(b"\x28\x00\x02\x00US")
    with pytest.raises(NotAPicture):
        decode(plain[:at] + struct.pack("<HH2sH", 0x0009, 0x0010, b"LO", 0) * 1_000_000 + plain[at:])


def test_a_file_without_a_picture_says_so() -> None:
    plain = dicom(RGB.tobytes())
    with pytest.raises(NotAPicture, match="without a picture"):
        decode(plain[: plain.index(b"\xe0\x7f\x10\x00")])
