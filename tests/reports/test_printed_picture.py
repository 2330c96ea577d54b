"""How the kept picture comes onto the paper: in the decoders' memory, and looking as it did."""

import gc
import io
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from pypdf import PdfReader

from lentigo.problems import NotAPicture, Unavailable
from lentigo.reports.paper import LONGEST_EDGE, report_pdf
from lentigo.vision import decode as decoding
from lentigo.vision.room import Room
from tests.hostile.bombs import LARGE, png
from tests.hostile.memory import forget_peak, peak_mb, resident_mb
from tests.reports.test_paper import paper
from tests.vision.files import difference, encoded, exif, png_chunk, png_with, scene

ABOVE_REST_MB = 300


def printed(data: bytes) -> Image.Image:
    """The picture of a report, taken out of its PDF."""
    (found,) = PdfReader(io.BytesIO(report_pdf(paper(picture=data, heatmap=None)))).pages[0].images
    assert found.image is not None
    return found.image.convert("RGB")


def as_pillow_does(data: bytes) -> Image.Image:
    """The same by Pillow alone, in as much memory as it likes; coded as on paper."""
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    return Image.open(io.BytesIO(encoded(upright, "JPEG", quality=88)))


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from Linux's /proc")
@pytest.mark.parametrize("at_once", [1, 3])
def test_a_picture_of_49_megapixels_is_printed_within_300_mb(at_once: int) -> None:
    turned = png_with(png(*LARGE), png_chunk(b"eXIf", exif(6).tobytes().removeprefix(b"Exif\0\0")))
    report_pdf(paper())  # fonts and layout stay
    gc.collect()
    rest = resident_mb(os.getpid())
    forget_peak(os.getpid())
    with ThreadPoolExecutor(at_once) as pool:
        pdfs = list(pool.map(report_pdf, [paper(picture=turned)] * at_once))
    assert all(pdf.startswith(b"%PDF") for pdf in pdfs)
    assert peak_mb(os.getpid()) - rest < ABOVE_REST_MB


def test_printing_waits_for_the_decoders_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    room, printing = Room(1), threading.Event()
    monkeypatch.setattr(decoding, "DECODING", room)
    with ThreadPoolExecutor(1) as pool:
        with room.take(1):
            done = pool.submit(lambda: report_pdf(paper()))
            done.add_done_callback(lambda _: printing.set())
            assert not printing.wait(1)
        assert done.result(60).startswith(b"%PDF")


def test_printing_gives_up_when_they_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(1, patience=0.05)
    monkeypatch.setattr(decoding, "DECODING", room)
    with room.take(1), pytest.raises(Unavailable) as refused:
        report_pdf(paper())
    assert refused.value.retry_after


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_it_is_printed_the_right_way_up(kind: str, options: dict[str, Any], orientation: int) -> None:
    data = encoded(scene(1_600, 1_200), kind, exif=exif(orientation), **options)
    assert difference(printed(data), as_pillow_does(data)) < 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(4_000, 3_000), (2_200, 2_600), (1_500, 1_000), (6_000, 400), (90, 70)])
def test_it_looks_as_if_it_had_been_shrunk_in_one_step(kind: str, size: tuple[int, int]) -> None:
    grains = np.random.default_rng(7).normal(0, 8, (size[1], size[0], 1))
    grainy = Image.fromarray(np.clip(np.asarray(scene(*size)) + grains, 0, 255).astype(np.uint8))
    data = encoded(grainy, kind, **({"quality": 95} if kind == "JPEG" else {"compress_level": 1}))
    assert difference(printed(data), as_pillow_does(data)) < 1.5


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "L")])
def test_its_colours_stay(kind: str, mode: str) -> None:
    data = encoded(scene(1_600, 1_200).convert(mode), kind)
    assert difference(printed(data), as_pillow_does(data)) < 2


def test_what_is_transparent_is_printed_as_it_was_assessed_on_white() -> None:
    layered = scene().convert("RGBA")
    layered.putalpha(0)
    assert difference(printed(encoded(layered, "PNG")), Image.new("RGB", scene().size, "white")) < 1


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", encoded(scene(), "JPEG")[:-300], encoded(scene(), "PNG")[:-300]],
    ids=["empty", "text", "JPEG", "PNG"],
)
def test_a_damaged_picture_is_a_refusal(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        report_pdf(paper(picture=data))
