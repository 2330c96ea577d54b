"""Random changes of training pictures: geometry, colour and sharpness.

Every class gets the same changes. The patches of normal skin are blurrier than the lesions, so blur, sharpening and
rescaling must not tell a class; nor must the colour cast or the frame of one source.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Augmentation:
    """How far pictures are changed.

    Attributes:
        scale_min: Smallest share of the picture's side that is shown.
        scale_max: Largest share; above 1 the picture is continued by reflection.
        aspect: Largest relative change of the ratio of the sides.
        brightness: Largest relative change of brightness.
        contrast: Largest relative change of contrast.
        saturation: Largest relative change of saturation.
        channel_gain: Largest relative change of one colour channel, as white balance does it.
        blur_share: Share of pictures blurred, and the same share again that is scaled down and up.
        sharpen_share: Share of pictures sharpened.
    """

    scale_min: float = 0.6
    scale_max: float = 1.08
    aspect: float = 0.15
    brightness: float = 0.2
    contrast: float = 0.2
    saturation: float = 0.2
    channel_gain: float = 0.08
    blur_share: float = 0.15
    sharpen_share: float = 0.1


def augment(picture: Pixels, size: int, settings: Augmentation, rng: np.random.Generator) -> Pixels:
    """Change one picture at random and bring it to the training size.

    Args:
        picture: RGB, shape (side, side, 3), 0-255.
        size: Side of the result in pixels.
        settings: How far to go.
        rng: Source of chance.

    Returns:
        RGB, shape (size, size, 3), 0-255.
    """
    image = _geometry(picture, size, settings, rng)
    image = _sharpness(image, size, settings, rng)
    return _colour(np.asarray(image), settings, rng)


def _geometry(picture: Pixels, size: int, settings: Augmentation, rng: np.random.Generator) -> Image.Image:
    side = picture.shape[0]
    pad = side // 4  # a square turned by 45 degrees reaches 0.21 sides over the edge
    padded = np.pad(picture, ((pad, pad), (pad, pad), (0, 0)), mode="reflect")
    share = rng.uniform(settings.scale_min, settings.scale_max)
    stretch = np.sqrt(1 + rng.uniform(-settings.aspect, settings.aspect))
    mirror = 1.0 if rng.random() < 0.5 else -1.0
    angle = rng.uniform(0, 2 * np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    # Maps pixels of the result to pixels of the padded source: turn times stretch times scale, about the two centres.
    along, across = mirror * share * side / size * stretch, share * side / size / stretch
    a, b, d, e = cos * along, -sin * across, sin * along, cos * across
    room = max(0.0, 1 - share) * side / 2
    centre_x, centre_y = padded.shape[0] / 2 + rng.uniform(-room, room, 2)
    half = size / 2
    matrix = (a, b, centre_x - half * (a + b), d, e, centre_y - half * (d + e))
    return Image.fromarray(padded).transform(
        (size, size), Image.Transform.AFFINE, matrix, resample=Image.Resampling.BILINEAR
    )


def _sharpness(image: Image.Image, size: int, settings: Augmentation, rng: np.random.Generator) -> Image.Image:
    chance = rng.random()
    if chance < settings.blur_share:
        return image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.6) * size / 160))
    if chance < 2 * settings.blur_share:
        small = int(size * rng.uniform(0.35, 0.9))
        down = image.resize((small, small), Image.Resampling.BILINEAR)
        return down.resize((size, size), Image.Resampling.BICUBIC)
    if chance < 2 * settings.blur_share + settings.sharpen_share:
        return image.filter(ImageFilter.UnsharpMask(radius=1.5, percent=int(rng.uniform(40, 150)), threshold=0))
    return image


def _colour(picture: Pixels, settings: Augmentation, rng: np.random.Generator) -> Pixels:
    # All four changes are linear in RGB, so they are one matrix and one offset.
    luma = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
    saturation = 1 + rng.uniform(-settings.saturation, settings.saturation)
    contrast = 1 + rng.uniform(-settings.contrast, settings.contrast)
    gains = 1 + rng.uniform(-settings.channel_gain, settings.channel_gain, 3)
    gains *= 1 + rng.uniform(-settings.brightness, settings.brightness)
    mix = saturation * np.eye(3) + (1 - saturation) * np.outer(luma, np.ones(3))
    matrix = (contrast * mix * gains).astype(np.float32)
    flat = picture.reshape(-1, 3).astype(np.float32)
    mean = float(flat.mean())
    changed = flat @ matrix + np.float32((1 - contrast) * mean)
    result: Pixels = np.clip(changed, 0, 255).astype(np.uint8).reshape(picture.shape)
    return result


def mix_pairs(
    pictures: npt.NDArray[np.float32], targets: npt.NDArray[np.float32], alpha: float, rng: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Blend each picture of a batch with another one (mixup: Zhang et al. 2018, arXiv:1710.09412).

    Args:
        pictures: Shape (batch, size, size, 3).
        targets: Class probabilities, shape (batch, classes).
        alpha: Both parameters of the beta distribution that the share is drawn from.
        rng: Source of chance.

    Returns:
        Blended pictures and targets of the same shapes.
    """
    share = np.float32(rng.beta(alpha, alpha))
    other = rng.permutation(len(pictures))
    blended = share * pictures + (1 - share) * pictures[other]
    return blended, share * targets + (1 - share) * targets[other]
