"""Made-up pictures of what people send by mistake: blank frames, noise, pages of text, screens, patterns.

They stand beside the photographs of other things when the score that tells skin from anything else is fitted. Each is
a pure function of the seed and its number.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from lentigo.training.model import SIZE
from lentigo.vision.preprocess import to_square

Squares = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
_DRAWN = 448  # drawn larger than the network sees, so that lines are smooth as in a real picture
_TEXT = (
    "the of and to in patient date invoice total name address phone figure table result page chapter file edit view "
    "search settings message inbox today lorem ipsum dolor sit amet 2026 14:30 100 % OK cancel"
)


def made_up(count: int, seed: int) -> Iterator[Squares]:
    """Make pictures of anything but skin, all kinds in turn.

    Args:
        count: How many.
        seed: Seed.

    Yields:
        RGB, shape (224, 224, 3), 0-255.
    """
    kinds = tuple(KINDS.values())
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        yield to_square(kinds[number % len(kinds)](rng), SIZE)


def _colour(rng: np.random.Generator, low: int = 0, high: int = 256) -> Colour:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _plain(rng: np.random.Generator) -> Image.Image:
    # Greys and cold colours: a plain warm tone is what smooth skin looks like.
    blue = int(rng.integers(0, 256))
    image = np.full((_DRAWN, _DRAWN, 3), (rng.integers(0, blue + 1), rng.integers(0, 256), blue), np.float64)
    return Image.fromarray(np.clip(image + rng.normal(0, rng.uniform(0.5, 6), image.shape), 0, 255).astype(np.uint8))


def _gradient(rng: np.random.Generator) -> Image.Image:
    first, second = np.array(_colour(rng)), np.array(_colour(rng))
    angle = rng.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0 : 1 : _DRAWN * 1j, 0 : 1 : _DRAWN * 1j]
    along = np.cos(angle) * columns + np.sin(angle) * rows
    share = ((along - along.min()) / np.ptp(along))[..., None]
    return Image.fromarray((first + share * (second - first)).astype(np.uint8))


def _noise(rng: np.random.Generator) -> Image.Image:
    side = int(2 ** rng.integers(2, 9))
    channels = 3 if rng.random() < 0.7 else 1
    values = rng.integers(0, 256, (side, side, channels), dtype=np.uint8)
    small = Image.fromarray(np.repeat(values, 3 // channels, axis=2))
    way = Image.Resampling.BICUBIC if rng.random() < 0.5 else Image.Resampling.NEAREST
    return small.resize((_DRAWN, _DRAWN), way)


def _lines_of_text(draw: ImageDraw.ImageDraw, rng: np.random.Generator, box: tuple[int, int, int, int]) -> None:
    left, upper, right, lower = box
    size = int(rng.integers(9, 34))
    font = ImageFont.load_default(size)
    ink = _colour(rng, 0, 90)
    at = upper
    while at < lower:
        words = " ".join(str(word) for word in rng.choice(_TEXT.split(), max(1, int((right - left) / size / 3))))
        if rng.random() < 0.9:
            draw.text((left, at), words, fill=ink, font=font)
        at += int(size * 1.5)


def _page(rng: np.random.Generator) -> Image.Image:
    paper = Image.new("RGB", (_DRAWN, _DRAWN), _colour(rng, 215, 256))
    _lines_of_text(ImageDraw.Draw(paper), rng, (int(rng.integers(0, 60)), int(rng.integers(0, 60)), 440, 440))
    return paper


def _photographed_page(rng: np.random.Generator) -> Image.Image:
    page = _page(rng).convert("RGBA").rotate(rng.uniform(-35, 35), Image.Resampling.BICUBIC, expand=True)
    side = int(rng.uniform(0.6, 1.0) * page.width)
    table = Image.new("RGBA", (side, side), (*_colour(rng, 20, 200), 255))
    table.alpha_composite(page.crop((0, 0, side, side)))
    return table.convert("RGB").filter(ImageFilter.GaussianBlur(rng.uniform(0, 2.5)))


def _screen(rng: np.random.Generator) -> Image.Image:
    dark = rng.random() < 0.5
    screen = Image.new("RGB", (_DRAWN, _DRAWN), _colour(rng, *((0, 50) if dark else (225, 256))))
    draw = ImageDraw.Draw(screen)
    for _ in range(int(rng.integers(4, 16))):
        left, upper = (int(value) for value in rng.integers(0, _DRAWN - 40, 2))
        box = (left, upper, left + int(rng.integers(30, 300)), upper + int(rng.integers(14, 160)))
        draw.rounded_rectangle(box, radius=int(rng.integers(0, 12)), fill=_colour(rng))
        if rng.random() < 0.6:
            label = str(rng.choice(_TEXT.split()))
            draw.text((left + 6, upper + 4), label, fill=_colour(rng), font=ImageFont.load_default(16))
    return screen


def _pattern(rng: np.random.Generator) -> Image.Image:
    rows, columns = np.mgrid[0:_DRAWN, 0:_DRAWN]
    step = int(rng.integers(6, 80))
    stripes = rng.random() < 0.4
    mask = (columns // step) % 2 if stripes else (columns // step + rows // step) % 2
    values = np.where(mask[..., None] == 1, np.array(_colour(rng)), np.array(_colour(rng))).astype(np.uint8)
    return Image.fromarray(values).rotate(rng.uniform(0, 90), Image.Resampling.BICUBIC)


def _chart(rng: np.random.Generator) -> Image.Image:
    chart = Image.new("RGB", (_DRAWN, _DRAWN), (255, 255, 255))
    draw = ImageDraw.Draw(chart)
    draw.line((40, 20, 40, 410, 430, 410), fill=(0, 0, 0), width=2)
    if rng.random() < 0.5:
        for number in range(int(rng.integers(3, 12))):
            left = 60 + number * 32
            draw.rectangle((left, int(rng.integers(40, 400)), left + 22, 410), fill=_colour(rng))
        return chart
    for _ in range(int(rng.integers(1, 5))):
        points = [(40 + 26 * k, int(rng.integers(40, 400))) for k in range(16)]
        draw.line(points, fill=_colour(rng), width=int(rng.integers(1, 6)))
    return chart


def _shapes(rng: np.random.Generator) -> Image.Image:
    picture = Image.new("RGB", (_DRAWN, _DRAWN), _colour(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(3, 30))):
        corners = [(int(x), int(y)) for x, y in rng.integers(0, _DRAWN, (int(rng.integers(3, 6)), 2))]
        draw.polygon(corners, fill=_colour(rng))
    return picture


KINDS: dict[str, Callable[[np.random.Generator], Image.Image]] = {
    "plain": _plain,
    "gradient": _gradient,
    "noise": _noise,
    "page of text": _page,
    "photographed page": _photographed_page,
    "screen": _screen,
    "pattern": _pattern,
    "chart": _chart,
    "shapes": _shapes,
}
