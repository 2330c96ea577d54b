"""The pictures that are sent: real lesions brought to the size of a HAM10000 file and of a telephone's photograph."""

import functools
import io
from pathlib import Path

import numpy as np
from PIL import Image

_SOURCES = Path(__file__).resolve().parents[1] / "tests" / "pictures"
SIZES = {"600x450": (600, 450), "12 MP": (4000, 3000)}
"""Width and height in pixels by the name that the results use."""

_QUALITY = 92
_GRAIN = 8.0
"""Standard deviation of the noise that is added: an enlarged picture is smoother than a camera's and decodes faster. It
brings the files to about 100 kB and 4 MB, the usual size of such photographs."""


@functools.cache
def pictures(name: str, count: int = 3) -> list[bytes]:
    """Make JPEG files of one size, all different.

    Args:
        name: A key of SIZES.
        count: How many.
    """
    sources = sorted(_SOURCES.glob("*.jpg"))
    if not sources:
        raise FileNotFoundError(f"expected pictures in {_SOURCES}, found none")
    return [_picture(sources[index % len(sources)], SIZES[name], seed=index) for index in range(count)]


def _picture(source: Path, size: tuple[int, int], seed: int) -> bytes:
    with Image.open(source) as opened:
        enlarged = np.asarray(opened.convert("RGB").resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    enlarged += _GRAIN * np.random.default_rng(seed).standard_normal(enlarged.shape, dtype=np.float32)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(enlarged, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
