"""What a picture is thought to take of the decoders' memory is not less than what it takes, whatever its shape."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lentigo.vision import decode as decoding
from tests.vision.files import encoded, exif

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from Linux's /proc")

ROOT = Path(__file__).parents[2]
WIDE, TALL, USUAL = (55_000, 890), (890, 55_000), (4_000, 3_000)
TOUCH_MB = 6
"""What the interpreter itself may take meanwhile."""


def smooth(size: tuple[int, int], mode: str) -> Image.Image:
    """A picture whose every part differs and whose file is small, so that it does not hide in the peak."""
    picture = Image.linear_gradient("L").resize(size)
    if mode in ("RGBA", "LA"):
        picture = picture.convert(mode)
        picture.putalpha(128)
    return picture.convert(mode)


def measured(folder: Path, what: str, data: bytes) -> tuple[float, float]:
    """Give estimate and peak in megabytes; of what comes in, `decode` leaves the clean copy to its caller's account."""
    file = folder / "picture"
    file.write_bytes(data)
    command = [sys.executable, "-m", "tests.vision.peak", what, str(file)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    return found["estimate"], found["peak"] - (len(data) / 1e6 if what == "decode" else 0)


@pytest.mark.parametrize("what", ["decode", "shrunk"])
@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        ("JPEG", "RGB", WIDE, {}),
        ("JPEG", "RGB", TALL, {}),
        ("JPEG", "RGB", WIDE, {"exif": exif(6)}),
        ("JPEG", "L", WIDE, {}),
        ("JPEG", "CMYK", WIDE, {}),
        ("JPEG", "RGB", (16_000, 600), {"progressive": True}),
        ("PNG", "RGB", WIDE, {}),
        ("PNG", "RGB", WIDE, {"exif": exif(6)}),
        ("PNG", "RGBA", (16_000, 600), {}),
        ("PNG", "RGB", USUAL, {}),
        ("PNG", "RGBA", USUAL, {}),
        ("PNG", "P", (16_000, 600), {}),
        ("WEBP", "RGB", (16_000, 600), {}),
        ("JPEG", "RGB", USUAL, {}),
        ("JPEG", "RGB", USUAL, {"exif": exif(6)}),
    ],
)
def test_the_peak_is_within_the_estimate(
    what: str, kind: str, mode: str, size: tuple[int, int], options: dict[str, Any], tmp_path: Path
) -> None:
    estimate, peak = measured(tmp_path, what, encoded(smooth(size, mode), kind, **options))
    assert peak <= estimate + TOUCH_MB


def test_two_usual_photographs_are_still_read_side_by_side(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG"):
        estimate, _ = measured(tmp_path, "decode", encoded(smooth(USUAL, "RGB"), kind))
        with decoding.DECODING.take(int(estimate * 1e6)), decoding.DECODING.take(int(estimate * 1e6), patience=0.1):
            pass
